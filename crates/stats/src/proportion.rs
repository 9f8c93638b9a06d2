//! Shares: how many of how many.

use crate::distribution::{beta_quantile, two_sided};
use crate::{CONFIDENCE, Difference, Estimate, Z};

/// The share with its Wilson score interval (Wilson 1927; Newcombe 1998, method 3). None for n = 0.
#[must_use]
pub fn wilson(hits: u64, n: u64) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let (n, share) = (n as f64, hits as f64 / n as f64);
    let centre = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / (1.0 + Z * Z / n);
    // Rounding must not put none or all outside of their own interval.
    Some(Estimate {
        value: share,
        low: (centre - half).clamp(0.0, share),
        high: (centre + half).clamp(share, 1.0),
    })
}

/// The share with its exact interval (Clopper and Pearson 1934), for small n. None for n = 0.
#[must_use]
pub fn clopper_pearson(hits: u64, n: u64) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let (all, held) = (n as f64, hits as f64);
    let tail = (1.0 - CONFIDENCE) / 2.0;
    let low = if hits == 0 { 0.0 } else { beta_quantile(held, all - held + 1.0, tail) };
    let high = if hits >= n { 1.0 } else { beta_quantile(held + 1.0, all - held, 1.0 - tail) };
    Some(Estimate { value: held / all, low, high })
}

/// The difference of two shares with Newcombe's hybrid score interval (Newcombe 1998, method 10); p from the pooled z test.
#[must_use]
pub fn newcombe((hits, n): (u64, u64), (other_hits, other_n): (u64, u64)) -> Option<Difference> {
    let (one, other) = (wilson(hits, n)?, wilson(other_hits, other_n)?);
    let value = one.value - other.value;
    let low = value - ((one.value - one.low).powi(2) + (other.high - other.value).powi(2)).sqrt();
    let high = value + ((one.high - one.value).powi(2) + (other.value - other.low).powi(2)).sqrt();
    let (n, other_n) = (n as f64, other_n as f64);
    let pooled = (hits + other_hits) as f64 / (n + other_n);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / other_n)).sqrt();
    let p = if error > 0.0 { two_sided(value / error) } else { 1.0 };
    Some(Difference { value, low, high, p })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close;

    /// Newcombe 1998, table I.
    #[test]
    fn wilson_meets_the_table() {
        for (hits, n, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let found = wilson(hits, n).expect("n is not 0");
            close(found.low, low, 5e-5);
            close(found.high, high, 5e-5);
        }
        assert_eq!(wilson(0, 0), None);
    }

    /// R `binom.test(10, 100)`.
    #[test]
    fn clopper_pearson_is_exact() {
        let found = clopper_pearson(10, 100).expect("n is not 0");
        close(found.low, 0.0490, 5e-5);
        close(found.high, 0.1762, 5e-5);
        assert_eq!(clopper_pearson(0, 5).expect("n is not 0").low, 0.0);
        assert_eq!(clopper_pearson(5, 5).expect("n is not 0").high, 1.0);
    }

    /// Newcombe 1998, table II.
    #[test]
    fn newcombe_meets_the_table() {
        for (one, other, value, low, high) in [
            ((56, 70), (48, 80), 0.2, 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.6, 0.1705, 0.8090),
            ((10, 10), (0, 20), 1.0, 0.6791, 1.0),
        ] {
            let found = newcombe(one, other).expect("n is not 0");
            close(found.value, value, 1e-12);
            close(found.low, low, 5e-5);
            close(found.high, high, 5e-5);
        }
    }
}
