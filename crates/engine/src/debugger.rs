//! What a source sends, as it comes: events that were accepted and items that were not, for the developer who looks on.
//!
//! It looks at the journal and at what was rejected again and again, so that it costs those who send nothing, and
//! shows what any node took in.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use touchstone_domain::id::SourceId;
use touchstone_domain::member::Permission;
use touchstone_domain::trace::Entry;
use touchstone_store::rows::rejections::RejectedRow;
use touchstone_store::rows::{journal, rejections, sources};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::events::visible;
use crate::live::Seat;
use crate::{App, Refusal, pipeline, traces};

/// How often it looks.
const LOOK: Duration = Duration::from_secs(1);
/// Chunks that are looked at each time; of a source that sends more, the latest are seen.
const CHUNKS_MAX: i64 = 16;
/// Items of each kind that are shown of one look.
const SHOWN_MAX: usize = 50;
/// Chunks that are remembered as seen: numbers are given out before they are written, so a lower one may come later.
const SEEN_MAX: usize = 256;

/// What a source sent.
#[derive(Debug, Clone)]
pub enum Sent {
    /// It became an event.
    Accepted {
        /// When.
        at: Timestamp,
        /// The event with its trace.
        entry: Box<Entry>,
    },
    /// It could not.
    Rejected(RejectedRow),
    /// More came than is shown.
    More,
}

/// What a source sends, for one member.
pub struct SourceStream {
    app: App,
    reader: Actor,
    source: SourceId,
    seen: BTreeSet<i64>,
    since: Timestamp,
    waiting: VecDeque<Sent>,
    _seat: Seat,
}

/// What one look found.
#[derive(Debug, Default)]
struct Look {
    chunks: Vec<i64>,
    sent: Vec<Sent>,
    rejected_at: Option<Timestamp>,
}

impl App {
    /// Looks on while a source sends, from now on.
    pub async fn watch_source(&self, actor: &Actor, source: SourceId) -> Result<SourceStream, Refusal> {
        actor.must(Permission::ManageSources)?;
        actor.must(Permission::ReadTraces)?;
        let brand = actor.brand;
        let seat = self.take_seat(brand, actor.member).ok_or(Refusal::TooMany { retry_after_s: 5 })?;
        let since = self.now();
        let begin = move |tx: &mut Tx<'_>| {
            sources::get(tx, source)?.ok_or(Refusal::NotFound("source"))?;
            let latest = journal::latest(tx, i64::MAX, CHUNKS_MAX)?;
            Ok::<_, Refusal>(latest.iter().map(|chunk| chunk.chunk).collect::<BTreeSet<i64>>())
        };
        let seen = self.store().read("watch_source", brand, begin).await?;
        let (app, reader) = (self.clone(), actor.clone());
        Ok(SourceStream { app, reader, source, seen, since, waiting: VecDeque::new(), _seat: seat })
    }
}

impl SourceStream {
    /// The next item; waits for it. Dropping the future loses nothing that is not in the lists.
    pub async fn next(&mut self) -> Result<Sent, StoreError> {
        loop {
            if let Some(sent) = self.waiting.pop_front() {
                return Ok(sent);
            }
            let found = self.look().await?;
            self.since = found.rejected_at.unwrap_or(self.since);
            self.seen.extend(found.chunks);
            while self.seen.len() > SEEN_MAX {
                self.seen.pop_first();
            }
            self.waiting.extend(found.sent);
            if self.waiting.is_empty() {
                tokio::time::sleep(LOOK).await;
            }
        }
    }

    async fn look(&self) -> Result<Look, StoreError> {
        let (app, reader, source, since) = (self.app.clone(), self.reader.clone(), self.source, self.since);
        let seen = self.seen.clone();
        let look = move |tx: &mut Tx<'_>| {
            let mut found = Look::default();
            let Some(brand) = app.brands().current(tx)? else { return Ok(found) };
            // What lies below all that is remembered was seen long ago.
            let floor = seen.first().copied().unwrap_or(i64::MIN);
            let is_new = |chunk: i64| chunk > floor && !seen.contains(&chunk);
            let latest = journal::latest(tx, i64::MAX, CHUNKS_MAX)?;
            for chunk in latest.iter().rev().filter(|chunk| is_new(chunk.chunk)) {
                found.chunks.push(chunk.chunk);
                for mut entry in pipeline::entries(chunk)? {
                    if entry.event.source == source && visible(&brand, &reader, &entry) {
                        traces::conceal(&reader, &mut entry);
                        found.sent.push(Sent::Accepted { at: chunk.accepted_at, entry: Box::new(entry) });
                    }
                }
            }
            let rejected = rejections::list(tx, source, i64::try_from(SHOWN_MAX).unwrap_or(i64::MAX))?;
            found.rejected_at = rejected.first().map(|row| row.at).filter(|&at| at > since);
            let fresh = rejected.into_iter().filter(|row| row.at > since);
            found.sent.extend(fresh.rev().map(Sent::Rejected));
            if found.sent.len() > 2 * SHOWN_MAX {
                found.sent.drain(..found.sent.len() - 2 * SHOWN_MAX);
                found.sent.insert(0, Sent::More);
            }
            Ok(found)
        };
        self.app.store().read("look_at_source", self.reader.brand, look).await
    }
}
