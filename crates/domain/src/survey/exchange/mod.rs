//! Surveys of other tools as surveys of ours, and what became of each of their items.
//!
//! Nothing is dropped in silence: every object of a foreign document is read through a
//! `node::Node`, which knows what nobody asked for and reports it. The result is a draft; whether
//! it can be saved as it is, [`check`](super::check) says as for every other survey.

mod build;
mod cel;
mod formbricks;
mod html;
mod keys;
mod node;
mod report;
mod surveyjs;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Survey;
use crate::field::FieldError;
use crate::id::SurveyId;

pub use report::{ITEMS_MAX, Item, Outcome, Reason};

/// Which tool a document comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// SurveyJS: `survey-core`'s JSON.
    SurveyJs,
    /// Formbricks: a survey with blocks, or with the older list of questions.
    Formbricks,
    /// Our own export.
    Touchstone,
}

impl Format {
    /// Its word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::SurveyJs => "surveyjs",
            Self::Formbricks => "formbricks",
            Self::Touchstone => "touchstone",
        }
    }

    /// The format of a document, from the fields that only it has.
    #[must_use]
    pub fn detect(document: &Value) -> Option<Self> {
        let has = |name: &str| document.get(name).is_some();
        let list = |name: &str| document.get(name).and_then(Value::as_array);
        let pages_have =
            |name: &str| list("pages").is_some_and(|pages| pages.iter().any(|page| page.get(name).is_some()));
        if has("version") && has("default_language") && has("pages") {
            return Some(Self::Touchstone);
        }
        let blocks = list("blocks").is_some();
        let questions = list("questions").is_some_and(|all| {
            all.is_empty() || all.iter().any(|question| question.get("headline").is_some())
        });
        if blocks || (questions && !has("elements")) {
            return Some(Self::Formbricks);
        }
        let old =
            list("questions").is_some_and(|all| all.iter().any(|question| question.get("name").is_some()));
        (list("elements").is_some() || pages_have("elements") || pages_have("questions") || old)
            .then_some(Self::SurveyJs)
    }
}

/// A foreign document as a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What it was taken for.
    pub format: Format,
    /// What became of it.
    pub survey: Survey,
    /// What became of each item, in the document's order.
    pub items: Vec<Item>,
}

/// Why a document is no survey of another tool.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefusal {
    /// It has the form of none of the formats.
    #[error("the document is neither a SurveyJS nor a Formbricks survey, nor an export of Touchstone")]
    Unrecognised,
    /// It is an export of our own with wrong fields.
    #[error("the export has wrong fields")]
    Fields(Vec<FieldError>),
}

/// Reads a document of another tool, or an export of our own. `format` says which; without it the
/// document's own fields do.
///
/// # Errors
/// If the document has the form of none of them.
pub fn import(id: SurveyId, document: &Value, format: Option<Format>) -> Result<Imported, ImportRefusal> {
    // Formbricks' API wraps a survey in `data`; files saved from it often keep that.
    let wrapped = document.get("data").filter(|data| data.is_object() && document.get("pages").is_none());
    let document = wrapped.unwrap_or(document);
    let format = format.or_else(|| Format::detect(document)).ok_or(ImportRefusal::Unrecognised)?;
    if !document.is_object() {
        return Err(ImportRefusal::Unrecognised);
    }
    let (survey, items) = match format {
        Format::Touchstone => {
            (Survey::read(id, document).map_err(ImportRefusal::Fields)?, vec![Item::identical()])
        }
        Format::SurveyJs => surveyjs::import(id, document),
        Format::Formbricks => formbricks::import(id, document),
    };
    Ok(Imported { format, survey, items })
}
