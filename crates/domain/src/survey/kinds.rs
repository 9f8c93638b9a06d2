//! What the kinds of question consist of.

use serde::Serialize;

use super::{Key, Number, Source};
use crate::locale::LocalizedText;

/// The option a respondent chooses to answer in own words.
pub const OTHER: &str = "other";

/// How long a text answer may be when the question does not say.
pub const TEXT_CHARS_DEFAULT: u32 = 2_000;

/// How long a text answer may be at most.
pub const TEXT_CHARS_MAX: u32 = 10_000;

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

impl Scale {
    /// What respondents read, by field.
    pub(super) fn texts(&self) -> Vec<(&'static str, &LocalizedText)> {
        vec![("low", &self.low), ("high", &self.high)]
    }
}

/// A number of stars, faces or plain numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rating {
    /// How it looks.
    pub shape: Shape,
    /// The least number, 0 or 1.
    pub min: u8,
    /// The greatest, up to 10.
    pub max: u8,
    /// What stands at its ends.
    #[serde(flatten)]
    pub scale: Scale,
}

/// How a rating looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Stars.
    Star,
    /// Faces, from sad to happy.
    Emoji,
    /// Numbers.
    Number,
}

/// An option, row or column, with a name that outlives wording and language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its stable name; [`OTHER`] is taken.
    pub id: Key,
    /// What the respondent reads.
    pub label: LocalizedText,
    /// A picture, as an `https` address; its label is its text alternative.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What it counts in `scores`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Number>,
    /// Whether it excludes every other option, as "none of these" does.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
    /// Whether it keeps its place when the order is random.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fixed: bool,
    /// When it is offered; always when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_when: Option<Source>,
}

impl Choice {
    /// An option with only a name and a label.
    #[must_use]
    pub fn new(id: Key, label: LocalizedText) -> Self {
        Self { id, label, image: None, score: None, exclusive: false, fixed: false, show_when: None }
    }
}

/// One of several options.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SingleChoice {
    /// What can be chosen.
    pub options: Vec<Choice>,
    /// Whether [`OTHER`] with own words can be chosen too.
    pub other: bool,
    /// Whether the options open from one line, for long lists.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub dropdown: bool,
    /// Whether each respondent sees them in an order of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub random_options: bool,
}

/// Any of several options.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
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
    /// Whether each respondent sees them in an order of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub random_options: bool,
}

/// Options put in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Ranking {
    /// What is put in order.
    pub options: Vec<Choice>,
    /// How many places are asked for; all when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub places: Option<u32>,
    /// Whether each respondent sees them in an order of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub random_options: bool,
}

/// The same question about several rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Matrix {
    /// What is asked about.
    pub rows: Vec<Choice>,
    /// What a row is answered with.
    pub cells: Cells,
    /// Whether each respondent sees the rows in an order of their own.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub random_rows: bool,
    /// Whether an answer needs every row.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub every_row: bool,
}

/// What a row of a matrix is answered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cells {
    /// One of the columns.
    Single {
        /// The columns.
        columns: Vec<Choice>,
    },
    /// Any of the columns.
    Multiple {
        /// The columns.
        columns: Vec<Choice>,
    },
    /// A number.
    Rating(Rating),
}

/// A number on a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Slider {
    /// The least number.
    pub min: Number,
    /// The greatest.
    pub max: Number,
    /// The distance of two numbers.
    pub step: Number,
    /// What stands at its ends.
    #[serde(flatten)]
    pub scale: Scale,
}

/// Words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextField {
    /// The most characters of an answer.
    pub chars_max: u32,
    /// Whether the field has several lines.
    pub multiline: bool,
}

/// A number typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NumberField {
    /// The least number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// The greatest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// How many digits may follow the point.
    pub decimals: u8,
    /// What is counted, like "kg".
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub measure: LocalizedText,
}

/// A day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DateField {
    /// The first day that can be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<jiff::civil::Date>,
    /// The last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<jiff::civil::Date>,
}

/// A yes or no.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct YesNo {
    /// What yes is called; empty takes the page's own word.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub yes: LocalizedText,
    /// What no is called.
    #[serde(skip_serializing_if = "LocalizedText::is_empty")]
    pub no: LocalizedText,
}

/// Something a respondent agrees to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Consent {
    /// What stands beside the box.
    pub label: LocalizedText,
}

/// Who the respondent is and where they can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// What is asked for, in order.
    pub parts: Vec<ContactPart>,
}

/// One part of the contact details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactPart {
    /// The whole name.
    Name,
    /// The first name.
    FirstName,
    /// The family name.
    LastName,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A company.
    Company,
    /// A postal address.
    Address,
    /// Street and number.
    Street,
    /// The town.
    City,
    /// The province or state.
    Region,
    /// The postal code.
    PostalCode,
    /// The country.
    Country,
}

impl ContactPart {
    /// All of them, in the order a form asks.
    pub const ALL: [Self; 12] = [
        Self::Name,
        Self::FirstName,
        Self::LastName,
        Self::Email,
        Self::Phone,
        Self::Company,
        Self::Address,
        Self::Street,
        Self::City,
        Self::Region,
        Self::PostalCode,
        Self::Country,
    ];

    /// Their words, for messages.
    pub const NAMES: &'static str = "name, first_name, last_name, email, phone, company, address, street, city, region, postal_code, country";

    /// The word in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Company => "company",
            Self::Address => "address",
            Self::Street => "street",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::Country => "country",
        }
    }

    /// The part of a word.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// Files or photos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileField {
    /// Whether only pictures are taken, so that a phone offers its camera.
    pub images_only: bool,
    /// The most files, up to 10.
    pub files_max: u8,
    /// The greatest size of a file in kB, up to 10,240.
    pub size_max_kb: u32,
}
