//! Cases: the closed loop for one customer, from a bad answer to knowing whether the customer is won back.
//!
//! A case has one owner, a clock that escalates once when it is late, a history in which every change is
//! an entry, and an outcome. [`open`] and [`decide`] are the only ways a case changes; they return what
//! is to be written and done, and never look anything up themselves.

mod decide;
mod outcome;
mod owner;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use decide::{add_cause, decide, open};
pub use outcome::recovered;
pub use owner::{Holder, find_holder, head_office, next_above, place};

use crate::effect::{About, CaseRequest, Effect, Priority};
use crate::hash::digest16;
use crate::id::{CaseId, CustomerId, EffectId, MemberId, ResponseId, RunId, UnitId, VoucherId};
use crate::profile::{Channel, MessageClass};
use crate::unit::UnitTree;

/// Longest note, in bytes.
pub const NOTE_BYTES_MAX: usize = 4096;
/// Longest reason, in bytes; the rest is cut off.
pub const REASON_BYTES_MAX: usize = 2048;
/// Entries after which a history takes only what closes the case.
pub const HISTORY_MAX: u32 = 500;

/// One closed loop for one customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// The case.
    pub id: CaseId,
    /// For whom.
    pub customer: CustomerId,
    /// How urgent: as its most urgent cause.
    pub priority: Priority,
    /// Where it happened; who may see the case follows from it. None is the head office's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Who holds it and by virtue of which unit.
    pub holder: Holder,
    /// How far it is.
    pub state: State,
    /// When it was opened first.
    pub opened_at: Timestamp,
    /// When it is late.
    pub due_at: Timestamp,
    /// Counts the clocks: opened is 1, each reopening one more. A timer of an earlier round does nothing.
    pub round: u32,
    /// Whether this round's reminder went out.
    #[serde(default)]
    pub reminded: bool,
    /// Set once per round, when the case became late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated: Option<Escalation>,
    /// What led to it, oldest first: what opened it and the latest, at most [`Case::CAUSES_MAX`]; the history
    /// has the others, and the count goes on.
    pub causes: Vec<Cause>,
    /// How many causes there were.
    pub causes_total: u32,
    /// The clock it was opened with.
    pub clock: Clock,
    /// When a member did something for the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub responded_at: Option<Timestamp>,
    /// Length of the history; also the version that two members race on.
    pub entries: u32,
}

impl Case {
    /// Causes kept with the case.
    pub const CAUSES_MAX: usize = 20;

    /// Whether work on it is over.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed { .. })
    }

    /// The id of the message that a member would send next: asking again for the same one asks for the same effect.
    #[must_use]
    pub fn next_message(&self) -> EffectId {
        let number = (self.entries + 1).to_be_bytes();
        EffectId::from_bytes(digest16(&[b"case message", self.id.as_bytes(), &number]))
    }

    /// Whether it is open past its time.
    #[must_use]
    pub fn is_late(&self, now: Timestamp) -> bool {
        !self.is_closed() && now >= self.due_at
    }
}

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Nobody has taken it up.
    Open,
    /// Someone works on it.
    InProgress {
        /// Who.
        member: MemberId,
    },
    /// The customer has to say something.
    WaitingCustomer,
    /// Done.
    Closed {
        /// Whether the customer is won back.
        outcome: Outcome,
        /// When.
        at: Timestamp,
    },
}

impl State {
    /// The word in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress { .. } => "in_progress",
            Self::WaitingCustomer => "waiting_customer",
            Self::Closed { .. } => "closed",
        }
    }
}

/// Whether the customer is won back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Says so, or the member is sure.
    Recovered,
    /// Still unhappy.
    NotRecovered,
    /// Not known yet, or for ever.
    Unknown,
}

impl Outcome {
    /// The word in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Recovered => "recovered",
            Self::NotRecovered => "not_recovered",
            Self::Unknown => "unknown",
        }
    }
}

/// What made the case, or was added to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The effect that asked for the case; the same effect is never counted twice.
    pub effect: EffectId,
    /// When.
    pub at: Timestamp,
    /// Why, as the owner reads it.
    pub reason: String,
    /// How urgent.
    #[serde(default)]
    pub priority: Priority,
    /// The event that led to it; its trace says more.
    pub message_id: String,
    /// The run that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<RunId>,
    /// The response, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseId>,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The brand's codes of what it is about.
    #[serde(flatten)]
    pub about: About,
}

