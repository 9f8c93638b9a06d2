//! Writing what was accepted, with its traces, into the journal.

use std::io::Write;

use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::CustomerId;
use touchstone_domain::trace::{Entry, Trace};
use touchstone_store::rows::journal::{self, CHUNK_EVENTS_MAX, Place};
use touchstone_store::{StoreError, Tx};

use super::Incoming;

/// What stands in an [`Entry`] behind the event.
#[derive(Serialize)]
struct Rest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerId>,
    trace: &'a Trace,
}

/// Collects a batch's lines and writes a chunk whenever one is full.
pub struct Journal {
    first: i64,
    chunk: i64,
    lines: Vec<u8>,
    events: usize,
    now: Timestamp,
}

impl Journal {
    /// Begins at the first of the chunk numbers that the batch has taken.
    #[must_use]
    pub fn new(first: i64, now: Timestamp) -> Self {
        Self { first, chunk: first, lines: Vec::new(), events: 0, now }
    }

    /// The place of the nth event of the batch.
    #[must_use]
    pub fn place(first: i64, nth: usize) -> Place {
        let chunk = first + i64::try_from(nth / CHUNK_EVENTS_MAX).expect("a batch is small");
        let position = u32::try_from(nth % CHUNK_EVENTS_MAX).expect("below the size of a chunk");
        Place { chunk, position }
    }

    /// Adds the nth event.
    pub fn push(
        &mut self,
        tx: &mut Tx,
        nth: usize,
        incoming: &Incoming,
        customer: Option<CustomerId>,
        trace: &Trace,
    ) -> Result<(), StoreError> {
        let place = Self::place(self.first, nth);
        if place.chunk != self.chunk {
            self.flush(tx)?;
            self.chunk = place.chunk;
        }
        // An entry's JSON, put together around the event's own, which was made outside the transaction.
        let defect = |error: String| StoreError::Defect(error);
        let rest =
            serde_json::to_vec(&Rest { customer, trace }).map_err(|error| defect(error.to_string()))?;
        let fields = rest.strip_prefix(b"{").ok_or_else(|| defect("an entry is not an object".to_owned()))?;
        write!(self.lines, r#"{{"position":{},"event":{},"#, place.position, incoming.json)
            .expect("writing to a vector does not fail");
        self.lines.extend_from_slice(fields);
        self.lines.push(b'\n');
        self.events += 1;
        Ok(())
    }

    /// Writes what was collected.
    pub fn flush(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        if self.events > 0 {
            journal::append(tx, self.chunk, self.now, self.events, &self.lines)?;
            self.lines.clear();
            self.events = 0;
        }
        Ok(())
    }
}

/// How many chunks a batch of `events` needs.
#[must_use]
pub fn chunks_of(events: usize) -> i64 {
    i64::try_from(events.div_ceil(CHUNK_EVENTS_MAX)).expect("a batch is small")
}

/// The entries of a chunk.
pub fn entries(chunk: &journal::Chunk) -> Result<Vec<Entry>, StoreError> {
    let corrupt =
        |error: serde_json::Error| StoreError::Corrupt(format!("journal chunk {}: {error}", chunk.chunk));
    chunk.lines.lines().map(|line| serde_json::from_str(line).map_err(corrupt)).collect()
}
