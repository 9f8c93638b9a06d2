//! Eligibility: whether a person would be asked a survey now, and every reason why or why not.
//!
//! Distributions, playbooks, the widget on web pages and whoever only wants to know ask the same function
//! ([`decide`]), so that an explanation is never about something else than what happened.

mod decide;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use decide::{decide, is_meant};

use crate::brand::BrandSettings;
use crate::budget::{self, Budget};
use crate::distribution;
use crate::expression::Expression;
use crate::id::{CustomerId, SurveyId};
use crate::profile::{Channel, MessageClass, Profile};
use crate::survey::{SurveyState, Taking};
use crate::widget;

/// A survey's own rules of asking, and how far it is with them.
#[derive(Debug, Clone, PartialEq)]
pub struct SurveyTerms {
    /// Where it stands.
    pub state: SurveyState,
    /// When and from how many it takes answers.
    pub taking: Taking,
    /// How many have answered; only counted where that is limited.
    pub completed: u64,
}

impl SurveyTerms {
    /// The question whether someone is asked this for nothing in particular, before it is narrowed.
    #[must_use]
    pub const fn asking<'a>(
        &'a self,
        survey: SurveyId,
        settings: &'a BrandSettings,
        by: By<'a>,
        now: Timestamp,
    ) -> Asking<'a> {
        Asking {
            survey,
            state: self.state,
            taking: &self.taking,
            completed: self.completed,
            place: None,
            condition: None,
            sample: None,
            by,
            class: MessageClass::Survey,
            occasion: Occasion::None { again_after_days: None },
            budget: &settings.budget,
            zone: settings.time_zone.as_str(),
            now,
        }
    }
}

/// What a survey may be asked of whom, as far as deciding needs it.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// The survey.
    pub survey: SurveyId,
    /// Where it stands.
    pub state: SurveyState,
    /// When and from how many it takes answers.
    pub taking: &'a Taking,
    /// How many have answered; only looked at where that is limited.
    pub completed: u64,
    /// What asks, where it may be gone, switched off or done with this person.
    pub place: Option<Place>,
    /// Whom to ask, besides the survey's own rules; a condition over `customer`.
    pub condition: Option<&'a Expression>,
    /// The share that is asked.
    pub sample: Option<Sample<'a>>,
    /// How.
    pub by: By<'a>,
    /// The class of the message that asks.
    pub class: MessageClass,
    /// What this asking is about.
    pub occasion: Occasion,
    /// The brand's rules of contact.
    pub budget: &'a Budget,
    /// The time zone of customers whose own is unknown.
    pub zone: &'a str,
    /// When.
    pub now: Timestamp,
}

/// Who would be asked.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    /// What is known of them; nothing of a stranger on a web page.
    pub known: Option<(CustomerId, &'a Profile)>,
    /// What the sample is drawn by: always the same for the same person.
    pub key: &'a [u8],
}

/// A share of those who might be asked, drawn by a salted hash: the same person is always in or always out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample<'a> {
    /// Draws of different salts are independent.
    pub salt: &'a [u8],
    /// The share, from 0 to 1.
    pub share: f64,
}

/// How a survey is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    /// By a message on the first of these channels that may be used.
    Message(&'a [Channel]),
    /// On a web page that the person has open.
    Page,
}

/// What asks, as far as it can say no by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The survey's widget.
    Widget(widget::Standing),
    /// A distribution.
    Distribution {
        /// How far it is.
        state: distribution::State,
        /// How far it is with this person.
        recipient: distribution::Standing,
    },
}

/// What an asking is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Something that just happened, such as an order: another one is another occasion.
    Event,
    /// Nothing in particular. Where the survey has no clock for asking again, it is after so many days; without
    /// either, once answered is enough.
    None {
        /// That clock.
        again_after_days: Option<u32>,
    },
    /// A reminder of an invitation that is open: it is not a new asking.
    Reminder,
}

/// Whether a person is asked, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Eligibility {
    /// Whether all rules allow it.
    pub eligible: bool,
    /// The channel that would be used.
    pub channel: Option<Channel>,
    /// When the message would leave, if quiet hours hold it up.
    pub not_before: Option<Timestamp>,
    /// From when on the person could be asked, where a clock alone forbids it.
    pub again_at: Option<Timestamp>,
    /// Every rule, with the values it went by.
    pub looks: Vec<Look>,
}

