//! What became of a distribution's invitations: counted over all its people, so that of a large one it is not
//! counted anew for everyone who watches.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::distribution::State;
use touchstone_domain::id::DistributionId;
use touchstone_domain::time::after;
use touchstone_store::rows::outbox::OutboxState;
use touchstone_store::rows::recipients::{self, Counts};
use touchstone_store::{StoreError, Tx};

/// What takes longer to count is kept.
const SHORT: SignedDuration = SignedDuration::from_millis(50);
/// It is kept so many times as long as it took, so that counting takes no more than a twentieth of a processor.
const KEPT_TIMES: i32 = 20;

/// What became of the invitations.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// What those did who were asked.
    pub counts: Counts,
    /// How far the latest message to each of them is; of refused ones with the reason.
    pub deliveries: Vec<(OutboxState, Option<String>, u64)>,
}

impl Tally {
    pub(super) fn count(tx: &mut Tx<'_>, id: DistributionId) -> Result<Self, StoreError> {
        let counts = recipients::counts(tx, id)?;
        Ok(Self { counts, deliveries: recipients::deliveries(tx, id)? })
    }
}

/// Tallies of large distributions, for a moment.
#[derive(Debug, Default)]
pub(crate) struct Tallies(Mutex<HashMap<DistributionId, Kept>>);

#[derive(Debug)]
struct Kept {
    /// Of a distribution in this state: what is over is counted to its end.
    state: State,
    until: Timestamp,
    took: SignedDuration,
    tally: Tally,
}

impl Tallies {
    /// None for the one who is to count; others get what is kept meanwhile.
    pub(super) fn find(&self, id: DistributionId, state: State, now: Timestamp) -> Option<Tally> {
        let mut all = self.lock();
        let kept = all.get_mut(&id).filter(|kept| kept.state == state)?;
        if now >= kept.until {
            kept.until = after(now, kept.took);
            return None;
        }
        Some(kept.tally.clone())
    }

    /// Keeps what was counted from `begun` to `now`, if that took long.
    pub(super) fn keep(
        &self,
        id: DistributionId,
        state: State,
        tally: &Tally,
        (begun, now): (Timestamp, Timestamp),
    ) {
        let took = now.duration_since(begun);
        let mut all = self.lock();
        all.retain(|_, kept| now < kept.until);
        if took > SHORT {
            let until = after(now, took * KEPT_TIMES);
            all.insert(id, Kept { state, until, took, tally: tally.clone() });
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DistributionId, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millisecond(millis).expect("a time")
    }

    #[test]
    fn what_took_long_is_kept_for_twenty_times_as_long() {
        let (tallies, id) = (Tallies::default(), DistributionId::from_bytes([1; 16]));
        let tally = Tally { counts: Counts { invited: 7, ..Counts::default() }, ..Tally::default() };
        tallies.keep(id, State::Inviting, &tally, (at(0), at(100)));
        let found = |state, now| tallies.find(id, state, at(now)).map(|tally| tally.counts.invited);
        assert_eq!(found(State::Inviting, 2_099), Some(7));
        assert_eq!(found(State::Inviting, 2_100), None);
        assert_eq!(found(State::Inviting, 2_199), Some(7), "one counts for all");
        assert_eq!(found(State::Inviting, 2_200), None, "and not for ever");
        assert_eq!(found(State::Done, 200), None, "the last count is of the end");
    }

    #[test]
    fn what_was_quick_is_counted_anew() {
        let (tallies, id) = (Tallies::default(), DistributionId::from_bytes([1; 16]));
        tallies.keep(id, State::Inviting, &Tally::default(), (at(0), at(50)));
        assert!(tallies.find(id, State::Inviting, at(50)).is_none());
    }
}
