//! Wire formats, parsed into [`Event`]s: pure functions over bytes, without HTTP and without state.
//!
//! Whatever the bytes are, the answer is events, rejections that name the field, or one
//! [`BodyError`]; never a panic. One bad item never costs the good ones around it.

pub mod cloudevents;
pub mod pixel;
pub mod segment;

mod clock;
mod identities;
mod json;
mod scalar;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::Timestamp;
use touchstone_domain::event::{Arrived, Event, Rejected};
use touchstone_domain::field::FieldError;
use touchstone_domain::id::SourceId;

/// Longest event name, in bytes.
pub const NAME_BYTES_MAX: usize = 256;
/// Longest message id, in bytes.
pub const MESSAGE_ID_BYTES_MAX: usize = 512;

/// What errors name that concern an item as a whole.
const ITEM: &str = "item";

/// What one request may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one event.
    pub event_bytes: usize,
    /// Events of one request.
    pub events: usize,
    /// Arrays and objects inside each other in one event.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { event_bytes: 32 * 1024, events: 10_000, depth: 32 }
    }
}

/// What the request says about all its events.
#[derive(Debug, Clone, Copy)]
pub struct Arrival<'a> {
    /// Whose key it carried.
    pub source: SourceId,
    /// When it came.
    pub received_at: Timestamp,
    /// Random bits for the ids of events that have none.
    pub random: [u8; 10],
    /// The customer's address, if the customer's own device sent it.
    pub ip: Option<&'a str>,
    /// What it may hold.
    pub limits: Limits,
}

/// What a request held.
#[derive(Debug, Default)]
pub struct Parsed<'a> {
    /// Items that are events now, in order.
    pub events: Vec<Accepted<'a>>,
    /// Items that are not, in order.
    pub rejected: Vec<Rejected>,
}

/// An item that became an event.
#[derive(Debug)]
pub struct Accepted<'a> {
    /// The event.
    pub event: Event,
    /// What was left out of it.
    pub warnings: Vec<FieldError>,
    /// The item as sent; escapes that no database can store are already repaired.
    pub raw: Cow<'a, str>,
}

impl From<Accepted<'_>> for Arrived {
    fn from(accepted: Accepted<'_>) -> Self {
        Self { event: accepted.event, warnings: accepted.warnings }
    }
}

/// Why nothing of a body could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BodyError {
    /// Not UTF-8.
    #[error("the body is not UTF-8: the byte at position {at} does not belong there")]
    NotUtf8 {
        /// Position of the first wrong byte.
        at: usize,
    },
    /// Not JSON.
    #[error("the body is not JSON: {reason}")]
    NotJson {
        /// What the parser says, with the position.
        reason: String,
    },
    /// JSON, but not of the form this route takes.
    #[error("`{field}` {reason}")]
    Form {
        /// Which field.
        field: &'static str,
        /// What it should be.
        reason: &'static str,
    },
    /// More events than one request may hold.
    #[error("one request may hold at most {max} events")]
    TooMany {
        /// The limit.
        max: usize,
    },
}

impl BodyError {
    /// The error as a list that names the field.
    #[must_use]
    pub fn errors(&self) -> Vec<FieldError> {
        let (field, code) = match self {
            Self::NotUtf8 { .. } => ("body", "encoding"),
            Self::NotJson { .. } => ("body", "json"),
            Self::Form { field, .. } => (*field, "required"),
            Self::TooMany { .. } => ("batch", "too_many"),
        };
        vec![FieldError::new(field, code, sentence(&self.to_string()))]
    }
}

/// Errors found in one item.
pub(crate) type Errors = Vec<FieldError>;

/// A message as a sentence of its own.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).chain((!message.ends_with('.')).then_some('.')).collect()
}

/// The body as text: UTF-8, without the byte order mark some tools write.
fn text(body: &[u8]) -> Result<&str, BodyError> {
    let text = std::str::from_utf8(body).map_err(|error| BodyError::NotUtf8 { at: error.valid_up_to() })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The body as the text of one JSON object.
fn object(body: &[u8]) -> Result<&str, BodyError> {
    let text = text(body)?;
    match text.trim_ascii_start().as_bytes().first() {
        Some(b'[' | b'"' | b'0'..=b'9' | b'-' | b't' | b'f' | b'n') => {
            Err(BodyError::Form { field: "body", reason: "must be an object" })
        }
        _ => Ok(text),
    }
}

fn not_json(error: &serde_json::Error) -> BodyError {
    BodyError::NotJson { reason: error.to_string() }
}

/// A name as an event carries it.
fn event_name(raw: &str, field: &str, errors: &mut Errors) -> Option<String> {
    let name = raw.trim();
    if name.is_empty() {
        errors.push(FieldError::new(field, "required", format!("`{field}` is needed, as text.")));
        return None;
    }
    if name.len() > NAME_BYTES_MAX {
        errors.push(FieldError::new(
            field,
            "too_long",
            format!("`{field}` may have at most {NAME_BYTES_MAX} bytes."),
        ));
        return None;
    }
    Some(name.to_owned())
}

/// The sender's id of an event, checked.
fn message_id(raw: String, field: &str, errors: &mut Errors) -> Option<String> {
    if raw.len() > MESSAGE_ID_BYTES_MAX {
        errors.push(FieldError::new(
            field,
            "too_long",
            format!("`{field}` may have at most {MESSAGE_ID_BYTES_MAX} bytes."),
        ));
        return None;
    }
    if raw.chars().any(char::is_control) {
        errors.push(FieldError::new(
            field,
            "malformed",
            format!("`{field}` must not hold control characters."),
        ));
        return None;
    }
    Some(raw)
}

impl Arrival<'_> {
    /// A fresh message id for the item at `index`; no two items of a request share one.
    fn fresh_id(&self, index: usize) -> String {
        let mut random = self.random;
        let counter: &mut [u8; 4] = random.last_chunk_mut().expect("four of ten bytes");
        let shift = u32::try_from(index).unwrap_or(u32::MAX);
        *counter = u32::from_be_bytes(*counter).wrapping_add(shift).to_be_bytes();
        let bytes = touchstone_domain::id::uuid_v7(self.received_at.as_millisecond(), random);
        touchstone_domain::id::hyphenated(bytes)
    }

    /// The item as text to parse, or why it is refused unseen.
    fn sound<'r>(&self, raw: &'r str) -> Result<Cow<'r, str>, FieldError> {
        let Limits { event_bytes, depth, .. } = self.limits;
        if raw.len() > event_bytes {
            return Err(FieldError::new(
                ITEM,
                "too_long",
                format!("One event may have at most {event_bytes} bytes."),
            ));
        }
        if json::deeper_than(raw, depth) {
            return Err(FieldError::new(
                ITEM,
                "too_deep",
                format!("Objects and lists may stand at most {depth} deep inside each other."),
            ));
        }
        Ok(json::repaired(raw))
    }

    /// The same for an item that must be an object; serde would read a list as the fields in order.
    fn sound_object<'r>(&self, raw: &'r str) -> Result<Cow<'r, str>, FieldError> {
        if !raw.starts_with('{') {
            return Err(FieldError::new(ITEM, "type", "An event must be an object."));
        }
        self.sound(raw)
    }
}
