//! What a protocol hands over: events that were understood, and items that were not.

use serde::{Deserialize, Serialize};

use super::Event;
use crate::field::FieldError;

/// Longest excerpt of a rejected item that is kept, in bytes.
pub const EXCERPT_BYTES_MAX: usize = 2048;

/// An event that was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrived {
    /// The event.
    pub event: Event,
    /// What was left out of it, such as a placeholder instead of an id.
    pub warnings: Vec<FieldError>,
}

/// An item of a request that could not become an event; kept for the source's debugger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// Its position in the request.
    pub index: usize,
    /// The sender's id of it, if it could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_id: Option<String>,
    /// What was wrong.
    pub errors: Vec<FieldError>,
    /// How it began, as sent, for the developer who looks for it.
    pub excerpt: String,
}

impl Rejected {
    /// A rejection that keeps the beginning of `raw`.
    #[must_use]
    pub fn new(index: usize, message_id: Option<String>, errors: Vec<FieldError>, raw: &str) -> Self {
        let end = raw.floor_char_boundary(EXCERPT_BYTES_MAX);
        Self { index, message_id, errors, excerpt: raw[..end].to_owned() }
    }
}
