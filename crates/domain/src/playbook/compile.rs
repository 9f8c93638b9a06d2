//! A playbook made ready to run: names resolved to positions, expressions and texts compiled.

use std::collections::HashMap;
use std::sync::Arc;

use minijinja::Environment;

use super::check::{Place, Texts, structure};
use super::{END, Playbook, Step, StepKind};
use crate::event::name;
use crate::expression::{Expression, Root, Scope, Type};
use crate::field::FieldError;
use crate::message;

/// A playbook that can run.
pub struct CompiledPlaybook {
    /// As it was written.
    pub playbook: Arc<Playbook>,
    pub(super) condition: Option<Expression>,
    pub(super) key: Option<Expression>,
    pub(super) steps: Vec<CompiledStep>,
    positions: HashMap<String, usize>,
    texts: Environment<'static>,
}

/// A step with its ways resolved to positions; the position behind the last step is the end.
pub(super) struct CompiledStep {
    pub next: usize,
    pub ways: Ways,
}

/// Where a step can lead besides `next`.
pub(super) enum Ways {
    /// Nowhere else.
    Next,
    /// A wait for an event.
    WaitFor { condition: Option<Expression>, on_timeout: usize },
    /// A split.
    Split { branches: Vec<(Rule, usize)>, otherwise: usize },
}

/// When a branch is taken.
pub(super) enum Rule {
    When(Expression),
    Share(f64),
}

impl CompiledPlaybook {
    /// Compiles a playbook; every error names its field.
    pub fn new(playbook: Arc<Playbook>) -> Result<Self, Vec<FieldError>> {
        let mut errors = structure(&playbook);
        // With jumps to nowhere or backwards there are no positions to compile to.
        if !errors.is_empty() {
            return Err(errors);
        }
        let positions: HashMap<String, usize> =
            playbook.steps.iter().enumerate().map(|(at, step)| (step.id.clone(), at)).collect();
        let compiler = Compiler { playbook: &playbook, positions: &positions };
        let answered = playbook.trigger.event == name::SURVEY_ANSWERED;
        let start = if answered { Scope::RESPONSE } else { Scope::EVENT };
        // A key is needed before the profile is at hand.
        let for_key =
            if answered { Scope::of(&[Root::Event, Root::Response]) } else { Scope::of(&[Root::Event]) };
        let condition = optional("condition", playbook.condition.as_deref(), start, Type::Bool, &mut errors);
        let key = optional("key", playbook.key.as_deref(), for_key, Type::Text, &mut errors);
        let scope = if compiler.sees_answers() { Scope::RESPONSE } else { Scope::EVENT };
        let steps = playbook
            .steps
            .iter()
            .enumerate()
            .filter_map(|(at, step)| compiler.step(at, step, scope, &mut errors))
            .collect();
        let texts = compiler.texts(&mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self { condition, key, steps, positions, texts, playbook })
    }

    /// The text of a part of the condition, as [`DoesNotHold`](super::Condition::DoesNotHold) counts
    /// them; of the same version of the playbook.
    #[must_use]
    pub fn part(&self, part: u16) -> Option<&str> {
        self.condition.as_ref()?.parts().nth(usize::from(part))
    }

    /// The position of a step.
    pub(super) fn position(&self, step: &str) -> Option<usize> {
        self.positions.get(step).copied()
    }

    /// The text of a step rendered, or as it is if it names no variable.
    pub(super) fn text(
        &self,
        at: usize,
        source: &str,
        variables: impl FnOnce() -> minijinja::Value,
    ) -> Result<String, message::RenderError> {
        match self.texts.get_template(&text_name(at)) {
            Ok(template) => message::render_text(&template, variables()),
            Err(_) => Ok(source.to_owned()),
        }
    }
}

impl std::fmt::Debug for CompiledPlaybook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CompiledPlaybook").field(&self.playbook).finish()
    }
}

struct Compiler<'a> {
    playbook: &'a Playbook,
    positions: &'a HashMap<String, usize>,
}

impl Compiler<'_> {
    /// Whether an answer can be at hand in a step.
    fn sees_answers(&self) -> bool {
        let waits = |step: &Step| matches!(&step.kind, StepKind::WaitFor(wait) if wait.event == name::SURVEY_ANSWERED);
        self.playbook.trigger.event == name::SURVEY_ANSWERED || self.playbook.steps.iter().any(waits)
    }

    fn target(&self, at: usize, target: Option<&String>) -> usize {
        match target {
            None => at + 1,
            Some(target) if target == END => self.playbook.steps.len(),
            Some(target) => self.positions.get(target).copied().unwrap_or(self.playbook.steps.len()),
        }
    }

    fn step(
        &self,
        at: usize,
        step: &Step,
        scope: Scope,
        errors: &mut Vec<FieldError>,
    ) -> Option<CompiledStep> {
        let place = Place::step(at);
        let next = self.target(at, step.next.as_ref());
        let following = |target: Option<&String>| target.map_or(next, |_| self.target(at, target));
        let ways = match &step.kind {
            StepKind::WaitFor(wait) => {
                let path = place.field("condition");
                let condition = optional(&path, wait.condition.as_deref(), scope, Type::Bool, errors);
                Ways::WaitFor { condition, on_timeout: following(wait.on_timeout.as_ref()) }
            }
            StepKind::Split(split) => {
                let mut branches = Vec::with_capacity(split.branches.len());
                for (position, branch) in split.branches.iter().enumerate() {
                    let path = place.field(&format!("branches[{position}].when"));
                    let when = optional(&path, branch.when.as_deref(), scope, Type::Bool, errors);
                    let rule = when.map(Rule::When).or(branch.share.map(Rule::Share))?;
                    branches.push((rule, self.target(at, Some(&branch.to))));
                }
                Ways::Split { branches, otherwise: following(split.otherwise.as_ref()) }
            }
            _ => Ways::Next,
        };
        Some(CompiledStep { next, ways })
    }

    fn texts(&self, errors: &mut Vec<FieldError>) -> Environment<'static> {
        let mut environment = message::sandbox();
        for (at, step) in self.playbook.steps.iter().enumerate() {
            let Some((field, source)) = Texts::of(&step.kind) else { continue };
            if !source.contains("{{") && !source.contains("{%") {
                continue;
            }
            message::check_text(source, &Place::step(at).field(field), errors);
            // What does not compile is among the errors already; with errors nothing is ever rendered.
            let _ = environment.add_template_owned(text_name(at), source.to_owned());
        }
        environment
    }
}

fn text_name(at: usize) -> String {
    format!("{at}.txt")
}

fn optional(
    path: &str,
    source: Option<&str>,
    scope: Scope,
    expected: Type,
    errors: &mut Vec<FieldError>,
) -> Option<Expression> {
    match Expression::compile(source?, scope, expected) {
        Ok(expression) => Some(expression),
        Err(error) => {
            errors.push(
                FieldError::new(path, error.problem.code(), error.to_string())
                    .in_chinese(error.in_chinese())
                    .at(error.line, error.column),
            );
            None
        }
    }
}
