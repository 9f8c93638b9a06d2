//! Playing a year of history: batches as a brand's systems would send them when they are connected.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use serde_json::Value;

use super::{Client, Failure};
use crate::world::{Planned, World};

/// Events of one request; with some 600 bytes each they stay below the limit of a request.
const BATCH_EVENTS: usize = 500;

/// Sends everything that happened before `now`, in its order, one batch after the other. `done` counts
/// events on disk, `total` is set as soon as the plan is made.
pub async fn play_history(
    world: Arc<World>,
    till: Client,
    now: Timestamp,
    progress: Arc<Progress>,
) -> Result<(), Failure> {
    let planning = Arc::clone(&world);
    let planned = tokio::task::spawn_blocking(move || planning.history(now)).await;
    let planned: Arc<[Planned]> = planned.expect("planning does not panic").into();
    progress.total.store(planned.len() as u64, Ordering::Relaxed);
    let mut at = 0;
    while at < planned.len() {
        let (writing, list) = (Arc::clone(&world), Arc::clone(&planned));
        let end = (at + BATCH_EVENTS).min(planned.len());
        let written = tokio::task::spawn_blocking(move || {
            list[at..end].iter().map(|planned| writing.message(*planned)).collect::<Vec<Value>>()
        });
        till.batch(&written.await.expect("writing a message does not panic"), now).await?;
        progress.done.fetch_add((end - at) as u64, Ordering::Relaxed);
        at = end;
    }
    Ok(())
}

/// How far the history has come.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// Events on disk, and events in all (0 until they are planned).
    #[must_use]
    pub fn get(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}
