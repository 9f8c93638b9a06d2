//! Carries out what leaves the machine: takes effects from the outbox, delivers them, records how it went.
//!
//! At least once: an effect is leased, delivered, and only then recorded as sent, always under the same
//! key, its id. What a killed process had under way is taken again when its lease ends.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;
use touchstone_domain::id::{BrandId, EffectId};
use touchstone_domain::time::after;
use touchstone_store::rows::outbox::{self, Ending, OutboxRow};
use touchstone_store::rows::{brands, channels};
use touchstone_store::{StoreError, Tx};

use super::backoff::{ATTEMPTS_MAX, next_attempt};
use super::peers::{Admission, Peers};
use super::{Alarm, Step, Worker};
use crate::App;
use crate::channel::{BrandChannels, Carrier, Delivery, Failure};

/// Most deliveries under way.
const UNDER_WAY_MAX: usize = 256;
/// Most effects taken at once.
const LEASE_MAX: usize = 128;
/// How long a lease lasts; a delivery is given up well before.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How long a delivery may take.
const DELIVERY_MAX: Duration = Duration::from_secs(60);
/// How long to wait for a place when a peer has none.
const PLACE_WAIT: SignedDuration = SignedDuration::from_millis(250);
/// Most effects of a failing peer that are moved out of the way at once.
const POSTPONE_MAX: i64 = 10_000;
/// Longest error kept, in bytes.
const ERROR_BYTES_MAX: usize = 500;

/// The worker of the outbox.
pub struct Outbox {
    carrier: Arc<dyn Carrier>,
    under_way: JoinSet<Ended>,
    /// What became of deliveries, until it is on disk.
    ended: Vec<Ended>,
    /// Of tasks that panicked only this is known.
    tasks: HashMap<tokio::task::Id, Task>,
    peers: Peers,
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
    is_begun: bool,
    retry_at: Option<Timestamp>,
}

