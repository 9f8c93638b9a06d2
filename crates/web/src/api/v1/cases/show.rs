//! One case with its history.

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::case::Entry;
use touchstone_domain::id::{CaseId, EffectId, MemberId};
use touchstone_engine::App;
use touchstone_engine::messages::OutboxRow;
use utoipa::ToSchema;

use super::Case;
use crate::api::schema;
use crate::auth::{Can, ReadCases};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// A case with its history.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseWithHistory {
    /// The case.
    #[serde(flatten)]
    pub case: Case,
    /// Everything that changed, oldest first.
    pub history: Vec<CaseEntry>,
    /// How far the messages of the history have come.
    pub messages: Vec<CaseMessage>,
}

/// How far a message to the customer has come.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseMessage {
    /// The effect that carries it, as the history names it.
    #[schema(value_type = schema::EffectId)]
    pub effect: EffectId,
    /// How far it is.
    #[schema(value_type = schema::OutboxState)]
    pub state: &'static str,
    /// When it leaves, or is tried again; null when it is over.
    #[schema(value_type = Option<schema::Time>, required)]
    pub next_at: Option<Timestamp>,
    /// When it was over.
    #[schema(value_type = Option<schema::Time>, required)]
    pub finished_at: Option<Timestamp>,
    /// What the last attempt met, or why it was refused.
    #[schema(required)]
    pub last_error: Option<String>,
}

impl From<OutboxRow> for CaseMessage {
    fn from(row: OutboxRow) -> Self {
        Self {
            effect: row.effect.id,
            state: row.state.as_str(),
            next_at: row.next_at,
            finished_at: row.finished_at,
            last_error: row.last_error,
        }
    }
}

/// One line of a case's history.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseEntry {
    /// Its position, from 1.
    pub number: u32,
    /// When.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// Who; null for the clock, a playbook and the customer.
    #[schema(value_type = Option<schema::MemberId>, required)]
    pub by: Option<MemberId>,
    /// What: `opened`, `cause_added`, `assigned`, `messaged`, `withdrawn`, `noted`, `reminded`, `escalated`, `closed`,
    /// `reopened` or `answered`.
    #[schema(example = "noted")]
    pub change: String,
    /// What there is to say about it, by the kind of change.
    #[schema(value_type = Object, example = json!({"text": "Called, sent a voucher.", "is_waiting": false}))]
    pub detail: Value,
}

impl From<Entry> for CaseEntry {
    fn from(entry: Entry) -> Self {
        let mut detail = serde_json::to_value(&entry.change).unwrap_or_default();
        let word = detail.as_object_mut().and_then(|object| object.remove("change"));
        let change = word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
        Self { number: entry.number, at: entry.at, by: entry.by, change, detail }
    }
}

/// Shows a case with its history.
#[utoipa::path(
    get,
    path = "/v1/cases/{case_id}",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case.")),
    responses((status = 200, description = "The case.", body = CaseWithHistory))
)]
pub async fn show_case(
    who: Can<ReadCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
) -> Result<Json<CaseWithHistory>, Problem> {
    let found = app.case(&who, case).await?;
    let history = found.history.into_iter().map(CaseEntry::from).collect();
    let messages = found.messages.into_iter().map(CaseMessage::from).collect();
    Ok(Json(CaseWithHistory { case: found.case.into(), history, messages }))
}
