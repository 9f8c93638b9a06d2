//! From a draft to a completed response.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::check::check;
use super::signals::read_signals;
use super::{Accepted, Draft};
use crate::link::Item;
use crate::survey::{Fault, FaultKind, Faults, Survey, Version};

/// Completes a response.
///
/// # Errors
/// Every question that is required and not answered, or answered in a way the question does not
/// take, as `answers.{question}`; `answers` alone when nothing at all was answered.
pub fn submit(
    version: &Version,
    items: &[Item],
    draft: &Draft,
    now: Timestamp,
) -> Result<Accepted, Vec<Fault>> {
    let mut faults = Faults::default();
    for question in version.survey.questions() {
        check(question, items, draft.answers.get(&question.id), &mut faults);
    }
    let accepted = read(version, items, draft, now);
    if accepted.answers.is_empty() && faults.is_empty() {
        faults.add("answers", FaultKind::Required);
    }
    faults.finish(Some(accepted))
}

/// What a response says that was completed before, whatever a person's erasure has taken out of it since.
#[must_use]
pub fn read(version: &Version, items: &[Item], draft: &Draft, completed_at: Timestamp) -> Accepted {
    let survey = &version.survey;
    let mut answers = BTreeMap::new();
    let mut signals = Vec::new();
    for question in survey.questions() {
        if let Some(answer) = draft.answers.get(&question.id) {
            read_signals(question, items, answer, &mut signals);
            answers.insert(question.id.clone(), answer.clone());
        }
    }
    Accepted {
        survey: survey.id,
        version: version.number,
        language: draft.language.clone().unwrap_or_else(|| survey.default_language.clone()),
        completed_at,
        nps_bands: survey.nps_bands,
        answers,
        signals,
    }
}

/// What keeps a page from being left forward.
pub(super) fn page_faults(survey: &Survey, page: usize, items: &[Item], draft: &Draft) -> Vec<Fault> {
    let mut faults = Faults::default();
    for question in survey.pages.get(page).map_or(&[][..], |page| &page.questions) {
        check(question, items, draft.answers.get(&question.id), &mut faults);
    }
    faults.into_vec()
}