impl Cause {
    /// The cause that an effect stands for.
    #[must_use]
    pub fn new(effect: &Effect, request: &CaseRequest, tree: &UnitTree) -> Self {
        let mut reason = request.reason.trim().to_owned();
        let end = (0..=REASON_BYTES_MAX.min(reason.len())).rev().find(|&at| reason.is_char_boundary(at));
        reason.truncate(end.unwrap_or(0));
        Self {
            effect: effect.id,
            at: effect.created_at,
            reason,
            priority: request.priority,
            message_id: effect.message_id.clone(),
            run: effect.run,
            response: request.response,
            unit: place(&request.about, request.unit, tree),
            about: request.about.clone(),
        }
    }

    /// Leaves what anybody may know who sees the case: that something happened, when, and how urgent it is.
    pub fn conceal(&mut self) {
        self.reason.clear();
        self.message_id.clear();
        (self.run, self.response, self.unit) = (None, None, None);
        self.about = About::default();
    }

    /// Whether what was said is kept from the reader. What is not concealed always names its event.
    #[must_use]
    pub fn is_concealed(&self) -> bool {
        self.message_id.is_empty()
    }
}

/// How long a case may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// From opening until it is late.
    pub due: SignedDuration,
    /// From opening until its holder is reminded; not at all when `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remind: Option<SignedDuration>,
}

impl Clock {
    /// A clock that ends at `due_at`, with a reminder after two thirds.
    #[must_use]
    pub fn until(due_at: Timestamp, now: Timestamp) -> Self {
        let due = due_at.duration_since(now).max(SignedDuration::ZERO);
        Self { due, remind: Some(due / 3 * 2) }
    }
}

/// To whom a late case was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// When.
    pub at: Timestamp,
    /// Who answers for the next unit above, or for the head office.
    pub to: Holder,
}

/// What a case is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The new case's id.
    pub id: CaseId,
    /// For whom.
    pub customer: CustomerId,
    /// Who holds it: see [`find_holder`].
    pub holder: Holder,
    /// What led to it.
    pub cause: Cause,
    /// How long it may take.
    pub clock: Clock,
}

impl Opening {
    /// What an effect asks for.
    #[must_use]
    pub fn new(effect: &Effect, request: &CaseRequest, tree: &UnitTree, now: Timestamp) -> Self {
        Self {
            id: request.case,
            customer: effect.customer,
            holder: find_holder(&request.about, request.unit, tree),
            cause: Cause::new(effect, request, tree),
            clock: Clock::until(request.due_at, now),
        }
    }
}

/// What a member told the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The effect that carries it; how it went is in the outbox.
    pub effect: EffectId,
    /// How.
    pub channel: Channel,
    /// What for.
    pub class: MessageClass,
    /// The words.
    pub text: String,
    /// The voucher that went with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voucher: Option<VoucherId>,
}

/// What may be done to an open or closed case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Give it to a member, who now works on it.
    Assign {
        /// Who does it.
        by: MemberId,
        /// To whom.
        to: MemberId,
        /// What the next one should know.
        note: Option<String>,
    },
    /// Tell the customer something.
    Message {
        /// Who.
        by: MemberId,
        /// What.
        sent: Sent,
    },
    /// Take a message back before it left.
    Withdraw {
        /// Who.
        by: MemberId,
        /// Which.
        effect: EffectId,
    },
    /// Write something down.
    Note {
        /// Who.
        by: MemberId,
        /// What.
        text: String,
        /// The customer has to say something now.
        is_waiting: bool,
    },
    /// Work on it is over.
    Close {
        /// Who.
        by: MemberId,
        /// What the member knows of the outcome; the customer's answer overrules it.
        outcome: Outcome,
        /// A last note.
        note: Option<String>,
    },
    /// It was not over: a new clock starts.
    Reopen {
        /// Who.
        by: MemberId,
        /// Why.
        note: Option<String>,
    },
    /// A timer of this case fired.
    Timer {
        /// Which.
        timer: CaseTimer,
        /// Who answers for the next unit above: see [`next_above`].
        above: Holder,
    },
    /// The customer answered the follow-up survey.
    Answered {
        /// The response.
        response: ResponseId,
        /// Whether all is well again, if the answers say: see [`recovered`].
        recovered: Option<bool>,
    },
}

/// A timer of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseTimer {
    /// Which bell.
    pub bell: Bell,
    /// Of which clock.
    pub round: u32,
}

/// The bells of a case's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bell {
    /// The holder is reminded.
    Remind,
    /// The case is late.
    Due,
}

impl CaseTimer {
    /// One number that stands for the timer, as stored.
    #[must_use]
    pub const fn token(self) -> i64 {
        let bell = match self.bell {
            Bell::Remind => 0,
            Bell::Due => 1,
        };
        (self.round as i64) * 2 + bell
    }

