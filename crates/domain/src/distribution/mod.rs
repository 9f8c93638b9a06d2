//! Distributions: a survey on its way to many people, with reminders to those who have not answered.
//!
//! What is to be done is data; whether one person is asked is decided by [`eligibility`](crate::eligibility).

mod check;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use check::check;

use crate::hash::{digest16, unit_interval};
use crate::id::{CustomerId, DistributionId, EffectId, LinkId, SurveyId, TemplateId};
use crate::profile::{Channel, Profile};
use crate::time;

/// Version of the persisted form.
pub const FORMAT: u8 = 1;
/// Longest name, in characters.
pub const NAME_CHARS_MAX: usize = 120;
/// Most reminders.
pub const REMINDERS_MAX: usize = 3;
/// Most days until a reminder, and most days an invitation works.
pub const DAYS_MAX: u32 = 365;
/// Most people that are drawn.
pub const COUNT_MAX: u32 = 10_000_000;
/// How many days an invitation works if nothing is said.
pub const VALID_DAYS: u32 = 30;

/// What is sent to whom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What members call it.
    pub name: String,
    /// To whom.
    pub whom: Whom,
    /// On the first of these channels that may be used.
    pub channels: Vec<Channel>,
    /// The words; the built-in invitation when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateId>,
    /// How many of them.
    #[serde(default)]
    pub sample: Sampling,
    /// Not before this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// How many days an invitation works.
    #[serde(default = "valid_days")]
    pub valid_days: u32,
    /// After how many days those who have not answered are reminded, ascending.
    #[serde(default)]
    pub reminders: Vec<u32>,
    /// Whether e-mails carry the first question, to be answered with one click.
    #[serde(default)]
    pub first_question: bool,
}

fn valid_days() -> u32 {
    VALID_DAYS
}

/// To whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case", deny_unknown_fields)]
pub enum Whom {
    /// Customers that are known.
    Customers {
        /// Only those who have this tag.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<String>,
        /// Only those for whom this holds: CEL over `customer`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        condition: Option<String>,
    },
    /// The people of a list that is uploaded.
    List {},
}

/// How many of those who are meant.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case", deny_unknown_fields)]
pub enum Sampling {
    /// All.
    #[default]
    All,
    /// A share, from 0 to 1, drawn by a salted hash.
    Share {
        /// The share.
        share: f64,
    },
    /// So many, those with the lowest draw; who cannot be asked is replaced by the next.
    Count {
        /// How many.
        count: u32,
    },
}

/// How far a distribution is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not begun.
    Draft,
    /// Finding out who is meant.
    Choosing,
    /// Inviting them.
    Inviting,
    /// Waiting for answers, and reminding.
    Waiting,
    /// Everyone was invited and reminded.
    Done,
    /// Taking back what has not left yet.
    Stopping,
    /// Stopped by a member, or with its survey.
    Stopped,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Choosing,
        Self::Inviting,
        Self::Waiting,
        Self::Done,
        Self::Stopping,
        Self::Stopped,
    ];

    /// The word in JSON and storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Choosing => "choosing",
            Self::Inviting => "inviting",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Where somebody stands with a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not among its people: not on its list, without its tag, or not found while they were chosen.
    Absent,
    /// Looked at when its people are chosen.
    Eligible,
    /// Chosen, and not asked yet.
    Chosen,
    /// Asked.
    Invited,
    /// Not asked, for a reason.
    Refused,
}

impl Standing {
    /// Whether a distribution that is so far asks them yet; a draft, once it is started.
    #[must_use]
    pub const fn is_asked_in(self, state: State) -> bool {
        match self {
            Self::Eligible => matches!(state, State::Draft | State::Choosing),
            Self::Chosen => matches!(state, State::Draft | State::Choosing | State::Inviting),
            Self::Absent | Self::Invited | Self::Refused => false,
        }
    }
}

/// A distribution of a survey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Which.
    pub id: DistributionId,
    /// Of which survey.
    pub survey: SurveyId,
    /// How far it is.
    pub state: State,
    /// When it was made.
    pub created_at: Timestamp,
    /// What it does.
    pub plan: Plan,
}

impl Distribution {
    /// Where a customer stands who is not on its list: those with its tag are looked at while people are chosen.
    #[must_use]
    pub fn standing(&self, profile: &Profile, now: Timestamp) -> Standing {
        let is_open = matches!(self.state, State::Draft | State::Choosing);
        match &self.plan.whom {
            Whom::Customers { tag, .. }
                if is_open && tag.as_ref().is_none_or(|tag| profile.has_tag(tag, now)) =>
            {
                Standing::Eligible
            }
            Whom::Customers { .. } | Whom::List {} => Standing::Absent,
        }
    }

    /// The salt of its draw: another distribution draws others.
    #[must_use]
    pub fn salt(&self) -> &[u8; 16] {
        self.id.as_bytes()
    }

    /// Where a customer stands in the draw; the lowest are asked first.
    #[must_use]
    pub fn draw(&self, customer: CustomerId) -> i64 {
        // The same number that the sample's rule reports, as 53 bits.
        let drawn = unit_interval(&[b"sample", self.salt(), customer.as_bytes()]);
        #[expect(clippy::cast_possible_truncation, reason = "below 2^53 by its range")]
        let whole = (drawn * (1u64 << 53) as f64) as i64;
        whole
    }

    /// The link that a customer gets; one for the invitation and its reminders.
    #[must_use]
    pub fn link(&self, customer: CustomerId) -> LinkId {
        LinkId::from_bytes(digest16(&[b"distribution-link", self.id.as_bytes(), customer.as_bytes()]))
    }

    /// The effect that carries the invitation (0) or a reminder (from 1) to a customer.
    #[must_use]
    pub fn effect(&self, customer: CustomerId, nth: u32) -> EffectId {
        let parts: [&[u8]; 4] =
            [b"distribution-effect", self.id.as_bytes(), customer.as_bytes(), &nth.to_be_bytes()];
        EffectId::from_bytes(digest16(&parts))
    }

    /// When the reminder after `reminded` ones is due for someone invited at `invited_at`.
    #[must_use]
    pub fn next_reminder(&self, invited_at: Timestamp, reminded: u32) -> Option<Timestamp> {
        let days = self.plan.reminders.get(usize::try_from(reminded).ok()?)?;
        Some(time::after(invited_at, SignedDuration::from_hours(24 * i64::from(*days))))
    }

    /// How many reminders are due by now for someone invited at `invited_at`: after a pause only the last of them is sent.
    #[must_use]
    pub fn reminders_due(&self, invited_at: Timestamp, now: Timestamp) -> u32 {
        let due = |nth: &u32| self.next_reminder(invited_at, *nth).is_some_and(|at| at <= now);
        u32::try_from((0..).take_while(due).count()).expect("at most REMINDERS_MAX")
    }

    /// Until when an invitation of `invited_at` works.
    #[must_use]
    pub fn valid_until(&self, invited_at: Timestamp) -> Timestamp {
        time::after(invited_at, SignedDuration::from_hours(24 * i64::from(self.plan.valid_days)))
    }

    /// The share that is drawn, if it is a share.
    #[must_use]
    pub const fn share(&self) -> Option<f64> {
        match self.plan.sample {
            Sampling::Share { share } => Some(share),
            Sampling::All | Sampling::Count { .. } => None,
        }
    }
}
