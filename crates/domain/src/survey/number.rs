//! A number that a respondent gives or a question bounds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The greatest size of a number: whole numbers up to it are exact in every JSON reader.
const SIZE_MAX: f64 = 9_007_199_254_740_991.0;

/// A finite decimal number of at most 2^53 − 1 in size. Zero has one form, so equality is that of numbers.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub struct Number(f64);

/// Not a number, or one too great.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a number of at most 15 digits")]
pub struct InvalidNumber;

impl Number {
    /// The number, if it is finite and not too great.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        // Adding zero turns -0 into 0.
        (value.is_finite() && value.abs() <= SIZE_MAX).then_some(Self(value + 0.0))
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> f64 {
        self.0
    }

    /// Whether it has no fraction.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.0.fract() == 0.0
    }
}

/// There is no `NaN` among them.
impl Eq for Number {}

impl From<u8> for Number {
    fn from(value: u8) -> Self {
        Self(f64::from(value))
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self(f64::from(value))
    }
}

impl FromStr for Number {
    type Err = InvalidNumber;

    /// Reads a number as people type it: a decimal comma counts as a point when it is the only mark.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let plain =
            text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b','));
        let comma = !text.contains('.') && text.matches(',').count() == 1;
        let point = if comma { text.replace(',', ".") } else { text.to_owned() };
        let value = point.parse().ok().filter(|_| plain);
        value.and_then(Self::new).ok_or(InvalidNumber)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_whole() {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer)
            .and_then(|value| Self::new(value).ok_or(InvalidNumber).map_err(serde::de::Error::custom))
    }
}
