//! Time until something happens, where for some it has not happened yet.
//!
//! A mean of the finished ones alone says how fast the fast ones are: Kaplan and Meier (1958) count the
//! others for as long as they were watched.

use crate::Z;

/// One that was watched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Watched {
    /// For how long.
    pub time: f64,
    /// Whether it happened then; otherwise it had not happened yet.
    pub happened: bool,
}

/// A step of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// When.
    pub time: f64,
    /// The share for which it has not happened by then.
    pub open: f64,
    /// The lower end of the share.
    pub low: f64,
    /// The upper end of the share.
    pub high: f64,
    /// How many were still watched just before.
    pub at_risk: u64,
}

/// The curve: the share for which it has not happened, over time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// One per time at which it happened, in order.
    pub steps: Vec<Step>,
    /// How many were watched.
    pub n: u64,
    /// For how many it happened.
    pub happened: u64,
}

impl Curve {
    /// The Kaplan–Meier estimate, its interval from Greenwood's variance on the log-minus-log scale.
    #[must_use]
    pub fn of(watched: &[Watched]) -> Self {
        let mut sorted = watched.to_vec();
        sorted.sort_unstable_by(|one, other| one.time.total_cmp(&other.time));
        let mut curve = Self { n: sorted.len() as u64, ..Self::default() };
        let (mut open, mut greenwood) = (1.0_f64, 0.0_f64);
        let mut rest = &sorted[..];
        while let Some(first) = rest.first() {
            let same = rest.partition_point(|one| one.time <= first.time);
            let at_risk = rest.len() as f64;
            let happened = rest[..same].iter().filter(|one| one.happened).count();
            if happened > 0 {
                let count = happened as f64;
                open *= 1.0 - count / at_risk;
                greenwood += count / (at_risk * (at_risk - count));
                let (low, high) = interval(open, greenwood);
                curve.happened += happened as u64;
                curve.steps.push(Step { time: first.time, open, low, high, at_risk: rest.len() as u64 });
            }
            rest = &rest[same..];
        }
        curve
    }

    /// The time by which it has happened for this share, such as 0.5 for the median; none if it is not reached.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.open <= 1.0 - share + 1e-12).map(|step| step.time)
    }

    /// The median with the interval of Brookmeyer and Crowley (1982): where the curve's band holds one half.
    #[must_use]
    pub fn median(&self) -> Option<(f64, Option<f64>, Option<f64>)> {
        let first =
            |end: fn(&Step) -> f64| self.steps.iter().find(|step| end(step) <= 0.5).map(|step| step.time);
        Some((self.quantile(0.5)?, first(|step| step.low), first(|step| step.high)))
    }

    /// The share for which it has not happened at a time.
    #[must_use]
    pub fn open_at(&self, time: f64) -> f64 {
        let reached = self.steps.partition_point(|step| step.time <= time);
        reached.checked_sub(1).map_or(1.0, |last| self.steps[last].open)
    }
}

fn interval(open: f64, greenwood: f64) -> (f64, f64) {
    if open <= 0.0 || open >= 1.0 {
        return (open, open);
    }
    let half = Z * greenwood.sqrt() / open.ln();
    // ln(open) is negative, so the half with its sign makes the larger power, which is the lower end.
    (open.powf((-half).exp()), open.powf(half.exp()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::close;

    fn group(times: &[(f64, bool)]) -> Curve {
        let watched: Vec<Watched> =
            times.iter().map(|&(time, happened)| Watched { time, happened }).collect();
        Curve::of(&watched)
    }

    /// R `survfit(Surv(time, status) ~ x, data = aml)`.
    #[test]
    fn the_leukaemia_data_are_met() {
        let maintained = group(&[
            (9.0, true),
            (13.0, true),
            (13.0, false),
            (18.0, true),
            (23.0, true),
            (28.0, false),
            (31.0, true),
            (34.0, true),
            (45.0, false),
            (48.0, true),
            (161.0, false),
        ]);
        assert_eq!(maintained.quantile(0.5), Some(31.0));
        close(maintained.open_at(31.0), 0.4909, 5e-5);
        assert_eq!((maintained.n, maintained.happened), (11, 7));
        let other = group(&[
            (5.0, true),
            (5.0, true),
            (8.0, true),
            (8.0, true),
            (12.0, true),
            (16.0, false),
            (23.0, true),
            (27.0, true),
            (30.0, true),
            (33.0, true),
            (43.0, true),
            (45.0, true),
        ]);
        assert_eq!(other.quantile(0.5), Some(23.0));
        close(other.open_at(23.0), 0.4861, 5e-5);
        // conf.type = "log-log": at 23 the band is [0.1875, 0.730].
        let step = other.steps.iter().find(|step| step.time == 23.0).expect("a step");
        assert!(
            step.low < step.open && step.open < step.high && step.low > 0.15 && step.high < 0.75,
            "{step:?}"
        );
    }

    #[test]
    fn open_ones_count() {
        let closed_only = group(&[(1.0, true), (2.0, true)]);
        let with_open = group(&[(1.0, true), (2.0, true), (50.0, false), (60.0, false), (70.0, false)]);
        assert_eq!(closed_only.quantile(0.5), Some(1.0));
        assert_eq!(with_open.quantile(0.5), None, "most have not happened");
        assert_eq!(Curve::of(&[]).median(), None);
    }
}
