//! Accepting events: durable before the answer, bounded before memory grows.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use touchstone_domain::event::{Arrived, Rejected};
use touchstone_domain::id::{BrandId, SourceId};
use touchstone_store::{StoreError, Tx};

use crate::App;
use crate::live::Signals;
use crate::pipeline::{self, Circumstances, Incoming, Outcome, Outcomes, RunsSeen};

/// Most events between accept and commit; more are told to come back.
const PENDING_EVENTS_MAX: usize = 50_000;
/// Fewer events than this are written without looking ahead: that would take them longer than it saves others.
const LOOK_AHEAD_MIN: usize = 32;
/// When overloaded, senders come back after so many seconds.
const RETRY_AFTER_S: u32 = 1;

/// What became of a request's events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// New and durable.
    pub accepted: usize,
    /// Accepted before.
    pub duplicates: usize,
}

impl Receipt {
    /// What became of events.
    pub(crate) fn of(outcomes: &[Outcome]) -> Self {
        let duplicates = outcomes.iter().filter(|outcome| outcome.duplicate).count();
        Self { accepted: outcomes.len() - duplicates, duplicates }
    }
}

/// Why a request was not accepted. None of its events was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AcceptError {
    /// Too much is waiting.
    #[error("the server is busy; send again in {retry_after_s} s")]
    Overloaded {
        /// When to send again.
        retry_after_s: u32,
    },
    /// The store does not work.
    #[error("the store is not available")]
    Unavailable(#[source] StoreError),
}

impl From<StoreError> for AcceptError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::Overloaded { retry_after_s: RETRY_AFTER_S },
            other => Self::Unavailable(other),
        }
    }
}

/// Counts what is between accept and commit.
#[derive(Debug, Default)]
pub struct Pending {
    events: AtomicUsize,
}

/// A place among the pending events; given back when dropped.
struct Ticket<'a> {
    pending: &'a Pending,
    events: usize,
}

impl Pending {
    fn enter(&self, events: usize) -> Result<Ticket<'_>, AcceptError> {
        let before = self.events.fetch_add(events, Ordering::Relaxed);
        let ticket = Ticket { pending: self, events };
        // A request larger than the whole room still gets in when nobody else is there.
        if before > 0 && before + events > PENDING_EVENTS_MAX {
            return Err(AcceptError::Overloaded { retry_after_s: RETRY_AFTER_S });
        }
        Ok(ticket)
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.pending.events.fetch_sub(self.events, Ordering::Relaxed);
    }
}

/// Accepts the events of one request. `Ok` means that they, and all they led to, are on disk.
pub async fn accept(
    app: &App,
    brand: BrandId,
    source: SourceId,
    arrived: Vec<Arrived>,
    rejected: Vec<Rejected>,
) -> Result<Receipt, AcceptError> {
    let _ticket = app.pending().enter(arrived.len())?;
    if !rejected.is_empty() {
        crate::rejections::keep(app, brand, source, rejected).await?;
    }
    let incoming: Vec<Incoming> = arrived
        .into_iter()
        .map(|arrived| {
            let mut incoming = Incoming::new(brand, arrived.event);
            incoming.invalid.extend(arrived.warnings);
            incoming
        })
        .collect();
    let receipt = if incoming.is_empty() { Receipt::of(&[]) } else { app.ingest(brand, incoming).await? };
    metrics::counter!("touchstone_events_accepted_total").increment(receipt.accepted as u64);
    metrics::counter!("touchstone_events_duplicate_total").increment(receipt.duplicates as u64);
    Ok(receipt)
}

/// Sends a range of prepared events through the loop, in one transaction.
pub async fn take_in(
    app: &App,
    name: &'static str,
    brand: BrandId,
    incoming: Arc<Vec<Incoming>>,
    range: Range<usize>,
) -> Result<Outcomes, StoreError> {
    let chunk = app.reserve_chunks(brand, pipeline::chunks_of(range.len())).await?;
    let signals = Arc::new(Signals::new(app.live().is_watched(brand)));
    let body = {
        let (app, incoming, range) = (app.clone(), Arc::clone(&incoming), range.clone());
        let signals = Arc::clone(&signals);
        move |tx: &mut Tx<'_>, seen: Option<RunsSeen>| {
            let Some(brand) = app.brands().current(tx)? else {
                return Err(StoreError::Defect("events of a brand that does not exist".to_owned()));
            };
            let (now, random) = (app.now(), app.random());
            let circumstances = Circumstances { brand: &brand, now, random, chunk, signals: &signals };
            pipeline::process(tx, circumstances, &incoming[range.clone()], seen)
        }
    };
    let result = if range.len() < LOOK_AHEAD_MIN {
        app.store().write(name, brand, move |tx| body(tx, None)).await
    } else {
        let shared = app.clone();
        let look = move |tx: &mut Tx<'_>| match shared.brands().current(tx)? {
            Some(brand) => pipeline::look_ahead(tx, &brand, shared.now(), &incoming[range.clone()]),
            None => Ok(RunsSeen::default()),
        };
        let ahead = app.store().look_ahead(name, Some(brand), look).await;
        app.store().write_ahead(name, Some(brand), ahead, body).await
    };
    app.told(brand, &signals, result)
}
