//! Questions: an enum with data, so that a new kind is a new variant and the compiler names every
//! place that has to know it.

use serde::Serialize;

use super::Key;
use crate::link::Item;
use crate::locale::LocalizedText;

/// The option a respondent chooses to answer in own words.
pub const OTHER: &str = "other";

/// How long a text answer may be when the question does not say.
pub const TEXT_CHARS_DEFAULT: u32 = 2_000;

/// How long a text answer may be at most.
pub const TEXT_CHARS_MAX: u32 = 10_000;

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Its stable name.
    pub id: Key,
    /// What is asked.
    pub title: LocalizedText,
    /// A line of help below the question.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub help: LocalizedText,
    /// Whether the survey can be completed without an answer.
    pub required: bool,
    /// The touchpoint its signals are placed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<String>,
    /// What kind of answer it wants.
    #[serde(flatten)]
    pub ask: Ask,
}

impl Question {
    /// Whether a respondent sees it: without items there is nothing to rate.
    #[must_use]
    pub fn is_shown(&self, items: &[Item]) -> bool {
        !matches!(self.ask, Ask::ItemRating(_)) || !items.is_empty()
    }
}

/// The kinds of question. In JSON `kind` names the variant and its fields stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ask {
    /// How likely is a recommendation, 0 to 10.
    Nps(Scale),
    /// How satisfied, 1 to 5.
    Csat(Scale),
    /// How easy (CES 2.0: agreement that it was made easy), 1 to 7.
    Ces(Scale),
    /// Each item of the order, 1 to 5; the items come with the link.
    ItemRating(Scale),
    /// One of several options.
    SingleChoice(SingleChoice),
    /// Any of several options.
    MultipleChoice(MultipleChoice),
    /// Words.
    Text(TextField),
}

impl Ask {
    /// The names of all kinds, for messages.
    pub const KINDS: &'static str = "nps, csat, ces, item_rating, single_choice, multiple_choice, text";

    /// The word in JSON's `kind`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Nps(_) => "nps",
            Self::Csat(_) => "csat",
            Self::Ces(_) => "ces",
            Self::ItemRating(_) => "item_rating",
            Self::SingleChoice(_) => "single_choice",
            Self::MultipleChoice(_) => "multiple_choice",
            Self::Text(_) => "text",
        }
    }

    /// The least and greatest number that answers the question, or rates one of its items.
    #[must_use]
    pub const fn range(&self) -> Option<(u8, u8)> {
        match self {
            Self::Nps(_) => Some((0, 10)),
            Self::Csat(_) | Self::ItemRating(_) => Some((1, 5)),
            Self::Ces(_) => Some((1, 7)),
            Self::SingleChoice(_) | Self::MultipleChoice(_) | Self::Text(_) => None,
        }
    }

    /// The options and whether an answer in own words is offered, of a choice.
    #[must_use]
    pub fn choices(&self) -> Option<(&[Choice], bool)> {
        match self {
            Self::SingleChoice(choice) => Some((&choice.options, choice.other)),
            Self::MultipleChoice(choice) => Some((&choice.options, choice.other)),
            _ => None,
        }
    }
}

/// What stands at the ends of a scale; empty ends take the page's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Scale {
    /// The meaning of the lowest number.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub low: LocalizedText,
    /// The meaning of the highest number.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub high: LocalizedText,
}

/// An option, with a name that outlives wording and language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its stable name; [`OTHER`] is taken.
    pub id: Key,
    /// What the respondent reads.
    pub label: LocalizedText,
}

/// One of several options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SingleChoice {
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// Whether [`OTHER`] with own words can be chosen too.
    pub other: bool,
}

/// Any of several options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MultipleChoice {
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// Whether [`OTHER`] with own words can be chosen too.
    pub other: bool,
    /// The fewest options of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choose_min: Option<u32>,
    /// The most options of an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choose_max: Option<u32>,
}

/// Words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextField {
    /// The most characters of an answer.
    pub chars_max: u32,
    /// Whether the field has several lines.
    pub multiline: bool,
}
