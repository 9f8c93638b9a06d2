//! Compiling rules, and carrying them out when a page is left.

use super::compile::{Compiler, narrow};
use super::walk::{State, text_of};
use super::{Action, Logic, RuleLogic, known};
use crate::expression::Type;
use crate::field::FieldError;
use crate::survey::{Key, Rule, Source, Then};

impl Compiler<'_> {
    /// A rule; `None` when part of it is wrong, so that it never applies.
    pub(super) fn rule(&mut self, path: &str, rule: &Rule) -> Option<RuleLogic> {
        let page = |key: &Key| self.survey.pages.iter().position(|page| page.id == *key);
        // A page that does not exist is found by the check of the survey's structure.
        let after = match &rule.after {
            Some(after) => Some(page(after)?),
            None => None,
        };
        let skip_to = if let Then::SkipTo { page: to } = &rule.then { Some(page(to)?) } else { None };
        let when_path = format!("{path}.when");
        let when = self.optional(&when_path, rule.when.as_ref(), Type::Bool);
        if let Some(after) = after {
            self.in_time(&when_path, when.as_ref(), after, true);
        }
        let then = match &rule.then {
            Then::SkipTo { .. } => skip_to.map(|page| Action::SkipTo(narrow(page))),
            Then::End { ending } => {
                let endings = &self.survey.endings;
                let position = |key: &Key| endings.iter().position(|ending| ending.id == *key);
                Some(Action::End(ending.as_ref().and_then(position).map(narrow)))
            }
            Then::Set { field, value } => self.set(&format!("{path}.then.value"), field, value, after),
        }?;
        // A condition that does not compile must not become one that always holds.
        (when.is_some() == rule.when.is_some()).then_some(RuleLogic { when, then })
    }

    fn set(&mut self, path: &str, field: &Key, source: &Source, after: Option<usize>) -> Option<Action> {
        let survey = self.survey;
        let logic = self.logic(path, source, Type::Any);
        if let Some(after) = after {
            self.in_time(path, logic.as_ref(), after, true);
        }
        let logic = logic?;
        if let Some(hidden) = survey.hidden.iter().position(|hidden| hidden.id == *field) {
            return Some(Action::SetHidden(narrow(hidden), logic));
        }
        let (at, question) = survey.questions().enumerate().find(|(_, question)| question.id == *field)?;
        let fits = match (self.dictionary.answers.get(at).copied().flatten(), logic.expression.constant()) {
            (None, _) => false,
            (Some(_), Some(constant)) => constant.is_null() || known::answer_of(question, constant).is_some(),
            (Some(kind), None) => kind.may_be(logic.expression.kind()),
        };
        if !fits {
            let english = format!("the question `{field}` does not take this value");
            let chinese = format!("题目 `{field}` 不接受这个值");
            self.errors.push(FieldError::new(path, "expected", english).in_chinese(chinese));
        }
        fits.then(|| Action::SetAnswer(narrow(at), logic))
    }
}

/// Where the respondent goes from a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jump {
    /// To the page with this position.
    To(u16),
    /// To the end, perhaps to this ending.
    End(Option<u16>),
}

impl<'a> State<'a> {
    /// Carries out the rules of a page that is left. `ahead` says whether a page comes later.
    pub(super) fn leave(&mut self, rules: &[u16], ahead: impl Fn(u16) -> bool) -> Option<Jump> {
        let program = self.program;
        let mut jump = None;
        for rule in rules {
            let Some(rule) = program.rules.get(usize::from(*rule)) else { continue };
            if rule.when.as_ref().is_some_and(|when| !self.holds(when)) {
                continue;
            }
            match &rule.then {
                Action::SkipTo(page) if ahead(*page) => jump = jump.or(Some(Jump::To(*page))),
                Action::SkipTo(_) => {}
                Action::End(ending) => jump = jump.or(Some(Jump::End(*ending))),
                Action::SetHidden(at, value) => self.set_hidden(*at, value),
                Action::SetAnswer(at, value) => self.set_answer(*at, value),
            }
        }
        jump
    }

    fn set_hidden(&mut self, at: u16, logic: &'a Logic) {
        self.prepare(logic);
        let value = text_of(&self.budget.value(&logic.expression, self));
        self.hidden[usize::from(at)] = value.map(Into::into);
        self.changed();
    }

    /// A question that the respondent has answered keeps that answer.
    fn set_answer(&mut self, at: u16, logic: &'a Logic) {
        self.prepare(logic);
        let question = self.question(at);
        let value = self.budget.value(&logic.expression, self);
        let answer = known::answer_of(question, &value);
        drop(value);
        let given = self.draft.answers.contains_key(&question.id);
        let known = &mut self.known[usize::from(at)];
        if known.asked && !given {
            known.set(answer.clone().map(std::borrow::Cow::Owned));
            self.changed();
        }
        self.preset.retain(|(preset, _)| *preset != at);
        self.preset.extend(answer.map(|answer| (at, answer)));
    }
}
