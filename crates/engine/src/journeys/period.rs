//! Periods of whole days in the brand's time zone, each with the equally long one before it.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use touchstone_domain::field::FieldError;
use touchstone_domain::time;

use crate::brand::Brand;

/// Most days of a period.
pub const DAYS_MAX: i32 = 732;
/// Days of a period when nothing is said.
const DAYS_DEFAULT: i32 = 30;

/// Which days are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct PeriodQuery {
    /// The first day; 30 days back when left out.
    pub from: Option<Date>,
    /// The last day; today when left out.
    pub to: Option<Date>,
}

/// Days since the epoch, half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub first: i32,
    /// The day after the last.
    pub end: i32,
}

/// The days of a point of a series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bucket {
    /// One day.
    #[default]
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

impl Period {
    /// The days asked for, of a brand.
    pub(crate) fn of(query: PeriodQuery, brand: &Brand, now: Timestamp) -> Result<Self, FieldError> {
        let today = time::local_day(now, &time::zone(&brand.settings.time_zone));
        let last = query.to.map_or(today, time::day_of);
        let first = query.from.map_or(last - DAYS_DEFAULT + 1, time::day_of);
        if first > last {
            return Err(FieldError::new("from", "after_to", "the first day is after the last"));
        }
        if last - first >= DAYS_MAX {
            return Err(FieldError::new("from", "too_long", format!("at most {DAYS_MAX} days")));
        }
        Ok(Self { first, end: last + 1 })
    }

    /// The equally long period before.
    #[must_use]
    pub fn earlier(self) -> Self {
        Self { first: self.first - (self.end - self.first), end: self.first }
    }

    /// Whether a day belongs to it.
    #[must_use]
    pub fn holds(self, day: i32) -> bool {
        (self.first..self.end).contains(&day)
    }

    /// Whether all days of another belong to it.
    pub(super) fn holds_all(&self, other: &Self) -> bool {
        self.first <= other.first && other.end <= self.end
    }

    /// The first day.
    #[must_use]
    pub fn from(self) -> Date {
        time::date_of(self.first)
    }

    /// The last day.
    #[must_use]
    pub fn to(self) -> Date {
        time::date_of(self.end - 1)
    }

    /// The period cut into buckets; the first and last may be cut short.
    pub(super) fn cut(self, bucket: Bucket) -> impl Iterator<Item = Self> {
        let mut first = self.first;
        std::iter::from_fn(move || {
            if first >= self.end {
                return None;
            }
            let part = Self { first, end: next(first, bucket).clamp(first + 1, self.end) };
            first = part.end;
            Some(part)
        })
    }
}

/// The first day of the bucket after the one that holds a day.
fn next(day: i32, bucket: Bucket) -> i32 {
    let date = time::date_of(day);
    match bucket {
        Bucket::Day => day + 1,
        Bucket::Week => day + 8 - i32::from(date.weekday().to_monday_one_offset()),
        Bucket::Month => date.first_of_month().checked_add(1.month()).map_or(day + 1, time::day_of),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_follow_the_calendar() {
        let day = |text: &str| time::day_of(text.parse().expect("a date"));
        // 2026-03-01 is a Sunday.
        let period = Period { first: day("2026-02-26"), end: day("2026-03-10") };
        let starts = |bucket| period.cut(bucket).map(|part| part.from().to_string()).collect::<Vec<_>>();
        assert_eq!(starts(Bucket::Day).len(), 12);
        assert_eq!(starts(Bucket::Week), ["2026-02-26", "2026-03-02", "2026-03-09"]);
        assert_eq!(starts(Bucket::Month), ["2026-02-26", "2026-03-01"]);
        assert_eq!(
            (period.earlier().from().to_string(), period.earlier().to().to_string()),
            ("2026-02-14".to_owned(), "2026-02-25".to_owned())
        );
    }
}
