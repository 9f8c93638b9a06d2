//! Who changed what.

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use touchstone_domain::id::{AuditId, MemberId};
use touchstone_engine::App;
use touchstone_engine::access::{self, AuditQuery};
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::auth::{Can, ReadAudit};
use crate::extract::{Cursor, Listing, Page};
use crate::problem::{Problem, ProblemBody};
use crate::sheet::{self, PageOrFile, Row};

/// Longer than any id, and than any action.
const TEXT_BYTES_MAX: usize = 100;

/// Which entries.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAudit {
    /// Only changes by this member.
    #[param(value_type = Option<schema::MemberId>)]
    pub member: Option<MemberId>,
    /// Only changes of the thing with this id.
    #[param(value_type = Option<String>, example = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z", max_length = 100)]
    pub target: Option<String>,
    /// Only this action, such as `unit.move`, or all that was done with a kind of thing, such as `unit`.
    #[param(example = "unit.move", max_length = 100)]
    pub action: Option<String>,
    /// At or after this time.
    #[param(value_type = Option<schema::Time>)]
    pub from: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<schema::Time>)]
    pub until: Option<Timestamp>,
}

/// One change by a member.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its id.
    #[schema(value_type = schema::AuditId)]
    pub id: AuditId,
    /// When.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// By whom.
    #[schema(value_type = schema::MemberId)]
    pub member: MemberId,
    /// With what: the id of a session or token, or `setup`.
    #[schema(example = "ses_01jd0m6x4pfk2v9w3q8r7t5y1z")]
    pub via: String,
    /// What was done.
    #[schema(example = "unit.move")]
    pub action: String,
    /// The id of what was changed.
    #[schema(example = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z")]
    pub target: String,
    /// The fields before; null when there was nothing to show.
    #[schema(value_type = Option<Object>, required)]
    pub before: Option<Box<RawValue>>,
    /// The fields after; null when there is nothing to show.
    #[schema(value_type = Option<Object>, required)]
    pub after: Option<Box<RawValue>>,
}

impl Row for AuditEntry {
    const COLUMNS: &'static [&'static str] =
        &["id", "at", "member", "via", "action", "target", "before", "after"];
}

impl From<access::AuditEntry> for AuditEntry {
    fn from(entry: access::AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            member: entry.member,
            via: entry.via,
            action: entry.action,
            target: entry.target,
            before: entry.before,
            after: entry.after,
        }
    }
}

/// Lists changes by members, newest first.
#[utoipa::path(
    get,
    path = "/v1/audit",
    tag = "audit",
    params(ListAudit, PageOrFile),
    responses(
        (status = 200, description = "A page of entries, or all of them as a file.", content(
            (Page<AuditEntry> = "application/json"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 413, description = "The file would have more than 50,000 rows.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list_audit(
    who: Can<ReadAudit>,
    State(app): State<App>,
    Listing { filter, page }: Listing<ListAudit, PageOrFile>,
) -> Result<Response, Problem> {
    sheet::short("target", filter.target.as_deref(), TEXT_BYTES_MAX)?;
    sheet::short("action", filter.action.as_deref(), TEXT_BYTES_MAX)?;
    let query = AuditQuery {
        member: filter.member,
        target: filter.target,
        action: filter.action,
        from: filter.from,
        until: filter.until,
        before: None,
    };
    sheet::answer("audit", page, |limit, cursor| {
        let (app, who, query) = (app.clone(), who.clone(), query.clone());
        async move {
            let before = cursor.map(|cursor| cursor.id()).transpose()?;
            let rows = app.list_audit(&who, AuditQuery { before, ..query }, limit.and_one()).await?;
            Ok(Page::of(rows, limit, |row| Cursor::after(*row.id.as_bytes()), AuditEntry::from))
        }
    })
    .await
}
