//! Errors of input that name the field.

use serde::{Deserialize, Serialize};

/// One thing wrong with one field of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Where: a dotted path such as `steps[2].for`.
    pub field: String,
    /// A stable word such as `required`, `too_long`, `unknown`.
    pub code: String,
    /// What to do about it, in one sentence.
    pub message: String,
    /// The same in Chinese, where that is worded.
    #[serde(skip)]
    pub chinese: Option<String>,
    /// Where in the field's text, if it is a text with places to go wrong, such as a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl FieldError {
    /// An error at `field`.
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        let (field, code, message) = (field.into(), code.into(), message.into());
        Self { field, code, message, chinese: None, position: None }
    }

    /// The same in Chinese.
    #[must_use]
    pub fn in_chinese(self, message: impl Into<String>) -> Self {
        Self { chinese: Some(message.into()), ..self }
    }

    /// Where in the field's text.
    #[must_use]
    pub fn at(self, line: u32, column: u32) -> Self {
        Self { position: Some(Position { line, column }), ..self }
    }
}

impl std::fmt::Display for FieldError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}
