//! Means of numbers on a scale.

use crate::distribution::{t_quantile, t_two_sided};
use crate::{CONFIDENCE, Difference, Estimate};

/// Numbers as their count, sum and sum of squares.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// How many.
    pub n: u64,
    /// Their sum.
    pub sum: f64,
    /// The sum of their squares.
    pub squares: f64,
}

impl Moments {
    /// Adds a number that was given so many times.
    pub fn add(&mut self, value: f64, times: u64) {
        let times_each = times as f64;
        self.n += times;
        self.sum += value * times_each;
        self.squares += value * value * times_each;
    }

    fn mean(self) -> f64 {
        self.sum / self.n as f64
    }

    /// The squared standard error of the mean; none for fewer than two numbers.
    fn error(self) -> Option<f64> {
        let n = self.n as f64;
        (self.n >= 2).then(|| ((self.squares - self.sum * self.sum / n) / (n - 1.0)).max(0.0) / n)
    }
}

/// The mean with Student's interval. None for fewer than two numbers: one tells nothing of its spread.
#[must_use]
pub fn estimate(numbers: Moments) -> Option<Estimate> {
    let error = numbers.error()?;
    let value = numbers.mean();
    let half = t_quantile(1.0 - CONFIDENCE, numbers.n as f64 - 1.0) * error.sqrt();
    Some(Estimate { value, low: value - half, high: value + half })
}

/// The difference of two means (Welch 1947, with Satterthwaite's degrees of freedom).
#[must_use]
pub fn welch(one: Moments, other: Moments) -> Option<Difference> {
    let (first, second) = (one.error()?, other.error()?);
    let value = one.mean() - other.mean();
    let error = first + second;
    if error <= 0.0 {
        let p = if value == 0.0 { 1.0 } else { 0.0 };
        return Some(Difference { value, low: value, high: value, p });
    }
    let freedom =
        error * error / (first * first / (one.n as f64 - 1.0) + second * second / (other.n as f64 - 1.0));
    let half = t_quantile(1.0 - CONFIDENCE, freedom) * error.sqrt();
    Some(Difference {
        value,
        low: value - half,
        high: value + half,
        p: t_two_sided(value / error.sqrt(), freedom),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close;

    fn of(numbers: &[f64]) -> Moments {
        let mut moments = Moments::default();
        numbers.iter().for_each(|&number| moments.add(number, 1));
        moments
    }

    /// R `t.test(extra ~ group, data = sleep)` (Student 1908): t = −1.8608, df = 17.776, p = 0.07939.
    #[test]
    fn welch_meets_students_sleep() {
        let first = of(&[0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
        let second = of(&[1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
        let found = welch(first, second).expect("enough numbers");
        close(found.value, -1.58, 1e-9);
        close(found.low, -3.365_483_2, 1e-6);
        close(found.high, 0.205_483_2, 1e-6);
        close(found.p, 0.079_394, 1e-6);
        let one = estimate(first).expect("enough numbers");
        close(one.value, 0.75, 1e-12);
        close(one.low, -0.529_780_4, 1e-6);
        assert_eq!(estimate(of(&[5.0])), None);
    }
}
