//! A field that should be text, whatever was sent instead.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Numbers below this are exact in a double.
const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

/// Text, or a whole number written as text, or the word for what was sent instead.
///
/// It never fails to parse, so that a wrong type is reported under its name and not as broken JSON.
#[derive(Debug, Default)]
pub(super) enum Scalar<'a> {
    /// Nothing, or null.
    #[default]
    Absent,
    /// Text or a whole number.
    Text(Cow<'a, str>),
    /// Something else, by the word for it.
    Other(&'static str),
}

impl Scalar<'_> {
    /// The text, if it is one that says something.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) if !text.trim().is_empty() => Some(text),
            _ => None,
        }
    }

    /// What was sent instead of text.
    pub(super) fn other(&self) -> Option<&'static str> {
        match self {
            Self::Other(what) => Some(what),
            _ => None,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor).map(|scalar: Scalar<'de>| scalar)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Scalar::Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        // Data frames turn whole numbers into 4002.0; a larger one has already lost digits.
        if number.fract() == 0.0 && number.abs() < EXACT_MAX {
            return Ok(Scalar::Text(Cow::Owned(format!("{number:.0}"))));
        }
        Ok(Scalar::Other("a number that is not whole, or too large to be exact"))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Scalar::Other("true or false"))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Scalar::Absent)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other("an object"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other("a list"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_is_read() {
        let read = |raw| serde_json::from_str::<Scalar<'_>>(raw).expect("sound JSON");
        for (raw, text) in
            [(r#""a""#, "a"), (r#""\u674e""#, "李"), ("7", "7"), ("-7", "-7"), ("4002.0", "4002")]
        {
            assert_eq!(read(raw).text(), Some(text));
        }
        for raw in ["null", r#""""#, r#"" ""#, "1.5", "12345678901234567890123", "true", "{}", "[1]"] {
            assert_eq!(read(raw).text(), None, "{raw}");
        }
    }
}
