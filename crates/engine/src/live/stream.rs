//! The live view of one member: what comes in, second by second, as far as they may see it.

use std::sync::Arc;

use tokio::sync::watch;
use touchstone_domain::id::{BrandId, UnitId};
use touchstone_domain::member::{Permission, Scope};
use touchstone_domain::unit::UnitTree;
use touchstone_store::StoreError;

use super::{LiveItem, Next, Place, Seat};
use crate::access::Actor;
use crate::units::narrowed;
use crate::{App, Refusal};

/// What comes in, for one member.
pub struct LiveStream {
    app: App,
    brand: BrandId,
    place: Place,
    bell: watch::Receiver<u64>,
    units: Arc<UnitTree>,
    scope: Scope,
    /// Whether the member may read what customers answered.
    reads_answers: bool,
    _seat: Seat,
}

/// What a watcher sees.
#[derive(Debug, PartialEq)]
pub enum Seen {
    /// Something that came in; whoever comes back goes on at the place.
    Item(Arc<LiveItem>, Place),
    /// The watcher was away too long, and so many items are kept no longer.
    Missed(u64),
}

impl App {
    /// Watches what comes in, within the units that the actor sees now, or only in one of them and below it: on
    /// from a place, or beginning with as many recent items as are asked for, if somebody watched when they came.
    pub async fn watch_live(
        &self,
        actor: &Actor,
        unit: Option<UnitId>,
        place: Option<Place>,
        recent: usize,
    ) -> Result<LiveStream, Refusal> {
        actor.must(Permission::ReadInbox)?;
        let brand = actor.brand;
        let seat = self.take_seat(brand, actor.member).ok_or(Refusal::TooMany { retry_after_s: 5 })?;
        let shared = self.clone();
        let current = self
            .store()
            .read("live_units", brand, move |tx| shared.brands().current(tx))
            .await?
            .ok_or_else(|| StoreError::Corrupt("a member of a brand that does not exist".to_owned()))?;
        let units = Arc::clone(&current.units);
        let scope = narrowed(&units, &actor.scope, unit)?;
        let name = u32::from_be_bytes(self.random_bytes());
        let sees = |item: &LiveItem| units.covers(&scope, item.unit);
        let (place, bell) = self.live().watch((brand, name), place, recent, sees);
        let reads_answers = actor.permissions.allows(Permission::ReadResponses);
        Ok(LiveStream { app: self.clone(), brand, place, bell, units, scope, reads_answers, _seat: seat })
    }
}

impl LiveStream {
    /// The next item that the member may see. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Seen {
        loop {
            match self.app.live().next(self.brand, self.place) {
                Next::Item(item, after) => {
                    self.place = after;
                    // A unit that is newer than this stream is seen by those who see everything.
                    if self.units.covers(&self.scope, item.unit) {
                        return Seen::Item(self.own(item), after);
                    }
                }
                Next::Missed(count, place) => {
                    self.place = place;
                    return Seen::Missed(count);
                }
                // The bell outlives the stream, which is a reader of its feed.
                Next::Nothing => drop(self.bell.changed().await),
            }
        }
    }

    /// How much else came in is known only to those who see everything, what was answered to those who may read it.
    fn own(&self, item: Arc<LiveItem>) -> Arc<LiveItem> {
        let hides_more = item.more > 0 && !self.scope.is_everything();
        let hides_answer = (item.score.is_some() || item.text.is_some()) && !self.reads_answers;
        if !hides_more && !hides_answer {
            return item;
        }
        let mut own = (*item).clone();
        if hides_more {
            own.more = 0;
        }
        if hides_answer {
            (own.score, own.text, own.took_us) = (None, None, None);
        }
        Arc::new(own)
    }
}

impl Drop for LiveStream {
    fn drop(&mut self) {
        self.app.live().unwatch(self.brand, self.app.now());
    }
}
