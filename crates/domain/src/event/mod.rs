//! Events: something that happened, as it came in and as the product understands it.
//!
//! Whatever the protocol, an event becomes one [`Event`]. Names the product knows are also parsed
//! into a typed [`Fact`]; a known name with unusable fields is kept as a generic event together
//! with what was wrong, so that nothing is lost and the developer sees why it had no effect.

mod arrival;
mod fact;
mod order;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use arrival::{Arrived, EXCERPT_BYTES_MAX, Rejected};
pub use fact::{Answered, Complaint, Fact, Promotion, Review, Stock, Visit};
pub use order::{LINES_MAX as ORDER_LINES_MAX, Line, Order, Place, Refund};

use crate::field::FieldError;
use crate::id::{CustomerId, SourceId};
use crate::identity::Identity;

/// The source of the product's own events; no key leads to it.
pub const OWN_SOURCE: SourceId = SourceId::from_bytes([0; 16]);
/// The source of events that come through the management API; no key leads to it.
pub const API_SOURCE: SourceId = SourceId::from_bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

/// Names of the events the product understands by type.
pub mod name {
    /// A customer bought something.
    pub const ORDER_COMPLETED: &str = "Order Completed";
    /// An order was taken back, in part or whole.
    pub const ORDER_REFUNDED: &str = "Order Refunded";
    /// A customer looked at a product.
    pub const PRODUCT_VIEWED: &str = "Product Viewed";
    /// A customer came to a store, site or app.
    pub const VISIT_STARTED: &str = "Visit Started";
    /// A public review.
    pub const REVIEW_POSTED: &str = "Review Posted";
    /// A complaint.
    pub const COMPLAINT_FILED: &str = "Complaint Filed";
    /// The transcript of a call.
    pub const CALL_TRANSCRIBED: &str = "Call Transcribed";
    /// A mention in public.
    pub const MENTION_FOUND: &str = "Mention Found";
    /// A product's stock changed.
    pub const STOCK_CHANGED: &str = "Stock Changed";
    /// A promotion starts, changes or ends.
    pub const PROMOTION_PUBLISHED: &str = "Promotion Published";
    /// What a page call is called.
    pub const PAGE_VIEWED: &str = "Page Viewed";
    /// What a screen call is called.
    pub const SCREEN_VIEWED: &str = "Screen Viewed";
    /// What an identify call is called.
    pub const CUSTOMER_IDENTIFIED: &str = "Customer Identified";
    /// What a group call is called.
    pub const GROUP_JOINED: &str = "Group Joined";
    /// What an alias or merge call is called.
    pub const IDENTITIES_LINKED: &str = "Identities Linked";
    /// The product's own: a response was submitted.
    pub const SURVEY_ANSWERED: &str = "Survey Answered";
    /// The product's own: a case was closed.
    pub const CASE_CLOSED: &str = "Case Closed";
    /// The product's own: a customer was given a voucher.
    pub const VOUCHER_ISSUED: &str = "Voucher Issued";
    /// The product's own: a voucher was taken back before the customer knew of it.
    pub const VOUCHER_WITHDRAWN: &str = "Voucher Withdrawn";
    /// The product's own: a customer used a voucher.
    pub const VOUCHER_REDEEMED: &str = "Voucher Redeemed";

    /// Names that only the product's own events have.
    pub(super) const OWN: [&str; 5] =
        [SURVEY_ANSWERED, CASE_CLOSED, VOUCHER_ISSUED, VOUCHER_WITHDRAWN, VOUCHER_REDEEMED];
}

/// Which call of the protocol brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Something the customer did.
    #[default]
    Track,
    /// Who the customer is: traits and ids.
    Identify,
    /// A page was seen.
    Page,
    /// A screen of an app was seen.
    Screen,
    /// The customer belongs to a group.
    Group,
    /// Two ids are one customer.
    Alias,
}

/// One event, after the protocol and before identification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The sender's id of this event; the same id from the same source is the same event.
    pub message_id: String,
    /// Which call brought it.
    #[serde(default)]
    pub kind: EventKind,
    /// What happened, such as `Order Completed`; for a page or screen `Page Viewed`, `Screen Viewed`.
    pub name: String,
    /// Where it came from.
    pub source: SourceId,
    /// When it happened, corrected for the sender's clock.
    pub occurred_at: Timestamp,
    /// When the sender said it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_at: Option<Timestamp>,
    /// When it was accepted.
    pub received_at: Timestamp,
    /// Who it is about, strongest first; empty for events about no customer (stock, promotions).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identities: Vec<Identity>,
    /// `properties` of track, page, screen and group calls.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub properties: Value,
    /// `traits` of identify and group calls and of `context.traits`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub traits: Value,
    /// `context` as sent, opaque.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub context: Value,
}

impl Event {
    /// Whether someone else uses a name that only the product's own events have.
    #[must_use]
    pub fn is_forged(&self) -> bool {
        self.source != OWN_SOURCE && name::OWN.contains(&self.name.as_str())
    }

    /// 16 bytes that are equal exactly for equal (source, message id): the key of duplicates.
    #[must_use]
    pub fn key(&self) -> [u8; 16] {
        event_key(self.source, &self.message_id)
    }

    /// The typed meaning, and what was wrong with the fields of a known name.
    #[must_use]
    pub fn fact(&self) -> (Fact, Vec<FieldError>) {
        fact::understand(self)
    }
}

/// The duplicate key of a (source, message id).
#[must_use]
pub fn event_key(source: SourceId, message_id: &str) -> [u8; 16] {
    crate::hash::digest16(&[source.as_bytes(), message_id.as_bytes()])
}

/// An event with its customer: what decisions look at.
#[derive(Debug, Clone, Copy)]
pub struct Identified<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its typed meaning.
    pub fact: &'a Fact,
    /// Who it is about.
    pub customer: CustomerId,
}
