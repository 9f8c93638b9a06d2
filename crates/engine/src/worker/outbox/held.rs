//! What was leased and has not begun, by peer: whoever took one thing gets the next without a look at the
//! database in between, and much for one peer does not stand in the way of the others.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use jiff::Timestamp;
use touchstone_store::rows::outbox::OutboxRow;

use crate::channel::BrandChannels;
use crate::worker::peers::{Admission, Peers};

/// Most effects that wait here for all peers together.
const ALL_MAX: usize = 2_048;
/// A peer for which so many wait gets no more from the database.
pub const ENOUGH: usize = 32;

/// One effect that waits.
pub struct HeldEffect {
    /// The effect.
    pub row: OutboxRow,
    /// How it leaves.
    pub channels: Arc<BrandChannels>,
    /// It may begin before then; later, its lease could end while it is under way.
    pub begins_before: Timestamp,
}

/// Everything that waits.
#[derive(Default)]
pub struct Held {
    peers: BTreeMap<String, VecDeque<HeldEffect>>,
    count: usize,
}

/// What became possible.
pub enum Turn {
    /// To be begun; its place at the peer is taken.
    Begin(HeldEffect),
    /// To be put back until then.
    PutBack(HeldEffect, Timestamp),
}

impl Held {
    /// How many more may be added.
    pub fn room(&self) -> usize {
        ALL_MAX.saturating_sub(self.count)
    }

    /// How many wait.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Adds one.
    pub fn add(&mut self, effect: HeldEffect) {
        self.count += 1;
        self.peers.entry(effect.row.destination.clone()).or_default().push_back(effect);
    }

    /// The peers for which enough waits.
    pub fn saturated(&self) -> impl Iterator<Item = &String> {
        self.peers.iter().filter(|(_, effects)| effects.len() >= ENOUGH).map(|(peer, _)| peer)
    }

    /// Up to `begun_max` that may begin, taken from the peers in turn, and all that are put back.
    pub fn turns(&mut self, peers: &mut Peers, now: Timestamp, begun_max: usize) -> Vec<Turn> {
        let mut turns = Vec::new();
        let mut room = begun_max;
        let mut open: Vec<String> = self.peers.keys().cloned().collect();
        while !open.is_empty() {
            open.retain(|name| {
                let Some(effects) = self.peers.get_mut(name) else { return false };
                let Some(first) = effects.front() else { return false };
                let put_back = if first.begins_before <= now { Some(now) } else { None };
                let turn = match put_back {
                    Some(at) => effects.pop_front().map(|effect| Turn::PutBack(effect, at)),
                    None if room == 0 => None,
                    None => match peers.admit(name, now) {
                        Admission::Granted => {
                            room -= 1;
                            effects.pop_front().map(Turn::Begin)
                        }
                        Admission::Full => None,
                        Admission::Closed(until) => {
                            effects.pop_front().map(|effect| Turn::PutBack(effect, until))
                        }
                    },
                };
                let goes_on = turn.is_some();
                turns.extend(turn);
                goes_on
            });
        }
        self.peers.retain(|_, effects| !effects.is_empty());
        self.count = self.peers.values().map(VecDeque::len).sum();
        turns
    }

    /// Takes out everything: the process stops.
    pub fn drain(&mut self) -> impl Iterator<Item = HeldEffect> {
        self.count = 0;
        std::mem::take(&mut self.peers).into_values().flatten()
    }
}
