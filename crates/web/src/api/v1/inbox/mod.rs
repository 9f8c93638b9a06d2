//! The inbox of the member who asks: cases, notes of playbooks.

mod list;
mod read;
mod stream;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::id::{CaseId, CustomerId, NoticeId, UnitId};
use touchstone_engine::cases::NoticeRow;
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_inbox))
        .with(guarded!(read::read_notice))
        .with(guarded!(stream::stream_inbox))
}

/// A note in an inbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notice {
    /// Its id.
    #[schema(value_type = schema::NoticeId)]
    pub id: NoticeId,
    /// Where it stands in the inbox, from 1 without gaps; also the event id of the stream.
    pub position: i64,
    /// `note`, `case_opened`, `case_cause_added`, `case_assigned`, `case_handed_over`, `case_reminded`,
    /// `case_escalated`, `case_reopened` or `case_answered`.
    #[schema(example = "case_opened")]
    pub kind: String,
    /// The unit it is about.
    #[schema(value_type = Option<schema::UnitId>, required)]
    pub unit: Option<UnitId>,
    /// The case it is about.
    #[schema(value_type = Option<schema::CaseId>, required)]
    pub case: Option<CaseId>,
    /// The customer it is about.
    #[schema(value_type = Option<schema::CustomerId>, required)]
    pub customer: Option<CustomerId>,
    /// What it says.
    #[schema(value_type = Object, example = json!({"text": "NPS 1: the soup was cold", "priority": "high"}))]
    pub body: Value,
    /// When it came.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// When it was read first.
    #[schema(value_type = Option<schema::Time>, required)]
    pub read_at: Option<Timestamp>,
}

impl From<NoticeRow> for Notice {
    fn from(row: NoticeRow) -> Self {
        let notice = row.notice;
        Self {
            id: notice.id,
            position: row.position,
            kind: notice.kind,
            unit: notice.unit,
            case: notice.case,
            customer: notice.customer,
            body: notice.body,
            at: row.at,
            read_at: row.read_at,
        }
    }
}
