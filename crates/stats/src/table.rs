//! Two questions against each other: whether what was answered to one hangs on what was answered to the other, and how
//! much.

use crate::CONFIDENCE;
use crate::distribution::{chi_square_tail, ln_gamma};

/// How two questions hang together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Association {
    /// How it was tested.
    pub test: Test,
    /// The statistic of the chi-square test; none of the exact one.
    pub statistic: Option<f64>,
    /// Its degrees of freedom.
    pub freedom: u64,
    /// How often chance alone gives at least as much.
    pub p: f64,
    /// Cramér's V: 0 when neither tells of the other, 1 when one tells the other (Cramér 1946).
    pub cramers_v: f64,
    /// Whether there are enough answers for p to be near the truth: no expected count below 1 and at most a fifth below 5
    /// (Cochran 1954, "Some methods for strengthening the common χ² tests", Biometrics 10). Always so of the exact test.
    pub is_sound: bool,
}

impl Association {
    /// Whether it is more than noise at [`CONFIDENCE`], as far as there are enough answers to tell.
    #[must_use]
    pub fn is_real(&self) -> bool {
        self.is_sound && self.p < 1.0 - CONFIDENCE
    }
}

/// How a table was tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Test {
    /// Pearson's chi-square (1900), without correction.
    ChiSquare,
    /// Fisher's exact test (1922) of a table of two by two, two-sided.
    FisherExact,
}

/// Tests a table given row by row. Rows and columns that are empty throughout do not count. A table of two by two that has
/// too few answers for the chi-square test is tested exactly. None where fewer than two rows or columns are left.
#[must_use]
pub fn association(table: &[Vec<u64>]) -> Option<Association> {
    let table = filled(table);
    let rows: Vec<u64> = table.iter().map(|row| row.iter().sum()).collect();
    let width = table.first().map_or(0, Vec::len);
    if rows.len() < 2 || width < 2 {
        return None;
    }
    let columns: Vec<u64> = (0..width).map(|at| table.iter().map(|row| row[at]).sum()).collect();
    let n: u64 = rows.iter().sum();
    let (mut statistic, mut small, mut tiny) = (0.0, 0_usize, false);
    for (row, &of_row) in table.iter().zip(&rows) {
        for (&seen, &of_column) in row.iter().zip(&columns) {
            let expected = of_row as f64 * of_column as f64 / n as f64;
            statistic += (seen as f64 - expected).powi(2) / expected;
            small += usize::from(expected < 5.0);
            tiny |= expected < 1.0;
        }
    }
    let is_sound = !tiny && small * 5 <= rows.len() * width;
    let least = rows.len().min(width) as f64;
    let cramers_v = (statistic / (n as f64 * (least - 1.0))).sqrt().min(1.0);
    let freedom = (rows.len() as u64 - 1) * (width as u64 - 1);
    if !is_sound && rows.len() == 2 && width == 2 {
        let p = fisher([[table[0][0], table[0][1]], [table[1][0], table[1][1]]]);
        return Some(Association {
            test: Test::FisherExact,
            statistic: None,
            freedom,
            p,
            cramers_v,
            is_sound: true,
        });
    }
    let p = chi_square_tail(statistic, freedom as f64);
    Some(Association { test: Test::ChiSquare, statistic: Some(statistic), freedom, p, cramers_v, is_sound })
}

/// The table without what is empty throughout.
fn filled(table: &[Vec<u64>]) -> Vec<Vec<u64>> {
    let width = table.iter().map(Vec::len).max().unwrap_or(0);
    let kept: Vec<usize> =
        (0..width).filter(|&at| table.iter().any(|row| row.get(at).is_some_and(|&n| n > 0))).collect();
    let row = |row: &Vec<u64>| kept.iter().map(|&at| row.get(at).copied().unwrap_or(0)).collect();
    table.iter().filter(|row| row.iter().any(|&n| n > 0)).map(row).collect()
}

/// The sum over all tables with the same margins that are no likelier than this one, as R's `fisher.test`.
fn fisher([[a, b], [c, d]]: [[u64; 2]; 2]) -> f64 {
    let (first, second, column) = (a + b, c + d, a + c);
    let ways = |n: u64, k: u64| {
        let of = |n: u64| ln_gamma(n as f64 + 1.0);
        of(n) - of(k) - of(n - k)
    };
    let log = |held: u64| ways(first, held) + ways(second, column - held) - ways(first + second, column);
    let least = column.saturating_sub(second);
    let most = first.min(column);
    // Tables that are equally likely differ by rounding.
    let limit = log(a) + 1e-7;
    let sum: f64 = (least..=most).map(log).filter(|&one| one <= limit).map(f64::exp).sum();
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close;

    /// R's example of `chisq.test`: party by gender (Agresti 2007, p. 39), X-squared = 30.07, df = 2, p-value = 2.954e-07.
    #[test]
    fn party_hangs_on_gender() {
        let found = association(&[vec![762, 327, 468], vec![484, 239, 477]]).expect("a table");
        close(found.statistic.expect("a statistic"), 30.070_149, 1e-6);
        assert_eq!((found.freedom, found.test, found.is_sound), (2, Test::ChiSquare, true));
        close(found.p, 2.953_589e-7, 1e-12);
        // R: sqrt(30.070149 / 2757).
        close(found.cramers_v, 0.104_436, 1e-6);
    }

    /// R's examples of `fisher.test`: the lady tasting tea (Fisher 1935), two-sided p = 0.4857; convictions of twins (Fisher
    /// 1962), p = 0.0005367.
    #[test]
    fn few_answers_are_tested_exactly() {
        let tea = association(&[vec![3, 1], vec![1, 3]]).expect("a table");
        assert_eq!((tea.test, tea.statistic, tea.is_sound), (Test::FisherExact, None, true));
        close(tea.p, 0.485_714, 1e-6);
        close(fisher([[2, 10], [15, 3]]), 0.000_536_7, 1e-7);
    }

    #[test]
    fn what_is_empty_does_not_count() {
        let plain = association(&[vec![20, 30], vec![30, 20]]);
        assert_eq!(association(&[vec![20, 0, 30], vec![0, 0, 0], vec![30, 0, 20]]), plain);
        assert_eq!(association(&[vec![5, 7]]), None);
        assert_eq!(association(&[vec![5, 0], vec![7, 0]]), None);
        assert_eq!(association(&[]), None);
        let scarce = association(&[vec![1, 2, 1], vec![2, 1, 1]]).expect("a table");
        assert!(!scarce.is_sound && scarce.test == Test::ChiSquare);
    }

    #[test]
    fn what_is_told_is_told_both_ways() {
        let turned = |table: &[Vec<u64>]| {
            let width = table[0].len();
            (0..width).map(|at| table.iter().map(|row| row[at]).collect()).collect::<Vec<Vec<u64>>>()
        };
        for seed in 0..200_u64 {
            let cell =
                |n: u64| (seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(n * n * 97)) >> 7 & 31;
            let table: Vec<Vec<u64>> =
                (0..3).map(|row| (0..4).map(|column| cell(row * 4 + column + 1)).collect()).collect();
            let (Some(one), Some(other)) = (association(&table), association(&turned(&table))) else {
                continue;
            };
            close(one.p, other.p, 1e-9);
            close(one.cramers_v, other.cramers_v, 1e-9);
            assert!((0.0..=1.0).contains(&one.p) && (0.0..=1.0).contains(&one.cramers_v));
        }
    }
}
