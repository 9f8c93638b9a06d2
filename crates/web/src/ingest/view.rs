//! An accepted event as the management API shows it.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::event::EventKind;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{CustomerId, SourceId};
use touchstone_domain::identity::Identity;
use touchstone_domain::trace::Entry;
use utoipa::ToSchema;

/// An accepted event: what was sent, as the product understands it, and whom it is about.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EventView {
    /// The sender's id of the event; for CloudEvents `{source} {id}`.
    pub message_id: String,
    /// Which call brought it.
    #[schema(value_type = String, example = "track")]
    pub kind: EventKind,
    /// What happened.
    #[schema(example = "Order Completed")]
    pub name: String,
    /// The source whose key it carried.
    #[schema(value_type = String)]
    pub source: SourceId,
    /// When it happened, corrected for the sender's clock.
    #[schema(value_type = String, format = DateTime)]
    pub occurred_at: Timestamp,
    /// When the sender said it happened.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub original_at: Option<Timestamp>,
    /// When it was accepted.
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
    /// The customer, if it is about one.
    #[schema(value_type = Option<String>)]
    pub customer: Option<CustomerId>,
    /// The identities it carried, strongest first.
    #[schema(value_type = Vec<Object>)]
    pub identities: Vec<Identity>,
    /// What was sent about the event.
    #[schema(value_type = Object)]
    pub properties: Value,
    /// What was sent about the customer, or about the group.
    #[schema(value_type = Object)]
    pub traits: Value,
    /// What was sent about the circumstances.
    #[schema(value_type = Object)]
    pub context: Value,
    /// What could not be used, and why.
    #[schema(value_type = Vec<Object>)]
    pub warnings: Vec<FieldError>,
}

impl From<Entry> for EventView {
    fn from(entry: Entry) -> Self {
        let event = entry.event;
        let object =
            |value: Value| if value.is_null() { Value::Object(serde_json::Map::new()) } else { value };
        Self {
            message_id: event.message_id,
            kind: event.kind,
            name: event.name,
            source: event.source,
            occurred_at: event.occurred_at,
            original_at: event.original_at,
            received_at: event.received_at,
            customer: entry.customer,
            identities: event.identities,
            properties: object(event.properties),
            traits: object(event.traits),
            context: object(event.context),
            warnings: entry.trace.invalid,
        }
    }
}
