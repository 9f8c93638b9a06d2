//! The loop: identify, apply, decide, commit, for a batch of events in one transaction.
//!
//! Everything here runs inside the caller's transaction and touches nothing else, so that a batch is
//! all or nothing, and deciding again after a rollback decides the same. Statements are per table and
//! batch, never per event and table.

mod beside;
mod decide;
mod effects;
mod incoming;
mod journal;
mod people;
mod runs;
mod shown;
mod work;

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::effect::Effect;
use touchstone_domain::event::{Fact, OWN_SOURCE};
use touchstone_domain::id::{CustomerId, RunId, UnitId};
use touchstone_domain::profile;
use touchstone_domain::trace::Trace;
use touchstone_store::rows::journal as journal_rows;
use touchstone_store::{StoreError, Tx};

use crate::brand::Brand;
use crate::live::Signals;
use crate::random::Random;

pub(crate) use effects::commit as commit_effects;
pub use incoming::{Answer, Incoming};
pub use journal::{chunks_of, entries};
pub use people::People;
pub use runs::RunsSeen;

use runs::Runs;
use work::Work;

/// Events that happened longer ago are history: they are applied and never acted on, so that an import
/// of old orders sends nothing. A phone that was offline for a weekend is still acted on.
const HISTORY_AGE: SignedDuration = SignedDuration::from_hours(72);

/// What came of one event.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Whether it had been accepted before; then nothing was done.
    pub duplicate: bool,
    /// Whom it is about.
    pub customer: Option<CustomerId>,
    /// Why it led to what.
    pub trace: Trace,
}

/// What came of a batch.
#[derive(Debug, Clone, Default)]
pub struct Outcomes {
    /// One per event, in their order.
    pub events: Vec<Outcome>,
    /// Everything decided, in order; each effect names its event.
    pub effects: Vec<Effect>,
}

/// What a transaction of the pipeline is given besides the events.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// The brand, current in this transaction.
    pub brand: &'a Brand,
    /// The time of the batch.
    pub now: Timestamp,
    /// For new ids.
    pub random: &'a dyn Random,
    /// The first of the journal's chunk numbers that were reserved for the batch.
    pub chunk: i64,
    /// What to tell after the commit.
    pub signals: &'a Signals,
}

/// Takes in a batch of events; `seen` are the runs that it will ask for, if somebody has looked ahead.
pub fn process(
    tx: &mut Tx,
    circumstances: Circumstances<'_>,
    incoming: &[Incoming],
    seen: Option<RunsSeen>,
) -> Result<Outcomes, StoreError> {
    let Circumstances { brand, now, random, chunk, .. } = circumstances;
    if incoming.is_empty() {
        return Ok(Outcomes::default());
    }
    let keys: Vec<_> =
        incoming.iter().enumerate().map(|(nth, event)| (event.key, journal::place(chunk, nth))).collect();
    let mut fresh = journal_rows::claim_keys(tx, &keys)?;
    let people = load_people(tx, now, incoming)?;
    let mut work = Work::new(brand, people, now);
    let seen = seen.unwrap_or_else(|| RunsSeen::unseen(decide::runs_wanted(&work, incoming)));
    work.runs.load_seen(tx, seen)?;
    let mut outcomes = Vec::with_capacity(incoming.len());
    for (nth, event) in incoming.iter().enumerate() {
        // A key given twice in one batch is new at its first place only.
        if !fresh.remove(&event.key) {
            outcomes.push(Outcome { duplicate: true, customer: None, trace: Trace::default() });
            continue;
        }
        outcomes.push(take_in(tx, &mut work, event, journal::place(chunk, nth), random)?);
    }
    let first_timer = work.first_timer();
    let pack = || journal::pack(chunk, incoming, &outcomes);
    circumstances.signals.customers(work.people.changed());
    let (chunks, effects) = work.save(tx, incoming.len(), pack)?;
    chunks?.iter().try_for_each(|chunk| journal_rows::append(tx, chunk, now))?;
    first_timer.inspect(|&at| circumstances.signals.timer(at));
    effects::commit(tx, circumstances, &effects)?;
    for (event, outcome) in incoming.iter().zip(&outcomes) {
        if !outcome.duplicate && event.answer.is_some() {
            crate::cases::answered(tx, circumstances, event)?;
        }
    }
    if circumstances.signals.is_watched() {
        circumstances.signals.items(shown::items(circumstances, incoming, &outcomes, &effects));
    }
    Ok(Outcomes { events: outcomes, effects })
}

/// Looks for what [`process`] will ask for.
pub fn look_ahead(
    tx: &mut Tx,
    brand: &Brand,
    now: Timestamp,
    incoming: &[Incoming],
) -> Result<RunsSeen, StoreError> {
    let keys: Vec<_> = incoming.iter().map(|event| event.key).collect();
    journal_rows::look_for(tx, &keys)?;
    let people = load_people(tx, now, incoming)?;
    let work = Work::new(brand, people, now);
    let wanted = decide::runs_wanted(&work, incoming);
    work.people.keep(tx);
    RunsSeen::look(tx, wanted)
}

