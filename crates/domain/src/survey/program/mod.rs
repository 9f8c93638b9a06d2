//! A survey made ready to be filled in: every condition, value and recall compiled once ([`Program`]), and
//! the one function that says what is shown, required, set and where it ends ([`walk`](Program::walk)).
//!
//! The walk goes through the pages in the respondent's order. A page is asked when its `show_when` holds
//! and one of its questions is; a question when its own holds. A condition sees what has been asked up to
//! its own page: answers of later pages are null, and so is what is not asked. Rules are looked at when a
//! page that was asked is left: every `set` that applies is carried out, and the first jump that applies
//! counts. There is no other state than the draft: the same answers, link and seed give the same survey.
//!
//! An error while evaluating is not a match: what is shown only under that condition is not shown, and a
//! check that cannot be carried out is not met. So it is with what is left when a walk has made as much work as one
//! may ([`Walk::is_spent`]).

mod budget;
mod compile;
mod depend;
mod facts;
mod heavy;
mod known;
mod names;
mod never;
mod order;
mod recall;
mod rules;
mod walk;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::Survey;
use crate::expression::{Expression, Root, Scope};
use crate::field::FieldError;
use crate::response::Draft;

pub use facts::Facts;
pub use recall::RECALL_CHARS_MAX;
pub use walk::{End, Screen, Walk};

use names::Labels;
use recall::Template;

/// The logic of a survey, compiled. It belongs to the survey that it was compiled from.
#[derive(Debug)]
pub struct Program {
    pages: Vec<PageLogic>,
    questions: Vec<QuestionLogic>,
    rules: Vec<RuleLogic>,
    /// `None` for one that does not compile, which only a survey published by an older server has.
    computed: Vec<Option<Logic>>,
    endings: Vec<Option<Logic>>,
    quotas: Vec<Option<QuotaLogic>>,
    texts: HashMap<Box<str>, Template>,
    labels: Vec<Labels>,
    uses: Scope,
    random: bool,
}

/// A condition or value, and the computed values that have to be there before it is evaluated.
#[derive(Debug)]
struct Logic {
    expression: Expression,
    /// In an order in which each needs only those before it.
    needs: Box<[u16]>,
}

#[derive(Debug, Default)]
struct PageLogic {
    show: Option<Logic>,
    /// Its questions, each behind those on the same page that its conditions read.
    plan: Box<[u16]>,
    /// The rules to look at when it is left.
    rules: Box<[u16]>,
    /// The position of its first question among all.
    first: u16,
}

#[derive(Debug)]
struct QuestionLogic {
    /// The position of its page, and its own position there.
    page: u16,
    place: u16,
    show: Option<Logic>,
    required: Option<Logic>,
    checks: Box<[(u16, Logic)]>,
    choices: Box<[(Part, u16, Logic)]>,
    single: bool,
}

/// Which of a question's lists a choice stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Options,
    Rows,
    Columns,
}

#[derive(Debug)]
struct QuotaLogic {
    when: Logic,
    /// The questions that decide whether a response counts; none where more than answers do.
    decided_by: Option<Box<[u16]>>,
}

#[derive(Debug)]
struct RuleLogic {
    when: Option<Logic>,
    then: Action,
}

#[derive(Debug)]
enum Action {
    SkipTo(u16),
    End(Option<u16>),
    SetHidden(u16, Logic),
    SetAnswer(u16, Logic),
}

impl Program {
    /// Compiles a survey's logic.
    ///
    /// # Errors
    /// By field path: what is not CEL or names something unknown, with its place in the text; what is read
    /// before it can be known; circles; pages, questions and options that nobody can ever see; and more work than
    /// one walk may make.
    pub fn compile(survey: &Survey) -> Result<Self, Vec<FieldError>> {
        let (program, mut errors) = compile::compile(survey);
        if errors.is_empty() {
            errors = never::find(survey, &program, &mut { never::STEPS_MAX });
        }
        if errors.is_empty() {
            errors = heavy::find(survey, &program);
        }
        if errors.is_empty() { Ok(program) } else { Err(errors) }
    }

    /// Compiles what was published once, leaving out what does not compile: a published survey has to be
    /// answerable whatever a later server finds wrong with it. Whether all of it can be seen was looked at before.
    #[must_use]
    pub fn of_published(survey: &Survey) -> Self {
        compile::compile(survey).0
    }

    /// Where the logic of what was published takes more work than one walk may make. Nothing is found in what was
    /// published since publishing looks.
    #[must_use]
    pub fn too_much_work(&self, survey: &Survey) -> Vec<FieldError> {
        heavy::find(survey, self)
    }

    /// Whether any of it reads this root.
    #[must_use]
    pub const fn uses(&self, root: Root) -> bool {
        self.uses.has(root)
    }

    /// Whether respondents get orders of their own, so that a response needs a seed.
    #[must_use]
    pub const fn is_random(&self) -> bool {
        self.random
    }

    /// Goes through the survey with these answers.
    #[must_use]
    pub fn walk<'a>(&'a self, survey: &'a Survey, draft: &'a Draft, facts: &'a Facts<'a>) -> Walk<'a> {
        Walk::of(self, survey, draft, facts)
    }

    /// Where a completed response stands, as it was stored.
    #[must_use]
    pub fn completed<'a>(&'a self, survey: &'a Survey, draft: &'a Draft, facts: &'a Facts<'a>) -> Walk<'a> {
        Walk::completed(self, survey, draft, facts)
    }
}