    /// The timer behind a number, or `None` for a number that stands for none.
    #[must_use]
    pub fn from_token(token: i64) -> Option<Self> {
        let round = u32::try_from(token.checked_div(2)?).ok().filter(|&round| round > 0)?;
        let bell = if token % 2 == 0 { Bell::Remind } else { Bell::Due };
        Some(Self { bell, round })
    }
}

/// What is to be written and done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The case as it is now.
    pub case: Case,
    /// What to add to its history, in order.
    pub entries: Vec<Entry>,
    /// What to do in the same transaction.
    pub effects: Vec<CaseEffect>,
}

impl Case {
    /// The case as somebody sees it who sees some units: causes join a case wherever they happen, and those that
    /// happened elsewhere keep their words there.
    #[must_use]
    pub fn seen(mut self, sees: impl Fn(Option<UnitId>) -> bool) -> Self {
        self.causes.iter_mut().filter(|cause| !sees(cause.unit)).for_each(Cause::conceal);
        self
    }
}

impl Entry {
    /// The entry as somebody sees it who sees some units.
    #[must_use]
    pub fn seen(mut self, sees: impl Fn(Option<UnitId>) -> bool) -> Self {
        if let Change::Opened { cause, .. } | Change::CauseAdded { cause } = &mut self.change
            && !sees(cause.unit)
        {
            cause.conceal();
        }
        self
    }
}

/// One line of a case's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Position from 1, without gaps.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Who; none is the clock, a playbook or the customer, as the change says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<MemberId>,
    /// What.
    pub change: Change,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// The case began.
    Opened {
        /// By this.
        cause: Cause,
        /// Who holds it.
        holder: Holder,
        /// Until when.
        due_at: Timestamp,
    },
    /// Something more happened.
    CauseAdded {
        /// This.
        cause: Cause,
    },
    /// A member has it.
    Assigned {
        /// Who.
        to: MemberId,
        /// What they should know.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The customer was told something.
    Messaged(Sent),
    /// A message was taken back before it left.
    Withdrawn {
        /// Which.
        effect: EffectId,
    },
    /// Something was written down.
    Noted {
        /// What.
        text: String,
        /// The customer has to say something now.
        #[serde(default)]
        is_waiting: bool,
    },
    /// The holder was reminded.
    Reminded,
    /// It became late.
    Escalated {
        /// Who knows now.
        to: Holder,
    },
    /// Work is over.
    Closed {
        /// What the member knows.
        outcome: Outcome,
        /// A last note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// It was not over.
    Reopened {
        /// Until when now.
        due_at: Timestamp,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The customer answered the follow-up survey.
    Answered {
        /// The response.
        response: ResponseId,
        /// What that says, if anything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
    },
}

/// What follows from a change, in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseEffect {
    /// Put a note in a member's inbox.
    Notify {
        /// Whose.
        member: MemberId,
        /// About what.
        notice: CaseNotice,
    },
    /// Start a timer.
    StartTimer {
        /// Which.
        timer: CaseTimer,
        /// When it fires.
        at: Timestamp,
    },
    /// Tell playbooks that work is over; one of them asks the customer whether all is well again.
    Announce,
}

/// What a note in an inbox is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseNotice {
    /// A case began and is the reader's.
    Opened,
    /// Something more happened.
    CauseAdded,
    /// The case is the reader's now.
    Assigned,
    /// The case was the reader's and is another's now.
    HandedOver,
    /// It will be late soon.
    Reminded,
    /// It is late.
    Escalated,
    /// It is open again.
    Reopened,
    /// The customer answered the follow-up.
    Answered,
}

impl CaseNotice {
    /// The word in JSON and SQL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Opened => "case_opened",
            Self::CauseAdded => "case_cause_added",
            Self::Assigned => "case_assigned",
            Self::HandedOver => "case_handed_over",
            Self::Reminded => "case_reminded",
            Self::Escalated => "case_escalated",
            Self::Reopened => "case_reopened",
            Self::Answered => "case_answered",
        }
    }
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Only an open case can take this.
    #[error("the case is closed")]
    Closed,
    /// Only a closed case can be reopened.
    #[error("the case is open")]
    NotClosed,
    /// A note without text.
    #[error("the note is empty")]
    EmptyNote,
    /// A note beyond [`NOTE_BYTES_MAX`].
    #[error("the note is longer than 4096 bytes")]
    NoteTooLong,
    /// A history beyond [`HISTORY_MAX`].
    #[error("the history is full; the case can only be closed")]
    HistoryFull,
}

#[cfg(test)]
mod tests;
