//! Questions: an enum with data, so that a new kind is a new variant and the compiler names every
//! place that has to know it.

use serde::Serialize;

use super::kinds::{
    Choice, Consent, Contact, DateField, FileField, Matrix, MultipleChoice, NumberField, Ranking, Rating,
    Scale, SingleChoice, Slider, TextField, YesNo,
};
use super::{Check, Key, Source};
use crate::link::Item;
use crate::locale::LocalizedText;

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
    /// When an answer is needed, besides always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_when: Option<Source>,
    /// When it is asked; always when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_when: Option<Source>,
    /// What its answer has to meet besides its kind.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// The touchpoint its signals are placed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<String>,
    /// What kind of answer it wants.
    #[serde(flatten)]
    pub ask: Ask,
}

impl Question {
    /// A question with neither logic nor touchpoint.
    #[must_use]
    pub fn new(id: Key, title: LocalizedText, ask: Ask) -> Self {
        Self {
            id,
            title,
            help: LocalizedText::default(),
            required: false,
            required_when: None,
            show_when: None,
            checks: Vec::new(),
            touchpoint: None,
            ask,
        }
    }

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
    /// Stars, faces or numbers.
    Rating(Rating),
    /// Each item of the order, 1 to 5; the items come with the link.
    ItemRating(Scale),
    /// One of several options.
    SingleChoice(SingleChoice),
    /// Any of several options.
    MultipleChoice(MultipleChoice),
    /// Options put in order.
    Ranking(Ranking),
    /// The same question about several rows.
    Matrix(Matrix),
    /// A number on a line.
    Slider(Slider),
    /// Words.
    Text(TextField),
    /// A number typed.
    Number(NumberField),
    /// A day, as `2026-11-22`.
    Date(DateField),
    /// A time of day, as `18:30`.
    Time,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// Who the respondent is and where they can be reached.
    Contact(Contact),
    /// A yes or no.
    YesNo(YesNo),
    /// Something to agree to.
    Consent(Consent),
    /// Files or photos.
    File(FileField),
    /// Something to read.
    Statement,
}

impl Ask {
    /// The names of all kinds, for messages.
    pub const KINDS: &'static str = "nps, csat, ces, rating, item_rating, single_choice, multiple_choice, ranking, \
        matrix, slider, text, number, date, time, email, phone, contact, yes_no, consent, file, statement";

    /// The word in JSON's `kind`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Nps(_) => "nps",
            Self::Csat(_) => "csat",
            Self::Ces(_) => "ces",
            Self::Rating(_) => "rating",
            Self::ItemRating(_) => "item_rating",
            Self::SingleChoice(_) => "single_choice",
            Self::MultipleChoice(_) => "multiple_choice",
            Self::Ranking(_) => "ranking",
            Self::Matrix(_) => "matrix",
            Self::Slider(_) => "slider",
            Self::Text(_) => "text",
            Self::Number(_) => "number",
            Self::Date(_) => "date",
            Self::Time => "time",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Contact(_) => "contact",
            Self::YesNo(_) => "yes_no",
            Self::Consent(_) => "consent",
            Self::File(_) => "file",
            Self::Statement => "statement",
        }
    }

    /// The least and greatest number that answers the question, or rates one of its items or rows.
    #[must_use]
    pub const fn range(&self) -> Option<(u8, u8)> {
        match self {
            Self::Nps(_) => Some((0, 10)),
            Self::Csat(_) | Self::ItemRating(_) => Some((1, 5)),
            Self::Ces(_) => Some((1, 7)),
            Self::Rating(rating) => Some((rating.min, rating.max)),
            Self::Matrix(Matrix { cells: super::Cells::Rating(rating), .. }) => {
                Some((rating.min, rating.max))
            }
            _ => None,
        }
    }

    /// What respondents read besides title, help and the labels of options, rows and columns, by field.
    #[must_use]
    pub fn texts(&self) -> Vec<(&'static str, &LocalizedText)> {
        match self {
            Self::Nps(scale) | Self::Csat(scale) | Self::Ces(scale) | Self::ItemRating(scale) => {
                scale.texts()
            }
            Self::Rating(Rating { scale, .. }) | Self::Slider(Slider { scale, .. }) => scale.texts(),
            Self::Matrix(Matrix { cells: super::Cells::Rating(rating), .. }) => {
                vec![("cells.low", &rating.scale.low), ("cells.high", &rating.scale.high)]
            }
            Self::Number(number) => vec![("measure", &number.measure)],
            Self::YesNo(YesNo { yes, no }) => vec![("yes", yes), ("no", no)],
            Self::Consent(consent) => vec![("label", &consent.label)],
            _ => Vec::new(),
        }
    }

    /// The options and whether an answer in own words is offered, of a choice.
    #[must_use]
    pub fn choices(&self) -> Option<(&[Choice], bool)> {
        match self {
            Self::SingleChoice(choice) => Some((&choice.options, choice.other)),
            Self::MultipleChoice(choice) => Some((&choice.options, choice.other)),
            Self::Ranking(ranking) => Some((&ranking.options, false)),
            _ => None,
        }
    }
}
