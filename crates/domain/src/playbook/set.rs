//! The active playbooks of a brand, and what they make of an event or a timer.

use std::collections::{BTreeSet, HashMap};

use super::admit::{admit, held_out};
use super::advance::{Walk, explained, value};
use super::bindings::{Bindings, CustomerRecord, EventRecord};
use super::history::Totals;
use super::{
    Admission, Arrival, CompiledPlaybook, Condition, Decision, Facts, Look, Origin, PlaybookState,
    RUN_FORMAT, Run, RunState, Step, StepKind, StopReason,
};
use crate::event::Fact;
use crate::expression::Value;
use crate::id::{PlaybookId, RunId, SurveyId};
use crate::profile::Profile;

/// Longest key kept as it is, in bytes; longer ones are replaced by their digest.
const KEY_BYTES_MAX: usize = 200;

/// A brand's playbooks, by what they listen to.
#[derive(Debug, Default)]
pub struct PlaybookSet {
    playbooks: Vec<CompiledPlaybook>,
    by_id: HashMap<PlaybookId, usize>,
    by_trigger: HashMap<String, Vec<usize>>,
}

impl PlaybookSet {
    /// Arranges compiled playbooks of any state; only active ones begin runs. Looked at by id, so
    /// that the order of decisions does not depend on the order they were loaded in.
    #[must_use]
    pub fn new(playbooks: impl IntoIterator<Item = CompiledPlaybook>) -> Self {
        let mut playbooks: Vec<CompiledPlaybook> = playbooks.into_iter().collect();
        playbooks.sort_by_key(|compiled| compiled.playbook.id);
        let mut set = Self { playbooks, ..Self::default() };
        for (at, compiled) in set.playbooks.iter().enumerate() {
            let playbook = &compiled.playbook;
            set.by_id.insert(playbook.id, at);
            if playbook.state == PlaybookState::Active {
                set.by_trigger.entry(playbook.trigger.event.clone()).or_default().push(at);
            }
        }
        set
    }

    /// All playbooks, by id.
    pub fn iter(&self) -> impl Iterator<Item = &CompiledPlaybook> {
        self.playbooks.iter()
    }

    /// A playbook by its id.
    #[must_use]
    pub fn get(&self, id: PlaybookId) -> Option<&CompiledPlaybook> {
        self.by_id.get(&id).map(|&at| &self.playbooks[at])
    }

    /// The surveys that playbooks ask, each once.
    #[must_use]
    pub fn surveys(&self) -> BTreeSet<SurveyId> {
        let steps = self.iter().flat_map(|compiled| &compiled.playbook.steps);
        let asked = |step: &Step| match &step.kind {
            StepKind::Ask(ask) => Some(ask.survey),
            _ => None,
        };
        steps.filter_map(asked).collect()
    }

    /// Whether any active playbook begins with events of this name.
    #[must_use]
    pub fn listens_to(&self, event: &str) -> bool {
        self.by_trigger.contains_key(event)
    }

    /// The runs that deciding upon an event will ask for, to be loaded before: those that wait for it, and
    /// those that it could begin. None is missing if the event is already applied to the profile.
    #[must_use]
    pub fn runs_wanted(&self, arrival: &Arrival<'_>, facts: &Facts<'_>, profile: &Profile) -> Vec<RunId> {
        let event = arrival.event;
        let waiting = profile.waiting.iter().filter(|waiting| waiting.event == event.event.name);
        let mut wanted: Vec<RunId> = waiting.map(|waiting| waiting.run).collect();
        let totals = Totals::default();
        let bindings = bindings(arrival, facts, profile, &totals);
        // Until somebody acts, the profile is what the next condition will see, so one that does not
        // hold now needs no run. After that, every condition might hold.
        let mut untouched = wanted.is_empty();
        for compiled in self.triggered(arrival) {
            let condition = compiled.condition.as_ref();
            if untouched && condition.is_some_and(|condition| !value(condition, &bindings).holds()) {
                continue;
            }
            untouched = false;
            if compiled.playbook.remembers()
                && let Ok(key) = key(compiled, arrival)
            {
                wanted.push(Run::id_of(facts.brand.id, compiled.playbook.id, event.customer, &key));
            }
        }
        wanted
    }

