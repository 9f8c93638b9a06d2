//! The live view of one member: what comes in, second by second, as far as they may see it.

use std::sync::Arc;

use tokio::sync::broadcast;
use touchstone_domain::member::{Permission, Scope};
use touchstone_domain::unit::UnitTree;
use touchstone_store::StoreError;

use super::{LiveItem, Seat};
use crate::access::Actor;
use crate::{App, Refusal};

/// What comes in from now on, for one member.
pub struct LiveStream {
    feed: broadcast::Receiver<Arc<LiveItem>>,
    units: Arc<UnitTree>,
    scope: Scope,
    /// Whether the member may read what customers answered.
    reads_answers: bool,
    _seat: Seat,
}

/// The reader was too slow and missed this many items. There is nothing to resume from: it begins again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missed(pub u64);

impl App {
    /// Watches what comes in, within the units that the actor sees now.
    pub async fn watch_live(&self, actor: &Actor) -> Result<LiveStream, Refusal> {
        actor.must(Permission::ReadInbox)?;
        let seat = self.take_seat(actor.brand, actor.member).ok_or(Refusal::TooMany { retry_after_s: 5 })?;
        let shared = self.clone();
        let brand = self
            .store()
            .read("live_units", actor.brand, move |tx| shared.brands().current(tx))
            .await?
            .ok_or_else(|| StoreError::Corrupt("a member of a brand that does not exist".to_owned()))?;
        let (units, scope) = (Arc::clone(&brand.units), actor.scope.clone());
        let reads_answers = actor.permissions.allows(Permission::ReadResponses);
        Ok(LiveStream { feed: self.live().watch(actor.brand), units, scope, reads_answers, _seat: seat })
    }
}

impl LiveStream {
    /// The next item that the member may see. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Result<Arc<LiveItem>, Missed> {
        loop {
            match self.feed.recv().await {
                // A unit that is newer than this stream is seen by those who see everything.
                Ok(item) if self.units.covers(&self.scope, item.unit) => return Ok(self.own(item)),
                Ok(_) => {}
                Err(broadcast::error::RecvError::Lagged(count)) => return Err(Missed(count)),
                Err(broadcast::error::RecvError::Closed) => return Err(Missed(0)),
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
            (own.score, own.text) = (None, None);
        }
        Arc::new(own)
    }
}
