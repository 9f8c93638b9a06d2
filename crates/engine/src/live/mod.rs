//! What is told to those who watch, after it was committed: inboxes, the live view, sleeping workers.
//!
//! Inboxes are rows: being told only means "look again", so nothing is lost when the telling is, and on
//! several nodes a stream looks every [`POLL`] on its own. The live view is of the moment: it shows what
//! this node takes in while somebody watches, and the latest of it to those who come back.

mod feed;
mod signals;
mod stream;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::watch;
use touchstone_domain::id::{BrandId, CaseId, CustomerId, MemberId, UnitId};

pub use feed::Place;
pub use signals::Signals;
pub use stream::{LiveStream, Seen};

use crate::App;
use feed::{Feed, Next};

/// How often a stream looks for notes that another node wrote.
pub const POLL: Duration = Duration::from_secs(2);
/// Most streams of one member.
pub const STREAMS_MAX: usize = 10;

/// One thing that came in.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LiveItem {
    /// When it was taken in.
    pub at: Timestamp,
    /// What happened: the event's name.
    pub name: String,
    /// Leads to its trace.
    pub message_id: String,
    /// Where; none is seen by those who see everything.
    pub unit: Option<UnitId>,
    /// Whom it is about.
    pub customer: Option<CustomerId>,
    /// How good an answer was, 0 worst to 1 best.
    pub score: Option<f64>,
    /// What the customer said, shortened.
    pub text: Option<String>,
    /// What it led to: a word per effect.
    pub effects: Vec<&'static str>,
    /// The case that was opened or added to.
    pub case: Option<CaseId>,
    /// From when the answer came until all it led to was on disk, in microseconds; of answers only.
    pub took_us: Option<i64>,
    /// Further events of the same moment that are not shown one by one.
    pub more: usize,
}

/// Everyone who watches on this node.
#[derive(Debug, Default)]
pub struct Live {
    watchers: Mutex<Watchers>,
    closing: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Watchers {
    feeds: HashMap<BrandId, Feed>,
    inboxes: HashMap<(BrandId, MemberId), watch::Sender<u64>>,
    streams: HashMap<(BrandId, MemberId), usize>,
}

/// A member's place among the streams; given back when dropped.
#[derive(Debug)]
pub struct Seat {
    app: App,
    whose: (BrandId, MemberId),
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.app.live().lock().leave(self.whose);
    }
}

impl Live {
    fn lock(&self) -> MutexGuard<'_, Watchers> {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether anybody watches a brand's live view, or did a moment ago.
    #[must_use]
    pub fn is_watched(&self, brand: BrandId) -> bool {
        self.lock().feeds.contains_key(&brand)
    }

    /// Watches a brand's live view: on from a place, or from so many of the items that are seen before now. A feed
    /// that has to be made gets `name`.
    fn watch(
        &self,
        (brand, name): (BrandId, u32),
        place: Option<Place>,
        before: usize,
        sees: impl Fn(&LiveItem) -> bool,
    ) -> (Place, watch::Receiver<u64>) {
        self.lock().feeds.entry(brand).or_insert_with(|| Feed::new(name)).join(place, before, sees)
    }

    /// A reader of a brand's live view left.
    fn unwatch(&self, brand: BrandId, now: Timestamp) {
        if let Some(feed) = self.lock().feeds.get_mut(&brand) {
            feed.leave(now);
        }
    }

    /// What comes at a place of a brand's live view.
    fn next(&self, brand: BrandId, place: Place) -> Next {
        self.lock().feeds.get(&brand).map_or(Next::Nothing, |feed| feed.next(place))
    }

    /// Changes whenever a member's inbox may have something new.
    #[must_use]
    pub fn inbox(&self, brand: BrandId, member: MemberId) -> watch::Receiver<u64> {
        let mut watchers = self.lock();
        watchers.inboxes.entry((brand, member)).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// Ends every stream: the process is about to stop, and a stream never ends by itself.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Ends when the streams are to end.
    pub fn closed(&self) -> impl Future<Output = ()> + Send + 'static {
        let mut closing = self.closing.subscribe();
        async move {
            // A sender that is gone means the same.
            let _ = closing.wait_for(|closing| *closing).await;
        }
    }

