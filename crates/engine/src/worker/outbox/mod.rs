//! Carries out what leaves the machine: takes effects from the outbox, delivers them, records how it went.
//!
//! At least once: an effect is leased, delivered, and only then recorded as sent, always under the same
//! key, its id. What a killed process had under way is taken again when its lease ends, on the embedded database
//! already at the next start. One transaction
//! records what has ended, takes what is due, and asks the contact budget again about what had waited.

mod held;
mod recheck;
mod reclaim;

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use touchstone_domain::id::{BrandId, EffectId};
use touchstone_domain::time::after;
use touchstone_store::rows::brands;
use touchstone_store::rows::outbox::{self, Ending, OutboxRow};
use touchstone_store::{StoreError, Tx};

use super::backoff::{ATTEMPTS_MAX, next_attempt};
use super::peers::Peers;
use super::{Alarm, Step, Worker};
use crate::App;
use crate::brand::secret_of;
use crate::channel::{BrandChannels, Carrier, Delivery, Failure, sealed};

use held::{Held, HeldEffect, Turn};
use recheck::recheck;

/// Most deliveries under way.
const UNDER_WAY_MAX: usize = 256;
/// Most effects taken at once.
const LEASE_MAX: usize = 128;
/// How long a lease lasts; a delivery is given up well before.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How long after the lease began a delivery may begin.
const BEGIN_MAX: SignedDuration = SignedDuration::from_secs(50);
/// How long a delivery may take.
const DELIVERY_MAX: Duration = Duration::from_secs(60);
/// How often the database is looked through for what goes to others while a peer has enough.
const PLACE_WAIT: SignedDuration = SignedDuration::from_millis(250);
/// Effects of a failing peer that are moved out of the way in one transaction, and most such transactions.
const POSTPONED_AT_ONCE: u32 = 500;
const POSTPONING_MAX: usize = 20;
/// Longest error kept, in bytes.
const ERROR_BYTES_MAX: usize = 500;

/// The worker of the outbox.
pub struct Outbox {
    carrier: Arc<dyn Carrier>,
    under_way: JoinSet<Ended>,
    /// Leased and not begun.
    held: Held,
    /// What became of deliveries, until it is on disk.
    ended: Vec<Ended>,
    /// Of tasks that panicked only this is known.
    tasks: HashMap<tokio::task::Id, Task>,
    peers: Peers,
    /// Before then nothing is taken past peers that have enough.
    passes_at: Timestamp,
}

#[derive(Debug, Clone)]
struct Task {
    brand: BrandId,
    effect: EffectId,
    attempt: u32,
    destination: String,
}

#[derive(Debug, Clone)]
struct Ended {
    task: Task,
    result: Result<(), Failure>,
    /// Until when it is put back, if it was not even begun.
    put_back: Option<Timestamp>,
    /// Whether its peer was told.
    is_noted: bool,
}

impl Ended {
    fn new(task: Task, result: Result<(), Failure>) -> Self {
        Self { task, result, put_back: None, is_noted: false }
    }
}

/// What a step's transaction found.
struct Found {
    rows: Vec<OutboxRow>,
    taken: usize,
    channels: HashMap<BrandId, Option<Arc<BrandChannels>>>,
    next: Option<Timestamp>,
}

impl Outbox {
    /// A worker that delivers with `carrier`.
    #[must_use]
    pub fn new(carrier: Arc<dyn Carrier>) -> Self {
        Self {
            carrier,
            under_way: JoinSet::new(),
            held: Held::default(),
            ended: Vec::new(),
            tasks: HashMap::new(),
            peers: Peers::default(),
            passes_at: Timestamp::MIN,
        }
    }

    /// Waits for all deliveries under way; the next step records them. For simulated worlds and tests.
    pub async fn settle(&mut self) {
        while let Some(joined) = self.under_way.join_next_with_id().await {
            self.joined(joined);
        }
    }

    fn joined(&mut self, joined: Result<(tokio::task::Id, Ended), tokio::task::JoinError>) {
        match joined {
            Ok((id, ended)) => {
                self.tasks.remove(&id);
                self.ended.push(ended);
            }
            Err(error) => {
                // A carrier panicked: its effect is tried again as after any other failure.
                let Some(task) = self.tasks.remove(&error.id()) else { return };
                tracing::error!(effect = %task.effect, "a delivery panicked");
                let result = Err(Failure::transient("the delivery failed inside"));
                self.ended.push(Ended::new(task, result));
            }
        }
    }

