//! How a case changes: pure functions from a case and a command to the case after it.

use jiff::Timestamp;

use super::{
    Bell, Case, CaseEffect, CaseError, CaseNotice, CaseTimer, Cause, Change, Command, Decided, Entry,
    Escalation, HISTORY_MAX, Holder, NOTE_BYTES_MAX, Opening, Outcome, Sent, State,
};
use crate::id::{EffectId, MemberId, ResponseId};
use crate::time::after;

/// Opens a case: its clock starts, its holder is told.
#[must_use]
pub fn open(opening: Opening, now: Timestamp) -> Decided {
    let cause = opening.cause;
    let due_at = after(now, opening.clock.due);
    let case = Case {
        id: opening.id,
        customer: opening.customer,
        priority: cause.priority,
        unit: cause.unit,
        holder: opening.holder,
        state: State::Open,
        opened_at: now,
        due_at,
        round: 1,
        reminded: false,
        escalated: None,
        causes: vec![cause.clone()],
        causes_total: 1,
        clock: opening.clock,
        responded_at: None,
        entries: 0,
    };
    let mut step = Step::new(case, now);
    step.record(None, Change::Opened { cause, holder: step.case.holder, due_at });
    step.start_clock();
    step.tell_holder(CaseNotice::Opened, None);
    step.done()
}

/// Adds what happened to the open case of the same customer and reason. A cause that is there already
/// changes nothing, so an effect carried out again is harmless.
pub fn add_cause(case: &Case, cause: Cause, now: Timestamp) -> Result<Decided, CaseError> {
    let mut step = Step::new(case.clone(), now);
    if case.is_closed() {
        return Err(CaseError::Closed);
    }
    if case.causes.iter().any(|known| known.effect == cause.effect) {
        return Ok(step.done());
    }
    step.case.priority = step.case.priority.max(cause.priority);
    step.case.causes_total += 1;
    if step.case.causes.len() == Case::CAUSES_MAX {
        // The one that opened the case stays, and the latest do: whoever holds it is told of the newest.
        step.case.causes.remove(1);
    }
    step.case.causes.push(cause.clone());
    // A full history still counts and tells; it only keeps no further entry.
    if step.has_room() {
        step.record(None, Change::CauseAdded { cause });
    }
    step.tell_holder(CaseNotice::CauseAdded, None);
    Ok(step.done())
}

/// Applies a command to a case. A timer or answer that has nothing to say changes nothing.
pub fn decide(case: &Case, command: &Command, now: Timestamp) -> Result<Decided, CaseError> {
    let mut step = Step::new(case.clone(), now);
    match command {
        Command::Assign { by, to, note } => step.assign(*by, *to, note.as_deref())?,
        Command::Message { by, sent } => step.message(*by, sent)?,
        Command::Withdraw { by, effect } => step.withdraw(*by, *effect)?,
        Command::Note { by, text, is_waiting } => step.note(*by, text, *is_waiting)?,
        Command::Close { by, outcome, note } => step.close(*by, *outcome, note.as_deref())?,
        Command::Reopen { by, note } => step.reopen(*by, note.as_deref())?,
        Command::Timer { timer, above } => step.ring(*timer, above),
        Command::Answered { response, recovered } => step.answered(*response, *recovered),
    }
    Ok(step.done())
}

/// A change in the making.
struct Step {
    case: Case,
    now: Timestamp,
    entries: Vec<Entry>,
    effects: Vec<CaseEffect>,
}

impl Step {
    fn new(case: Case, now: Timestamp) -> Self {
        Self { case, now, entries: Vec::new(), effects: Vec::new() }
    }

    fn done(self) -> Decided {
        Decided { case: self.case, entries: self.entries, effects: self.effects }
    }

    fn has_room(&self) -> bool {
        self.case.entries < HISTORY_MAX
    }

    fn record(&mut self, by: Option<MemberId>, change: Change) {
        if by.is_some() {
            self.case.responded_at.get_or_insert(self.now);
        }
        self.case.entries += 1;
        self.entries.push(Entry { number: self.case.entries, at: self.now, by, change });
    }

    /// A member's change needs an open case and room in its history.
    fn demand_open(&self) -> Result<(), CaseError> {
        if self.case.is_closed() {
            return Err(CaseError::Closed);
        }
        if self.has_room() { Ok(()) } else { Err(CaseError::HistoryFull) }
    }

    fn assign(&mut self, by: MemberId, to: MemberId, note: Option<&str>) -> Result<(), CaseError> {
        self.demand_open()?;
        let note = note.map(sound_note).transpose()?;
        self.case.state = State::InProgress { member: to };
        // The unit stays: when the case is late, whoever is above it is told.
        let before = self.case.holder.member.replace(to);
        self.record(Some(by), Change::Assigned { to, note });
        if by != to {
            self.effects.push(CaseEffect::Notify { member: to, notice: CaseNotice::Assigned });
        }
        // Whoever loses a case knows that it is cared for; who gave it away knows already.
        if let Some(member) = before.filter(|&before| before != by && before != to) {
            self.effects.push(CaseEffect::Notify { member, notice: CaseNotice::HandedOver });
        }
        Ok(())
    }

    fn message(&mut self, by: MemberId, sent: &Sent) -> Result<(), CaseError> {
        self.demand_open()?;
        self.take_up(by);
        self.record(Some(by), Change::Messaged(sent.clone()));
        Ok(())
    }

