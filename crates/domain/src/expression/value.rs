//! What a condition reads: values borrowed from the caller's own structs.
//!
//! A caller implements [`Facts`] once and [`Record`] for each of its structs; nothing is copied and
//! no JSON is built, a field is asked for only when the condition reaches it.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};

use super::Root;

/// The roots' values at one evaluation.
pub trait Facts {
    /// The value of `root`, [`Value::Null`] where there is none. All roots are records but
    /// [`Root::Now`], which is a timestamp.
    fn root(&self, root: Root) -> Value<'_>;

    /// The value of a field of a root whose fields are declared by [`Names`](super::Names), by its number
    /// there.
    fn slot(&self, root: Root, slot: u16) -> Value<'_> {
        let _ = (root, slot);
        Value::Null
    }
}

/// Something with named fields.
pub trait Record: Send + Sync {
    /// The field's value. A field that is absent, unknown or empty is [`Value::Null`].
    fn field(&self, name: &str) -> Value<'_>;

    /// The names of the fields present, for `size()`, `==`, iteration and output as JSON. `None` (as here)
    /// for a record with a fixed set of fields, on which those are not allowed.
    fn names(&self) -> Option<Vec<&str>> {
        None
    }
}

/// Something with elements in an order.
pub trait List: Send + Sync {
    /// How many elements there are.
    fn len(&self) -> usize;

    /// The element, [`Value::Null`] behind the end.
    fn get(&self, index: usize) -> Value<'_>;

    /// Whether there are no elements.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a `Vec` holds, to be a [`List`].
pub trait Element: Send + Sync {
    /// The element as a value.
    fn value(&self) -> Value<'_>;
}

/// A value of the expression language.
#[derive(Clone, Default)]
pub enum Value<'a> {
    /// No value: a field that is absent or a JSON null.
    #[default]
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction. Whole and fractional numbers are one type in the language.
    Double(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// An instant.
    Timestamp(Timestamp),
    /// A length of time.
    Duration(SignedDuration),
    /// A list that the expression computed.
    List(Vec<Value<'a>>),
    /// A list that belongs to the caller.
    Items(&'a dyn List),
    /// A record that belongs to the caller.
    Record(&'a dyn Record),
}

impl<'a> Value<'a> {
    /// Text borrowed from the caller.
    #[must_use]
    pub const fn text(text: &'a str) -> Self {
        Value::Text(Cow::Borrowed(text))
    }

    /// Whether there is no value.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The truth value, if it is one.
    #[must_use]
    pub const fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self { Some(*value) } else { None }
    }

    /// The number, if it is one.
    #[must_use]
    pub const fn as_number(&self) -> Option<f64> {
        match self {
            Value::Int(value) => Some(*value as f64),
            Value::Double(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// The type's name, as error messages and traces give it.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) | Value::Double(_) => "number",
            Value::Text(_) => "text",
            Value::Timestamp(_) => "timestamp",
            Value::Duration(_) => "duration",
            Value::List(_) | Value::Items(_) => "list",
            Value::Record(_) => "record",
        }
    }

    /// An owned copy for traces and answers. Timestamps are RFC 3339, durations ISO 8601, numbers that
    /// JSON cannot hold null; a record with a fixed set of fields is null as well.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Value::Null => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => Json::from(*value),
            Value::Double(value) => Json::from(*value),
            Value::Text(text) => Json::from(text.as_ref()),
            Value::Timestamp(instant) => Json::from(instant.to_string()),
            Value::Duration(length) => Json::from(length.to_string()),
            Value::List(items) => items.iter().map(Value::to_json).collect(),
            Value::Items(items) => (0..items.len()).map(|index| items.get(index).to_json()).collect(),
            Value::Record(record) => record.names().map_or(Json::Null, |names| {
                names.into_iter().map(|name| (name.to_owned(), record.field(name).to_json())).collect()
            }),
        }
    }

    /// The value for keeping; records, and lists with records in them, come out as null.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Value::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
            Value::Items(items) => {
                Value::List((0..items.len()).map(|index| items.get(index).into_owned()).collect())
            }
            scalar => scalar.into_owned_scalar().unwrap_or_default(),
        }
    }

    /// The value for keeping, `None` for lists and records.
    pub(super) fn into_owned_scalar(self) -> Option<Value<'static>> {
        Some(match self {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(value),
            Value::Int(value) => Value::Int(value),
            Value::Double(value) => Value::Double(value),
            Value::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Value::Timestamp(instant) => Value::Timestamp(instant),
            Value::Duration(length) => Value::Duration(length),
            Value::List(_) | Value::Items(_) | Value::Record(_) => return None,
        })
    }

    /// The same value, borrowing what this one owns.
    #[must_use]
    pub fn borrowed(&'a self) -> Value<'a> {
        match self {
            Value::Null => Value::Null,
            Value::Bool(value) => Value::Bool(*value),
            Value::Int(value) => Value::Int(*value),
            Value::Double(value) => Value::Double(*value),
            Value::Text(text) => Value::Text(Cow::Borrowed(text)),
            Value::Timestamp(instant) => Value::Timestamp(*instant),
            Value::Duration(length) => Value::Duration(*length),
            Value::List(items) => Value::Items(items),
            Value::Items(items) => Value::Items(*items),
            Value::Record(record) => Value::Record(*record),
        }
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.to_json())
    }
}

impl Record for Map<String, Json> {
    fn field(&self, name: &str) -> Value<'_> {
        self.get(name).map_or(Value::Null, Value::from)
    }

    fn names(&self) -> Option<Vec<&str>> {
        Some(self.keys().map(String::as_str).collect())
    }
}

impl<T: Element> List for Vec<T> {
    fn len(&self) -> usize {
        self.len()
    }

    fn get(&self, index: usize) -> Value<'_> {
        <[T]>::get(self, index).map_or(Value::Null, Element::value)
    }
}

impl Element for Json {
    fn value(&self) -> Value<'_> {
        Value::from(self)
    }
}

impl Element for String {
    fn value(&self) -> Value<'_> {
        Value::text(self)
    }
}

impl Element for Value<'_> {
    fn value(&self) -> Value<'_> {
        self.borrowed()
    }
}

impl<'a> From<&'a Json> for Value<'a> {
    fn from(json: &'a Json) -> Self {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => Value::Bool(*value),
            Json::Number(number) => match number.as_i64() {
                Some(value) => Value::Int(value),
                None => number.as_f64().map_or(Value::Null, Value::Double),
            },
            Json::String(text) => Value::text(text),
            Json::Array(items) => Value::Items(items),
            Json::Object(fields) => Value::Record(fields),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Value::text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Self {
        Value::text(text)
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value<'_> {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<u8> for Value<'_> {
    fn from(value: u8) -> Self {
        Value::Int(i64::from(value))
    }
}

impl From<usize> for Value<'_> {
    fn from(value: usize) -> Self {
        Value::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Value::Int(i64::from(value))
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Value::Double(value)
    }
}

impl From<Timestamp> for Value<'_> {
    fn from(instant: Timestamp) -> Self {
        Value::Timestamp(instant)
    }
}

impl<'a, T> From<Option<T>> for Value<'a>
where
    T: Into<Value<'a>>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}