/// Wakes runs whose time has come; a run that has moved on since its timer was set is left alone.
pub fn fire(
    tx: &mut Tx,
    circumstances: Circumstances<'_>,
    due: &[(RunId, Timestamp)],
    seen: Option<RunsSeen>,
) -> Result<Vec<Effect>, StoreError> {
    let Circumstances { brand, now, .. } = circumstances;
    let ids: Vec<RunId> = due.iter().map(|(run, _)| *run).collect();
    let mut runs = Runs::default();
    runs.load_seen(tx, seen.unwrap_or_default())?;
    runs.load(tx, &ids)?;
    let people = People::load(tx, now, &[], &runs.customers())?;
    let mut work = Work::new(brand, people, now);
    work.runs = runs;
    for &(run, due_at) in due {
        decide::on_timer(tx, &mut work, run, due_at)?;
    }
    let first_timer = work.first_timer();
    let ((), effects) = work.save(tx, due.len(), || ())?;
    first_timer.inspect(|&at| circumstances.signals.timer(at));
    effects::commit(tx, circumstances, &effects)?;
    Ok(effects)
}

/// Looks for what [`fire`] will ask for.
pub fn look_ahead_of_timers(tx: &mut Tx, now: Timestamp, due: Vec<RunId>) -> Result<RunsSeen, StoreError> {
    let seen = RunsSeen::look(tx, due)?;
    People::load(tx, now, &[], &seen.customers())?.keep(tx);
    Ok(seen)
}

fn load_people(tx: &mut Tx, now: Timestamp, incoming: &[Incoming]) -> Result<People, StoreError> {
    let mut keys: Vec<[u8; 16]> =
        incoming.iter().flat_map(|event| event.identity_keys.iter().copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    let ids: Vec<CustomerId> = incoming.iter().filter_map(|event| event.customer).collect();
    People::load(tx, now, &keys, &ids)
}

/// Identify, apply, decide for one event.
fn take_in(
    tx: &mut Tx,
    work: &mut Work<'_>,
    incoming: &Incoming,
    place: journal_rows::Place,
    random: &dyn Random,
) -> Result<Outcome, StoreError> {
    let event = &incoming.event;
    let mut trace = Trace { decided_at: work.now, invalid: incoming.invalid.clone(), ..Trace::default() };
    work.catalogue(&incoming.fact, incoming.at());
    let Some(customer) = identify(work, incoming, &mut trace, random) else {
        return Ok(Outcome { duplicate: false, customer: None, trace });
    };
    let brand = work.brand;
    let unit = unit_of(brand, &incoming.fact);
    let profile = work.people.profile_mut(customer).expect("identification loaded or created the customer");
    let zone = brand.settings.time_zone.as_str();
    trace.changes = profile::apply(profile, event, &incoming.fact, unit, zone);
    if let Some(answer) = &incoming.answer {
        let category_of =
            |product: &str| brand.catalogue.product(product).and_then(|known| known.category.clone());
        profile::answered(profile, answer.facts.id, &answer.accepted, category_of);
    }
    profile.remember(place.chunk, place.position);
    if work.now.duration_since(incoming.at()) > HISTORY_AGE {
        trace.historical = true;
    } else if !event.is_forged() {
        decide::on_event(tx, work, incoming, customer, &mut trace)?;
    }
    Ok(Outcome { duplicate: false, customer: Some(customer), trace })
}

/// The unit where it happened: the store, else the chat group.
#[must_use]
pub fn unit_of(brand: &Brand, fact: &Fact) -> Option<UnitId> {
    let place = fact.place()?;
    let codes = [place.unit.as_deref(), place.group.as_deref()];
    codes.into_iter().flatten().find_map(|code| brand.units.by_code(code)).map(|unit| unit.id)
}

/// The customer of an event; none for an event that names nobody.
fn identify(
    work: &mut Work<'_>,
    incoming: &Incoming,
    trace: &mut Trace,
    random: &dyn Random,
) -> Option<CustomerId> {
    let known = incoming.customer.and_then(|customer| work.people.today(customer));
    if known.is_some() {
        return known;
    }
    let event = &incoming.event;
    if event.identities.is_empty() {
        return None;
    }
    // A token in a link proves less than a source's key: it never merges.
    debug_assert!(event.source != OWN_SOURCE || event.identities.len() == 1, "own events name one identity");
    let cause = format!("event:{}", event.message_id);
    let (customer, note) = work.people.identify(&event.identities, &incoming.identity_keys, &cause, random);
    trace.identified = (!note.is_plain()).then_some(note);
    Some(customer)
}
