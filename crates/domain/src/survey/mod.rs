//! Surveys: what is asked, in which languages, and whether it may be answered now.
//!
//! A [`Survey`] is read from versioned JSON ([`Survey::read`]), checked as a whole before it is
//! saved ([`check`]), and frozen under a number when it is published ([`Version`]); a response
//! keeps the number it was given to.

mod check;
mod check_ask;
mod difference;
pub mod exchange;
mod fault;
mod fields;
mod key;
mod kinds;
mod life;
mod logic;
mod number;
mod program;
mod question;
mod read;
mod read_ask;
mod read_logic;
pub mod scale_words;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde::Serialize;

use crate::field::FieldError;
use crate::id::SurveyId;
use crate::locale::{Lang, LocalizedText};
use crate::response::Draft;

pub use check::{
    ADDRESS_CHARS_MAX, CHECKS_MAX, CHOICES_MAX, HIDDEN_CHARS_MAX, LABEL_CHARS_MAX, LANGUAGES_MAX, LOGIC_MAX,
    NAME_CHARS_MAX, PAGES_MAX, PROSE_CHARS_MAX, QUESTIONS_MAX, TOUCHPOINT_CHARS_MAX, check,
};
pub use check_ask::{FILE_KB_MAX, FILES_MAX, MATRIX_MAX};
pub use difference::{CHANGES_MAX, Change, Part, What, difference};
pub use fault::{FAULTS_MAX, Fault, FaultKind, Faults, shorten};
pub use key::{InvalidKey, Key};
pub use kinds::{
    Cells, Choice, Consent, Contact, ContactPart, DateField, FileField, Matrix, MultipleChoice, NumberField,
    OTHER, Ranking, Rating, Scale, Shape, SingleChoice, Slider, TEXT_CHARS_DEFAULT, TEXT_CHARS_MAX,
    TextField, YesNo,
};
pub use life::{Command, StateRefusal, SurveyState};
pub use logic::{Check, Computed, Ending, HiddenField, Quota, Rule, Source, Then};
pub use number::{InvalidNumber, Number};
pub use program::{End, Facts, Program, RECALL_CHARS_MAX, Screen, Walk};
pub use question::{Ask, Question};

/// The number of the JSON format this code writes; it reads this one and every earlier one.
pub const FORMAT: u64 = 2;

/// What is asked, how it is laid out, and what is said around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survey {
    /// The survey, over all its versions.
    pub id: SurveyId,
    /// What members call it; respondents do not see it.
    pub name: String,
    /// The language shown to a reader of none of the others; every text has it.
    pub default_language: Lang,
    /// The languages a respondent can choose from, the default one among them.
    pub languages: Vec<Lang>,
    /// The heading of the public page.
    pub title: LocalizedText,
    /// What is said before the first question.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub intro: LocalizedText,
    /// Whether the pages are shown one at a time.
    pub paging: Paging,
    /// The pages in order.
    pub pages: Vec<Page>,
    /// Whether each respondent gets the pages in an order of their own, but for the fixed ones.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub random_pages: bool,
    /// Values that come with the link or are set by rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<HiddenField>,
    /// Values worked out from the answers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<Computed>,
    /// What happens when a page is left.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// What is said at the end instead of the thank-you.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub endings: Vec<Ending>,
    /// How many responses of which mix are wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quotas: Vec<Quota>,
    /// What is said when all is answered.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub thank_you: LocalizedText,
    /// What happens with the answers, shown at the foot of every page.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub notice: LocalizedText,
    /// Where the NPS bands end.
    pub nps_bands: NpsBands,
    /// When and from how many answers are taken.
    #[serde(skip_serializing_if = "Taking::is_unlimited")]
    pub taking: Taking,
}

/// When and from how many people answers are taken, besides the survey's state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Taking {
    /// Not before this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    /// Not from then on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// The most completed responses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responses_max: Option<u32>,
    /// How many days pass before the same customer is asked this again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again_after_days: Option<u32>,
}

impl Taking {
    /// Whether nothing is limited.
    #[must_use]
    pub fn is_unlimited(&self) -> bool {
        *self == Self::default()
    }
}