    /// Decides upon an event: first the runs that wait for it, then the playbooks it begins. The event
    /// must already be applied to the profile; `run_of` answers the run of an id, if there is one.
    pub fn on_event<E>(
        &self,
        arrival: &Arrival<'_>,
        facts: &Facts<'_>,
        profile: &mut Profile,
        mut run_of: impl FnMut(RunId) -> Result<Option<Run>, E>,
    ) -> Result<Decision, E> {
        let mut decision = Decision::default();
        let totals = Totals::default();
        let waiting = profile.waiting.iter().filter(|waiting| waiting.event == arrival.event.event.name);
        let waiting: Vec<(RunId, PlaybookId)> =
            waiting.map(|waiting| (waiting.run, waiting.playbook)).collect();
        for (run, playbook) in waiting {
            let found = self.get(playbook).zip(run_of(run)?.filter(Run::is_active));
            let Some((compiled, run)) = found else {
                profile.waiting.retain(|waiting| waiting.run != run);
                continue;
            };
            // A paused playbook takes no step; its runs stop when their timers fire.
            if compiled.playbook.state == PlaybookState::Active {
                let message_id = arrival.event.event.message_id.clone();
                // Merged since, the run goes on with whom the customer is today.
                let run = Run { customer: arrival.event.customer, ..run };
                let walk = Walk {
                    playbook: compiled,
                    facts,
                    profile,
                    totals: &totals,
                    decision: &mut decision,
                    run,
                    message_id,
                };
                walk.arrived(arrival);
            }
        }
        for compiled in self.triggered(arrival) {
            let moving = Moving { profile, totals: &totals, run_of: &mut run_of, decision: &mut decision };
            begin(compiled, arrival, facts, moving)?;
        }
        Ok(decision)
    }

    /// Decides upon a timer of a run. One that is not due, or fires again, changes nothing.
    pub fn on_timer(&self, run: &Run, facts: &Facts<'_>, profile: &mut Profile) -> Decision {
        let mut decision = Decision::default();
        let totals = Totals::default();
        let due = run.due_at().is_some_and(|until| until <= facts.now);
        if !due {
            return decision;
        }
        match self.get(run.playbook) {
            Some(compiled) => {
                let message_id = run.origin.message_id.clone();
                let run = run.clone();
                let walk = Walk {
                    playbook: compiled,
                    facts,
                    profile,
                    totals: &totals,
                    decision: &mut decision,
                    run,
                    message_id,
                };
                if compiled.playbook.state == PlaybookState::Active {
                    walk.timer_fired();
                } else {
                    walk.stop_now(StopReason::PlaybookNotActive);
                }
            }
            None => {
                profile.waiting.retain(|waiting| waiting.run != run.id);
                let state = RunState::Stopped { at: facts.now, reason: StopReason::PlaybookNotActive };
                decision.runs.push(Run { state, ..run.clone() });
            }
        }
        decision
    }

    fn triggered<'s>(&'s self, arrival: &'s Arrival<'_>) -> impl Iterator<Item = &'s CompiledPlaybook> {
        let positions = self.by_trigger.get(arrival.event.event.name.as_str());
        positions.into_iter().flatten().map(|&at| &self.playbooks[at]).filter(|compiled| {
            compiled.playbook.trigger.survey.is_none_or(|survey| match arrival.event.fact {
                Fact::SurveyAnswered(answered) => answered.survey == survey,
                _ => false,
            })
        })
    }
}

/// What changes while an event is decided upon.
struct Moving<'a, R> {
    profile: &'a mut Profile,
    totals: &'a Totals,
    run_of: &'a mut R,
    decision: &'a mut Decision,
}

