//! Medians and quartiles of numbers that are counted rather than listed.

use crate::{Estimate, Z};

/// Fewer numbers have no interval of their median at 95 %: even their least and greatest do not hold it that surely.
const N_MIN: u64 = 6;

/// The value below which a share of all numbers lies, between the two nearest where it falls between them (type 7 of
/// Hyndman and Fan 1996, the default of R). `counted` is ascending, each number with how often it was given. None of none.
#[must_use]
pub fn quantile(counted: &[(f64, u64)], share: f64) -> Option<f64> {
    let n: u64 = counted.iter().map(|(_, times)| times).sum();
    if n == 0 {
        return None;
    }
    let place = (n - 1) as f64 * share.clamp(0.0, 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to n - 1")]
    let below = place.floor() as u64;
    let low = at(counted, below)?;
    let high = at(counted, (below + 1).min(n - 1))?;
    Some(low + (high - low) * place.fract())
}

/// The median with an interval from the numbers themselves, which presumes nothing of how they are spread: those at ranks
/// n/2 − 1.96 √n/2 and 1 + n/2 + 1.96 √n/2 (Campbell and Gardner 1988, "Calculating confidence intervals for some
/// non-parametric analyses", British Medical Journal 296). None of none; without interval below six numbers.
#[must_use]
pub fn median(counted: &[(f64, u64)]) -> Option<(f64, Option<Estimate>)> {
    let value = quantile(counted, 0.5)?;
    let n: u64 = counted.iter().map(|(_, times)| times).sum();
    if n < N_MIN {
        return Some((value, None));
    }
    let all = n as f64;
    let half = Z * all.sqrt() / 2.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 1 and n")]
    let rank = |place: f64| place.round().clamp(1.0, all) as u64;
    let low = at(counted, rank(all / 2.0 - half) - 1)?;
    let high = at(counted, rank(1.0 + all / 2.0 + half) - 1)?;
    Some((value, Some(Estimate { value, low, high })))
}

/// The number at a place, from 0.
fn at(counted: &[(f64, u64)], place: u64) -> Option<f64> {
    let mut passed = 0;
    counted.iter().find_map(|&(value, times)| {
        passed += times;
        (place < passed).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close;

    fn counted(numbers: &[f64]) -> Vec<(f64, u64)> {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        sorted.into_iter().map(|number| (number, 1)).collect()
    }

    /// R `quantile(c(1, 3, 4, 10, 20))` and `quantile(1:10)`.
    #[test]
    fn quartiles_are_those_of_r() {
        let few = counted(&[20.0, 1.0, 10.0, 3.0, 4.0]);
        for (share, expected) in [(0.0, 1.0), (0.25, 3.0), (0.5, 4.0), (0.75, 10.0), (1.0, 20.0)] {
            close(quantile(&few, share).expect("numbers"), expected, 1e-12);
        }
        let ten = counted(&(1..=10).map(f64::from).collect::<Vec<_>>());
        for (share, expected) in [(0.25, 3.25), (0.5, 5.5), (0.75, 7.75)] {
            close(quantile(&ten, share).expect("numbers"), expected, 1e-12);
        }
        assert_eq!((quantile(&[], 0.5), median(&[])), (None, None));
    }

    /// The ranks of the formula for n = 100: 40.2 and 60.8, rounded.
    #[test]
    fn the_interval_of_a_median_is_of_ranks() {
        let hundred = counted(&(1..=100).map(f64::from).collect::<Vec<_>>());
        let (value, interval) = median(&hundred).expect("numbers");
        let interval = interval.expect("enough");
        assert_eq!((value, interval.low, interval.high), (50.5, 40.0, 61.0));
        assert_eq!(median(&[(3.0, 5)]), Some((3.0, None)), "five numbers are too few");
        let (_, same) = median(&[(3.0, 6)]).expect("numbers");
        assert_eq!(same, Some(Estimate { value: 3.0, low: 3.0, high: 3.0 }));
    }

    #[test]
    fn counting_changes_nothing() {
        let listed = counted(&[1.0, 1.0, 1.0, 2.0, 2.0, 5.0, 5.0, 5.0, 5.0, 9.0]);
        let counted = [(1.0, 3), (2.0, 2), (5.0, 4), (9.0, 1)];
        for share in [0.0, 0.1, 0.25, 0.5, 0.77, 1.0] {
            assert_eq!(quantile(&listed, share), quantile(&counted, share));
        }
        assert_eq!(median(&listed), median(&counted));
    }
}