    /// Lets the peers know how deliveries went. Answers which are left alone from now on, and until when.
    fn note(&mut self, now: Timestamp) -> Vec<(String, Timestamp)> {
        let mut closed = Vec::new();
        for ended in self.ended.iter_mut().filter(|ended| !ended.is_noted && ended.put_back.is_none()) {
            ended.is_noted = true;
            let word = match &ended.result {
                Ok(()) => "sent",
                Err(failure) if failure.is_permanent() => "failed",
                Err(_) => "retried",
            };
            metrics::counter!("touchstone_effects_total", "result" => word).increment(1);
            // A peer that refuses one message for good is itself well.
            let well = ended.result.as_ref().err().is_none_or(Failure::is_permanent);
            let destination = ended.task.destination.as_str();
            let until = self.peers.ended(destination, well, now);
            closed.extend(until.map(|until| (destination.to_owned(), until)));
        }
        closed
    }

    /// Records what has ended and takes up to `limit` effects that are due, passing over the peers in
    /// `except`. If that fails, what has ended stays for the next step: a success must not be forgotten
    /// while the process lives.
    async fn exchange(
        &mut self,
        app: &App,
        now: Timestamp,
        limit: usize,
        except: Vec<String>,
    ) -> Result<(usize, Found), StoreError> {
        let mut endings: BTreeMap<BrandId, Vec<(EffectId, u32, Ending)>> = BTreeMap::new();
        for ended in &self.ended {
            let Task { brand, effect, attempt, .. } = ended.task;
            endings.entry(brand).or_default().push((effect, attempt, ending(ended, now)));
        }
        let shared = app.clone();
        let exchange = move |tx: &mut Tx<'_>| {
            for (&brand, endings) in &endings {
                tx.for_brand(brand, |tx| outbox::finish_many(tx, endings, now))?;
            }
            take(tx, &shared, now, limit, &except)
        };
        let found = app
            .store()
            .write_global("work_outbox", exchange)
            .await
            // What was read of a brand in a transaction that failed may never have been.
            .inspect_err(|_| app.brands().forget())?;
        Ok((std::mem::take(&mut self.ended).len(), found))
    }

    /// Begins what has a place at its peer, and puts back what has none for long.
    fn begin(&mut self, now: Timestamp) {
        let room = UNDER_WAY_MAX.saturating_sub(self.under_way.len());
        for turn in self.held.turns(&mut self.peers, now, room) {
            match turn {
                Turn::Begin(effect) => self.deliver(effect, now),
                Turn::PutBack(effect, until) => self.put_back(&effect, until),
            }
        }
    }

    fn put_back(&mut self, effect: &HeldEffect, until: Timestamp) {
        let ended = Ended::new(task(&effect.row), Ok(()));
        self.ended.push(Ended { put_back: Some(until), ..ended });
    }

    fn deliver(&mut self, effect: HeldEffect, now: Timestamp) {
        let task = task(&effect.row);
        let HeldEffect { row, channels, .. } = effect;
        let carrier = Arc::clone(&self.carrier);
        let delivery = Delivery { brand: row.brand, effect: row.effect, channels, now };
        let known = task.clone();
        let handle = self.under_way.spawn(async move {
            let late = || Failure::transient("the delivery took longer than 60 s");
            let result = tokio::time::timeout(DELIVERY_MAX, carrier.deliver(&delivery)).await;
            Ended::new(task, result.unwrap_or_else(|_| Err(late())))
        });
        self.tasks.insert(handle.id(), known);
    }

    /// Keeps what was taken until it has a place.
    fn hold(&mut self, found: Found, now: Timestamp) {
        for row in found.rows {
            match found.channels.get(&row.brand).cloned().flatten() {
                Some(channels) => {
                    self.held.add(HeldEffect { row, channels, begins_before: after(now, BEGIN_MAX) });
                }
                None => {
                    let result = Err(Failure::permanent("the brand is gone"));
                    self.ended.push(Ended { is_noted: true, ..Ended::new(task(&row), result) });
                }
            }
        }
    }

    /// Moves what is due for peers that are left alone out of the way of the others.
    async fn postpone(app: &App, closed: Vec<(String, Timestamp)>, now: Timestamp) {
        for (destination, until) in closed {
            tracing::warn!(destination, %until, "left alone after failures");
            for _ in 0..POSTPONING_MAX {
                let destination = destination.clone();
                let postpone =
                    move |tx: &mut Tx<'_>| outbox::postpone(tx, &destination, now, until, POSTPONED_AT_ONCE);
                match app.store().write_global("postpone_effects", postpone).await {
                    Ok(moved) if moved == u64::from(POSTPONED_AT_ONCE) => {}
                    Ok(_) => break,
                    // They are only in the way then; each is put back when it is taken.
                    Err(error) => {
                        tracing::warn!(%error, "effects could not be postponed");
                        break;
                    }
                }
            }
        }
    }
}

