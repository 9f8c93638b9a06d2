//! A fictional restaurant chain: its stores, its chat groups, its menu and its customers.
//!
//! Purchase rhythm and comments are real (see `data/`); who buys what where, and which comment stands
//! with which order, is made up from a seed. The same seed makes the same world.

mod chain;
mod comments;
mod history;
mod menu;
mod message;
mod people;
mod rhythm;

use jiff::{SignedDuration, Timestamp};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

pub use chain::{Chain, Group, Store};
pub use comments::Comments;
pub use history::Planned;
pub use menu::{Dish, MENU};
pub use message::Order;
pub use people::Person;
pub use rhythm::Rhythm;

/// How long the history is.
pub const HISTORY_DAYS: i64 = 365;

/// What the brand is called: nobody shall take the demo for a real chain.
pub const BRAND: &str = "Demo 演示餐厅（虚构）";

/// How large a world is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Stores.
    pub stores: u32,
    /// Chat groups, each with an owner of its own.
    pub groups: u32,
    /// Customers.
    pub customers: u32,
}

impl Default for Size {
    fn default() -> Self {
        Self { stores: 120, groups: 60, customers: 100_000 }
    }
}

/// A chain with its customers.
#[derive(Debug)]
pub struct World {
    /// Stores and groups.
    pub chain: Chain,
    /// What customers write.
    pub comments: Comments,
    rhythm: Rhythm,
    size: Size,
    seed: u64,
}

/// What a stream of random numbers is for. Each has numbers of its own, so that one customer more
/// changes nothing about the others.
#[derive(Debug, Clone, Copy)]
enum Purpose {
    Person = 1,
    Order = 2,
    Live = 3,
}

impl World {
    /// The world of a seed.
    #[must_use]
    pub fn new(seed: u64, size: Size) -> Self {
        let chain = Chain::new(size);
        Self { chain, comments: Comments::shipped(), rhythm: Rhythm::shipped(), size, seed }
    }

    /// How large it is.
    #[must_use]
    pub const fn size(&self) -> Size {
        self.size
    }

    /// Random numbers for what happens now.
    #[must_use]
    pub fn live_numbers(&self, now: Timestamp) -> ChaCha8Rng {
        self.numbers(Purpose::Live, now.as_millisecond().unsigned_abs())
    }

    fn numbers(&self, purpose: Purpose, which: u64) -> ChaCha8Rng {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.seed.to_le_bytes());
        seed[8..16].copy_from_slice(&which.to_le_bytes());
        seed[16] = purpose as u8;
        ChaCha8Rng::from_seed(seed)
    }

    /// When the history before `now` begins.
    #[must_use]
    pub fn beginning(now: Timestamp) -> Timestamp {
        now - SignedDuration::from_hours(24 * HISTORY_DAYS)
    }
}

#[cfg(test)]
mod tests;
