//! The contact budget: whether the customer may be contacted now, and why not.
//!
//! Service messages answer the customer's own act: they need no consent, count against no cap, and
//! may pass quiet hours, but an explicit refusal of the channel holds for them too.

mod check;
mod decide;
mod look;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use check::check;
pub use decide::{decide, decide_again, record, refusal, withdraw};
pub use look::{Look, Way, looks};

use crate::profile::{Channel, MessageClass};
use crate::schedule::{Length, TimeOfDay};

/// A brand's rules of contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// Caps per channel.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub per_channel: BTreeMap<Channel, Cap>,
    /// The cap over all channels. None is kept as null: what is not said at all is the default.
    pub total: Option<Cap>,
    /// When customers are left alone.
    pub quiet_hours: Option<QuietHours>,
    /// What needs consent.
    pub consent: ConsentRules,
}

impl Default for Budget {
    /// Two marketing or survey contacts a week and none at night, which offends nobody.
    fn default() -> Self {
        let week: Length = "P7D".parse().expect("a constant");
        Self {
            per_channel: BTreeMap::new(),
            total: Some(Cap { max: 2, per: week }),
            quiet_hours: Some(QuietHours {
                from: "21:30".parse().expect("a constant"),
                to: "09:00".parse().expect("a constant"),
                service_exempt: true,
            }),
            consent: ConsentRules::default(),
        }
    }
}

/// At most so many contacts in so long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// How many.
    pub max: u32,
    /// In how long, sliding.
    pub per: Length,
}

/// Hours of the day in the customer's time zone in which messages wait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietHours {
    /// First quiet minute.
    pub from: TimeOfDay,
    /// First minute that is not quiet any more.
    pub to: TimeOfDay,
    /// Whether service messages go out all the same.
    #[serde(default = "yes")]
    pub service_exempt: bool,
}

fn yes() -> bool {
    true
}

/// Whether silence is a yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentRule {
    /// Only those who said yes.
    OptIn,
    /// All but those who said no.
    OptOut,
}

/// What needs consent; service messages never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConsentRules {
    /// Marketing.
    pub marketing: ConsentRule,
    /// Invitations to surveys.
    pub survey: ConsentRule,
}

impl Default for ConsentRules {
    fn default() -> Self {
        Self { marketing: ConsentRule::OptIn, survey: ConsentRule::OptOut }
    }
}

/// A contact that a playbook wants to make.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How.
    pub channel: Channel,
    /// What for.
    pub class: MessageClass,
    /// When.
    pub now: Timestamp,
}

/// Whether the contact may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Now.
    Allow,
    /// Later: it is quiet now.
    Defer {
        /// The end of the quiet hours.
        until: Timestamp,
    },
    /// Not at all.
    Refuse {
        /// Why.
        reason: Refusal,
    },
}

/// Why a contact is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The customer has no address on the channel.
    NoAddress,
    /// The customer said no.
    Refused,
    /// The customer did not say yes, and has to.
    NoConsent,
    /// The channel's cap is reached.
    CapChannel,
    /// The cap over all channels is reached.
    CapTotal,
}

impl Refusal {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoAddress => "no_address",
            Self::Refused => "refused",
            Self::NoConsent => "no_consent",
            Self::CapChannel => "cap_channel",
            Self::CapTotal => "cap_total",
        }
    }

    /// The explanation for people: Chinese if `lang` begins with `zh`, else English.
    #[must_use]
    pub fn explain(self, lang: &str) -> &'static str {
        let (zh, en) = match self {
            Self::NoAddress => ("该渠道没有顾客的联系方式", "The customer has no address on this channel"),
            Self::Refused => ("顾客已拒绝此类联系", "The customer refused such contacts"),
            Self::NoConsent => ("顾客尚未同意接收此类消息", "The customer has not agreed to such messages"),
            Self::CapChannel => {
                ("该渠道的触达次数已达上限", "The cap of contacts on this channel is reached")
            }
            Self::CapTotal => ("触达总次数已达上限", "The cap of contacts over all channels is reached"),
        };
        if lang.starts_with("zh") { zh } else { en }
    }
}
