//! Recent events as developers and the live view read them, newest first, and what a source sent in vain.

use jiff::Timestamp;
use touchstone_domain::id::SourceId;
use touchstone_domain::trace::Entry;
use touchstone_store::rows::{journal, rejections, sources};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::brand::Brand;
use crate::{App, Refusal, Slice, pipeline, traces};

pub use touchstone_store::rows::journal::Place;
pub use touchstone_store::rows::rejections::RejectedRow;

/// Chunks read at once, and for one page at most: a filter must not make one request read the whole journal.
const CHUNKS_AT_ONCE: i64 = 16;
const CHUNKS_MAX: usize = 256;

/// An accepted event.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Where it stands in the journal.
    pub place: Place,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// The event with its trace.
    pub entry: Entry,
}

impl App {
    /// Accepted events before a place, newest first: those that happened at the units of the member's scope,
    /// and for members who see the whole brand also those that happened nowhere.
    pub async fn list_events(
        &self,
        actor: &Actor,
        source: Option<SourceId>,
        before: Option<Place>,
        limit: u32,
    ) -> Result<Slice<Accepted, Place>, Refusal> {
        let (app, reader) = (self.clone(), actor.clone());
        self.store()
            .read("events", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let seen = |entry: &Entry| {
                    source.is_none_or(|source| entry.event.source == source)
                        && visible(&brand, &reader, entry)
                };
                let mut slice = walk(tx, before, limit as usize, seen)?;
                for event in &mut slice.items {
                    traces::conceal(&reader, &mut event.entry);
                }
                Ok(slice)
            })
            .await
    }

    /// The newest items of a source that could not become events.
    pub async fn list_rejected(
        &self,
        actor: &Actor,
        source: SourceId,
        limit: u32,
    ) -> Result<Vec<RejectedRow>, Refusal> {
        self.store()
            .read("rejected", actor.brand, move |tx| {
                sources::get(tx, source)?.ok_or(Refusal::NotFound("source"))?;
                Ok(rejections::list(tx, source, limit.into())?)
            })
            .await
    }
}

impl App {
    /// Whether an event happened where the member may look.
    pub(crate) async fn happened_in_scope(&self, actor: &Actor, entry: &Entry) -> Result<bool, Refusal> {
        if actor.scope.is_everything() {
            return Ok(true);
        }
        let (app, actor, entry) = (self.clone(), actor.clone(), entry.clone());
        self.store()
            .read("happened_in_scope", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                Ok(visible(&brand, &actor, &entry))
            })
            .await
    }
}

/// Whether an event happened where the member may look.
pub(crate) fn visible(brand: &Brand, actor: &Actor, entry: &Entry) -> bool {
    if actor.scope.is_everything() {
        return true;
    }
    let unit = pipeline::unit_of(brand, &entry.event.fact().0);
    actor.scope.covers_option(unit.and_then(|unit| brand.units.get(unit)).map(|unit| &unit.path))
}

fn walk(
    tx: &mut Tx,
    before: Option<Place>,
    limit: usize,
    seen: impl Fn(&Entry) -> bool,
) -> Result<Slice<Accepted, Place>, StoreError> {
    let mut items = Vec::new();
    let mut end = before.map_or(i64::MAX, |place| place.chunk.saturating_add(1));
    let mut last = before;
    let mut read = 0;
    loop {
        let chunks = journal::latest(tx, end, CHUNKS_AT_ONCE)?;
        if chunks.is_empty() {
            return Ok(Slice { items, next: None });
        }
        for chunk in &chunks {
            for entry in pipeline::entries(chunk)?.into_iter().rev() {
                let place = Place { chunk: chunk.chunk, position: entry.position };
                if before.is_some_and(|before| place >= before) {
                    continue;
                }
                if items.len() == limit {
                    return Ok(Slice { items, next: last });
                }
                if seen(&entry) {
                    items.push(Accepted { place, accepted_at: chunk.accepted_at, entry });
                }
                last = Some(place);
            }
            end = chunk.chunk;
        }
        read += chunks.len();
        if read >= CHUNKS_MAX {
            return Ok(Slice { items, next: last });
        }
    }
}
