//! Effects: what decisions want done in the world, as data.
//!
//! An effect says everything a worker needs, so that carrying it out decides nothing any more. Its
//! id depends only on what asked for it: deciding the same thing twice asks for the same effect.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{CaseId, CustomerId, EffectId, LinkId, ResponseId, RunId, SurveyId, TemplateId, UnitId};
use crate::identity::Identity;
use crate::offer::Offer;
use crate::profile::{Channel, MessageClass};

/// Version of the persisted form.
pub const FORMAT: u8 = 1;

/// Something to be carried out once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Effect {
    /// Version of the persisted form.
    pub format: u8,
    /// The idempotency key of the outside world.
    pub id: EffectId,
    /// Whom it concerns.
    pub customer: CustomerId,
    /// The run that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// The event that led to it.
    pub message_id: String,
    /// When it was decided.
    pub created_at: Timestamp,
    /// Not to be carried out before: the end of quiet hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// What to do.
    #[serde(flatten)]
    pub kind: EffectKind,
}

impl Effect {
    /// When it was decided to happen; a contact is counted at this time.
    #[must_use]
    pub fn happens_at(&self) -> Timestamp {
        self.not_before.unwrap_or(self.created_at)
    }
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum EffectKind {
    /// Send a message to the customer.
    Send(Box<Message>),
    /// Tell the brand's own system.
    Webhook(WebhookCall),
    /// Open a case, or add to the open one.
    OpenCase(CaseRequest),
    /// Tell members.
    Notify(Notice),
}

impl EffectKind {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Send(_) => "send",
            Self::Webhook(_) => "webhook",
            Self::OpenCase(_) => "open_case",
            Self::Notify(_) => "notify",
        }
    }
}

/// A message to the customer, as it was rendered when decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// How it is sent.
    pub channel: Channel,
    /// Where to.
    pub address: Identity,
    /// What for.
    pub class: MessageClass,
    /// The template; none for the built-in survey invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// The language it is in.
    pub language: String,
    /// The subject, on channels that have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// The text as HTML, on channels that take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// Where the customer can stop such messages; also for the `List-Unsubscribe` header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe_link: Option<String>,
    /// The personal survey link in the text; it exists as soon as the effect does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<LinkRequest>,
    /// What is offered, with the reasons.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
}

/// A personal survey link to be made with the effect that carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkRequest {
    /// The link's id, known beforehand.
    pub id: LinkId,
    /// The survey asked.
    pub survey: SurveyId,
    /// Who is asked.
    pub customer: CustomerId,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The brand's codes of what it is about.
    #[serde(flatten)]
    pub about: About,
    /// The case whose end it asks about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// When the link stops working.
    pub expires_at: Timestamp,
}

/// What a run is about, by the brand's own codes; parameters of links, cases and notices.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Code of the unit as the event said it.
    #[serde(rename = "unit_code", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Code of the member of staff.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// Code of the chat group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// `dine_in`, `delivery` …
    #[serde(rename = "sales_channel", skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<String>,
    /// The products of the order, at most [`ITEMS_MAX`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<Item>,
}

/// Most products that a link carries.
pub const ITEMS_MAX: usize = 30;

/// A product as a survey asks about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The product's id.
    pub id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

/// A signed request to the brand's own system.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WebhookCall {
    /// Where to.
    pub url: String,
    /// The type of the event, such as `playbook.step`.
    pub event_type: String,
    /// The body's `data`.
    pub payload: Value,
}

/// How urgent a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// As usual.
    #[default]
    Normal,
    /// Before others.
    High,
    /// At once.
    Urgent,
}

impl Priority {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Urgent => "urgent",
        }
    }
}

/// A case to open; the owner is found from `about` when the effect is committed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseRequest {
    /// The case's id: a new one, or that of the open case this adds to.
    pub case: CaseId,
    /// Whether the customer's open case gets this as a further reason.
    pub joins: bool,
    /// Why, as the owner reads it.
    pub reason: String,
    /// How urgent.
    pub priority: Priority,
    /// When it is late.
    pub due_at: Timestamp,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The brand's codes of what it is about.
    #[serde(flatten)]
    pub about: About,
    /// The answer that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseId>,
}

/// Who among the members is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The owner by place: of the chat group, else the store's manager, else head office.
    Owner,
    /// Everyone responsible for the unit.
    Unit,
    /// Head office.
    HeadOffice,
}

/// A note to members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// Who.
    pub to: Audience,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The brand's codes of what it is about.
    #[serde(flatten)]
    pub about: About,
    /// What they read.
    pub text: String,
    /// The case, if this run opened or joined one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The answer that led to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseId>,
}
