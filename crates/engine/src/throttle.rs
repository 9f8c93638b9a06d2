//! How often something may be tried, such as a login per account and per address, in bounded memory.
//!
//! Each subject has a bucket of tries that refills with time. Who is not a nuisance never notices; who
//! guesses gets a few tries an hour. Counting by account also stops guesses that come from many addresses.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use jiff::Timestamp;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Tries for one e-mail address.
    Account,
    /// Tries from one network address.
    Address,
    /// Codes of a second factor by one who is logged in.
    Code,
    /// Letters to one address.
    Letter,
    /// Questions of one browser whether it is asked a survey.
    Visit,
    /// Strangers whom one widget asks: each of them becomes a customer.
    Stranger,
}

impl Subject {
    /// Tries at once, and seconds until another is earned.
    const fn allowance(self) -> (f64, f64) {
        match self {
            Self::Account => (10.0, 60.0),
            Self::Address => (50.0, 10.0),
            Self::Code => (5.0, 300.0),
            Self::Letter => (3.0, 600.0),
            // Somebody who leafs through thirty pages at once, and a page every five seconds after that.
            Self::Visit => (30.0, 5.0),
            // A rush of visitors, and 170,000 a day. Whoever makes up browsers fills no disk with them.
            Self::Stranger => (300.0, 0.5),
        }
    }
}

/// Whom an address stands for: of IPv6 the network that a provider gives to one household, which has more
/// addresses than anyone can count; without the port that some proxies write behind it.
pub(crate) fn network(address: &str) -> String {
    let parsed = address
        .parse::<IpAddr>()
        .or_else(|_| address.parse::<SocketAddr>().map(|address| address.ip()))
        .or_else(|_| address.trim_matches(['[', ']']).parse::<IpAddr>());
    match parsed.map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
        Ok(address) => address.to_string(),
        Err(_) => address.to_owned(),
    }
}

/// Subjects kept at most; beyond it those who are nearest to being forgiven are forgotten first.
const SUBJECTS_MAX: usize = 20_000;

/// Tries left of each subject that has fewer than it may have.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    buckets: HashMap<[u8; 16], Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    subject: Subject,
    tries: f64,
    at: Timestamp,
}

impl Bucket {
    fn refilled(self, now: Timestamp) -> Self {
        let (most, seconds_each) = self.subject.allowance();
        // A clock that was set back gives nothing and takes nothing.
        let passed = now.duration_since(self.at).as_secs_f64().max(0.0);
        Self { tries: (self.tries + passed / seconds_each).min(most), at: now.max(self.at), ..self }
    }

    fn is_full(self) -> bool {
        self.tries >= self.subject.allowance().0
    }
}

impl Throttle {
    /// Takes a try. `Err` holds the seconds until the next one.
    pub(crate) fn take(&mut self, subject: Subject, key: [u8; 16], now: Timestamp) -> Result<(), u64> {
        let (most, seconds_each) = subject.allowance();
        let fresh = Bucket { subject, tries: most, at: now };
        if self.buckets.len() >= SUBJECTS_MAX && !self.buckets.contains_key(&key) {
            self.forget(now);
        }
        let bucket = self.buckets.entry(key).or_insert(fresh);
        *bucket = bucket.refilled(now);
        if bucket.tries < 1.0 {
            let seconds = (1.0 - bucket.tries) * seconds_each;
            // At most one refill period, far inside the range.
            return Err(seconds.ceil() as u64);
        }
        bucket.tries -= 1.0;
        Ok(())
    }

    /// Gives a try back: a login that succeeded is no guess.
    pub(crate) fn give_back(&mut self, key: [u8; 16], now: Timestamp) {
        if let Some(bucket) = self.buckets.get_mut(&key) {
            *bucket = bucket.refilled(now);
            bucket.tries += 1.0;
            if bucket.is_full() {
                self.buckets.remove(&key);
            }
        }
    }

    /// Drops the forgiven, and if that frees too little, the tenth with the most tries left.
    fn forget(&mut self, now: Timestamp) {
        self.buckets.retain(|_, bucket| !bucket.refilled(now).is_full());
        if self.buckets.len() < SUBJECTS_MAX * 9 / 10 {
            return;
        }
        let share = |bucket: &Bucket| bucket.refilled(now).tries / bucket.subject.allowance().0;
        let mut left: Vec<([u8; 16], f64)> =
            self.buckets.iter().map(|(key, bucket)| (*key, share(bucket))).collect();
        left.sort_unstable_by(|one, other| other.1.total_cmp(&one.1));
        for (key, _) in left.into_iter().take(SUBJECTS_MAX / 10) {
            self.buckets.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).expect("a time")
    }

    #[test]
    fn guessing_is_slowed_and_patience_forgiven() {
        let mut throttle = Throttle::default();
        for _ in 0..10 {
            assert_eq!(throttle.take(Subject::Account, [1; 16], at(0)), Ok(()));
        }
        assert_eq!(throttle.take(Subject::Account, [1; 16], at(0)), Err(60));
        assert_eq!(throttle.take(Subject::Account, [1; 16], at(45)), Err(15));
        assert_eq!(throttle.take(Subject::Account, [2; 16], at(0)), Ok(()), "others are not held up");
        assert_eq!(throttle.take(Subject::Account, [1; 16], at(60)), Ok(()));
        assert_eq!(throttle.take(Subject::Account, [1; 16], at(60)), Err(60));
    }

    #[test]
    fn many_addresses_of_one_network_are_one() {
        for (address, expected) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:50123", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
            ("[2001:db8:1:2:bbbb::2]:443", "2001:db8:1:2::"),
            ("[2001:db8:1:2:cccc::3]", "2001:db8:1:2::"),
            ("unknown", "unknown"),
        ] {
            assert_eq!(network(address), expected, "{address}");
        }
    }

    #[test]
    fn a_clock_set_back_forgives_nothing() {
        let mut throttle = Throttle::default();
        for _ in 0..10 {
            throttle.take(Subject::Account, [1; 16], at(100)).expect("the allowance");
        }
        assert!(throttle.take(Subject::Account, [1; 16], at(0)).is_err());
    }

    #[test]
    fn success_gives_the_try_back() {
        let mut throttle = Throttle::default();
        for second in 0..1000 {
            throttle.take(Subject::Account, [1; 16], at(second)).expect("no guess");
            throttle.give_back([1; 16], at(second));
        }
        assert!(throttle.buckets.is_empty());
    }

    #[test]
    fn memory_is_bounded_and_the_worst_are_remembered() {
        let mut throttle = Throttle::default();
        for _ in 0..10 {
            throttle.take(Subject::Account, [0xFF; 16], at(0)).expect("the allowance");
        }
        for number in 0..100_000u128 {
            let now = at(0) + SignedDuration::from_millis(i64::try_from(number / 100).expect("small"));
            throttle.take(Subject::Account, number.to_be_bytes(), now).expect("the first try");
        }
        assert!(throttle.buckets.len() <= SUBJECTS_MAX);
        assert!(throttle.take(Subject::Account, [0xFF; 16], at(1)).is_err());
    }
}
