//! Journeys: the way of a customer as stages with touchpoints, and how each touchpoint is measured.

mod check;
mod measure;
mod templates;

use serde::{Deserialize, Serialize};

use crate::id::{JourneyId, SurveyId};
use crate::locale::LocalizedText;
use crate::survey::Key;

pub use check::{ASKED_MAX, NAME_CHARS_MAX, STAGES_MAX, TOUCHPOINTS_MAX, check};
pub use measure::{Compared, Figure, Tally, compare, figure, judge_together};
pub use templates::{Template, templates};

/// A map of stages and touchpoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// Its id.
    pub id: JourneyId,
    /// What members call it.
    pub name: LocalizedText,
    /// In the order of the way.
    pub stages: Vec<Stage>,
}

/// A part of the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Its stable name within the journey.
    pub id: Key,
    /// What it is called.
    pub name: LocalizedText,
    /// In the order of the way.
    pub touchpoints: Vec<Touchpoint>,
}

/// Where the customer meets the brand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touchpoint {
    /// Its stable name within the journey.
    pub id: Key,
    /// What it is called.
    pub name: LocalizedText,
    /// Whether it decides how the whole is remembered (关键时刻).
    #[serde(default)]
    pub moment_of_truth: bool,
    /// How it is measured.
    pub metric: Metric,
    /// What asks about it.
    #[serde(default)]
    pub asked: Vec<Asked>,
}

/// A survey that asks about a touchpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The survey.
    pub survey: SurveyId,
    /// The question of it; all that the metric can count, when none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Key>,
}

/// How experience is put into a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Promoters minus detractors, −100 to 100.
    Nps,
    /// The share of 4 and 5 out of 5 (top two boxes), 0 to 100.
    Csat,
    /// The mean ease, 1 to 7 (CES 2.0).
    Ces,
}

impl Metric {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nps, Self::Csat, Self::Ces];

    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
        }
    }

    /// The metric of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == word)
    }

    /// What it counts.
    #[must_use]
    pub const fn scales(self) -> &'static [Scale] {
        match self {
            Self::Nps => &[Scale::Nps],
            Self::Csat => &[Scale::Csat, Scale::Items],
            Self::Ces => &[Scale::Ces],
        }
    }
}

/// What kind of number was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scale {
    /// 0 to 10.
    Nps,
    /// 1 to 5.
    Csat,
    /// 1 to 7.
    Ces,
    /// 1 to 5 for an item of the order.
    Items,
}

impl Scale {
    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Items => "items",
        }
    }
}

impl Touchpoint {
    /// Whether a response belongs to its figure: to a question that asks about it, a number was given on one of its
    /// scales. `scored` says what the response says on a scale, if anything, where no question is named.
    #[must_use]
    pub fn counts(
        &self,
        survey: SurveyId,
        answered: impl Fn(&Key) -> bool,
        scored: impl Fn(Scale) -> bool,
    ) -> bool {
        self.asked.iter().filter(|asked| asked.survey == survey).any(|asked| match &asked.question {
            Some(question) => answered(question),
            None => self.metric.scales().iter().any(|&scale| scored(scale)),
        })
    }
}

impl Journey {
    /// All touchpoints with their stages, in the order of the way.
    pub fn touchpoints(&self) -> impl Iterator<Item = (&Stage, &Touchpoint)> {
        self.stages
            .iter()
            .flat_map(|stage| stage.touchpoints.iter().map(move |touchpoint| (stage, touchpoint)))
    }

    /// The touchpoint of a name.
    #[must_use]
    pub fn touchpoint(&self, id: &str) -> Option<&Touchpoint> {
        self.touchpoints().map(|(_, touchpoint)| touchpoint).find(|touchpoint| touchpoint.id == *id)
    }
}
