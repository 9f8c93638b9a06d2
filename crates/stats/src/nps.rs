//! The net promoter score: the share of promoters minus the share of detractors, in points from −100 to 100.

use crate::distribution::two_sided;
use crate::{Difference, Estimate, Z};

/// How many felt how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bands {
    /// 9 and 10, unless the survey says otherwise.
    pub promoters: u64,
    /// 7 and 8.
    pub passives: u64,
    /// 0 to 6.
    pub detractors: u64,
}

impl Bands {
    /// How many in all.
    #[must_use]
    pub fn n(self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// Score as a share, its variance times n, and n, after so many were added to each band.
    fn moments(self, added: f64) -> (f64, f64, f64) {
        let n = self.n() as f64 + 4.0 * added;
        let promoters = (self.promoters as f64 + added) / n;
        let detractors = (self.detractors as f64 + added) / n;
        let score = promoters - detractors;
        (score, (promoters + detractors - score * score).max(0.0), n)
    }
}

/// What is added to promoters and detractors, and twice to passives, to make the interval honest for small n.
const ADDED: f64 = 0.75;

/// The score with its adjusted Wald interval: ¾, 1½ and ¾ are added to the bands (Rocks 2016, "Interval estimation for the
/// Net Promoter Score", The American Statistician 70). None without answers.
#[must_use]
pub fn estimate(bands: Bands) -> Option<Estimate> {
    if bands.n() == 0 {
        return None;
    }
    let (score, _, _) = bands.moments(0.0);
    let (centre, variance, n) = bands.moments(ADDED);
    let half = Z * (variance / n).sqrt();
    let points = |share: f64| share.clamp(-1.0, 1.0) * 100.0;
    Some(Estimate { value: points(score), low: points(centre - half), high: points(centre + half) })
}

/// Whether two scores differ: the z test on the adjusted proportions (measuringu.com/nps-significance-test). The value is
/// the plain difference, the interval that of the adjusted one.
#[must_use]
pub fn difference(one: Bands, other: Bands) -> Option<Difference> {
    if one.n() == 0 || other.n() == 0 {
        return None;
    }
    let value = one.moments(0.0).0 - other.moments(0.0).0;
    let ((first, first_variance, first_n), (second, second_variance, second_n)) =
        (one.moments(ADDED), other.moments(ADDED));
    let error = (first_variance / first_n + second_variance / second_n).sqrt();
    let adjusted = first - second;
    let (low, high) = (adjusted - Z * error, adjusted + Z * error);
    Some(Difference {
        value: value * 100.0,
        low: low * 100.0,
        high: high * 100.0,
        p: two_sided(adjusted / error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close;

    fn bands(promoters: u64, passives: u64, detractors: u64) -> Bands {
        Bands { promoters, passives, detractors }
    }

    /// R `NPS::nps.test`, github.com/brendan-R/nps.
    #[test]
    fn intervals_are_adjusted_wald() {
        let first = estimate(bands(50, 30, 20)).expect("answers");
        close(first.value, 30.0, 1e-12);
        close(first.low, 14.051, 5e-4);
        close(first.high, 44.201, 5e-4);
        let small = estimate(bands(12, 5, 3)).expect("answers");
        close(small.low, 8.431, 5e-4);
        close(small.high, 69.830, 5e-4);
        assert_eq!(estimate(Bands::default()), None);
        let certain = estimate(bands(1, 0, 0)).expect("an answer");
        assert!(certain.value == 100.0 && certain.low < 60.0 && certain.high <= 100.0);
    }

    /// measuringu.com/nps-significance-test, recomputed: z = 1.7323.
    #[test]
    fn two_scores_are_compared_on_adjusted_proportions() {
        let found = difference(bands(50, 30, 20), bands(40, 30, 30)).expect("answers");
        close(found.value, 20.0, 1e-9);
        close(found.p, 0.0832, 5e-5);
        assert!(!found.is_real() && found.low < 0.0);
    }
}
