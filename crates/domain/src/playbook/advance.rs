//! Moving a run from step to step.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::bindings::{Bindings, CustomerRecord, EventRecord};
use super::compile::{CompiledPlaybook, Rule, Ways};
use super::history::Totals;
use super::{
    Arrival, Condition, Decision, Facts, Look, Origin, Outcome, Run, RunState, StepKind, StopReason, Timer,
    WaitFor,
};
use crate::event::{Fact, name};
use crate::expression::Expression;
use crate::hash::unit_interval;
use crate::profile::{Profile, Waiting, limit};

/// One run on its way through its playbook, at one moment.
pub(super) struct Walk<'a> {
    pub playbook: &'a CompiledPlaybook,
    pub facts: &'a Facts<'a>,
    pub profile: &'a mut Profile,
    pub totals: &'a Totals,
    pub decision: &'a mut Decision,
    pub run: Run,
    /// The message id under which what happens now is traced.
    pub message_id: String,
}

impl Walk<'_> {
    /// From the first step on.
    pub(super) fn start(mut self) {
        self.go(0);
        self.finish();
    }

    /// After its timer fired; nothing happens if it is not due, as when it fires twice.
    pub(super) fn timer_fired(mut self) {
        let RunState::Waiting { step, until, .. } = &self.run.state else { return };
        if *until > self.facts.now {
            return;
        }
        let step = step.clone();
        self.stop_listening();
        match self.playbook.position(&step) {
            None => self.stop(StopReason::StepGone),
            Some(at) => {
                let (outcome, next) = match &self.playbook.steps[at].ways {
                    Ways::WaitFor { on_timeout, .. } => (Outcome::TimedOut, *on_timeout),
                    _ => (Outcome::Waited, self.playbook.steps[at].next),
                };
                self.note(&step, outcome);
                self.go(next);
            }
        }
        self.finish();
    }

    /// When an event arrives that it may be waiting for.
    pub(super) fn arrived(mut self, arrival: &Arrival<'_>) {
        let RunState::Waiting { step, for_event: Some(_), .. } = &self.run.state else { return };
        let step = step.clone();
        let Some(at) = self.playbook.position(&step) else {
            self.stop_listening();
            self.stop(StopReason::StepGone);
            return self.finish();
        };
        let StepKind::WaitFor(wait) = &self.playbook.playbook.steps[at].kind else { return };
        let asked =
            self.playbook.playbook.steps[..at].iter().any(|step| matches!(step.kind, StepKind::Ask(_)));
        if !concerns(wait, &self.run, asked, arrival) {
            return;
        }
        let condition = match &self.playbook.steps[at].ways {
            Ways::WaitFor { condition: Some(condition), .. } => {
                let bindings = Bindings {
                    event: EventRecord::from(arrival.event.event),
                    customer: Some(CustomerRecord::new(
                        self.run.customer,
                        self.profile,
                        self.totals,
                        self.facts.now,
                    )),
                    response: arrival.response.or(self.run.response.as_ref()),
                    unit: self.facts.unit,
                    now: self.facts.now,
                };
                explained(condition, &bindings)
            }
            _ => Condition::None,
        };
        let holds = condition.holds();
        self.decision.looks.push(Look {
            playbook: self.run.playbook,
            version: self.playbook.playbook.version,
            condition,
            admission: None,
            run: Some(self.run.id),
        });
        if !holds {
            return;
        }
        self.stop_listening();
        if let Some(response) = arrival.response {
            self.run.response = Some(response.clone());
        }
        self.note(&step, Outcome::Arrived { message_id: arrival.event.event.message_id.clone() });
        self.go(self.playbook.steps[at].next);
        self.finish();
    }

    /// Stops the run for a reason outside its steps.
    pub(super) fn stop_now(mut self, reason: StopReason) {
        self.stop_listening();
        self.stop(reason);
        self.finish();
    }

    /// Steps on until the run waits or ends. It ends, since every jump leads forward.
    fn go(&mut self, from: usize) {
        let mut at = from;
        while at < self.playbook.steps.len() {
            let next = self.step(at);
            match next {
                Next::Go(next) => {
                    debug_assert!(next > at, "jumps lead forward");
                    at = next;
                }
                Next::Wait { until, for_event } => return self.wait(at, until, for_event),
                Next::End => break,
            }
        }
        self.run.state = RunState::Done { at: self.facts.now };
    }

    fn step(&mut self, at: usize) -> Next {
        let playbook = self.playbook;
        let step = &playbook.playbook.steps[at];
        let next = Next::Go(playbook.steps[at].next);
        let now = self.facts.now;
        match &step.kind {
            StepKind::Wait(wait) => {
                Next::Wait { until: wait.r#for.after(now, &self.zone()), for_event: None }
            }
            StepKind::WaitUntil(wait) => {
                Next::Wait { until: wait.hour.next(now, &self.zone()), for_event: None }
            }
            StepKind::WaitFor(wait) => Next::Wait {
                until: wait.timeout.after(now, &self.zone()),
                for_event: Some(wait.event.clone()),
            },
            StepKind::Split(_) => Next::Go(self.split(at, &step.id)),
            StepKind::End => {
                self.note(&step.id, Outcome::Ended);
                Next::End
            }
            action => {
                let outcome = self.act(at, &step.id, action);
                self.note(&step.id, outcome);
                next
            }
        }
    }

    fn split(&mut self, at: usize, step: &str) -> usize {
        let Ways::Split { branches, otherwise } = &self.playbook.steps[at].ways else {
            return self.playbook.steps[at].next;
        };
        let draw = unit_interval(&[
            b"split",
            self.run.playbook.as_bytes(),
            step.as_bytes(),
            self.run.customer.as_bytes(),
        ]);
        let mut below = 0.0;
        for (position, (rule, to)) in branches.iter().enumerate() {
            let taken = match rule {
                Rule::Share(share) => {
                    below += share;
                    draw < below
                }
                Rule::When(condition) => match self.evaluate(condition) {
                    Condition::Failed { reason } => {
                        self.note(step, Outcome::Failed { reason });
                        false
                    }
                    value => value.holds(),
                },
            };
            if taken {
                self.note(step, Outcome::Branched { branch: Some(position) });
                return *to;
            }
        }
        self.note(step, Outcome::Branched { branch: None });
        *otherwise
    }

    fn evaluate(&self, condition: &Expression) -> Condition {
        let bindings = Bindings {
            event: EventRecord::from(&self.run.origin),
            customer: Some(CustomerRecord::new(self.run.customer, self.profile, self.totals, self.facts.now)),
            response: self.run.response.as_ref(),
            unit: self.facts.unit,
            now: self.facts.now,
        };
        value(condition, &bindings)
    }

    fn wait(&mut self, at: usize, until: Timestamp, for_event: Option<String>) {
        let step = self.playbook.playbook.steps[at].id.clone();
        self.note(&step, Outcome::Waiting { until });
        if let Some(event) = &for_event {
            let waiting = &mut self.profile.waiting;
            waiting.push(Waiting { run: self.run.id, playbook: self.run.playbook, event: event.clone() });
            // The oldest no longer hear of events; their timers still end them.
            let excess = waiting.len().saturating_sub(limit::WAITING);
            waiting.drain(..excess);
        }
        self.run.state = RunState::Waiting { step, until, for_event };
    }

    fn stop_listening(&mut self) {
        let run = self.run.id;
        self.profile.waiting.retain(|waiting| waiting.run != run);
    }

    fn stop(&mut self, reason: StopReason) {
        self.run.state = RunState::Stopped { at: self.facts.now, reason };
    }

    fn finish(mut self) {
        self.run.version = self.playbook.playbook.version;
        if let Some(due_at) = self.run.due_at() {
            self.decision.timers.push(Timer { due_at, run: self.run.id });
        }
        self.decision.runs.push(self.run);
    }

    pub(super) fn note(&mut self, step: &str, outcome: Outcome) {
        self.run.note(step, self.facts.now, outcome);
    }

    /// The customer's time zone.
    pub(super) fn zone(&self) -> TimeZone {
        self.profile.zone(&self.facts.brand.settings.time_zone)
    }
}

