//! What a brand's watchers see: the latest items, numbered, so that whoever was away for a moment goes on where
//! they were.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

use super::LiveItem;

/// Items that are kept.
pub(super) const KEPT_MAX: usize = 1_000;
/// How long a feed that nobody watches goes on, for those who come back.
const LINGERS: SignedDuration = SignedDuration::from_mins(2);

/// Where a reader is: in which feed, and which item comes next. A feed that was made anew has another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The feed's name.
    pub feed: u32,
    /// The number of the next item.
    pub next: u64,
}

/// What a reader gets next.
#[derive(Debug, PartialEq)]
pub(super) enum Next {
    /// An item, with the place after it.
    Item(Arc<LiveItem>, Place),
    /// Items that are kept no longer, and where it goes on.
    Missed(u64, Place),
    /// Nothing yet.
    Nothing,
}

/// The latest items of a brand.
#[derive(Debug)]
pub(super) struct Feed {
    name: u32,
    /// The number of the first item that is kept.
    first: u64,
    items: VecDeque<Arc<LiveItem>>,
    readers: usize,
    /// When the last reader left.
    left_at: Option<Timestamp>,
    bell: watch::Sender<u64>,
}

impl Feed {
    pub(super) fn new(name: u32) -> Self {
        let bell = watch::Sender::new(0);
        Self { name, first: 0, items: VecDeque::new(), readers: 0, left_at: None, bell }
    }

    /// One more reader, who goes on at `place`, or begins with the last so many of the items that they see. A
    /// place in another feed means that this one was made since: its reader gets all of it.
    pub(super) fn join(
        &mut self,
        place: Option<Place>,
        before: usize,
        sees: impl Fn(&LiveItem) -> bool,
    ) -> (Place, watch::Receiver<u64>) {
        self.readers += 1;
        self.left_at = None;
        let end = self.first + self.items.len() as u64;
        let next = match place {
            Some(place) if place.feed == self.name && place.next <= end => place.next,
            Some(_) => self.first,
            None => {
                let seen = self.items.iter().enumerate().rev().filter(|(_, item)| sees(item));
                seen.take(before).last().map_or(end, |(index, _)| self.first + index as u64)
            }
        };
        (Place { feed: self.name, next }, self.bell.subscribe())
    }

    /// One reader less.
    pub(super) fn leave(&mut self, now: Timestamp) {
        self.readers = self.readers.saturating_sub(1);
        if self.readers == 0 {
            self.left_at = Some(now);
        }
    }

    /// Whether nobody watches, and nobody will come back.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        self.left_at.is_some_and(|left| now.duration_since(left) > LINGERS)
    }

    pub(super) fn push(&mut self, item: LiveItem) {
        if self.items.len() == KEPT_MAX {
            self.items.pop_front();
            self.first += 1;
        }
        self.items.push_back(Arc::new(item));
    }

    /// Tells the readers that there is something new.
    pub(super) fn ring(&self) {
        self.bell.send_modify(|count| *count += 1);
    }

    pub(super) fn next(&self, place: Place) -> Next {
        let at = |next| Place { feed: self.name, next };
        match place.next.checked_sub(self.first) {
            None => Next::Missed(self.first - place.next, at(self.first)),
            Some(index) => match usize::try_from(index).ok().and_then(|index| self.items.get(index)) {
                Some(item) => Next::Item(Arc::clone(item), at(place.next + 1)),
                None => Next::Nothing,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(count: usize) -> Feed {
        let mut feed = Feed::new(7);
        (0..count).for_each(|_| feed.push(LiveItem::default()));
        feed
    }

    #[test]
    fn a_reader_who_comes_back_goes_on_where_they_were() {
        let mut feed = filled(3);
        let (place, _bell) = feed.join(None, 0, |_| true);
        assert_eq!(feed.next(place), Next::Nothing);
        feed.leave(Timestamp::UNIX_EPOCH);
        feed.push(LiveItem::default());
        let (again, _bell) = feed.join(Some(place), 0, |_| true);
        assert_eq!(again, place);
        assert!(matches!(feed.next(again), Next::Item(_, Place { next: 4, .. })));
    }

    #[test]
    fn who_was_away_too_long_is_told_how_much_they_missed() {
        let mut feed = filled(1);
        let (place, _bell) = feed.join(None, 1, |_| true);
        (0..KEPT_MAX + 1).for_each(|_| feed.push(LiveItem::default()));
        assert_eq!(feed.next(place), Next::Missed(2, Place { feed: 7, next: 2 }));
    }

    #[test]
    fn a_place_in_another_feed_begins_with_what_is_kept() {
        let mut feed = filled(5);
        let (place, _bell) = feed.join(Some(Place { feed: 8, next: 400 }), 2, |_| true);
        assert_eq!(place, Place { feed: 7, next: 0 });
        let (recent, _bell) = feed.join(None, 2, |_| true);
        assert_eq!(recent.next, 3);
    }

    #[test]
    fn a_reader_begins_with_the_latest_of_what_they_see() {
        let mut feed = filled(2);
        (0..3).for_each(|more| feed.push(LiveItem { more, ..LiveItem::default() }));
        feed.push(LiveItem { more: 1, ..LiveItem::default() });
        let mut begins = |before| feed.join(None, before, |item| item.more == 1).0.next;
        assert_eq!([begins(0), begins(1), begins(2), begins(9)], [6, 5, 3, 3]);
    }

    #[test]
    fn a_feed_lingers_for_those_who_come_back() {
        let mut feed = filled(0);
        let now = Timestamp::UNIX_EPOCH;
        drop(feed.join(None, 0, |_| true));
        assert!(!feed.is_over(now + LINGERS));
        feed.leave(now);
        assert!(!feed.is_over(now + LINGERS));
        assert!(feed.is_over(now + LINGERS + SignedDuration::from_secs(1)));
    }
}
