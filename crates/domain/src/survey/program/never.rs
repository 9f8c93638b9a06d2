//! What nobody can ever see: pages, questions and options whose condition holds for no answer at all, and
//! pages that every respondent is led past.
//!
//! Conditions over few answers with few possible values are tried out; about all others nothing is claimed.

use super::compile::lists;
use super::depend::Places;
use super::{Action, Logic, Part, Program};
use crate::expression::{Facts, Root, Value};
use crate::field::FieldError;
use crate::survey::{Ask, Choice, FAULTS_MAX, OTHER, Question, Survey};

/// The most combinations of answers that one condition is tried with.
const TRIALS_MAX: usize = 1_500;
/// The most steps of evaluating all conditions with all combinations: a save must not wait long, whatever they say.
pub(super) const STEPS_MAX: u32 = 1_000_000;

/// What nobody can ever see, as far as that is found in so many `steps`; those it takes are taken from them.
pub(super) fn find(survey: &Survey, program: &Program, steps: &mut u32) -> Vec<FieldError> {
    let questions = survey.questions().collect();
    let mut finder = Finder { program, questions, never: Vec::new(), steps, errors: Vec::new() };
    finder.never = vec![false; finder.questions.len()];
    for (at, (page, logic)) in survey.pages.iter().zip(&program.pages).enumerate() {
        let first = usize::from(logic.first);
        if finder.is_never(logic.show.as_ref()) {
            finder.error(format!("pages[{at}].show_when"), "page", "页面");
            finder.never[first..first + page.questions.len()].fill(true);
            continue;
        }
        for place in 0..page.questions.len() {
            finder.question(&format!("pages[{at}].questions[{place}]"), first + place);
        }
    }
    finder.passed(survey, &Places::of(survey));
    finder.errors.truncate(FAULTS_MAX);
    finder.errors
}

struct Finder<'a> {
    program: &'a Program,
    questions: Vec<&'a Question>,
    /// Questions that are never asked.
    never: Vec<bool>,
    steps: &'a mut u32,
    errors: Vec<FieldError>,
}

