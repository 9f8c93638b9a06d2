//! Peers: how many deliveries are on their way to each, and which are left alone since they fail.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::time::after;

/// Most deliveries on their way to one peer.
pub const PER_PEER_MAX: usize = 32;
/// Failures in a row after which a peer is left alone.
const FAILURES_MAX: u32 = 5;
const PAUSE_MIN: SignedDuration = SignedDuration::from_secs(5);
const PAUSE_MAX: SignedDuration = SignedDuration::from_mins(5);

/// All peers that something was sent to of late.
#[derive(Debug, Default)]
pub struct Peers {
    peers: HashMap<String, Peer>,
}

#[derive(Debug, Default)]
struct Peer {
    under_way: usize,
    failures: u32,
    closed_until: Option<Timestamp>,
}

/// Whether something may be sent to a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Yes, and it counts as under way.
    Granted,
    /// As many as allowed are on their way.
    Full,
    /// It is left alone until then.
    Closed(Timestamp),
}

impl Peers {
    /// Asks to send one thing to a peer.
    pub fn admit(&mut self, name: &str, now: Timestamp) -> Admission {
        let peer = self.peers.entry(name.to_owned()).or_default();
        match peer.closed_until {
            Some(until) if now < until => return Admission::Closed(until),
            // After the pause one goes ahead and shows whether the peer is back.
            Some(_) if peer.under_way > 0 => return Admission::Full,
            _ if peer.under_way >= PER_PEER_MAX => return Admission::Full,
            _ => {}
        }
        peer.under_way += 1;
        Admission::Granted
    }

    /// Takes note of how a delivery went. Answers until when the peer is left alone, if this delivery
    /// closed it.
    pub fn ended(&mut self, name: &str, well: bool, now: Timestamp) -> Option<Timestamp> {
        let peer = self.peers.get_mut(name)?;
        peer.under_way = peer.under_way.saturating_sub(1);
        if well {
            (peer.failures, peer.closed_until) = (0, None);
            if peer.under_way == 0 {
                self.peers.remove(name);
            }
            return None;
        }
        peer.failures = peer.failures.saturating_add(1);
        // What was under way when it closed says nothing new.
        if peer.failures < FAILURES_MAX || peer.closed_until.is_some_and(|until| now < until) {
            return None;
        }
        let pause = PAUSE_MIN * (1 << (peer.failures - FAILURES_MAX).min(10));
        let until = after(now, pause.min(PAUSE_MAX));
        peer.closed_until = Some(until);
        Some(until)
    }

    /// Peers that are left alone now, or have one thing on its way that shows whether they are back.
    pub fn closed(&self, now: Timestamp) -> Vec<String> {
        let is_closed =
            |peer: &Peer| peer.closed_until.is_some_and(|until| now < until || peer.under_way > 0);
        self.peers.iter().filter(|(_, peer)| is_closed(peer)).map(|(name, _)| name.clone()).collect()
    }

    /// Forgets peers that had their pause and to which nothing is on its way: they begin anew with one try.
    pub fn forget_idle(&mut self, now: Timestamp) {
        self.peers.retain(|_, peer| {
            let is_old = peer.closed_until.is_some_and(|until| now >= after(until, PAUSE_MAX));
            peer.under_way > 0 || !is_old
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    #[test]
    fn a_peer_that_fails_is_left_alone_and_tried_with_one() {
        let mut peers = Peers::default();
        for n in 0..FAILURES_MAX {
            assert_eq!(peers.admit("a", at(0)), Admission::Granted);
            let closed = peers.ended("a", false, at(0));
            assert_eq!(closed, (n + 1 == FAILURES_MAX).then_some(at(5)));
        }
        assert_eq!(peers.admit("a", at(4)), Admission::Closed(at(5)));
        assert_eq!(peers.admit("b", at(4)), Admission::Granted);
        assert_eq!(peers.closed(at(4)), ["a"]);
        assert_eq!(peers.admit("a", at(5)), Admission::Granted);
        assert_eq!(peers.admit("a", at(5)), Admission::Full, "one shows whether it is back");
        assert_eq!(peers.ended("a", false, at(6)), Some(at(16)), "the pause doubles");
        assert_eq!(peers.admit("a", at(16)), Admission::Granted);
        assert_eq!(peers.ended("a", true, at(16)), None);
        assert_eq!(peers.admit("a", at(16)), Admission::Granted);
        assert_eq!(peers.admit("a", at(16)), Admission::Granted);
    }

    #[test]
    fn a_slow_peer_takes_no_more_than_its_share() {
        let mut peers = Peers::default();
        let granted = (0..100).filter(|_| peers.admit("slow", at(0)) == Admission::Granted).count();
        assert_eq!(granted, PER_PEER_MAX);
        assert_eq!(peers.closed(at(0)), Vec::<String>::new(), "it is slow, not down");
        assert_eq!(peers.admit("quick", at(0)), Admission::Granted);
        peers.ended("slow", true, at(1));
        assert_eq!(peers.admit("slow", at(1)), Admission::Granted);
    }
}
