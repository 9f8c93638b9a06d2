//! What has to be told once a transaction is committed.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, MemberId};

use super::LiveItem;

/// Most items of one transaction that are shown one by one.
const ITEMS_MAX: usize = 50;

/// Collected during a transaction and told after its commit. A transaction that is repeated may tell once
/// too often, which is harmless; one that fails tells nothing.
#[derive(Debug, Default)]
pub struct Signals {
    told: Mutex<Told>,
    is_watched: bool,
    began: Option<Timestamp>,
}

#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) timer: Option<Timestamp>,
    pub(super) effect: Option<Timestamp>,
    pub(super) members: BTreeSet<MemberId>,
    pub(super) customers: Vec<CustomerId>,
    pub(super) items: Vec<LiveItem>,
}

impl Signals {
    /// Of a transaction of a brand whose live view is watched or not.
    #[must_use]
    pub fn new(is_watched: bool) -> Self {
        Self { told: Mutex::default(), is_watched, began: None }
    }

    /// What this is about came at that moment: the live view shows how long it took.
    #[must_use]
    pub fn since(self, began: Timestamp) -> Self {
        Self { began: Some(began), ..self }
    }

    /// Whether items of the live view are wanted.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.is_watched
    }

    /// A timer was set.
    pub fn timer(&self, at: Timestamp) {
        self.with(|told| told.timer = earlier(told.timer, at));
    }

    /// An effect was put into the outbox.
    pub fn effect(&self, at: Timestamp) {
        self.with(|told| told.effect = earlier(told.effect, at));
    }

    /// A member's inbox has something new.
    pub fn member(&self, member: MemberId) {
        self.with(|told| {
            told.members.insert(member);
        });
    }

    /// Something happened to these customers.
    pub fn customers(&self, customers: impl IntoIterator<Item = CustomerId>) {
        self.with(|told| told.customers.extend(customers));
    }

    /// Something for the live view. Of a large batch what customers said is shown first, the rest counted.
    pub fn items(&self, mut items: Vec<LiveItem>) {
        items.sort_by_key(|item| item.score.is_none() && item.text.is_none());
        let more = items.len().saturating_sub(ITEMS_MAX);
        items.truncate(ITEMS_MAX);
        if let Some(last) = items.last_mut() {
            last.more = more;
        }
        self.with(|told| told.items = items);
    }

    pub(super) fn take(&self, now: Timestamp) -> Told {
        let mut told = std::mem::take(&mut *self.told.lock().unwrap_or_else(PoisonError::into_inner));
        let took_us = self.began.map(|began| now.as_microsecond() - began.as_microsecond());
        for item in told.items.iter_mut().filter(|item| item.score.is_some()) {
            item.took_us = took_us;
        }
        told
    }

    fn with(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn earlier(one: Option<Timestamp>, other: Timestamp) -> Option<Timestamp> {
    Some(one.map_or(other, |one| one.min(other)))
}