/// How pages reach the respondent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Paging {
    /// All questions on one page.
    #[default]
    OnePage,
    /// One page at a time, with a way back.
    PageByPage,
    /// One question at a time, with a way back.
    OneQuestion,
}

/// Questions that stand together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Page {
    /// The page's stable name.
    pub id: Key,
    /// Its heading, if it needs one.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub title: LocalizedText,
    /// When it is asked; always when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_when: Option<Source>,
    /// Whether each respondent gets its questions in an order of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub random_questions: bool,
    /// Whether it keeps its place when the order of the pages is random.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
    /// The questions in order.
    pub questions: Vec<Question>,
}

/// Where the NPS bands end. Default: 0–6 detractors, 7–8 passives, 9–10 promoters (Reichheld 2003).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct NpsBands {
    /// The highest score of a detractor.
    pub detractor_max: u8,
    /// The highest score of a passive.
    pub passive_max: u8,
}

impl Default for NpsBands {
    fn default() -> Self {
        Self { detractor_max: 6, passive_max: 8 }
    }
}

impl NpsBands {
    /// The band of a score of 0 to 10.
    #[must_use]
    pub fn band(self, score: u8) -> Band {
        match score {
            score if score <= self.detractor_max => Band::Detractor,
            score if score <= self.passive_max => Band::Passive,
            _ => Band::Promoter,
        }
    }
}

/// How a customer feels, in three steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Unhappy.
    Detractor,
    /// Neither nor.
    Passive,
    /// Happy.
    Promoter,
}

impl Band {
    /// The word used in conditions, columns and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Detractor => "detractor",
            Self::Passive => "passive",
            Self::Promoter => "promoter",
        }
    }
}

/// A survey as it was when published, under its number.
#[derive(Debug)]
pub struct Version {
    /// 1 for the first publication, one more for each later one.
    pub number: u32,
    /// What was published.
    pub survey: Survey,
    /// Its logic, compiled once.
    pub program: Program,
}

impl Version {
    /// A version of what was published under a number.
    #[must_use]
    pub fn of_published(number: u32, survey: Survey) -> Self {
        Self { number, program: Program::of_published(&survey), survey }
    }

    /// A draft as if it had been published, with the number 0.
    ///
    /// # Errors
    /// What [`check`] finds.
    pub fn of_draft(survey: Survey) -> Result<Self, Vec<FieldError>> {
        Ok(Self { number: 0, program: check::compiled(&survey)?, survey })
    }

    /// What is said at the end of a completed response instead of the thank-you.
    #[must_use]
    pub fn ending(&self, completed: &Draft) -> Option<&Ending> {
        let id = completed.ended.as_ref()?.ending.as_ref()?;
        self.survey.endings.iter().find(|ending| ending.id == *id)
    }

    /// Goes through the survey with these answers.
    #[must_use]
    pub fn walk<'a>(&'a self, draft: &'a Draft, facts: &'a Facts<'a>) -> Walk<'a> {
        self.program.walk(&self.survey, draft, facts)
    }

    /// Where a completed response stands, as it was stored; for what is said about it.
    #[must_use]
    pub fn completed<'a>(&'a self, draft: &'a Draft, facts: &'a Facts<'a>) -> Walk<'a> {
        self.program.completed(&self.survey, draft, facts)
    }
}

impl Survey {
    /// All questions in the order asked.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.pages.iter().flat_map(|page| &page.questions)
    }

    /// The question of a key.
    #[must_use]
    pub fn question(&self, key: &str) -> Option<&Question> {
        self.questions().find(|question| question.id == *key)
    }

    /// The position of the page that holds a question.
    #[must_use]
    pub fn page_of(&self, key: &str) -> Option<usize> {
        self.pages.iter().position(|page| page.questions.iter().any(|question| question.id == *key))
    }

    /// The definition as JSON, in the format numbered [`FORMAT`].
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let mut document =
            serde_json::to_value(self).expect("a survey holds only strings, numbers and lists");
        document["version"] = FORMAT.into();
        document
    }
}
