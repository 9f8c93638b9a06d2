//! Fires timers: what a timer stands for happens in the transaction that removes it.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::id::{BrandId, RunId};
use touchstone_domain::time::{after, from_micros};
use touchstone_store::rows::timers::{self, Subject, TimerRow};
use touchstone_store::{Ahead, StoreError, Tx};

use super::{Alarm, Step, Worker};
use crate::live::Signals;
use crate::pipeline::{self, Circumstances, RunsSeen};
use crate::{App, cases};

/// Most timers of one transaction.
const BATCH: i64 = 1_000;
/// When a timer whose work fails is tried again.
const LATER: SignedDuration = SignedDuration::from_mins(5);

/// The worker of the timers.
#[derive(Debug, Default)]
pub struct Timers {
    /// How many timers to take one by one, after a batch failed: so one that cannot fire stops no other.
    careful: i64,
    /// What was seen ahead of the next batch, while the last one was written.
    ahead: Option<Ahead<Seen>>,
}

/// What is seen ahead of a batch.
#[derive(Debug)]
struct Seen {
    runs: Vec<(BrandId, RunsSeen)>,
    /// The last timer, if there are likely to be more.
    last: Option<TimerRow>,
}

impl Worker for Timers {
    const NAME: &'static str = "timers";

    async fn step(&mut self, app: &App, now: Timestamp) -> Result<Step, StoreError> {
        let limit = if self.careful > 0 { 1 } else { BATCH };
        let ahead = match self.ahead.take() {
            Some(ahead) => Some(ahead),
            None if limit > 1 => look(app, now, None).await,
            None => None,
        };
        // While this batch is written, the next is looked for.
        let last = ahead.as_ref().and_then(|ahead| ahead.guess().last);
        let next = async {
            match last {
                Some(last) => look(app, now, Some(last)).await,
                None => None,
            }
        };
        let (fired, next) = tokio::join!(fire(app, now, limit, ahead), next);
        let fired = match fired {
            Ok(fired) => {
                self.ahead = next;
                fired
            }
            Err(error @ (StoreError::Busy | StoreError::Io(_) | StoreError::Full | StoreError::Closed)) => {
                return Err(error);
            }
            Err(error) if limit > 1 => {
                tracing::warn!(%error, "a batch of timers failed; firing them one by one");
                self.careful = BATCH;
                return Ok(Step { did: 0, next_wake: Some(now) });
            }
            Err(error) => {
                tracing::error!(%error, "a timer failed; it is tried again later");
                app.store().write_global("postpone_timer", move |tx| postpone_first(tx, now)).await?;
                1
            }
        };
        self.careful = (self.careful - 1).max(0);
        if i64::try_from(fired).is_ok_and(|fired| fired == limit) {
            return Ok(Step { did: fired, next_wake: Some(now) });
        }
        self.careful = 0;
        let next_wake = app.store().read_global("next_timer", timers::next_due).await?;
        Ok(Step { did: fired, next_wake })
    }

    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm {
        &app.alarms().timers
    }
}

/// Fires up to `limit` timers that are due; answers how many.
async fn fire(
    app: &App,
    now: Timestamp,
    limit: i64,
    ahead: Option<Ahead<Seen>>,
) -> Result<usize, StoreError> {
    let shared = app.clone();
    let result = app
        .store()
        .write_ahead("fire_timers", None, ahead, move |tx, seen| {
            let mut seen = seen.map_or_else(Vec::new, |seen| seen.runs);
            let mut due = timers::take_due(tx, now, limit)?;
            due.sort_by_key(|timer| (timer.brand, timer.due_at));
            let mut told = Vec::new();
            for of_brand in due.chunk_by(|one, other| one.brand == other.brand) {
                let brand = of_brand[0].brand;
                let signals = Signals::new(shared.live().is_watched(brand));
                let at = seen.iter().position(|(of, _)| *of == brand);
                let seen = at.map(|at| seen.swap_remove(at).1);
                tx.for_brand(brand, |tx| fire_brand(tx, &shared, of_brand, now, &signals, seen))?;
                told.push((brand, signals));
            }
            let times: Vec<Timestamp> = due.iter().map(|timer| timer.due_at).collect();
            Ok((times, told))
        })
        .await;
    match result {
        Ok((times, told)) => {
            for (brand, signals) in told {
                app.committed(brand, &signals);
            }
            observe(&times, app.now());
            Ok(times.len())
        }
        Err(error) => {
            app.brands().forget();
            Err(error)
        }
    }
}

/// Looks for a batch that is due, from the timer after `after` on.
async fn look(app: &App, now: Timestamp, after: Option<TimerRow>) -> Option<Ahead<Seen>> {
    let look = move |tx: &mut Tx<'_>| {
        let mut due = timers::look_due(tx, now, after.as_ref(), BATCH)?;
        let is_full = i64::try_from(due.len()).is_ok_and(|due| due == BATCH);
        let last = due.last().copied().filter(|_| is_full);
        due.sort_by_key(|timer| timer.brand);
        let mut runs = Vec::new();
        for of_brand in due.chunk_by(|one, other| one.brand == other.brand) {
            let wanted = of_brand.iter().filter_map(run_and_time).map(|(run, _)| run).collect();
            let brand = of_brand[0].brand;
            runs.push((brand, tx.for_brand(brand, |tx| pipeline::look_ahead_of_timers(tx, now, wanted))?));
        }
        Ok::<_, StoreError>(Seen { runs, last })
    };
    app.store().look_ahead("look_for_timers", None, look).await
}

/// How late each timer was: from when it was due to when what it stands for was on disk.
fn observe(due: &[Timestamp], fired_at: Timestamp) {
    let lateness = metrics::histogram!("touchstone_timer_lateness_seconds");
    for &due_at in due {
        lateness.record(fired_at.duration_since(due_at).as_secs_f64());
    }
}

fn fire_brand(
    tx: &mut Tx<'_>,
    app: &App,
    due: &[TimerRow],
    now: Timestamp,
    signals: &Signals,
    seen: Option<RunsSeen>,
) -> Result<(), StoreError> {
    // The timers of a brand that is gone go with it.
    let Some(brand) = app.brands().current(tx)? else { return Ok(()) };
    let circumstances = Circumstances { brand: &brand, now, random: app.random(), chunk: 0, signals };
    let runs: Vec<(RunId, Timestamp)> = due.iter().filter_map(run_and_time).collect();
    if !runs.is_empty() {
        pipeline::fire(tx, circumstances, &runs, seen)?;
    }
    for timer in due {
        if let Subject::Case(case) = timer.subject {
            cases::ring(tx, circumstances, case, timer.token)?;
        }
    }
    Ok(())
}

/// The time for which a run set its timer: a timer that was postponed carries it as its token.
fn run_and_time(timer: &TimerRow) -> Option<(RunId, Timestamp)> {
    let Subject::Run(run) = timer.subject else { return None };
    let set_for = if timer.token == 0 { timer.due_at } else { from_micros(timer.token) };
    Some((run, set_for))
}

/// Moves the first timer that is due to a later time.
fn postpone_first(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<BrandId>, StoreError> {
    let taken = timers::take_due(tx, now, 1)?;
    let Some(timer) = taken.first() else { return Ok(None) };
    let token = match (timer.subject, timer.token) {
        (Subject::Run(_), 0) => timer.due_at.as_microsecond(),
        (_, token) => token,
    };
    timers::insert_many(tx, &[TimerRow { due_at: after(now, LATER), token, ..*timer }])?;
    Ok(Some(timer.brand))
}