impl Outbox {
    /// A worker that delivers with `carrier`.
    #[must_use]
    pub fn new(carrier: Arc<dyn Carrier>) -> Self {
        Self {
            carrier,
            under_way: JoinSet::new(),
            ended: Vec::new(),
            tasks: HashMap::new(),
            peers: Peers::default(),
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
                self.ended.push(Ended { task, result, is_begun: true, retry_at: None });
            }
        }
    }

    /// Writes down what became of deliveries. If that fails they stay for the next step: a success must not
    /// be forgotten while the process lives.
    async fn record(&mut self, app: &App, now: Timestamp) -> Result<usize, StoreError> {
        if self.ended.is_empty() {
            return Ok(0);
        }
        let mut by_brand: BTreeMap<BrandId, Vec<(EffectId, u32, Ending)>> = BTreeMap::new();
        for ended in &self.ended {
            let Task { brand, effect, attempt, .. } = ended.task;
            by_brand.entry(brand).or_default().push((effect, attempt, ending(ended, now)));
        }
        let endings = Arc::new(by_brand);
        let write = move |tx: &mut Tx<'_>| {
            for (&brand, endings) in endings.iter() {
                tx.for_brand(brand, |tx| outbox::finish_many(tx, endings, now))?;
            }
            Ok::<_, StoreError>(())
        };
        app.store().write_global("finish_effects", write).await?;
        let ended = std::mem::take(&mut self.ended);
        let closed: Vec<_> = ended.iter().filter_map(|one| self.note(one, now)).collect();
        for (destination, until) in closed {
            tracing::warn!(destination, %until, "left alone after failures");
            let postpone =
                move |tx: &mut Tx<'_>| outbox::postpone(tx, &destination, now, until, POSTPONE_MAX);
            if let Err(error) = app.store().write_global("postpone_effects", postpone).await {
                // They are only in the way then; each is put back when it is taken.
                tracing::warn!(%error, "effects could not be postponed");
            }
        }
        Ok(ended.len())
    }

    /// Counts, and lets the peers know. Answers which peer is left alone until when, if this closed it.
    fn note(&mut self, ended: &Ended, now: Timestamp) -> Option<(String, Timestamp)> {
        if !ended.is_begun {
            return None;
        }
        let word = match &ended.result {
            Ok(()) => "sent",
            Err(failure) if failure.is_permanent() => "failed",
            Err(_) => "retried",
        };
        metrics::counter!("touchstone_effects_total", "result" => word).increment(1);
        // A peer that refuses one message for good is itself well.
        let well = ended.result.as_ref().err().is_none_or(Failure::is_permanent);
        let destination = ended.task.destination.as_str();
        self.peers.ended(destination, well, now).map(|until| (destination.to_owned(), until))
    }

    /// Takes effects that are due and sends them on their way.
    async fn lease(&mut self, app: &App, now: Timestamp) -> Result<(usize, bool), StoreError> {
        let room = UNDER_WAY_MAX.saturating_sub(self.under_way.len()).min(LEASE_MAX);
        if room == 0 {
            return Ok((0, true));
        }
        let except = self.peers.unavailable(now);
        let is_limited = !except.is_empty();
        let limit = i64::try_from(room).expect("a small number");
        let lease = move |tx: &mut Tx<'_>| {
            let rows = outbox::lease(tx, now, after(now, LEASE), limit, &except)?;
            let mut channels = HashMap::new();
            for row in &rows {
                if let Entry::Vacant(place) = channels.entry(row.brand) {
                    place.insert(tx.for_brand(row.brand, load_channels)?);
                }
            }
            Ok::<_, StoreError>((rows, channels))
        };
        let (rows, channels) = app.store().write_global("lease_effects", lease).await?;
        let taken = rows.len();
        for row in rows {
            let channels = channels.get(&row.brand).cloned().flatten();
            self.begin(row, channels, now);
        }
        Ok((taken, is_limited))
    }

    fn begin(&mut self, row: OutboxRow, channels: Option<Arc<BrandChannels>>, now: Timestamp) {
        let task = Task {
            brand: row.brand,
            effect: row.effect.id,
            attempt: row.attempts,
            destination: row.destination.clone(),
        };
        let put_back = match self.peers.admit(&task.destination, now) {
            Admission::Granted => None,
            Admission::Full => Some(after(now, PLACE_WAIT)),
            Admission::Closed(until) => Some(until),
        };
        let Some(channels) = channels.filter(|_| put_back.is_none()) else {
            let result = Err(Failure::permanent("the brand is gone"));
            self.ended.push(Ended { task, result, is_begun: put_back.is_none(), retry_at: put_back });
            return;
        };
        let carrier = Arc::clone(&self.carrier);
        let delivery = Delivery { brand: row.brand, effect: row.effect, channels, now };
        let known = task.clone();
        let handle = self.under_way.spawn(async move {
            let late = || Failure::transient("the delivery took longer than 60 s");
            let result = tokio::time::timeout(DELIVERY_MAX, carrier.deliver(&delivery)).await;
            Ended { task, result: result.unwrap_or_else(|_| Err(late())), is_begun: true, retry_at: None }
        });
        self.tasks.insert(handle.id(), known);
    }
}

impl Worker for Outbox {
    const NAME: &'static str = "outbox";

    async fn step(&mut self, app: &App, now: Timestamp) -> Result<Step, StoreError> {
        while let Some(joined) = self.under_way.try_join_next_with_id() {
            self.joined(joined);
        }
        let mut did = self.record(app, now).await?;
        self.peers.forget_idle(now);
        let (taken, is_limited) = self.lease(app, now).await?;
        // What found no place goes back at once.
        did += self.record(app, now).await?;
        if taken == LEASE_MAX {
            return Ok(Step { did, next_wake: Some(now) });
        }
        let next = app.store().read_global("next_effect", outbox::next_due).await?;
        // While a peer is unavailable its effects may be due without being takeable.
        let earliest = if is_limited { after(now, PLACE_WAIT) } else { now };
        Ok(Step { did, next_wake: next.map(|next| next.max(earliest)) })
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
        if let Err(error) = self.record(app, app.now()).await {
            tracing::error!(%error, "the last deliveries could not be recorded; they will be repeated");
        }
    }
}

fn load_channels(tx: &mut Tx<'_>) -> Result<Option<Arc<BrandChannels>>, StoreError> {
    let Some(brand) = brands::load(tx)? else { return Ok(None) };
    let settings = channels::load(tx)?;
    Ok(Some(Arc::new(BrandChannels {
        settings,
        brand_secret: brand.secret,
        brand_name: brand.settings.name,
    })))
}

fn ending(ended: &Ended, now: Timestamp) -> Ending {
    if let Some(at) = ended.retry_at {
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
