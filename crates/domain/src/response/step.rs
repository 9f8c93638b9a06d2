//! One posted form: what is kept and what the respondent sees next.

use std::collections::BTreeMap;

use super::submit::faults_of;
use super::{Command, Completed, Draft, Form, begin, submit};
use crate::link::Item;
use crate::survey::{Ask, Facts, Fault, Key, Page, Paging, Question, Quota, Screen, Survey, Version};

/// What follows from a posted form.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "one for each posting, and most are shown again")]
pub enum Step {
    /// Keep the draft and show its page, with what is wrong, if anything is.
    Show {
        /// The draft to store.
        draft: Draft,
        /// What has to be corrected first.
        faults: Vec<Fault>,
        /// Refused texts by form field, to be shown back.
        typed: BTreeMap<String, String>,
        /// The questions for whose sake the page is shown again: asked because of what was answered on it.
        appeared: Vec<Key>,
        /// The quotas that the response will count for, whatever is answered next; of the page that was left.
        decided: Vec<Quota>,
    },
    /// Store the response as complete.
    Done(Box<Completed>),
}

/// Adds a form to a draft and decides what the respondent sees next. Answers that could be read are
/// kept in every case; only moving on waits for the others. `seed` is what orders follow unless the response
/// has one.
#[must_use]
pub fn step(version: &Version, facts: &Facts<'_>, mut draft: Draft, form: Form, seed: u64) -> Step {
    let survey = &version.survey;
    begin(version, facts, &mut draft, &form.hidden, seed);
    draft.language = form.language.filter(|lang| survey.languages.contains(lang)).or(draft.language);
    draft.merge(form.patch);
    let mut faults = form.faults;
    let walk = version.walk(&draft, facts);
    let screens = walk.screens();
    let at = screens.iter().position(|screen| screen.number == form.page);
    // A page that is not asked any more is not one to stay on.
    let here = at.unwrap_or(0);
    let mut next = here;
    let (mut decided, mut appeared) = (Vec::new(), Vec::new());
    match form.command {
        Command::Save => {}
        // Going back is never held up; what is wrong here is said again on the way forward.
        Command::Back => {
            next = here.saturating_sub(1);
            faults.clear();
        }
        Command::Next | Command::Submit => {
            // What was answered here can have made the page the last one, or have added more behind it.
            appeared =
                at.map(|at| appeared_on(&screens[at], form.stood.as_deref(), &draft)).unwrap_or_default();
            let more = here + 1 < screens.len() && (at.is_some() || form.command == Command::Next);
            if !appeared.is_empty() {
                let stood = questions(&screens[here]).filter(|question| !appeared.contains(&question.id));
                add_missing(&mut faults, faults_of(stood, &walk));
            } else if more {
                add_missing(&mut faults, faults_of(questions(&screens[here]), &walk));
                if faults.is_empty() {
                    next += 1;
                    decided = walk.quotas_decided(&screens[here]).into_iter().cloned().collect();
                }
            } else {
                match submit(version, &walk, &draft) {
                    Ok(completed) if faults.is_empty() => return Step::Done(Box::new(completed)),
                    Ok(_) => {}
                    Err(missing) => add_missing(&mut faults, missing),
                }
                next = screens.iter().position(|screen| is_faulty(screen, &faults)).unwrap_or(here);
            }
        }
    }
    draft.page = screens.get(next).map_or(0, |screen| screen.number);
    Step::Show { draft, faults, typed: form.typed, appeared, decided }
}

fn questions<'a>(screen: &Screen<'a>) -> impl Iterator<Item = &'a Question> {
    screen.pages.iter().flat_map(|(_, questions)| questions.iter().copied())
}

/// The questions of a page that nobody has seen yet, since they did not stand on the form that was sent.
fn appeared_on(screen: &Screen<'_>, stood: Option<&[String]>, draft: &Draft) -> Vec<Key> {
    let Some(stood) = stood else { return Vec::new() };
    let is_new = |question: &&Question| {
        !matches!(question.ask, Ask::Statement)
            && !stood.iter().any(|id| id == question.id.as_str())
            && !draft.answers.contains_key(&question.id)
    };
    questions(screen).filter(is_new).map(|question| question.id.clone()).collect()
}

fn is_faulty(screen: &Screen<'_>, faults: &[Fault]) -> bool {
    questions(screen)
        .any(|question| faults.iter().any(|fault| question_of(fault) == Some(question.id.as_str())))
}

/// A question that could not be read is wrong once, not also missing.
fn add_missing(faults: &mut Vec<Fault>, missing: Vec<Fault>) {
    for fault in missing {
        if !faults.iter().any(|known| question_of(known) == question_of(&fault)) {
            faults.push(fault);
        }
    }
}

/// The pages of which something is shown to respondents of a link with these items, whatever its logic says.
#[must_use]
pub fn shown_pages(survey: &Survey, items: &[Item]) -> Vec<usize> {
    if survey.paging == Paging::OnePage {
        return vec![0];
    }
    let asks = |page: &Page| page.questions.iter().any(|question| question.is_shown(items));
    survey.pages.iter().enumerate().filter(|(_, page)| asks(page)).map(|(at, _)| at).collect()
}

/// The question that a fault of an answer is about.
pub fn question_of(fault: &Fault) -> Option<&str> {
    fault.field.strip_prefix("answers.")?.split('.').next()
}
