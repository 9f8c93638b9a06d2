//! More from one device than a person answers.

use jiff::{SignedDuration, Timestamp};

use super::Flag;

/// How long one counts.
pub const BURST_WITHIN: SignedDuration = SignedDuration::from_mins(10);

/// So many completed responses to one survey from one browser are a family at the table that hands a phone round.
pub const BURST_MAX: usize = 5;

/// Whether these are too many: when the earlier responses of the same device were completed, in any order.
#[must_use]
pub fn burst(earlier: &[Timestamp], now: Timestamp) -> Option<Flag> {
    let since = crate::time::after(now, -BURST_WITHIN);
    let responses = 1 + earlier.iter().filter(|at| **at > since && **at <= now).count();
    (responses > BURST_MAX).then_some(Flag::Burst { responses })
}