impl Finder<'_> {
    fn error(&mut self, path: String, what: &str, chinese: &str) {
        let error = FieldError::new(path, "unreachable", format!("no answer ever leads to this {what}"));
        self.errors.push(error.in_chinese(format!("任何回答都到不了这个{chinese}")));
    }

    fn question(&mut self, path: &str, at: usize) {
        let logic = &self.program.questions[at];
        if self.is_never(logic.show.as_ref()) {
            self.never[at] = true;
            self.error(format!("{path}.show_when"), "question", "题目");
            return;
        }
        for (part, choice, offered) in &logic.choices {
            if self.is_never(Some(offered)) {
                self.error(format!("{path}.{}[{choice}].show_when", part.path()), "option", "选项");
            }
        }
    }

    /// Pages that an unconditional rule behind a page that all are asked leads past, and no other rule leads to.
    fn passed(&mut self, survey: &Survey, places: &Places) {
        let program = self.program;
        let mut passed = vec![false; survey.pages.len()];
        for (at, (page, logic)) in survey.pages.iter().zip(&program.pages).enumerate() {
            let first = usize::from(logic.first);
            let asks = |question: usize| {
                let logic = &program.questions[question];
                let open = |(part, list): (Part, &[Choice])| {
                    logic.choices.iter().filter(|(of, ..)| *of == part).count() < list.len()
                };
                logic.show.is_none()
                    && lists(&self.questions[question].ask).all(open)
                    && !matches!(self.questions[question].ask, Ask::ItemRating(_))
            };
            let always = logic.show.is_none() && (first..first + page.questions.len()).any(asks);
            let rules = logic.rules.iter().map(|rule| &program.rules[usize::from(*rule)]);
            // A jump that may come first makes the later ones conditional.
            let jump = rules
                .filter(|rule| !matches!(rule.then, Action::SetHidden(..) | Action::SetAnswer(..)))
                .take(1)
                .find(|rule| rule.when.is_none());
            let Some(jump) = jump.filter(|_| always && !passed[at]) else { continue };
            let around = self.ways_around(at, places);
            for (other, passed) in passed.iter_mut().enumerate() {
                let led_past = match &jump.then {
                    Action::SkipTo(target) => places.precedes(other, usize::from(*target)),
                    _ => true,
                };
                let reached = around.iter().any(|to| *to == other || places.may_precede(*to, other));
                *passed |= places.precedes(at, other) && led_past && !reached;
            }
        }
        for (at, logic) in program.pages.iter().enumerate() {
            // Why else nobody sees the page has been said.
            if !passed[at] || self.never.get(usize::from(logic.first)) == Some(&true) {
                continue;
            }
            self.error(format!("pages[{at}]"), "page", "页面");
        }
    }

    /// The pages behind this one to which a rule may lead from one before it: who goes there is not asked here.
    fn ways_around(&self, at: usize, places: &Places) -> Vec<usize> {
        let rules = &self.program.rules;
        let before = self.program.pages.iter().enumerate().filter(|(from, _)| places.may_precede(*from, at));
        let targets = before.flat_map(|(_, logic)| &logic.rules).filter_map(|rule| {
            let Action::SkipTo(to) = rules[usize::from(*rule)].then else { return None };
            Some(usize::from(to)).filter(|to| places.may_precede(at, *to))
        });
        let mut targets: Vec<usize> = targets.collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    }

    /// Whether a condition holds for no answers at all.
    fn is_never(&mut self, condition: Option<&Logic>) -> bool {
        let Some(logic) = condition else { return false };
        let expression = &logic.expression;
        let fixed = |root| matches!(root, Root::Answers);
        if *self.steps == 0 || Root::ALL.into_iter().any(|root| expression.uses(root) && !fixed(root)) {
            return false;
        }
        let mut slots = Vec::new();
        let mut trials = 1_usize;
        for (_, slot) in expression.reads() {
            // What is never asked has no answer in any trial.
            if self.never[usize::from(*slot)] {
                continue;
            }
            let Some(domain) = self.domain(usize::from(*slot)) else { return false };
            trials = trials.saturating_mul(domain.len());
            if !self.spend(domain.len()) || trials > TRIALS_MAX {
                return false;
            }
            slots.push((*slot, domain));
        }
        let mut trial = Trial { values: slots.iter().map(|(slot, _)| (*slot, Value::Null)).collect() };
        for number in 0..trials {
            let mut rest = number;
            for ((_, value), (_, domain)) in trial.values.iter_mut().zip(&slots) {
                *value = domain[rest % domain.len()].borrowed();
                rest /= domain.len();
            }
            // What fails, or takes too long, is not a match, but says nothing about other data of the same answer.
            if expression.matches_within(&trial, self.steps).unwrap_or(true) {
                return false;
            }
        }
        true
    }

    /// Takes the steps of listing values; whether there were so many.
    fn spend(&mut self, steps: usize) -> bool {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        *self.steps = left.unwrap_or(0);
        left.is_some()
    }

    /// Every value that a question's answer can have, `None` if they are too many.
    fn domain(&self, at: usize) -> Option<Vec<Value<'static>>> {
        let mut values = vec![Value::Null];
        let ask = &self.questions[at].ask;
        let text = |id: &str| Value::Text(id.to_owned().into());
        match ask {
            Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) => {
                let (min, max) = ask.range()?;
                values.extend((min..=max).map(Value::from));
            }
            Ask::YesNo(_) | Ask::Consent(_) => values.extend([true, false].map(Value::Bool)),
            Ask::SingleChoice(choice) => {
                values.extend(choice.options.iter().map(|option| text(option.id.as_str())));
                values.extend(choice.other.then(|| text(OTHER)));
            }
            Ask::MultipleChoice(choice) if choice.options.len() <= 6 => {
                let ids: Vec<&str> = lists(ask)
                    .flat_map(|(_, list)| list)
                    .map(|option| option.id.as_str())
                    .chain(choice.other.then_some(OTHER))
                    .collect();
                values.extend((1_usize..1 << ids.len()).map(|set| {
                    let chosen = ids.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
                    Value::List(chosen.map(|(_, id)| text(id)).collect())
                }));
            }
            _ => return None,
        }
        Some(values)
    }
}

/// Answers to try a condition with.
struct Trial<'d> {
    values: Vec<(u16, Value<'d>)>,
}

impl Facts for Trial<'_> {
    fn root(&self, _: Root) -> Value<'_> {
        Value::Null
    }

    fn slot(&self, root: Root, slot: u16) -> Value<'_> {
        let found = self.values.iter().find(|(known, _)| root == Root::Answers && *known == slot);
        found.map_or(Value::Null, |(_, value)| value.borrowed())
    }
}