enum Next {
    Go(usize),
    Wait { until: Timestamp, for_event: Option<String> },
    End,
}

/// The value of a condition; what fails does not hold.
pub(super) fn value(condition: &Expression, bindings: &Bindings<'_>) -> Condition {
    match condition.matches(bindings) {
        Ok(true) => Condition::Holds,
        Ok(false) => Condition::DoesNotHold { part: None },
        Err(error) => Condition::Failed { reason: error.to_string() },
    }
}

/// The value of a condition, and which part of it fails, for the trace.
pub(super) fn explained(condition: &Expression, bindings: &Bindings<'_>) -> Condition {
    // Most conditions do not hold, and one false part says so: what follows it need not be looked at.
    let mut first = None;
    for (at, part) in condition.explain(bindings).enumerate() {
        if part.matched == Ok(true) {
            continue;
        }
        let first = *first.get_or_insert(at);
        if part.matched == Ok(false) {
            return Condition::DoesNotHold { part: u16::try_from(first).ok() };
        }
    }
    value(condition, bindings)
}

/// Whether an event is about the same thing as the run: the properties it names, and after asking
/// only an answer to that question, also if the question could not be sent.
fn concerns(wait: &WaitFor, run: &Run, asked: bool, arrival: &Arrival<'_>) -> bool {
    if wait.event == name::SURVEY_ANSWERED
        && asked
        && let Fact::SurveyAnswered(answered) = arrival.event.fact
        && !run.links.contains(&answered.link)
    {
        return false;
    }
    wait.same.iter().all(|property| {
        let held = run.origin.properties.get(property);
        held.is_some() && held == arrival.event.event.properties.get(property)
    })
}

