//! What is wrong with which field of a survey or an answer.
//!
//! A check returns all faults it finds, each with the path of its field and a closed kind. The
//! kind is data, so that the public page can say it in the respondent's language; towards the API
//! a fault becomes a [`FieldError`].

use std::fmt;

use crate::field::FieldError;

/// The most faults one answer reports; more would only bury the first.
pub const FAULTS_MAX: usize = 100;

/// One field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The path, like `pages[0].questions[2].options[1].label.en`.
    pub field: String,
    /// What is wrong.
    pub kind: FaultKind,
}

impl Fault {
    /// A fault at a path.
    #[must_use]
    pub fn new(field: impl Into<String>, kind: FaultKind) -> Self {
        Self { field: field.into(), kind }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.kind)
    }
}

/// What can be wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// Nothing was given where something has to be.
    #[error("is required")]
    Required,
    /// The format has no such field.
    #[error("is not a known field")]
    UnknownField,
    /// The discriminator names no known variant.
    #[error("{given:?} is not known here; known are {known}")]
    UnknownKind {
        /// What was given, shortened.
        given: String,
        /// The known names, separated by commas.
        known: &'static str,
    },
    /// The JSON type or the form of the text is another one.
    #[error("expected {expected}")]
    Expected {
        /// What was expected, in English.
        expected: &'static str,
    },
    /// More characters than allowed.
    #[error("is longer than {max} characters")]
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// More entries than allowed.
    #[error("has more than {max} entries")]
    TooMany {
        /// The most entries.
        max: usize,
    },
    /// Fewer entries than needed.
    #[error("has fewer than {min} entries")]
    TooFew {
        /// The fewest entries.
        min: usize,
    },
    /// A number outside its range.
    #[error("must be from {min} to {max}")]
    OutOfRange {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
    },
    /// A number or day outside its range; an end that is open is absent.
    #[error("must be {}", span(min.as_deref(), max.as_deref()))]
    Outside {
        /// The least value.
        min: Option<String>,
        /// The greatest value.
        max: Option<String>,
    },
    /// Something beside an option that excludes every other.
    #[error("{option} excludes every other option")]
    Exclusive {
        /// The option.
        option: String,
    },
    /// A file with more bytes than allowed.
    #[error("is greater than {max_kb} kB")]
    TooLarge {
        /// The most kilobytes.
        max_kb: u32,
    },
    /// Files take up what they may; there will be room again.
    #[error("no more files can be taken now")]
    NoRoom,
    /// The same identifier or value twice.
    #[error("repeats {first}")]
    Duplicate {
        /// The path of the first one.
        first: String,
    },
    /// An option, item or reference that does not exist.
    #[error("{given:?} does not exist")]
    Unknown {
        /// What was given, shortened.
        given: String,
    },
    /// An answer that does not meet a check of its question.
    #[error("{message}")]
    Unmet {
        /// The check's message, in the respondent's language.
        message: String,
    },
}

fn span(min: Option<&str>, max: Option<&str>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("from {min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => "a value".to_owned(),
    }
}

impl FaultKind {
    /// The stable name of the code for machines.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::UnknownField => "unknown_field",
            Self::UnknownKind { .. } => "unknown_kind",
            Self::Expected { .. } => "expected",
            Self::TooLong { .. } => "too_long",
            Self::TooMany { .. } => "too_many",
            Self::TooFew { .. } => "too_few",
            Self::OutOfRange { .. } | Self::Outside { .. } => "out_of_range",
            Self::Exclusive { .. } => "exclusive",
            Self::TooLarge { .. } => "too_large",
            Self::NoRoom => "no_room",
            Self::Duplicate { .. } => "duplicate",
            Self::Unknown { .. } => "unknown",
            Self::Unmet { .. } => "unmet",
        }
    }
}

impl FaultKind {
    /// The message in Chinese, for members who read that.
    fn chinese(&self) -> String {
        match self {
            Self::Required => "必填".to_owned(),
            Self::UnknownField => "没有这个字段".to_owned(),
            Self::UnknownKind { given, known } => format!("没有“{given}”，可用：{known}"),
            Self::Expected { expected } => format!("格式不符，应为 {expected}"),
            Self::TooLong { max } => format!("最多 {max} 个字符"),
            Self::TooMany { max } => format!("最多 {max} 项"),
            Self::TooFew { min } => format!("至少 {min} 项"),
            Self::OutOfRange { min, max } => format!("须在 {min} 到 {max} 之间"),
            Self::Outside { min: Some(min), max: Some(max) } => format!("须在 {min} 到 {max} 之间"),
            Self::Outside { min: Some(min), max: None } => format!("不得小于 {min}"),
            Self::Outside { min: None, max: Some(max) } => format!("不得大于 {max}"),
            Self::Outside { min: None, max: None } => "须有一个值".to_owned(),
            Self::Exclusive { option } => format!("{option} 不能与其他选项同选"),
            Self::TooLarge { max_kb } => format!("最大 {max_kb} kB"),
            Self::NoRoom => "目前无法再接收文件".to_owned(),
            Self::Duplicate { first } => format!("与 {first} 重复"),
            Self::Unknown { given } => format!("不存在“{given}”"),
            Self::Unmet { message } => message.clone(),
        }
    }
}

impl From<Fault> for FieldError {
    fn from(fault: Fault) -> Self {
        let message = fault.kind.to_string();
        Self::new(fault.field, fault.kind.name(), message).in_chinese(fault.kind.chinese())
    }
}

/// Collects faults up to [`FAULTS_MAX`].
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault unless there are enough.
    pub fn add(&mut self, field: impl Into<String>, kind: FaultKind) {
        if self.0.len() < FAULTS_MAX {
            self.0.push(Fault::new(field, kind));
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults in the order found.
    #[must_use]
    pub fn into_vec(self) -> Vec<Fault> {
        self.0
    }

    /// The value when nothing is wrong, else the faults.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Fault>> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(self.0),
        }
    }
}

/// A foreign text as it may stand in an error: at most 40 characters.
#[must_use]
pub fn shorten(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(40).collect()
}
