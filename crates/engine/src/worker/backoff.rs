//! How long to wait before trying again: longer each time, and not all at once.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::hash::unit_interval;
use touchstone_domain::id::EffectId;
use touchstone_domain::time::after;

/// Attempts after which an effect is given up; with the waits between them, about a day.
pub const ATTEMPTS_MAX: u32 = 12;

const FIRST: SignedDuration = SignedDuration::from_secs(5);
const LONGEST: SignedDuration = SignedDuration::from_hours(6);
const FACTOR: i32 = 3;

/// When to try again after attempt number `attempt` (from 1) failed. The wait lies between half of its
/// step and the whole of it, the same for the same effect and attempt.
#[must_use]
pub fn next_attempt(effect: EffectId, attempt: u32, now: Timestamp) -> Timestamp {
    let step = FACTOR
        .checked_pow(attempt.saturating_sub(1))
        .and_then(|factor| FIRST.checked_mul(factor))
        .map_or(LONGEST, |wait| wait.min(LONGEST));
    let jitter = unit_interval(&[b"backoff", effect.as_bytes(), &attempt.to_be_bytes()]);
    after(now, step.mul_f64(0.5 + jitter / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit_and_differ_between_effects() {
        let now = Timestamp::UNIX_EPOCH;
        let (one, other) = (EffectId::from_bytes([1; 16]), EffectId::from_bytes([2; 16]));
        let mut total = SignedDuration::ZERO;
        for attempt in 1..ATTEMPTS_MAX {
            let wait = next_attempt(one, attempt, now).duration_since(now);
            let step = SignedDuration::from_secs(5 * 3_i64.pow(attempt - 1)).min(LONGEST);
            assert!(wait >= step / 2 && wait <= step, "{attempt}: {wait}");
            assert_ne!(next_attempt(other, attempt, now), next_attempt(one, attempt, now));
            assert_eq!(next_attempt(one, attempt, now), now + wait, "the same every time");
            total += wait;
        }
        assert!(total > SignedDuration::from_hours(12) && total < SignedDuration::from_hours(36), "{total}");
        assert!(next_attempt(one, u32::MAX, now).duration_since(now) <= LONGEST);
    }
}
