//! From a draft to a completed response.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::check::check;
use super::signals::read_signals;
use super::{Accepted, Draft, Ended};
use crate::link::Item;
use crate::survey::{Ask, Fault, FaultKind, Faults, Number, Question, Quota, Version, Walk};

/// A completed response.
#[derive(Debug, Clone, PartialEq)]
pub struct Completed {
    /// The draft to store: what was asked and answered or set, nothing else.
    pub draft: Draft,
    /// The draft as it was before, without what this version's rules made of it.
    pub given: Draft,
    /// What it says.
    pub accepted: Accepted,
    /// The quotas it counts for.
    pub quotas: Vec<Quota>,
}

/// Completes a response.
///
/// # Errors
/// Every question that is asked and lacks an answer it needs, or has one that it does not take, as
/// `answers.{question}`; `answers` alone when nothing at all was answered.
pub fn submit(version: &Version, walk: &Walk<'_>, draft: &Draft) -> Result<Completed, Vec<Fault>> {
    let mut faults = Faults::default();
    let mut answerable = false;
    for question in walk.questions() {
        fault(question, walk, &mut faults);
        answerable |= !matches!(question.ask, Ask::Statement);
    }
    let given = draft;
    let draft = close(walk, given);
    if draft.answers.is_empty() && answerable && !walk.end().by_rule && faults.is_empty() {
        faults.add("answers", FaultKind::Required);
    }
    if !faults.is_empty() {
        return Err(faults.into_vec());
    }
    let facts = walk.facts();
    let accepted = read(version, facts.items, &draft, facts.now);
    Ok(Completed { draft, given: given.clone(), accepted, quotas: walk.quotas().cloned().collect() })
}

/// A draft as it is stored once it is over: what was asked and answered or set, and what came of it.
#[must_use]
pub fn close(walk: &Walk<'_>, draft: &Draft) -> Draft {
    let answer =
        |question: &Question| Some((question.id.clone(), walk.answer(question.id.as_str())?.clone()));
    let end = walk.end();
    let computed = walk.computed().filter(|(_, value)| !value.is_null());
    let ended = Ended {
        ending: end.ending.map(|ending| ending.id.clone()),
        ending_of: None,
        quota_full: None,
        computed: computed.map(|(id, value)| (id.clone(), value.to_json())).collect(),
        score: walk.score().and_then(Number::new),
    };
    let hidden = walk.hidden().map(|(id, value)| (id.clone(), value.to_owned())).collect();
    Draft {
        language: draft.language.clone(),
        page: draft.page,
        seed: draft.seed,
        answers: walk.questions().filter_map(answer).collect(),
        hidden,
        ended: Some(ended).filter(|ended| *ended != Ended::default()),
    }
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

/// What keeps these questions from being left forward.
pub(super) fn faults_of<'q>(questions: impl Iterator<Item = &'q Question>, walk: &Walk<'_>) -> Vec<Fault> {
    let mut faults = Faults::default();
    for question in questions {
        fault(question, walk, &mut faults);
    }
    faults.into_vec()
}

/// What is wrong with the answer of a question that is asked.
fn fault(question: &Question, walk: &Walk<'_>, faults: &mut Faults) {
    let mut own = Faults::default();
    check(question, walk, &mut own);
    if own.is_empty()
        && let Some(check) = walk.failed(question.id.as_str())
    {
        let language = walk.language();
        let message = check.message.get(language, walk.default_language());
        let message = walk.recall(message, language).into_owned();
        own.add(format!("answers.{}", question.id), FaultKind::Unmet { message });
    }
    for fault in own.into_vec() {
        faults.add(fault.field, fault.kind);
    }
}