impl Worker for Outbox {
    const NAME: &'static str = "outbox";

    async fn step(&mut self, app: &App, now: Timestamp) -> Result<Step, StoreError> {
        while let Some(joined) = self.under_way.try_join_next_with_id() {
            self.joined(joined);
        }
        let closed = self.note(now);
        self.peers.forget_idle(now);
        self.begin(now);
        let mut except = self.peers.closed(now);
        except.extend(self.held.saturated().cloned());
        let is_limited = !except.is_empty();
        let room = self.held.room().min(LEASE_MAX);
        let limit = if is_limited && now < self.passes_at { 0 } else { room };
        if is_limited && limit > 0 {
            self.passes_at = after(now, PLACE_WAIT);
        }
        let (did, found) = self.exchange(app, now, limit, except).await?;
        let (taken, next) = (found.taken, found.next);
        self.hold(found, now);
        self.begin(now);
        // Behind what was leased for others, which need not wait for it.
        Self::postpone(app, closed, now).await;
        if !self.ended.is_empty() || (limit > 0 && taken == limit) {
            return Ok(Step { did, next_wake: Some(now) });
        }
        // Effects of a peer that has enough are due without being takeable; its places wake this worker.
        let earliest = if is_limited || limit == 0 { after(now, PLACE_WAIT) } else { now };
        let held = (self.held.count() > 0).then_some(earliest.max(after(now, PLACE_WAIT)));
        Ok(Step { did, next_wake: next.map(|next| next.max(earliest)).into_iter().chain(held).min() })
    }

    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm {
        &app.alarms().outbox
    }

    async fn finished(&mut self) {
        match self.under_way.join_next_with_id().await {
            Some(joined) => self.joined(joined),
            None => std::future::pending().await,
        }
    }

    async fn close(&mut self, app: &App) {
        let grace = Duration::from_secs(10);
        if tokio::time::timeout(grace, self.settle()).await.is_err() {
            tracing::warn!(count = self.under_way.len(), "deliveries under way are left to their lease");
        }
        let now = app.now();
        let left: Vec<HeldEffect> = self.held.drain().collect();
        left.iter().for_each(|effect| self.put_back(effect, now));
        if let Err(error) = self.exchange(app, now, 0, Vec::new()).await {
            tracing::error!(%error, "the last deliveries could not be recorded; they will be repeated");
        }
    }
}

fn task(row: &OutboxRow) -> Task {
    Task {
        brand: row.brand,
        effect: row.effect.id,
        attempt: row.attempts,
        destination: row.destination.clone(),
    }
}

/// Leases what is due, but for what the contact budget does not allow any more.
fn take(
    tx: &mut Tx<'_>,
    app: &App,
    now: Timestamp,
    limit: usize,
    except: &[String],
) -> Result<Found, StoreError> {
    let leased = match i64::try_from(limit) {
        Ok(limit @ 1..) => outbox::lease(tx, now, after(now, LEASE), limit, except)?,
        _ => Vec::new(),
    };
    let taken = leased.len();
    let rows = recheck(tx, app, leased, now)?;
    let mut channels = HashMap::new();
    for row in &rows {
        if let Entry::Vacant(place) = channels.entry(row.brand) {
            place.insert(tx.for_brand(row.brand, |tx| load_channels(tx, app))?);
        }
    }
    Ok(Found { rows, taken, channels, next: outbox::next_due(tx)? })
}

fn load_channels(tx: &mut Tx<'_>, app: &App) -> Result<Option<Arc<BrandChannels>>, StoreError> {
    let Some(brand) = brands::load(tx)? else { return Ok(None) };
    Ok(Some(Arc::new(BrandChannels {
        settings: sealed::load(tx, app)?,
        brand_secret: secret_of(app.keyring(), &brand)?,
        brand_name: brand.settings.name,
    })))
}

fn ending(ended: &Ended, now: Timestamp) -> Ending {
    if let Some(at) = ended.put_back {
        return Ending::Release { at };
    }
    let Task { effect, attempt, .. } = ended.task;
    match &ended.result {
        Ok(()) => Ending::Sent,
        Err(failure) if failure.is_permanent() || attempt >= ATTEMPTS_MAX => {
            Ending::Failed { error: shortened(failure.error()) }
        }
        Err(failure) => {
            let own = next_attempt(effect, attempt, now);
            let asked = failure.retry_after().map_or(own, |wait| after(now, wait));
            Ending::Retry { at: own.max(asked), error: shortened(failure.error()) }
        }
    }
}

fn shortened(error: &str) -> String {
    let end =
        (0..=ERROR_BYTES_MAX.min(error.len())).rev().find(|&at| error.is_char_boundary(at)).unwrap_or(0);
    error[..end].to_owned()
}
