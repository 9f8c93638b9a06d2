//! Writing what was accepted, with its traces, into the journal.

use std::io::Write;

use serde::Serialize;
use touchstone_domain::id::CustomerId;
use touchstone_domain::trace::{Entry, Trace};
use touchstone_store::StoreError;
use touchstone_store::rows::journal::{self, CHUNK_EVENTS_MAX, Packed, Place};

use super::{Incoming, Outcome};

/// What stands in an [`Entry`] behind the event.
#[derive(Serialize)]
struct Rest<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerId>,
    trace: &'a Trace,
}

/// The chunks of a batch; duplicates stand in none.
pub fn pack(first: i64, incoming: &[Incoming], outcomes: &[Outcome]) -> Result<Vec<Packed>, StoreError> {
    let batch = incoming.chunks(CHUNK_EVENTS_MAX).zip(outcomes.chunks(CHUNK_EVENTS_MAX));
    let mut packed = Vec::with_capacity(incoming.len().div_ceil(CHUNK_EVENTS_MAX));
    for (chunk, (incoming, outcomes)) in (first..).zip(batch) {
        let (mut lines, mut events) = (Vec::with_capacity(incoming.len() * 512), 0);
        let fresh = incoming.iter().zip(outcomes).enumerate().filter(|(_, (_, outcome))| !outcome.duplicate);
        for (position, (incoming, outcome)) in fresh {
            line(&mut lines, position, incoming, outcome)?;
            events += 1;
        }
        if events > 0 {
            packed.push(Packed::new(chunk, events, &lines));
        }
    }
    Ok(packed)
}

/// An entry's JSON, put together around the event's own, which was made outside the transaction.
fn line(
    lines: &mut Vec<u8>,
    position: usize,
    incoming: &Incoming,
    outcome: &Outcome,
) -> Result<(), StoreError> {
    write!(lines, r#"{{"position":{position},"event":{},"#, incoming.json)
        .expect("writing to a vector does not fail");
    let rest = Rest { customer: outcome.customer, trace: &outcome.trace };
    let begin = lines.len();
    serde_json::to_writer(&mut *lines, &rest).map_err(|error| StoreError::Defect(error.to_string()))?;
    // Its fields go on behind the event, in the same object.
    lines.remove(begin);
    lines.push(b'\n');
    Ok(())
}

/// The place of the nth event of a batch.
#[must_use]
pub fn place(first: i64, nth: usize) -> Place {
    let chunk = first + i64::try_from(nth / CHUNK_EVENTS_MAX).expect("a batch is small");
    let position = u32::try_from(nth % CHUNK_EVENTS_MAX).expect("below the size of a chunk");
    Place { chunk, position }
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
