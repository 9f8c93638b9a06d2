//! A year of orders: who ordered when. What was ordered is made when it is sent.

use jiff::Timestamp;
use rand::Rng;
use rand::distr::Distribution;
use rand::distr::weighted::WeightedIndex;

use super::{HISTORY_DAYS, Purpose, World};

const DAY_S: i64 = 24 * 3600;
/// The chain's stores are all in one time zone, eight hours before UTC, without summer time.
const ZONE_S: i64 = 8 * 3600;
/// Customers began to come up to so many days before the history does.
const BEFORE_DAYS: i64 = 180;
/// Orders per hour of the day, 0 to 23: lunch and dinner.
const HOURS: [u32; 24] = [1, 0, 0, 0, 0, 0, 0, 3, 5, 3, 4, 30, 60, 40, 12, 6, 8, 30, 62, 55, 34, 18, 8, 3];
/// Most dishes of one order.
const DISHES_MAX: u8 = 6;

/// Something that is to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planned {
    /// When it happened, seconds since 1970.
    pub at_s: i64,
    /// Who, by number.
    pub customer: u32,
    /// 0 is the customer's first word (`identify`); the others are orders.
    pub nth: u16,
    /// How many dishes.
    pub dishes: u8,
}

impl World {
    /// Everything that happened in the year before `now`, in its order.
    #[must_use]
    pub fn history(&self, now: Timestamp) -> Vec<Planned> {
        let hours = WeightedIndex::new(HOURS).expect("the hours' weights are positive");
        let end = now.as_second();
        let begin = (Self::beginning(now).as_second() + ZONE_S).div_euclid(DAY_S) * DAY_S - ZONE_S;
        let mut planned = Vec::with_capacity(self.size.customers as usize * 3);
        for customer in 0..self.size.customers {
            let mut numbers = self.numbers(Purpose::Order, customer.into());
            let start = numbers.random_range(-BEFORE_DAYS..HISTORY_DAYS);
            let first = planned.len();
            for purchase in self.rhythm.draw(&mut numbers) {
                let day = start + i64::from(purchase.day);
                let hour = i64::try_from(hours.sample(&mut numbers)).expect("a day has 24 hours");
                let at_s = begin + day * DAY_S + hour * 3600 + numbers.random_range(0..3600);
                let dishes = purchase.quantity.clamp(1, DISHES_MAX);
                let nth = u16::try_from(planned.len() - first + 1).expect("nobody ordered that often");
                if at_s >= begin && at_s < end {
                    planned.push(Planned { at_s, customer, nth, dishes });
                }
            }
            // A customer says who they are before anything else; some have not ordered this year.
            let unseen = begin + numbers.random_range(0..HISTORY_DAYS - 1) * DAY_S;
            let earliest = planned[first..].iter().map(|order| order.at_s).min();
            let said = earliest.map_or(unseen, |at_s| at_s - 60);
            planned.push(Planned { at_s: said, customer, nth: 0, dishes: 0 });
        }
        planned.sort_unstable();
        planned
    }

    /// Whether it is busy at this time of the day, 0 to 1.
    #[must_use]
    pub fn busyness(at: Timestamp) -> f64 {
        let hour = (at.as_second() + ZONE_S).rem_euclid(DAY_S) / 3600;
        let share = HOURS[usize::try_from(hour).expect("a day has 24 hours")];
        f64::from(share) / f64::from(HOURS[18])
    }
}
