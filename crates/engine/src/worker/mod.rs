//! Workers: what happens by itself, after a decision or when its time comes.
//!
//! A worker is a step that says when it wants to be called again; one loop runs each of them, and a
//! simulated world calls the steps itself. A worker with nothing to do sleeps until its time or until
//! someone rings its alarm, and looks now and then all the same: what another node wrote rings no alarm
//! here, and is left over when that node dies.

mod alarm;
pub mod backfill;
pub mod backoff;
pub mod distributions;
pub mod expiry;
pub mod letters;
pub mod outbox;
pub(crate) mod peers;
pub mod ranks;
pub mod timers;

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use touchstone_store::StoreError;

use crate::App;

pub use alarm::{Alarm, Alarms};

/// How long a worker rests after an error, at first and at most.
const REST_MIN: Duration = Duration::from_millis(200);
const REST_MAX: Duration = Duration::from_secs(30);

/// The longest sleep. On several nodes over one database it is also how long what a dead node left behind
/// may lie unseen.
const SLEEP_MAX: Duration = Duration::from_secs(30);

/// What a step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step {
    /// How many things were done.
    pub did: usize,
    /// When to call again; when `None`, nothing is known that has a time.
    pub next_wake: Option<Timestamp>,
}

/// Something that is called again and again.
pub trait Worker: Send {
    /// For logs and metrics.
    const NAME: &'static str;

    /// Does what is due.
    fn step(&mut self, app: &App, now: Timestamp) -> impl Future<Output = Result<Step, StoreError>> + Send;

    /// What wakes it before its time.
    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm;

    /// Ends when something that a step began has finished; never, for a worker that finishes in its step.
    fn finished(&mut self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }

    /// Ends what steps began, before the process does.
    fn close(&mut self, _app: &App) -> impl Future<Output = ()> + Send {
        std::future::ready(())
    }
}

/// Runs a worker until `stop` becomes true or its sender is gone.
pub async fn run<W: Worker>(mut worker: W, app: App, mut stop: watch::Receiver<bool>) {
    let mut rest = REST_MIN;
    while !*stop.borrow() {
        worker.alarm(&app).arm();
        let now = app.now();
        let wake = match worker.step(&app, now).await {
            Ok(step) => {
                rest = REST_MIN;
                metrics::counter!("touchstone_worker_done_total", "worker" => W::NAME)
                    .increment(step.did as u64);
                step.next_wake
            }
            Err(StoreError::Closed) => break,
            Err(error) => {
                tracing::error!(worker = W::NAME, %error, "a step failed; trying again");
                let pause = rest;
                rest = (rest * 2).min(REST_MAX);
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    _ = stop.changed() => break,
                }
                continue;
            }
        };
        let alarm = worker.alarm(&app);
        let pause = wake.map_or(SLEEP_MAX, |wake| until(wake, app.now()).min(SLEEP_MAX));
        if pause.is_zero() {
            tokio::task::yield_now().await;
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = alarm.rung(wake) => {}
            () = worker.finished() => {}
            changed = stop.changed() => if changed.is_err() { break },
        }
    }
    worker.close(&app).await;
}

fn until(wake: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(wake.duration_since(now)).unwrap_or(Duration::ZERO)
}
