//! Pure numbers: what a figure is, how sure it is, and whether two differ.
//!
//! Every function names its method and source, and is tested on published values. Intervals are at
//! [`CONFIDENCE`]. Nothing here knows what is measured.

mod distribution;
pub mod mean;
pub mod multiple;
pub mod nps;
pub mod order;
pub mod paired;
pub mod proportion;
pub mod survival;
pub mod table;

/// The confidence of every interval.
pub const CONFIDENCE: f64 = 0.95;

/// The normal quantile of [`CONFIDENCE`], two-sided.
pub(crate) const Z: f64 = 1.959_963_984_540_054;

/// An estimate with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Later minus earlier, or one minus another, with the interval of the difference.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The difference.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How often chance alone gives at least as much, two-sided.
    pub p: f64,
}

impl Difference {
    /// Whether the difference is more than noise at [`CONFIDENCE`].
    #[must_use]
    pub fn is_real(&self) -> bool {
        self.p < 1.0 - CONFIDENCE
    }
}

#[cfg(test)]
fn close(left: f64, right: f64, tolerance: f64) {
    assert!((left - right).abs() <= tolerance, "{left} is not {right}");
}