    fn withdraw(&mut self, by: MemberId, effect: EffectId) -> Result<(), CaseError> {
        if !self.has_room() {
            return Err(CaseError::HistoryFull);
        }
        self.record(Some(by), Change::Withdrawn { effect });
        Ok(())
    }

    /// Whoever writes works on it.
    fn take_up(&mut self, by: MemberId) {
        let member = match self.case.state {
            State::InProgress { member } => member,
            _ => by,
        };
        self.case.state = State::InProgress { member };
    }

    fn note(&mut self, by: MemberId, text: &str, is_waiting: bool) -> Result<(), CaseError> {
        let text = sound_note(text)?;
        if !self.has_room() {
            return Err(CaseError::HistoryFull);
        }
        if is_waiting {
            self.demand_open()?;
            self.case.state = State::WaitingCustomer;
        } else if !self.case.is_closed() {
            self.take_up(by);
        }
        self.record(Some(by), Change::Noted { text, is_waiting });
        Ok(())
    }

    fn close(&mut self, by: MemberId, outcome: Outcome, note: Option<&str>) -> Result<(), CaseError> {
        if self.case.is_closed() {
            return Err(CaseError::Closed);
        }
        let note = note.map(sound_note).transpose()?;
        self.case.state = State::Closed { outcome, at: self.now };
        self.record(Some(by), Change::Closed { outcome, note });
        self.effects.push(CaseEffect::Announce);
        Ok(())
    }

    fn reopen(&mut self, by: MemberId, note: Option<&str>) -> Result<(), CaseError> {
        if !self.case.is_closed() {
            return Err(CaseError::NotClosed);
        }
        if !self.has_room() {
            return Err(CaseError::HistoryFull);
        }
        let note = note.map(sound_note).transpose()?;
        self.case.state = State::Open;
        self.case.round += 1;
        self.case.due_at = after(self.now, self.case.clock.due);
        self.case.reminded = false;
        self.case.escalated = None;
        self.record(Some(by), Change::Reopened { due_at: self.case.due_at, note });
        self.start_clock();
        self.tell_holder(CaseNotice::Reopened, Some(by));
        Ok(())
    }

    fn ring(&mut self, timer: CaseTimer, above: &Holder) {
        if self.case.is_closed() || timer.round != self.case.round {
            return;
        }
        match timer.bell {
            Bell::Remind if !self.case.reminded && self.case.escalated.is_none() => {
                self.case.reminded = true;
                if self.has_room() {
                    self.record(None, Change::Reminded);
                }
                self.tell_holder(CaseNotice::Reminded, None);
            }
            Bell::Due if self.case.escalated.is_none() && self.now < self.case.due_at => {
                // The clock of the machine went back: the case is not late yet.
                self.effects.push(CaseEffect::StartTimer { timer, at: self.case.due_at });
            }
            Bell::Due if self.case.escalated.is_none() => self.escalate(above),
            Bell::Remind | Bell::Due => {}
        }
    }

    fn escalate(&mut self, above: &Holder) {
        self.case.escalated = Some(Escalation { at: self.now, to: *above });
        // A full history takes this entry still: it is written once a round.
        self.record(None, Change::Escalated { to: *above });
        let told =
            [above.member, self.case.holder.member.filter(|_| self.case.holder.member != above.member)];
        for member in told.into_iter().flatten() {
            self.effects.push(CaseEffect::Notify { member, notice: CaseNotice::Escalated });
        }
    }

    fn answered(&mut self, response: ResponseId, recovered: Option<bool>) {
        if !self.has_room() {
            return;
        }
        let outcome = recovered.map(|won| if won { Outcome::Recovered } else { Outcome::NotRecovered });
        match self.case.state {
            State::Closed { at, .. } => {
                if let Some(outcome) = outcome {
                    self.case.state = State::Closed { outcome, at };
                }
            }
            State::WaitingCustomer => {
                self.case.state =
                    self.case.holder.member.map_or(State::Open, |member| State::InProgress { member });
            }
            State::Open | State::InProgress { .. } => {}
        }
        self.record(None, Change::Answered { response, outcome });
        self.tell_holder(CaseNotice::Answered, None);
    }

    fn start_clock(&mut self) {
        let round = self.case.round;
        let remind_at =
            self.case.clock.remind.map(|wait| after(self.now, wait)).filter(|&at| at < self.case.due_at);
        if let Some(at) = remind_at {
            self.effects.push(CaseEffect::StartTimer { timer: CaseTimer { bell: Bell::Remind, round }, at });
        }
        let timer = CaseTimer { bell: Bell::Due, round };
        self.effects.push(CaseEffect::StartTimer { timer, at: self.case.due_at });
    }

    fn tell_holder(&mut self, notice: CaseNotice, except: Option<MemberId>) {
        if let Some(member) = self.case.holder.member.filter(|_| self.case.holder.member != except) {
            self.effects.push(CaseEffect::Notify { member, notice });
        }
    }
}

fn sound_note(text: &str) -> Result<String, CaseError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CaseError::EmptyNote);
    }
    if text.len() > NOTE_BYTES_MAX {
        return Err(CaseError::NoteTooLong);
    }
    Ok(text.to_owned())
}
