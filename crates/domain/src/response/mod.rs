//! Responses: what a respondent has answered so far, and what a completed response says.
//!
//! Answers arrive as form fields or JSON ([`read_form`], [`read_json`]) and become a [`Patch`]; a
//! [`Draft`] is the sum of all patches, keyed by question, so that order and repetition of partial
//! saves do not matter; [`submit`] turns a draft into an [`Accepted`] response with its signals.

mod accepted;
mod answer;
mod answer_json;
mod apart;
mod begin;
mod check;
mod clean;
mod columns;
pub mod quality;
mod read_form;
mod read_form_ask;
mod read_json;
mod signals;
mod step;
mod submit;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_kinds;
mod value;

pub use accepted::{Accepted, Signal, SignalKind};
pub use answer::{Answer, Cell, Change, Draft, Ended, FileRef, ITEM_KEY_CHARS_MAX, Patch};
pub use apart::Apart;
pub use begin::begin;
pub use clean::clean;
pub use columns::{Column, Columns, Value};
pub use read_form::{ALL_PAGES, Command, FORM_FIELDS_MAX, Form, read_form};
pub use read_json::read_json;
pub use step::{Step, question_of, shown_pages, step};
pub use submit::{Completed, close, read, submit};
pub use value::CONTACT_CHARS_MAX;
