//! Playbooks: when something happens to a customer, what is done about it, step by step.
//!
//! A [`Playbook`] is data, [read](Playbook::read) and [checked](check) when saved. Active ones are
//! compiled into a [`PlaybookSet`], which decides upon each event ([`PlaybookSet::on_event`]) and each
//! timer ([`PlaybookSet::on_timer`]). Deciding changes the profile and returns runs, effects and
//! timers; it never sends, stores or looks anything up.

mod about;
mod act;
mod admit;
mod advance;
mod bindings;
mod check;
mod compile;
mod facts;
mod history;
mod read;
mod run;
mod set;
mod step;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use admit::{admit, held_out};
pub(crate) use bindings::{CustomerFacts, CustomerRecord};
pub use check::{Known, check};
pub use compile::CompiledPlaybook;
pub use facts::{Arrival, BrandFacts, Facts, Links, ResponseFacts, UnitFacts};
pub(crate) use history::Totals;
pub use run::{
    FORMAT as RUN_FORMAT, HISTORY_MAX, LINKS_MAX, Origin, Outcome, Run, RunState, StepTrace, StopReason,
};
pub use set::PlaybookSet;
pub use step::{
    Ask, Branch, CallWebhook, Channels, END, Notify, OpenCase, Send, SendOffer, SetTag, Split, Step,
    StepKind, Untag, Wait, WaitFor, WaitUntil,
};

use crate::effect::Effect;
use crate::id::{PlaybookId, RunId, SurveyId};
use crate::schedule::Length;

/// Version of the persisted form.
pub const FORMAT: u64 = 1;
/// Most steps of a playbook.
pub const STEPS_MAX: usize = 100;

/// What is done when something happens to a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Playbook {
    /// Its id, over all versions.
    pub id: PlaybookId,
    /// What members call it.
    pub name: String,
    /// Whether it runs.
    pub state: PlaybookState,
    /// One more with every change.
    pub version: u32,
    /// What begins a run.
    pub trigger: Trigger,
    /// What must hold besides, as CEL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What a run is for, as CEL text over event, response and unit, such as `event.properties.order_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// When a customer can enter again.
    #[serde(default)]
    pub re_entry: ReEntry,
    /// The control group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holdout: Option<Holdout>,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// Whether a playbook runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaybookState {
    /// Not yet.
    #[default]
    Draft,
    /// Yes.
    Active,
    /// Not for now: no run begins, and runs that come to their next step stop.
    Paused,
}

impl PlaybookState {
    /// The word in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Paused => "paused",
        }
    }
}

/// What begins a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The event's name, such as `Order Completed`.
    pub event: String,
    /// Of `Survey Answered`, only this survey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<SurveyId>,
}

/// When a customer can enter again. A customer is never in the same playbook twice at once with one key.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum ReEntry {
    /// Every time; without `key` each event has its own run.
    #[default]
    EveryEvent,
    /// Never: once per customer.
    Once,
    /// Once for each value of `key`.
    OncePerKey,
    /// So long after the last entry.
    After {
        /// How long.
        duration: Length,
    },
}

/// The control group: customers for whom a playbook does nothing, to measure what it is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holdout {
    /// The share of customers, 0 to 1.
    pub share: f64,
    /// Playbooks of one salt hold out the same customers.
    pub salt: String,
}

/// Whether a customer enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "admission", rename_all = "snake_case")]
pub enum Admission {
    /// Yes, for the nth time.
    Enter {
        /// n, from 1.
        generation: u32,
    },
    /// In the control group; a run that does nothing is kept.
    HoldOut {
        /// n, from 1.
        generation: u32,
    },
    /// No: a run with this key is under way.
    Running,
    /// No: once was enough.
    Already,
    /// No: too soon after the last time.
    TooSoon {
        /// From when.
        until: Timestamp,
    },
}

/// What came of looking at one playbook, for the trace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The playbook.
    pub playbook: PlaybookId,
    /// Its version.
    pub version: u32,
    /// The value of its condition.
    pub condition: Condition,
    /// Whether the customer entered, if the condition held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<Admission>,
    /// The run that began, or that waited for the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
}

/// The value of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "value", rename_all = "snake_case")]
pub enum Condition {
    /// There is none.
    None,
    /// It holds.
    Holds,
    /// It does not hold.
    DoesNotHold {
        /// The first part that does not, of those joined by `&&`, from 0; see [`CompiledPlaybook::part`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<u16>,
    },
    /// It could not be evaluated, which counts as not holding.
    Failed {
        /// Why, in English.
        reason: String,
    },
}

impl Condition {
    /// Whether the way is free.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self, Self::None | Self::Holds)
    }
}

/// The one timer of a run; it replaces any earlier one of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timer {
    /// When.
    pub due_at: Timestamp,
    /// Which run.
    pub run: RunId,
}

/// What deciding upon an event or a timer came to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decision {
    /// Playbooks and waiting runs that were looked at, in order.
    pub looks: Vec<Look>,
    /// Runs that began or moved, to be written.
    pub runs: Vec<Run>,
    /// What to do.
    pub effects: Vec<Effect>,
    /// Timers of runs that wait; a run in `runs` without one here needs none any more.
    pub timers: Vec<Timer>,
    /// What changed in the profile.
    pub changes: Vec<ProfileChange>,
}

/// A change of the profile by a playbook, for the trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ProfileChange {
    /// A tag was set.
    Tag {
        /// Its name.
        name: String,
        /// Its value.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// A tag was taken away.
    Untag {
        /// Its name.
        name: String,
    },
    /// A contact was counted.
    Contact {
        /// How.
        channel: crate::profile::Channel,
        /// When it happens.
        at: Timestamp,
    },
}
