//! From counted answers to a figure with its interval, and what became of it since.

use touchstone_stats::nps::Bands;
use touchstone_stats::{CONFIDENCE, Difference, Estimate, mean, multiple, nps, proportion};

use super::{Metric, Scale};
use crate::survey::NpsBands;

/// Answers to scored questions, counted: how often each number was given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// How often 0 to 10.
    pub counts: [i64; 11],
    /// How many felt bad: detractors, by the bands of the survey as it was answered.
    pub low: i64,
    /// How many felt good: promoters.
    pub high: i64,
}

impl Tally {
    /// One number on a scale.
    #[must_use]
    pub fn of(scale: Scale, value: u8, bands: NpsBands) -> Self {
        let mut tally = Self::default();
        if let Some(count) = tally.counts.get_mut(usize::from(value)) {
            *count = 1;
        }
        let (bad, good) = match scale {
            Scale::Nps => (value <= bands.detractor_max, value > bands.passive_max),
            Scale::Csat | Scale::Items => (value <= 2, value >= 4),
            Scale::Ces => (value <= 3, value >= 5),
        };
        (tally.low, tally.high) = (i64::from(bad), i64::from(good));
        tally
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
        self.low += other.low;
        self.high += other.high;
    }

    /// Takes away what was counted among these; nothing falls below zero.
    pub fn subtract(&mut self, part: &Self) {
        for (count, less) in self.counts.iter_mut().zip(part.counts) {
            *count = (*count - less).max(0);
        }
        self.low = (self.low - part.low).max(0);
        self.high = (self.high - part.high).max(0);
    }

    /// How many answers.
    #[must_use]
    pub fn n(&self) -> u64 {
        positive(self.counts.iter().sum())
    }

    fn bands(&self) -> Bands {
        let (promoters, detractors) = (positive(self.high), positive(self.low));
        Bands { promoters, detractors, passives: self.n().saturating_sub(promoters + detractors) }
    }

    fn moments(&self) -> mean::Moments {
        let mut moments = mean::Moments::default();
        for (value, &count) in (0u8..).zip(&self.counts) {
            moments.add(f64::from(value), positive(count));
        }
        moments
    }
}

fn positive(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// A figure on screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The score: NPS −100 to 100, CSAT 0 to 100, CES 1 to 7.
    pub score: f64,
    /// The interval; none where one answer tells nothing of the spread.
    pub interval: Option<(f64, f64)>,
    /// How many answers.
    pub n: u64,
    /// The method of the interval.
    pub method: &'static str,
}

/// What the answers come to; none without answers.
#[must_use]
pub fn figure(metric: Metric, tally: &Tally) -> Option<Figure> {
    let n = tally.n();
    if n == 0 {
        return None;
    }
    let (estimate, method) = match metric {
        Metric::Nps => (nps::estimate(tally.bands()), "adjusted_wald"),
        Metric::Csat => (proportion::wilson(tally.bands().promoters, n).map(in_percent), "wilson"),
        Metric::Ces => (mean::estimate(tally.moments()), "student_t"),
    };
    let score = estimate.map_or_else(|| tally.moments().sum / n as f64, |estimate| estimate.value);
    Some(Figure { score, interval: estimate.map(|estimate| (estimate.low, estimate.high)), n, method })
}

/// A figure against an earlier one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Now minus earlier.
    pub difference: f64,
    /// The interval of the difference.
    pub interval: (f64, f64),
    /// How often chance alone gives at least as much.
    pub p: f64,
    /// Whether it is more than noise.
    pub is_real: bool,
}

