//! More at once than people answer: from one device, or through one link without anything that speaks for a person.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::Flag;
use crate::hash::digest16;

/// How long one counts.
pub const BURST_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// Of what there are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BurstOf {
    /// One browser. A program that takes a new one each time is found by the link.
    #[default]
    Device,
    /// One link, of the responses that nothing speaks for. A full shop answers through one link, too, but nearly all of its
    /// guests have a browser with a script.
    Link,
}

impl BurstOf {
    /// So many completed responses to one survey are still people's.
    #[must_use]
    pub const fn max(self) -> usize {
        match self {
            // A family at the table that hands a phone round.
            Self::Device => 5,
            Self::Link => 20,
        }
    }

    /// What responses of one device or link have in common.
    #[must_use]
    pub fn mark(self, whose: &[u8]) -> [u8; 16] {
        match self {
            Self::Device => digest16(&[b"burst", whose]),
            Self::Link => digest16(&[b"burst-link", whose]),
        }
    }
}

/// Whether these are too many: when the earlier ones were completed, in any order.
#[must_use]
pub fn burst(of: BurstOf, earlier: &[Timestamp], now: Timestamp) -> Option<Flag> {
    let since = crate::time::after(now, -BURST_WITHIN);
    let responses = 1 + earlier.iter().filter(|at| **at > since && **at <= now).count();
    (responses > of.max()).then_some(Flag::Burst { responses, of })
}
