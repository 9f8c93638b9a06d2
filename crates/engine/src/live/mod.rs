//! What is told to those who watch, after it was committed: inboxes, the live view, sleeping workers.
//!
//! Inboxes are rows: being told only means "look again", so nothing is lost when the telling is, and on
//! several nodes a stream looks every [`POLL`] on its own. The live view is of the moment: it shows what
//! this node takes in, from when one begins to watch.

mod signals;
mod stream;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::{broadcast, watch};
use touchstone_domain::id::{BrandId, CaseId, CustomerId, MemberId, UnitId};

pub use signals::Signals;
pub use stream::{LiveStream, Missed};

use crate::App;

/// How often a stream looks for notes that another node wrote.
pub const POLL: Duration = Duration::from_secs(2);
/// Most streams of one member.
pub const STREAMS_MAX: usize = 10;
/// Items a live stream may be behind before it is ended.
const BEHIND_MAX: usize = 256;

/// One thing that came in.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LiveItem {
    /// When it was taken in.
    pub at: jiff::Timestamp,
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
    feeds: HashMap<BrandId, broadcast::Sender<Arc<LiveItem>>>,
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

    /// Whether anybody watches a brand's live view.
    #[must_use]
    pub fn is_watched(&self, brand: BrandId) -> bool {
        self.lock().feeds.get(&brand).is_some_and(|feed| feed.receiver_count() > 0)
    }

    /// Watches a brand's live view from now on. Who is too far behind gets an error and has to begin again.
    #[must_use]
    pub fn watch(&self, brand: BrandId) -> broadcast::Receiver<Arc<LiveItem>> {
        let mut watchers = self.lock();
        watchers.feeds.entry(brand).or_insert_with(|| broadcast::channel(BEHIND_MAX).0).subscribe()
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

    fn show(&self, brand: BrandId, items: Vec<LiveItem>) {
        let watchers = self.lock();
        let Some(feed) = watchers.feeds.get(&brand) else { return };
        for item in items {
            // Nobody watching any more is no failure.
            drop(feed.send(Arc::new(item)));
        }
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
        if self.feeds.get(&whose.0).is_some_and(|feed| feed.receiver_count() == 0) {
            self.feeds.remove(&whose.0);
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

    /// Tells everyone concerned what was just committed. To be called after the commit, never before.
    pub fn committed(&self, brand: BrandId, signals: &Signals) {
        let told = signals.take();
        if let Some(at) = told.timer {
            self.alarms().timers.ring(at);
        }
        if let Some(at) = told.effect {
            self.alarms().outbox.ring(at);
        }
        if !told.members.is_empty() {
            self.live().tell_inboxes(brand, told.members.into_iter());
        }
        if !told.items.is_empty() {
            self.live().show(brand, told.items);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BRAND: BrandId = BrandId::from_bytes([1; 16]);
    const MEMBER: MemberId = MemberId::from_bytes([2; 16]);

    fn item(name: &str) -> LiveItem {
        LiveItem {
            at: jiff::Timestamp::UNIX_EPOCH,
            name: name.to_owned(),
            message_id: "m".to_owned(),
            unit: None,
            customer: None,
            score: None,
            text: None,
            effects: Vec::new(),
            case: None,
            more: 0,
        }
    }

    #[tokio::test]
    async fn a_slow_watcher_is_told_that_it_missed_something() {
        let live = Live::default();
        assert!(!live.is_watched(BRAND));
        let mut feed = live.watch(BRAND);
        assert!(live.is_watched(BRAND));
        live.show(BRAND, (0..BEHIND_MAX + 1).map(|n| item(&n.to_string())).collect());
        assert!(matches!(feed.recv().await, Err(broadcast::error::RecvError::Lagged(1))));
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