    fn tell_inboxes(&self, brand: BrandId, members: impl Iterator<Item = MemberId>) {
        let watchers = self.lock();
        for member in members {
            if let Some(inbox) = watchers.inboxes.get(&(brand, member)) {
                inbox.send_modify(|count| *count += 1);
            }
        }
    }

    fn show(&self, brand: BrandId, items: Vec<LiveItem>, now: Timestamp) {
        let mut watchers = self.lock();
        let Some(feed) = watchers.feeds.get_mut(&brand) else { return };
        if feed.is_over(now) {
            watchers.feeds.remove(&brand);
            return;
        }
        items.into_iter().for_each(|item| feed.push(item));
        feed.ring();
    }
}

impl Watchers {
    fn leave(&mut self, whose: (BrandId, MemberId)) {
        let left = self.streams.get_mut(&whose).map_or(0, |count| {
            *count = count.saturating_sub(1);
            *count
        });
        if left == 0 {
            self.streams.remove(&whose);
            self.inboxes.remove(&whose);
        }
    }
}

impl App {
    /// A place for one more stream of a member; `None` when they have as many as allowed.
    #[must_use]
    pub fn take_seat(&self, brand: BrandId, member: MemberId) -> Option<Seat> {
        let whose = (brand, member);
        let mut watchers = self.live().lock();
        let count = watchers.streams.entry(whose).or_default();
        if *count >= STREAMS_MAX {
            return None;
        }
        *count += 1;
        Some(Seat { app: self.clone(), whose })
    }

    /// Tells what came of a transaction of the loop, and passes it on. What was read of a brand in one that failed may
    /// never have been.
    pub(crate) fn told<T, E>(&self, brand: BrandId, signals: &Signals, result: Result<T, E>) -> Result<T, E> {
        match &result {
            Ok(_) => self.committed(brand, signals),
            Err(_) => self.brands().forget(),
        }
        result
    }

    /// Tells everyone concerned what was just committed. To be called after the commit, never before.
    pub fn committed(&self, brand: BrandId, signals: &Signals) {
        let told = signals.take(self.now());
        if let Some(at) = told.timer {
            self.alarms().timers.ring(at);
        }
        if let Some(at) = told.effect {
            self.alarms().outbox.ring(at);
        }
        if !told.customers.is_empty() {
            self.touch(brand, told.customers);
        }
        if !told.members.is_empty() {
            self.live().tell_inboxes(brand, told.members.into_iter());
        }
        if !told.items.is_empty() {
            self.live().show(brand, told.items, self.now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRAND: BrandId = BrandId::from_bytes([1; 16]);
    const MEMBER: MemberId = MemberId::from_bytes([2; 16]);

    #[tokio::test]
    async fn a_watcher_is_told_of_what_comes() {
        let live = Live::default();
        assert!(!live.is_watched(BRAND));
        let (place, mut bell) = live.watch((BRAND, 1), None, 0, |_| true);
        assert!(live.is_watched(BRAND));
        assert_eq!(live.next(BRAND, place), Next::Nothing);
        live.show(BRAND, vec![LiveItem::default()], Timestamp::UNIX_EPOCH);
        bell.changed().await.expect("told");
        assert!(matches!(live.next(BRAND, place), Next::Item(..)));
    }

    #[tokio::test]
    async fn an_inbox_is_told_once_for_many() {
        let live = Live::default();
        let mut inbox = live.inbox(BRAND, MEMBER);
        live.tell_inboxes(BRAND, [MEMBER, MEMBER].into_iter());
        inbox.changed().await.expect("told");
        assert!(!inbox.has_changed().expect("open"));
    }
}
