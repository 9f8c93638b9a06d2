//! Who answers much faster than others do.

use super::{Flag, judgements};
use crate::response::Draft;

/// So many responses are needed before anybody is said to be faster than usual.
pub const PACES_MIN: usize = 30;

/// A third of the usual time. Greszki, Meyer and Schoen 2015 ("Exploring the effects of removing too fast responses and
/// respondents from web surveys", Public Opinion Quarterly 79) compare 30, 40 and 50 % of the median; this is the careful end.
const SHARE_OF_USUAL: f64 = 1.0 / 3.0;

/// Nobody reads and answers faster, whatever others do: seconds for each answer. Below it everybody else may be fast, too.
const SECONDS_SLOW: f64 = 3.0;

/// How fast a survey is usually answered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Usual {
    /// The median of seconds for each answer.
    pub seconds: f64,
    /// Of so many responses.
    pub n: usize,
}

impl Usual {
    /// From how fast others were; none without any.
    #[must_use]
    pub fn of(mut paces: Vec<f64>) -> Option<Self> {
        paces.sort_unstable_by(f64::total_cmp);
        let n = paces.len();
        let upper = *paces.get(n / 2)?;
        let lower = *paces.get((n - 1) / 2)?;
        Some(Self { seconds: f64::midpoint(lower, upper), n })
    }
}

/// Seconds for each answer given; none when the time is unknown or nothing was answered.
#[must_use]
pub fn pace(draft: &Draft, took_ms: Option<i64>) -> Option<f64> {
    let answers: usize = draft.answers.values().map(judgements).sum();
    let took = took_ms.filter(|took| *took > 0)?;
    (answers > 0).then(|| took as f64 / 1_000.0 / answers as f64)
}

/// Whether that is much faster than usual, measured on the survey itself: its questions are short or long for everybody.
#[must_use]
pub fn speeding(pace: f64, usual: Usual) -> Option<Flag> {
    let is_fast = usual.n >= PACES_MIN && pace < usual.seconds * SHARE_OF_USUAL && pace < SECONDS_SLOW;
    let tenths = |seconds: f64| (seconds * 10.0).round() / 10.0;
    is_fast.then(|| Flag::Speeder { seconds: tenths(pace), usual: tenths(usual.seconds) })
}
