//! Accepted events, newest first.

mod list;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::id::{CustomerId, SourceId};
use touchstone_domain::trace::Entry;
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default().with(guarded!(list::list_events))
}

/// An accepted event.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventView {
    /// The sender's id of it; leads to its trace.
    #[schema(example = "order-17")]
    pub message_id: String,
    /// Which call brought it: `track`, `identify`, `page`, `screen`, `group`, `alias`.
    #[schema(value_type = String, example = "track")]
    pub kind: touchstone_domain::event::EventKind,
    /// What happened.
    #[schema(example = "Order Completed")]
    pub name: String,
    /// Where it came from.
    #[schema(value_type = schema::SourceId)]
    pub source: SourceId,
    /// When it happened.
    #[schema(value_type = schema::Time)]
    pub occurred_at: Timestamp,
    /// When it was accepted.
    #[schema(value_type = schema::Time)]
    pub received_at: Timestamp,
    /// Whom it is about; null when about nobody.
    #[schema(value_type = Option<schema::CustomerId>, required)]
    pub customer: Option<CustomerId>,
    /// What it says. Null where an answer is told of and the member may not read answers.
    #[schema(value_type = Option<Object>, required)]
    pub properties: Value,
    /// What it says of the customer.
    #[schema(value_type = Option<Object>, required)]
    pub traits: Value,
}

impl From<Entry> for EventView {
    fn from(entry: Entry) -> Self {
        let event = entry.event;
        Self {
            message_id: event.message_id,
            kind: event.kind,
            name: event.name,
            source: event.source,
            occurred_at: event.occurred_at,
            received_at: event.received_at,
            customer: entry.customer,
            properties: event.properties,
            traits: event.traits,
        }
    }
}
