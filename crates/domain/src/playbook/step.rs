//! The steps of a playbook as they are written down.

use serde::{Deserialize, Serialize};

use crate::effect::{Audience, Priority};
use crate::id::{SurveyId, TemplateId};
use crate::profile::{Channel, TagSource};
use crate::schedule::{Length, TimeOfDay};

/// The name of the place behind the last step.
pub const END: &str = "end";

/// One step. It is followed by `next`, or else by the step behind it; jumps lead only forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its name within the playbook, stable over versions.
    pub id: String,
    /// What it does.
    #[serde(flatten)]
    pub kind: StepKind,
    /// The step that follows, or `end`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum StepKind {
    /// Wait for a length of time.
    Wait(Wait),
    /// Wait for a time of day in the customer's zone.
    WaitUntil(WaitUntil),
    /// Wait for an event of the customer.
    WaitFor(WaitFor),
    /// Go one of several ways.
    Split(Split),
    /// Send a message.
    Send(Send),
    /// Send a personal survey link.
    Ask(Ask),
    /// Tag the customer.
    Tag(SetTag),
    /// Take a tag away.
    Untag(Untag),
    /// Choose products that fit, and send them.
    Offer(SendOffer),
    /// Open a case.
    OpenCase(OpenCase),
    /// Tell members.
    Notify(Notify),
    /// Tell the brand's own system.
    CallWebhook(CallWebhook),
    /// Stop here.
    End,
}

impl StepKind {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Wait(_) => "wait",
            Self::WaitUntil(_) => "wait_until",
            Self::WaitFor(_) => "wait_for",
            Self::Split(_) => "split",
            Self::Send(_) => "send",
            Self::Ask(_) => "ask",
            Self::Tag(_) => "tag",
            Self::Untag(_) => "untag",
            Self::Offer(_) => "offer",
            Self::OpenCase(_) => "open_case",
            Self::Notify(_) => "notify",
            Self::CallWebhook(_) => "call_webhook",
            Self::End => "end",
        }
    }
}

/// Wait for a length of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wait {
    /// How long; days are calendar days in the customer's zone.
    pub r#for: Length,
}

/// Wait for a time of day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitUntil {
    /// The next such time in the customer's zone.
    pub hour: TimeOfDay,
}

/// Wait for an event of the customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitFor {
    /// The event's name. After an `ask`, `Survey Answered` means an answer through that link.
    pub event: String,
    /// What must hold, as CEL; `event` is the one that arrives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Properties that must be the same as in the event that started the run, such as `order_id`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<String>,
    /// How long at most.
    pub timeout: Length,
    /// Where to go when it did not come in time; the next step if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_timeout: Option<String>,
}

/// Go one of several ways: the first branch whose condition holds or whose share the customer falls into.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The ways.
    pub branches: Vec<Branch>,
    /// Where all others go; the next step if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
}

/// One way of a split: either `when` or `share`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// What must hold, as CEL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The share of all customers that goes this way, 0 to 1; the same customers each time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// Where it leads.
    pub to: String,
}

/// Send a message. Its class, and with it the consent it needs, is the template's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Send {
    /// What.
    pub template: TemplateId,
    /// How, in order of preference; the template's channel if not said.
    #[serde(default, rename = "channel", skip_serializing_if = "Channels::is_empty")]
    pub channels: Channels,
}

/// Send a personal survey link that carries the run's unit, staff, group, order and products.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Which survey.
    pub survey: SurveyId,
    /// How, in order of preference; the template's channel, else e-mail, if not said.
    #[serde(default, rename = "channel", skip_serializing_if = "Channels::is_empty")]
    pub channels: Channels,
    /// With which words; a plain invitation if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// How long the link works; 30 days if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_for: Option<Length>,
}

/// Tag the customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetTag {
    /// The tag.
    pub name: String,
    /// Its value: text, or with `{{ }}` a template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Who says so: `stated` if the customer did.
    #[serde(default = "inferred")]
    pub source: TagSource,
    /// How long it stays; for good if not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#for: Option<Length>,
}

const fn inferred() -> TagSource {
    TagSource::Inferred
}

/// Take a tag away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Untag {
    /// The tag.
    pub name: String,
}

/// Choose products that fit the customer, and send them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendOffer {
    /// With which words; `offer` is at hand.
    pub template: TemplateId,
    /// How, in order of preference; the template's channel if not said.
    #[serde(default, rename = "channel", skip_serializing_if = "Channels::is_empty")]
    pub channels: Channels,
    /// At most so many products.
    #[serde(default = "three")]
    pub max_products: u8,
}

const fn three() -> u8 {
    3
}

/// Open a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// Why, as the owner reads it; may hold `{{ }}`.
    pub reason: String,
    /// How urgent.
    #[serde(default)]
    pub priority: Priority,
    /// When it is late.
    #[serde(default = "three_days")]
    pub clock: Length,
}

fn three_days() -> Length {
    "PT72H".parse().expect("a constant")
}

/// Tell members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    /// Whom.
    pub to: Audience,
    /// What; may hold `{{ }}`.
    pub text: String,
}

/// Tell the brand's own system: the event, the customer's id and identities, the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CallWebhook {
    /// Where to: `https://…`.
    pub url: String,
    /// The type of the event.
    #[serde(default = "playbook_step")]
    pub event_type: String,
}

fn playbook_step() -> String {
    "playbook.step".to_owned()
}

/// One channel or several in order of preference: `"sms"` or `["wechat", "sms"]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "OneOrMany", into = "OneOrMany")]
pub struct Channels(pub Vec<Channel>);

impl Channels {
    /// Whether none is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(Channel),
    Many(Vec<Channel>),
}

impl From<OneOrMany> for Channels {
    fn from(given: OneOrMany) -> Self {
        match given {
            OneOrMany::One(channel) => Self(vec![channel]),
            OneOrMany::Many(channels) => Self(channels),
        }
    }
}

impl From<Channels> for OneOrMany {
    fn from(channels: Channels) -> Self {
        match channels.0.as_slice() {
            [one] => Self::One(*one),
            _ => Self::Many(channels.0),
        }
    }
}
