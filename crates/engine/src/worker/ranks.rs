//! Brings what lists of customers are sorted by up to date: those who were touched, and everyone once after a start.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::id::{BrandId, CustomerId};
use touchstone_domain::time::after;
use touchstone_store::StoreError;
use touchstone_store::rows::brands;

use super::{Alarm, Step, Worker};
use crate::App;
use crate::customers::ranks::Next;

/// Customers that one step looks at.
const BATCH: u32 = 500;
/// Most brands of one installation that are looked at after a start.
const BRANDS_MAX: i64 = 10_000;
/// Between two steps while there is more to do.
const PAUSE: SignedDuration = SignedDuration::from_millis(25);
/// The same in a rush: lists may lag, what comes in may not.
const PAUSE_RUSH: SignedDuration = SignedDuration::from_secs(1);
/// More customers touched in a second than these are a rush: a rank takes as long to write as two events.
const RUSH_PER_S: f64 = 4_000.0;
/// The same after all there was to do: a few events a second must not make as many transactions.
pub(crate) const DELAY: SignedDuration = SignedDuration::from_millis(500);

/// The worker of ranks.
#[derive(Debug, Default)]
pub struct Ranks {
    /// Brands all of whose customers are looked at, with how far that has come.
    walks: VecDeque<(BrandId, Option<CustomerId>)>,
    has_begun: bool,
    /// When the step before looked at how many had been noted, and how many they were.
    noted: Option<(Timestamp, u64)>,
}

impl Worker for Ranks {
    const NAME: &'static str = "ranks";

    async fn step(&mut self, app: &App, now: Timestamp) -> Result<Step, StoreError> {
        if !self.has_begun {
            let all = app.store().read_global("ranks_brands", |tx| brands::ids(tx, BRANDS_MAX)).await?;
            self.walks.extend(all.into_iter().map(|brand| (brand, None)));
            self.has_begun = true;
        }
        let (did, pause) = match app.touched().take(BATCH as usize) {
            Some(Next::Some(brand, customers)) => {
                let pause = if customers.len() < BATCH as usize { DELAY } else { PAUSE };
                (app.rank(brand, customers).await?, Some(pause))
            }
            Some(Next::Everyone(brand)) => {
                self.walks.push_back((brand, None));
                (0, Some(PAUSE))
            }
            None => (self.walk(app).await?, (!self.walks.is_empty()).then_some(PAUSE)),
        };
        let is_rush = self.is_rush(app.touched().notes(), now);
        // With nothing left it sleeps until somebody is touched.
        let next_wake = pause.map(|pause| after(now, if is_rush { PAUSE_RUSH } else { pause }));
        Ok(Step { did, next_wake })
    }

    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm {
        &app.alarms().ranks
    }
}

impl Ranks {
    /// Whether more were touched since the step before than lists can follow without holding up what comes in.
    fn is_rush(&mut self, notes: u64, now: Timestamp) -> bool {
        let before = self.noted.replace((now, notes));
        before.is_some_and(|(at, noted)| {
            let seconds = now.duration_since(at).as_secs_f64();
            (notes - noted) as f64 > RUSH_PER_S * seconds.max(PAUSE.as_secs_f64())
        })
    }

    /// The next customers of a walk through a brand.
    async fn walk(&mut self, app: &App) -> Result<usize, StoreError> {
        let Some(&(brand, from)) = self.walks.front() else { return Ok(0) };
        let ids = app.customers_after(brand, from, BATCH).await?;
        let last = ids.last().copied();
        let did = if ids.is_empty() { 0 } else { app.rank(brand, ids).await? };
        match last {
            Some(last) => self.walks[0].1 = Some(last),
            None => drop(self.walks.pop_front()),
        }
        Ok(did)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rush_is_more_than_lists_can_follow() {
        let mut ranks = Ranks::default();
        let at = |second| Timestamp::from_second(second).expect("a time");
        assert!(!ranks.is_rush(1_000_000, at(0)), "nothing to compare with");
        assert!(ranks.is_rush(1_004_001, at(1)));
        assert!(!ranks.is_rush(1_008_001, at(2)));
        assert!(!ranks.is_rush(1_008_100, at(2)), "a few within no time");
        assert!(ranks.is_rush(1_009_100, at(2)));
    }
}
