//! An event on its way in, with everything computed that needs no transaction.

use jiff::Timestamp;
use touchstone_domain::event::{Event, Fact};
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{BrandId, CustomerId};
use touchstone_domain::playbook::ResponseFacts;
use touchstone_domain::response::Accepted;
use touchstone_store::rows::customers::identity_key;
use touchstone_store::rows::journal::event_key;

/// An event on its way in.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// The event.
    pub event: Event,
    /// The event as the journal keeps it: JSON.
    pub json: String,
    /// What it means.
    pub fact: Fact,
    /// What was wrong with the fields of a known name.
    pub invalid: Vec<FieldError>,
    /// Equal keys are the same event.
    pub key: [u8; 16],
    /// The keys of the event's identities, in their order.
    pub identity_keys: Vec<[u8; 16]>,
    /// The customer, where it is known without identities: the one a personal link was made for.
    pub customer: Option<CustomerId>,
    /// The answer, if the event is one.
    pub answer: Option<Answer>,
}

/// A submitted answer on its way in.
#[derive(Debug, Clone)]
pub struct Answer {
    /// As conditions and messages see it.
    pub facts: ResponseFacts,
    /// As it was checked.
    pub accepted: Accepted,
}

impl Incoming {
    /// Prepares an event of a brand.
    #[must_use]
    pub fn new(brand: BrandId, event: Event) -> Self {
        let (fact, mut invalid) = event.fact();
        if event.is_forged() {
            let message =
                format!("Only the product itself says `{}`; no playbook looks at this event.", event.name);
            invalid.push(FieldError::new("event", "reserved", message));
        }
        let key = event_key(brand, event.source, &event.message_id);
        let identity_keys = event.identities.iter().map(|identity| identity_key(brand, identity)).collect();
        let json = serde_json::to_string(&event).expect("an event has only string keys and finite numbers");
        Self { event, json, fact, invalid, key, identity_keys, customer: None, answer: None }
    }

    /// When it happened, never later than when it was accepted: a sender's clock that is ahead must
    /// not put a customer's state into the future.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.event.occurred_at.min(self.event.received_at)
    }
}