impl Origin {
    /// Most bytes of properties kept whole.
    pub const BYTES_MAX: usize = 16 * 1024;
    /// Longest text kept of properties that are too many.
    const TEXT_BYTES_MAX: usize = 128;
    /// Most properties kept of those that are too many.
    const PROPERTIES_MAX: usize = 50;

    /// What a run that begins now keeps of its event.
    #[must_use]
    pub fn new(arrival: &Arrival<'_>, facts: &Facts<'_>) -> Self {
        let event = arrival.event.event;
        Self {
            message_id: event.message_id.clone(),
            name: event.name.clone(),
            source: event.source,
            occurred_at: event.occurred_at,
            properties: bounded(&event.properties),
            unit: facts.unit.map(|unit| unit.unit.id),
            about: super::about::about(arrival.event),
        }
    }
}

fn bounded(properties: &serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    if weight(properties, Origin::BYTES_MAX) <= Origin::BYTES_MAX {
        return properties.clone();
    }
    let Value::Object(fields) = properties else { return Value::Null };
    let short = |value: &Value| match value {
        Value::String(text) => text.len() <= Origin::TEXT_BYTES_MAX,
        Value::Array(_) | Value::Object(_) => false,
        _ => true,
    };
    fields
        .iter()
        .filter(|(name, value)| name.len() <= Origin::TEXT_BYTES_MAX && short(value))
        .take(Origin::PROPERTIES_MAX)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// About how many bytes of JSON a value takes; stops counting above `enough`.
fn weight(value: &serde_json::Value, enough: usize) -> usize {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 12,
        Value::String(text) => text.len() + 3,
        Value::Array(items) => {
            let mut sum = 2;
            for item in items {
                sum += weight(item, enough) + 1;
                if sum > enough {
                    break;
                }
            }
            sum
        }
        Value::Object(fields) => {
            let mut sum = 2;
            for (name, value) in fields {
                sum += name.len() + 4 + weight(value, enough);
                if sum > enough {
                    break;
                }
            }
            sum
        }
    }
}
