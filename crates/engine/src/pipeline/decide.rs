//! Asking the playbooks, with the runs they need loaded.

use jiff::Timestamp;
use touchstone_domain::event::Identified;
use touchstone_domain::id::{CustomerId, RunId, UnitId};
use touchstone_domain::playbook::{Arrival, Facts, Run, UnitFacts};
use touchstone_domain::profile::Profile;
use touchstone_domain::trace::Trace;
use touchstone_store::{StoreError, Tx};

use super::incoming::Incoming;
use super::work::Work;

/// The runs that the events of a batch are likely to ask for, as the customers are now, to be loaded at once.
/// What is asked for besides, since an event has changed its customer, is loaded when the event's turn comes.
pub fn runs_wanted(work: &Work<'_>, batch: &[Incoming]) -> Vec<RunId> {
    let brand = work.brand;
    let mut wanted = Vec::new();
    for incoming in batch.iter().filter(|incoming| brand.playbooks.listens_to(&incoming.event.name)) {
        let customer = incoming.customer.or_else(|| work.people.settled(&incoming.identity_keys));
        let Some((customer, profile)) = customer.and_then(|id| Some((id, work.people.profile(id)?))) else {
            continue;
        };
        let event = Identified { event: &incoming.event, fact: &incoming.fact, customer };
        let arrival = Arrival { event, response: incoming.answer.as_ref().map(|answer| &answer.facts) };
        let unit = unit_facts(brand, super::unit_of(brand, &incoming.fact), profile);
        let (surveys, links) = (&*brand.surveys, &*brand.links);
        let facts = Facts { brand: brand.facts(), unit, surveys, links, now: work.now };
        wanted.extend(brand.playbooks.runs_wanted(&arrival, &facts, profile));
    }
    wanted
}

/// Lets the playbooks look at an event that is already applied to the customer's profile.
pub fn on_event(
    tx: &mut Tx,
    work: &mut Work<'_>,
    incoming: &Incoming,
    customer: CustomerId,
    trace: &mut Trace,
) -> Result<(), StoreError> {
    let brand = work.brand;
    let event = Identified { event: &incoming.event, fact: &incoming.fact, customer };
    let arrival = Arrival { event, response: incoming.answer.as_ref().map(|answer| &answer.facts) };
    let profile = work.people.profile(customer).expect("the event was applied to it");
    let name = &incoming.event.name;
    if !brand.playbooks.listens_to(name) && profile.waiting.iter().all(|waiting| waiting.event != *name) {
        return Ok(());
    }
    let unit = unit_facts(brand, super::unit_of(brand, &incoming.fact), profile);
    let surveys = work.surveys(tx)?;
    let facts = Facts { brand: brand.facts(), unit, surveys: &surveys, links: &*brand.links, now: work.now };
    let profile = work.people.profile_mut(customer).expect("the event was applied to it");
    let mut decision = brand
        .playbooks
        .on_event(&arrival, &facts, profile, |run| work.runs.get(tx, run).map(Option::<&Run>::cloned))?;
    trace.playbooks = std::mem::take(&mut decision.looks);
    trace.decided = std::mem::take(&mut decision.changes);
    trace.effects = decision.effects.iter().map(|effect| effect.id).collect();
    work.decided(decision);
    Ok(())
}

/// Wakes one run; a timer that the run has left behind is ignored.
pub fn on_timer(tx: &mut Tx, work: &mut Work<'_>, run: RunId, due_at: Timestamp) -> Result<(), StoreError> {
    let brand = work.brand;
    let run = work.runs.get(tx, run)?.filter(|run| run.due_at() == Some(due_at));
    let Some(run) = run.cloned() else { return Ok(()) };
    // Merged since, the run goes on with whom the customer is today.
    let Some(customer) = work.people.today(run.customer) else { return Ok(()) };
    let run = Run { customer, ..run };
    let (now, surveys) = (work.now, work.surveys(tx)?);
    let profile = work.people.profile_mut(customer).expect("today's customer is loaded");
    let unit = unit_facts(brand, run.origin.unit, profile);
    let facts = Facts { brand: brand.facts(), unit, surveys: &surveys, links: &*brand.links, now };
    let decision = brand.playbooks.on_timer(&run, &facts, profile);
    work.decided(decision);
    Ok(())
}

/// Where it happened, else where the customer usually is.
fn unit_facts<'a>(
    brand: &'a crate::brand::Brand,
    unit: Option<UnitId>,
    profile: &Profile,
) -> Option<UnitFacts<'a>> {
    unit.or(profile.home_unit).and_then(|id| UnitFacts::of(&brand.units, id))
}
