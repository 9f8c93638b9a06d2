//! Traces: why an event led, or did not lead, to each effect.

mod show;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::id::{CustomerId, PlaybookId, RunId};
use touchstone_domain::playbook::Run;
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default().with(guarded!(show::show_trace))
}

/// A customer's way through a playbook.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunView {
    /// Its id.
    #[schema(value_type = schema::RunId)]
    pub id: RunId,
    /// Through which playbook.
    #[schema(value_type = schema::PlaybookId)]
    pub playbook: PlaybookId,
    /// The playbook's version when the run last moved.
    #[schema(example = 1)]
    pub version: u32,
    /// Whose.
    #[schema(value_type = schema::CustomerId)]
    pub customer: CustomerId,
    /// What it is for, such as the order's number.
    #[schema(example = "order-17")]
    pub key: String,
    /// How often this customer has entered with this key.
    #[schema(example = 1)]
    pub generation: u32,
    /// When it began.
    #[schema(value_type = schema::Time)]
    pub started_at: Timestamp,
    /// Where it stands: `waiting` until when and for what, `done`, `held_out`, `stopped` and why.
    #[schema(value_type = Object)]
    pub state: Value,
    /// The event that began it.
    #[schema(example = "order-17")]
    pub message_id: String,
    /// What it did, step by step, oldest first.
    #[schema(value_type = Vec<Object>)]
    pub history: Value,
}

impl From<Run> for RunView {
    fn from(run: Run) -> Self {
        Self {
            id: run.id,
            playbook: run.playbook,
            version: run.version,
            customer: run.customer,
            key: run.key,
            generation: run.generation,
            started_at: run.started_at,
            state: value(&run.state),
            message_id: run.origin.message_id,
            history: value(&run.history),
        }
    }
}

pub(super) fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}
