//! What wakes a sleeping worker.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use tokio::sync::Notify;

/// Wakes one worker, and only if it would sleep past the time in question.
#[derive(Debug)]
pub struct Alarm {
    /// Until when the worker sleeps, in microseconds; the end of time while it is at work, so that nothing
    /// that happens between its look at the store and its sleep is missed.
    until: AtomicI64,
    notify: Notify,
}

impl Default for Alarm {
    fn default() -> Self {
        Self { until: AtomicI64::new(i64::MAX), notify: Notify::new() }
    }
}

impl Alarm {
    /// Something is due at `at`, and committed.
    pub fn ring(&self, at: Timestamp) {
        if at.as_microsecond() < self.until.load(Ordering::SeqCst) {
            self.notify.notify_one();
        }
    }

    /// The worker looks at the store now: whatever is committed from here on rings.
    pub(super) fn arm(&self) {
        self.until.store(i64::MAX, Ordering::SeqCst);
    }

    /// Ends when something is due before `wake`. It may end once too often, never too rarely.
    pub(super) async fn rung(&self, wake: Option<Timestamp>) {
        self.until.store(wake.map_or(i64::MAX, Timestamp::as_microsecond), Ordering::SeqCst);
        self.notify.notified().await;
    }
}

/// The alarms of all workers.
#[derive(Debug, Default)]
pub struct Alarms {
    /// Of what is made up.
    pub backfill: Alarm,
    /// Of surveys on their way to many.
    pub distributions: Alarm,
    /// Of what has expired.
    pub expiry: Alarm,
    /// Of letters to members.
    pub letters: Alarm,
    /// Of what lists are sorted by.
    pub ranks: Alarm,
    /// Of the timers.
    pub timers: Alarm,
    /// Of the outbox.
    pub outbox: Alarm,
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    async fn rings(alarm: &Alarm, wake: Option<Timestamp>) -> bool {
        tokio::time::timeout(Duration::from_millis(20), alarm.rung(wake)).await.is_ok()
    }

    #[tokio::test]
    async fn what_happens_while_at_work_is_not_missed() {
        let alarm = Alarm::default();
        alarm.arm();
        alarm.ring(at(50));
        assert!(rings(&alarm, Some(at(10))).await, "the look at the store may have been too early to see it");
        assert!(!rings(&alarm, Some(at(10))).await);
        alarm.ring(at(50));
        assert!(!rings(&alarm, Some(at(10))).await, "it wakes before that anyway");
        alarm.ring(at(9));
        assert!(rings(&alarm, Some(at(10))).await);
    }
}
