//! Numbers that were given, each with how often: exact as long as there are not too many different ones.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use touchstone_stats::mean::Moments;

/// So many different numbers are kept as they are; beyond, they are rounded to three digits, later to two.
pub const VALUES_MAX: usize = 2_000;

/// Numbers with how often each was given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Numbers {
    counts: BTreeMap<Ordered, u64>,
    moments: Moments,
    digits: Option<i32>,
}

/// A number by which a map can be ordered; there is no `NaN` among answers.
#[derive(Debug, Clone, Copy)]
struct Ordered(f64);

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ordered {}

impl Numbers {
    /// One number.
    pub fn add(&mut self, number: f64) {
        self.add_many(number, 1);
        self.moments.add(number, 1);
    }

    /// What was counted elsewhere.
    pub fn merge(&mut self, other: &Self) {
        if let Some(digits) = other.digits
            && self.digits.is_none_or(|own| own > digits)
        {
            self.round(digits);
        }
        for (number, times) in &other.counts {
            self.add_many(number.0, *times);
        }
        self.moments.n += other.moments.n;
        self.moments.sum += other.moments.sum;
        self.moments.squares += other.moments.squares;
    }

    fn add_many(&mut self, number: f64, times: u64) {
        let kept = self.digits.map_or(number, |digits| rounded(number, digits));
        *self.counts.entry(Ordered(kept)).or_default() += times;
        if self.counts.len() > VALUES_MAX && self.digits != Some(1) {
            self.round(self.digits.map_or(3, |digits| digits - 1));
        }
    }

    fn round(&mut self, digits: i32) {
        self.digits = Some(digits);
        let before = std::mem::take(&mut self.counts);
        for (number, times) in before {
            *self.counts.entry(Ordered(rounded(number.0, digits))).or_default() += times;
        }
    }

    /// How many numbers.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.moments.n
    }

    /// For the mean, which is exact whatever was rounded.
    #[must_use]
    pub fn moments(&self) -> Moments {
        self.moments
    }

    /// Ascending, each with how often it was given.
    #[must_use]
    pub fn counted(&self) -> Vec<(f64, u64)> {
        self.counts.iter().map(|(number, times)| (number.0, *times)).collect()
    }

    /// How often a number was given.
    #[must_use]
    pub fn count(&self, number: f64) -> u64 {
        self.counts.get(&Ordered(number)).copied().unwrap_or(0)
    }

    /// Whether no number was rounded.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.digits.is_none()
    }

    /// About how many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        64 + self.counts.len() * 32
    }
}

/// A number to so many digits, whatever its size.
fn rounded(number: f64, digits: i32) -> f64 {
    if number == 0.0 {
        return 0.0;
    }
    #[expect(clippy::cast_possible_truncation, reason = "a number of at most 2^53 has a magnitude below 17")]
    let magnitude = number.abs().log10().floor() as i32;
    // Dividing by a power of ten that is whole keeps 1,230 from becoming 1,230.0000000002.
    let shift = digits - 1 - magnitude;
    let unit = 10f64.powi(shift.abs());
    let kept = if shift >= 0 { (number * unit).round() / unit } else { (number / unit).round() * unit };
    kept + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_numbers_are_rounded_and_none_is_lost() {
        let mut numbers = Numbers::default();
        (0..50_000).for_each(|n| numbers.add(f64::from(n) + 0.25));
        assert!(!numbers.is_exact() && numbers.counted().len() <= VALUES_MAX);
        assert_eq!(numbers.n(), 50_000);
        assert_eq!(numbers.counted().iter().map(|(_, times)| times).sum::<u64>(), 50_000);
        assert!((numbers.moments().sum / 50_000.0 - 24_999.75).abs() < 1e-6, "the mean stays exact");
    }

    #[test]
    fn rounding_keeps_digits() {
        for (number, kept) in
            [(1_234.0, 1_230.0), (0.001_236, 0.001_24), (-99.96, -100.0), (7.0, 7.0), (0.0, 0.0)]
        {
            assert_eq!(rounded(number, 3), kept, "{number}");
        }
    }
}
