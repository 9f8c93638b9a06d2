//! The results of a survey: its responses added up day by day, within what a member may see.
//!
//! What a day adds up to is kept in memory for as long as nothing of it changes; the counters and the index of responses under
//! way tell that without reading any. Responses are read one by one, a month of days at a time, so that neither memory nor
//! the length of a transaction grows with their number.

mod cross;
mod days;
mod figures;
mod scan;
mod words;

use jiff::civil::Date;
use touchstone_domain::id::UnitId;
use touchstone_domain::locale::Lang;

use crate::journeys::PeriodQuery;

pub use cross::CrossedQuestions;
pub(crate) use days::Kept;
pub use figures::{Rates, SurveyResults, Trend};
pub use words::{Said, WordsQuery};

/// Which responses.
#[derive(Debug, Clone, Default)]
pub struct ResultsQuery {
    /// Of this unit and all below it.
    pub unit: Option<UnitId>,
    /// Asked over this channel.
    pub channel: Option<String>,
    /// Completed on these days, or begun on them and not completed.
    pub period: PeriodQuery,
    /// To this version.
    pub version: Option<u32>,
    /// Answered in this language.
    pub language: Option<Lang>,
    /// What becomes of responses that raise doubts.
    pub flagged: Flagged,
}

/// What becomes of responses that raise doubts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Flagged {
    /// They count as all others.
    #[default]
    In,
    /// They are left out.
    Out,
    /// Only they count.
    Only,
}

impl Flagged {
    /// Whether a response is wanted.
    #[must_use]
    pub fn takes(self, is_flagged: bool) -> bool {
        match self {
            Self::In => true,
            Self::Out => !is_flagged,
            Self::Only => is_flagged,
        }
    }
}

impl ResultsQuery {
    /// Whether the counters know of these responses: they tell unit, day and channel apart and nothing else.
    fn is_counted(&self) -> bool {
        self.version.is_none() && self.language.is_none() && self.flagged == Flagged::In
    }
}

/// A day of the brand, for lists of them.
pub(crate) fn date(day: i32) -> Date {
    touchstone_domain::time::date_of(day)
}
