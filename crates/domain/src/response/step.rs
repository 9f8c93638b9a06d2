//! One posted form: what is kept and what the respondent sees next.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Accepted, Command, Draft, Form, submit, submit::page_faults};
use crate::link::Item;
use crate::locale::Lang;
use crate::survey::{Fault, Page, Paging, Survey, Version};

/// What follows from a posted form.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Keep the draft and show its page, with what is wrong, if anything is.
    Show {
        /// The draft to store.
        draft: Draft,
        /// What has to be corrected first.
        faults: Vec<Fault>,
        /// Refused texts by form field, to be shown back.
        typed: BTreeMap<String, String>,
    },
    /// Store the draft as complete.
    Done {
        /// The final draft.
        draft: Draft,
        /// What it says.
        accepted: Accepted,
    },
}

/// Adds a form to a draft and decides what the respondent sees next. Answers that could be read are
/// kept in every case; only moving on waits for the others.
#[must_use]
pub fn step(version: &Version, items: &[Item], mut draft: Draft, form: Form, now: Timestamp) -> Step {
    let survey = &version.survey;
    let by_page = survey.paging != Paging::OnePage;
    let shown = shown_pages(survey, items);
    let language: Option<Lang> = form.language.filter(|lang| survey.languages.contains(lang));
    draft.language = language.or(draft.language);
    draft.page = if shown.contains(&form.page) { form.page } else { shown.first().copied().unwrap_or(0) };
    draft.merge(form.patch);
    let mut faults = form.faults;
    let typed = form.typed;
    match form.command {
        Command::Save => {}
        // Going back is never held up; what is wrong here is said again on the way forward.
        Command::Back => {
            let before = shown.iter().rfind(|page| **page < draft.page);
            draft.page = before.copied().unwrap_or(draft.page);
            faults.clear();
        }
        Command::Next => {
            add_missing(&mut faults, page_faults(survey, draft.page, items, &draft));
            if faults.is_empty() {
                let after = shown.iter().find(|page| **page > draft.page);
                draft.page = after.copied().unwrap_or(draft.page);
            }
        }
        Command::Submit => match submit(version, items, &draft, now) {
            Ok(accepted) if faults.is_empty() => return Step::Done { draft, accepted },
            Ok(_) => {}
            Err(missing) => add_missing(&mut faults, missing),
        },
    }
    if by_page && form.command == Command::Submit {
        let first = faults.iter().filter_map(|fault| survey.page_of(question_of(fault)?)).min();
        draft.page = first.unwrap_or(draft.page);
    }
    Step::Show { draft, faults, typed }
}

/// The pages that a respondent sees one after the other, by position: one alone when all questions
/// stand together, and none that would be empty because the link has no items to rate.
#[must_use]
pub fn shown_pages(survey: &Survey, items: &[Item]) -> Vec<usize> {
    if survey.paging == Paging::OnePage {
        return vec![0];
    }
    let asks = |page: &Page| page.questions.iter().any(|question| question.is_shown(items));
    survey.pages.iter().enumerate().filter(|(_, page)| asks(page)).map(|(at, _)| at).collect()
}

/// A question that could not be read is wrong once, not also missing.
fn add_missing(faults: &mut Vec<Fault>, missing: Vec<Fault>) {
    for fault in missing {
        if !faults.iter().any(|known| question_of(known) == question_of(&fault)) {
            faults.push(fault);
        }
    }
}

/// The question that a fault of an answer is about.
pub fn question_of(fault: &Fault) -> Option<&str> {
    fault.field.strip_prefix("answers.")?.split('.').next()
}