impl Eligibility {
    /// The word of the first rule that forbids it; none when the person is asked.
    #[must_use]
    pub fn refused_by(&self) -> Option<&'static str> {
        if self.eligible {
            return None;
        }
        let first = self.looks.iter().find(|look| !look.passed())?;
        Some(match first {
            // No channel is left: the first one's reason speaks for them.
            Look::Contact { looks, .. } => looks.iter().find_map(budget::Look::refusal)?.as_str(),
            other => other.word(),
        })
    }
}

/// What one rule says, and by what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Look {
    /// Whether the survey takes answers.
    State {
        /// Whether it does.
        passed: bool,
        /// The word of its state.
        state: String,
    },
    /// Whether its time has come and is not over.
    Schedule {
        /// Whether that is so.
        passed: bool,
        /// Not before this.
        opens_at: Option<Timestamp>,
        /// Not from then on.
        closes_at: Option<Timestamp>,
    },
    /// Whether more answers are wanted.
    ResponsesMax {
        /// Whether they are.
        passed: bool,
        /// How many there are.
        completed: u64,
        /// How many are wanted.
        max: u32,
    },
    /// Whether the survey has a widget that asks; only looked at for a web page.
    Widget {
        /// Whether it has.
        passed: bool,
        /// Whether it is set up, and on.
        widget: widget::Standing,
    },
    /// Whether a distribution still asks this person; only looked at for a distribution.
    Distribution {
        /// Whether it does, or would once it was started.
        passed: bool,
        /// How far it is.
        state: distribution::State,
        /// How far it is with this person.
        recipient: distribution::Standing,
    },
    /// Whether the person is one of those meant.
    Condition {
        /// Whether they are.
        passed: bool,
        /// The parts of the condition that `&&` joins.
        parts: Vec<Part>,
    },
    /// Whether the person is in the sample.
    Sample {
        /// Whether they are.
        passed: bool,
        /// The share that is asked.
        share: f64,
        /// What was drawn for this person; asked are those below the share.
        drawn: f64,
    },
    /// Whether it has been long enough since the survey was asked or answered last.
    AgainAfter {
        /// Whether it has.
        passed: bool,
        /// How many days it takes.
        days: u32,
        /// When that was.
        last_at: Option<Timestamp>,
        /// From when on it has been long enough.
        until: Option<Timestamp>,
    },
    /// Whether the survey was answered; asked only where nothing says when to ask again.
    Answered {
        /// Whether it was not.
        passed: bool,
        /// When it was.
        answered_at: Option<Timestamp>,
    },
    /// Whether an invitation is open.
    Pending {
        /// Whether none is.
        passed: bool,
        /// Since when.
        asked_at: Option<Timestamp>,
        /// Until when it works.
        until: Option<Timestamp>,
    },
    /// Whether the contact budget allows one way to reach the person.
    Contact {
        /// Whether it does.
        passed: bool,
        /// The way: a channel, or `web`.
        way: String,
        /// The rules of contact.
        looks: Vec<budget::Look>,
    },
}

/// A part of a condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// As it is written.
    pub source: String,
    /// Whether it holds.
    pub passed: bool,
    /// Why that cannot be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Look {
    /// Whether the rule allows asking.
    #[must_use]
    pub const fn passed(&self) -> bool {
        match self {
            Self::State { passed, .. }
            | Self::Schedule { passed, .. }
            | Self::ResponsesMax { passed, .. }
            | Self::Widget { passed, .. }
            | Self::Distribution { passed, .. }
            | Self::Condition { passed, .. }
            | Self::Sample { passed, .. }
            | Self::AgainAfter { passed, .. }
            | Self::Answered { passed, .. }
            | Self::Pending { passed, .. }
            | Self::Contact { passed, .. } => *passed,
        }
    }

    /// The word in JSON.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::State { .. } => "state",
            Self::Schedule { .. } => "schedule",
            Self::ResponsesMax { .. } => "responses_max",
            Self::Widget { .. } => "widget",
            Self::Distribution { .. } => "distribution",
            Self::Condition { .. } => "condition",
            Self::Sample { .. } => "sample",
            Self::AgainAfter { .. } => "again_after",
            Self::Answered { .. } => "answered",
            Self::Pending { .. } => "pending",
            Self::Contact { .. } => "contact",
        }
    }
}
