//! A run: one customer's way through a playbook.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::facts::ResponseFacts;
use crate::budget::Refusal;
use crate::effect::About;
use crate::eligibility::Look;
use crate::event::{OWN_SOURCE, name};
use crate::hash::digest16;
use crate::id::{BrandId, CaseId, CustomerId, EffectId, LinkId, PlaybookId, RunId, SourceId, UnitId};
use crate::offer::{Offer, Passed};
use crate::profile::Channel;

/// Version of the persisted form.
pub const FORMAT: u8 = 1;
/// Most entries of a run's history; the oldest go first.
pub const HISTORY_MAX: usize = 200;
/// Most links a run remembers having sent.
pub const LINKS_MAX: usize = 20;

/// One customer's way through a playbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Version of the persisted form.
    pub format: u8,
    /// Derived from brand, playbook, customer and key.
    pub id: RunId,
    /// The playbook.
    pub playbook: PlaybookId,
    /// The playbook's version when the run last moved.
    pub version: u32,
    /// Who.
    pub customer: CustomerId,
    /// What the run is for, such as the order number; empty for one run per customer.
    pub key: String,
    /// How often this customer has entered with this key, from 1.
    pub generation: u32,
    /// When it began.
    pub started_at: Timestamp,
    /// Where it stands.
    pub state: RunState,
    /// The event that began it.
    pub origin: Origin,
    /// The answer it began with or last waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseFacts>,
    /// Survey links it sent, so that an answer through one of them finds it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkId>,
    /// The case it opened or joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// What it did, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<StepTrace>,
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum RunState {
    /// Until a time, or an event before that.
    Waiting {
        /// The step that waits.
        step: String,
        /// Until when.
        until: Timestamp,
        /// The event it waits for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_event: Option<String>,
    },
    /// At its end.
    Done {
        /// Since when.
        at: Timestamp,
    },
    /// In the control group: entered, but nothing is done.
    HeldOut {
        /// Since when.
        at: Timestamp,
    },
    /// Ended by something else than its steps.
    Stopped {
        /// Since when.
        at: Timestamp,
        /// Why.
        reason: StopReason,
    },
}

impl RunState {
    /// The word in JSON and in the database.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Waiting { .. } => "waiting",
            Self::Done { .. } => "done",
            Self::HeldOut { .. } => "held_out",
            Self::Stopped { .. } => "stopped",
        }
    }
}

/// Why a run ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// The playbook is not active any more.
    PlaybookNotActive,
    /// The playbook was changed, and the step that waited is gone.
    StepGone,
    /// A member stopped it.
    Member,
}

/// What a run keeps of the event that began it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The event's message id.
    pub message_id: String,
    /// Its name.
    pub name: String,
    /// Where it came from.
    pub source: SourceId,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// Its properties; of large ones only the short values.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub properties: Value,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// What it is about, by the brand's own codes.
    #[serde(default)]
    pub about: About,
}

impl Origin {
    /// The case whose end began the run, if that did.
    #[must_use]
    pub fn closed_case(&self) -> Option<CaseId> {
        let is_closing = self.source == OWN_SOURCE && self.name == name::CASE_CLOSED;
        let id = self.properties.get("case_id").filter(|_| is_closing)?;
        id.as_str()?.parse().ok()
    }
}

/// One thing a run did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepTrace {
    /// The step.
    pub step: String,
    /// When.
    pub at: Timestamp,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It waits.
    Waiting {
        /// Until when.
        until: Timestamp,
    },
    /// The wait is over.
    Waited,
    /// The event came.
    Arrived {
        /// Its message id.
        message_id: String,
    },
    /// The event did not come in time.
    TimedOut,
    /// A split went this way.
    Branched {
        /// The branch, from 0; none for `otherwise`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        branch: Option<usize>,
    },
    /// A message goes out.
    Sent {
        /// The effect.
        effect: EffectId,
        /// How.
        channel: Channel,
        /// Not before: the end of quiet hours.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_before: Option<Timestamp>,
    },
    /// The survey is not asked of this customer now.
    NotAsked {
        /// The rules that forbid it.
        looks: Vec<Look>,
    },
    /// No channel was allowed.
    Refused {
        /// Each channel tried and why not.
        reasons: Vec<(Channel, Refusal)>,
        /// What would have been offered. Who has just answered sees it on the page: that is no contact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offer: Option<Box<Offer>>,
    },
    /// A tag was set.
    Tagged,
    /// A tag was not set: a stronger source holds it, or there are too many.
    NotTagged,
    /// A tag was taken away, if it was there.
    Untagged,
    /// No product fits.
    NothingToOffer {
        /// The nearest ones and why not.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        passed: Vec<Passed>,
    },
    /// A case opens.
    CaseOpened {
        /// Which.
        case: CaseId,
    },
    /// The open case gets a further reason.
    CaseJoined {
        /// Which.
        case: CaseId,
    },
    /// Members are told.
    Notified {
        /// The effect.
        effect: EffectId,
    },
    /// The brand's system is told.
    Called {
        /// The effect.
        effect: EffectId,
    },
    /// It could not be done.
    Failed {
        /// Why, in English.
        reason: String,
    },
    /// The run ends here.
    Ended,
}

impl StepTrace {
    /// The effect that it asked for, if it did.
    #[must_use]
    pub fn effect(&self) -> Option<EffectId> {
        match self.outcome {
            Outcome::Sent { effect, .. } | Outcome::Notified { effect } | Outcome::Called { effect } => {
                Some(effect)
            }
            _ => None,
        }
    }
}

impl Run {
    /// The id of the run of this customer and key.
    #[must_use]
    pub fn id_of(brand: BrandId, playbook: PlaybookId, customer: CustomerId, key: &str) -> RunId {
        RunId::from_bytes(digest16(&[
            b"run",
            brand.as_bytes(),
            playbook.as_bytes(),
            customer.as_bytes(),
            key.as_bytes(),
        ]))
    }

    /// The id of what a step does for the `nth` time in this generation.
    #[must_use]
    pub fn effect_id(&self, step: &str, nth: u32) -> EffectId {
        EffectId::from_bytes(digest16(&[
            b"effect",
            self.id.as_bytes(),
            &self.generation.to_be_bytes(),
            step.as_bytes(),
            &nth.to_be_bytes(),
        ]))
    }

    /// Whether the run still has something to do.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self.state, RunState::Waiting { .. })
    }

    /// When its timer is due, if it waits.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        match self.state {
            RunState::Waiting { until, .. } => Some(until),
            _ => None,
        }
    }

    /// The persisted form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a run has only string keys and finite numbers")
    }

    /// Adds to the history; the oldest entry goes when it is full.
    pub fn note(&mut self, step: &str, at: Timestamp, outcome: Outcome) {
        if self.history.len() >= HISTORY_MAX {
            self.history.remove(0);
        }
        self.history.push(StepTrace { step: step.to_owned(), at, outcome });
    }
}