/// How the answers now differ from others; none when either has too few.
#[must_use]
pub fn compare(metric: Metric, now: &Tally, earlier: &Tally) -> Option<Compared> {
    let found = match metric {
        Metric::Nps => nps::difference(now.bands(), earlier.bands()),
        Metric::Csat => {
            let share = |tally: &Tally| (tally.bands().promoters, tally.n());
            proportion::newcombe(share(now), share(earlier)).map(|found| Difference {
                value: found.value * 100.0,
                low: found.low * 100.0,
                high: found.high * 100.0,
                ..found
            })
        }
        Metric::Ces => mean::welch(now.moments(), earlier.moments()),
    }?;
    Some(Compared {
        difference: found.value,
        interval: (found.low, found.high),
        p: found.p,
        is_real: found.is_real(),
    })
}

/// Asks of differences that are seen side by side which of them are more than noise: among many touchpoints some differ
/// by chance, so of those that are said to be real at most one in twenty is not.
pub fn judge_together<'a>(compared: impl Iterator<Item = &'a mut Compared>) {
    let mut compared: Vec<&mut Compared> = compared.collect();
    let p_values: Vec<f64> = compared.iter().map(|one| one.p).collect();
    let real = multiple::benjamini_hochberg(&p_values, 1.0 - CONFIDENCE);
    for (one, is_real) in compared.iter_mut().zip(real) {
        one.is_real = is_real;
    }
}

fn in_percent(estimate: Estimate) -> Estimate {
    Estimate { value: estimate.value * 100.0, low: estimate.low * 100.0, high: estimate.high * 100.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(scale: Scale, values: &[(u8, i64)]) -> Tally {
        let mut sum = Tally::default();
        for &(value, times) in values {
            (0..times).for_each(|_| sum.add(&Tally::of(scale, value, NpsBands::default())));
        }
        sum
    }

    /// The golden values of `stats`, through the counters.
    #[test]
    fn counters_come_to_the_published_figures() {
        let answers = tally(Scale::Nps, &[(10, 30), (9, 20), (8, 30), (6, 15), (0, 5)]);
        let found = figure(Metric::Nps, &answers).expect("answers");
        assert!((found.score - 30.0).abs() < 1e-9 && found.n == 100);
        let (low, high) = found.interval.expect("an interval");
        assert!((low - 14.051).abs() < 5e-4 && (high - 44.201).abs() < 5e-4);
        let other = tally(Scale::Nps, &[(9, 40), (7, 30), (3, 30)]);
        let change = compare(Metric::Nps, &answers, &other).expect("answers");
        assert!((change.p - 0.0832).abs() < 5e-5 && !change.is_real);
        let satisfied =
            figure(Metric::Csat, &tally(Scale::Csat, &[(5, 41), (4, 40), (3, 182)])).expect("answers");
        let (low, high) = satisfied.interval.expect("an interval");
        assert!((low - 25.53).abs() < 5e-3 && (high - 36.62).abs() < 5e-3, "Newcombe 1998: 81/263");
        let ease = figure(Metric::Ces, &tally(Scale::Ces, &[(6, 1)])).expect("an answer");
        assert_eq!((ease.score, ease.interval, ease.n), (6.0, None, 1));
        assert_eq!(figure(Metric::Nps, &Tally::default()), None);
    }

    #[test]
    fn what_is_left_without_a_part_is_counted_as_such() {
        let (part, rest) = (tally(Scale::Nps, &[(10, 3), (2, 1)]), tally(Scale::Nps, &[(9, 4), (7, 2)]));
        let mut whole = part;
        whole.add(&rest);
        whole.subtract(&part);
        assert_eq!(whole, rest);
        whole.subtract(&part);
        assert_eq!(whole.counts[10], 0, "nothing falls below zero");
    }

    #[test]
    fn of_many_differences_fewer_are_real() {
        let one = |p| Compared { difference: 3.0, interval: (0.1, 5.9), p, is_real: p < 0.05 };
        let mut alone = [one(0.04)];
        judge_together(alone.iter_mut());
        assert!(alone[0].is_real);
        let mut many = [one(0.04), one(0.5), one(0.001), one(0.9)];
        judge_together(many.iter_mut());
        assert_eq!(many.map(|one| one.is_real), [false, false, true, false]);
    }
}
