//! Two looks at the same ones: before and after.

use crate::distribution::two_sided;

/// McNemar's test: `b` went one way, `c` the other; those that stayed tell nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct McNemar {
    /// The statistic, about χ² with one degree of freedom.
    pub statistic: f64,
    /// The same with Edwards' correction for continuity.
    pub corrected: f64,
    /// How often chance alone gives at least the corrected statistic.
    pub p: f64,
}

/// McNemar's test (1947), with Edwards' correction. None when nobody changed.
#[must_use]
pub fn mcnemar(b: u64, c: u64) -> Option<McNemar> {
    let n = (b + c) as f64;
    if n == 0.0 {
        return None;
    }
    let apart = b.abs_diff(c) as f64;
    let corrected = (apart - 1.0).max(0.0).powi(2) / n;
    Some(McNemar { statistic: apart * apart / n, corrected, p: two_sided(corrected.sqrt()) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close;

    /// Agresti, "Categorical Data Analysis": approval of the prime minister; R `mcnemar.test`.
    #[test]
    fn approval_changed() {
        let found = mcnemar(86, 150).expect("some changed");
        close(found.statistic, 17.356, 5e-4);
        close(found.corrected, 16.818, 5e-4);
        close(found.p, 4.115e-5, 1e-7);
        assert_eq!(mcnemar(0, 0), None);
    }
}
