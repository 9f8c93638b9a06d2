//! The outbox: what leaves the machine, and how far it has come.

mod cancel;
mod list;
mod retry;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::effect::{Effect, EffectKind};
use touchstone_domain::id::{CustomerId, EffectId, RunId};
use touchstone_engine::messages::OutboxRow;
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_outbox))
        .with(guarded!(retry::retry_effect))
        .with(guarded!(cancel::cancel_effect))
}

/// An effect and how far it has come.
#[derive(Debug, Serialize, ToSchema)]
pub struct EffectView {
    /// Its id: the idempotency key of the outside world.
    #[schema(value_type = schema::EffectId)]
    pub id: EffectId,
    /// What is done: `send`, `webhook`, `open_case`, `notify`.
    #[serde(rename = "do")]
    #[schema(rename = "do", example = "send")]
    pub kind: &'static str,
    /// Whom it concerns.
    #[schema(value_type = schema::CustomerId)]
    pub customer: CustomerId,
    /// The run that asked for it.
    #[schema(value_type = Option<schema::RunId>, required)]
    pub run: Option<RunId>,
    /// The event that led to it.
    #[schema(example = "order-17")]
    pub message_id: String,
    /// When it was decided.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// How it leaves; null for what stays here.
    #[schema(required, example = "email")]
    pub channel: Option<String>,
    /// How far it is: `pending`, `sending`, `sent`, `failed`, `refused`, `cancelled`; null for what stays here.
    #[schema(required, example = "sent")]
    pub state: Option<&'static str>,
    /// How often it was begun.
    pub attempts: u32,
    /// When it may be tried (again); null when it is over.
    #[schema(value_type = Option<schema::Time>, required)]
    pub next_at: Option<Timestamp>,
    /// When it was over; null before.
    #[schema(value_type = Option<schema::Time>, required)]
    pub finished_at: Option<Timestamp>,
    /// Microseconds from decision to end; null before.
    #[schema(required, example = 48_000)]
    pub took_us: Option<i64>,
    /// What the last attempt met, or why it was refused.
    #[schema(required)]
    pub last_error: Option<String>,
    /// What to do: the message with its offer and reasons, the case, the note.
    #[schema(value_type = Object)]
    pub detail: Value,
}

impl From<OutboxRow> for EffectView {
    fn from(row: OutboxRow) -> Self {
        let took = row.finished_at.map(|end| end.as_microsecond() - row.created_at.as_microsecond());
        Self {
            channel: Some(row.channel),
            state: Some(row.state.as_str()),
            attempts: row.attempts,
            created_at: row.created_at,
            next_at: row.next_at,
            finished_at: row.finished_at,
            took_us: took,
            last_error: row.last_error,
            ..Self::from(row.effect)
        }
    }
}

impl From<Effect> for EffectView {
    fn from(effect: Effect) -> Self {
        let channel = match &effect.kind {
            EffectKind::Send(message) => Some(message.channel.as_str()),
            EffectKind::Webhook(_) => Some("webhook"),
            EffectKind::OpenCase(_) | EffectKind::Notify(_) => None,
        };
        Self {
            id: effect.id,
            kind: effect.kind.as_str(),
            customer: effect.customer,
            run: effect.run,
            channel: channel.map(str::to_owned),
            state: channel.map(|_| "pending"),
            attempts: 0,
            created_at: effect.created_at,
            next_at: effect.not_before,
            finished_at: None,
            took_us: None,
            last_error: None,
            detail: detail(&effect.kind),
            message_id: effect.message_id,
        }
    }
}

/// What to do, without the address: that stands in the customer's profile, for those who may read it.
fn detail(kind: &EffectKind) -> Value {
    let mut detail = serde_json::to_value(kind).unwrap_or_default();
    if let Value::Object(fields) = &mut detail {
        fields.remove("do");
        fields.remove("address");
        fields.remove("unsubscribe_link");
    }
    detail
}