fn begin<E, R: FnMut(RunId) -> Result<Option<Run>, E>>(
    compiled: &CompiledPlaybook,
    arrival: &Arrival<'_>,
    facts: &Facts<'_>,
    moving: Moving<'_, R>,
) -> Result<(), E> {
    let Moving { profile, totals, run_of, decision } = moving;
    let playbook = &*compiled.playbook;
    let customer = arrival.event.customer;
    let bindings = bindings(arrival, facts, profile, totals);
    let mut condition =
        compiled.condition.as_ref().map_or(Condition::None, |condition| explained(condition, &bindings));
    let mut look = |condition: Condition, admission: Option<Admission>, run: Option<RunId>| {
        let (playbook, version) = (playbook.id, playbook.version);
        decision.looks.push(Look { playbook, version, condition, admission, run });
        Ok(())
    };
    if !condition.holds() {
        return look(condition, None, None);
    }
    let key = match key(compiled, arrival) {
        Ok(key) => key,
        Err(reason) => {
            condition = Condition::Failed { reason };
            return look(condition, None, None);
        }
    };
    let id = Run::id_of(facts.brand.id, playbook.id, customer, &key);
    let zone = profile.zone(&facts.brand.settings.time_zone);
    let existing = if playbook.remembers() { run_of(id)? } else { None };
    let mut admission = admit(existing.as_ref(), &playbook.re_entry, facts.now, &zone);
    let is_held_out = || {
        let holdout = playbook.holdout.as_ref();
        holdout.is_some_and(|holdout| held_out(holdout, facts.brand.id, customer))
    };
    if let Admission::Enter { generation } = admission
        && is_held_out()
    {
        admission = Admission::HoldOut { generation };
    }
    let (generation, held_out) = match admission {
        Admission::Enter { generation } => (generation, false),
        Admission::HoldOut { generation } => (generation, true),
        _ => return look(condition, Some(admission), Some(id)),
    };
    look(condition, Some(admission), Some(id))?;
    let at = facts.now;
    let run = Run {
        format: RUN_FORMAT,
        id,
        playbook: playbook.id,
        version: playbook.version,
        customer,
        key,
        generation,
        started_at: at,
        state: if held_out { RunState::HeldOut { at } } else { RunState::Done { at } },
        origin: Origin::new(arrival, facts),
        response: arrival.response.cloned(),
        links: Vec::new(),
        case: None,
        history: Vec::new(),
    };
    if held_out {
        decision.runs.push(run);
        return Ok(());
    }
    let message_id = arrival.event.event.message_id.clone();
    Walk { playbook: compiled, facts, profile, totals, decision, run, message_id }.start();
    Ok(())
}

/// What the condition of a playbook sees that an event may begin.
fn bindings<'a>(
    arrival: &Arrival<'a>,
    facts: &Facts<'a>,
    profile: &'a Profile,
    totals: &'a Totals,
) -> Bindings<'a> {
    Bindings {
        event: EventRecord::from(arrival.event.event),
        customer: Some(CustomerRecord::new(arrival.event.customer, profile, totals, facts.now)),
        response: arrival.response,
        unit: facts.unit,
        now: facts.now,
    }
}

/// What a key may look at: nothing that a decision can change.
fn early<'a>(arrival: &Arrival<'a>) -> Bindings<'a> {
    Bindings {
        event: EventRecord::from(arrival.event.event),
        customer: None,
        response: arrival.response,
        unit: None,
        now: arrival.event.event.received_at,
    }
}

/// What the run would be for.
fn key(compiled: &CompiledPlaybook, arrival: &Arrival<'_>) -> Result<String, String> {
    let key = match &compiled.key {
        None if compiled.playbook.remembers() => String::new(),
        // Two sources may give their events the same ids.
        None => format!("{}/{}", arrival.event.event.source, arrival.event.event.message_id),
        Some(expression) => {
            let bindings = early(arrival);
            match expression.evaluate(&bindings) {
                Ok(Value::Text(text)) => text.into_owned(),
                Ok(Value::Int(number)) => number.to_string(),
                Ok(Value::Null) => return Err("the key has no value".to_owned()),
                Ok(other) => return Err(format!("the key is a {}, not text", other.type_name())),
                Err(error) => return Err(format!("the key: {error}")),
            }
        }
    };
    if key.len() <= KEY_BYTES_MAX {
        return Ok(key);
    }
    Ok(crate::id::encode(&crate::hash::digest16(&[key.as_bytes()])))
}
