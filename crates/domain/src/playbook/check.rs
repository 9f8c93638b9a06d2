//! Checking a playbook before it is saved.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{
    Ask, CallWebhook, Channels, CompiledPlaybook, END, Playbook, ReEntry, STEPS_MAX, SendOffer, Split, Step,
    StepKind, WaitFor,
};
use crate::event::name;
use crate::field::FieldError;
use crate::id::{SurveyId, TemplateId};
use crate::message::Templates;
use crate::offer;
use crate::profile::MessageClass;

/// Most errors reported at once.
const ERRORS_MAX: usize = 100;
/// Most characters of names, event names and tags.
const NAME_CHARS_MAX: usize = 120;
/// Most characters of a reason, a note or a tag's value.
const TEXT_CHARS_MAX: usize = 2_000;
/// Most branches of one split.
const BRANCHES_MAX: usize = 20;
/// Most properties that an awaited event must share.
const SAME_MAX: usize = 5;
/// Most characters of an address.
const URL_CHARS_MAX: usize = 2_000;

/// What a playbook can refer to.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The brand's surveys.
    pub surveys: &'a HashSet<SurveyId>,
    /// The brand's templates.
    pub templates: &'a Templates,
}

/// All that is wrong with a playbook, each naming its field such as `steps[2].for`; empty if nothing.
#[must_use]
pub fn check(playbook: &Playbook, known: Known<'_>) -> Vec<FieldError> {
    let mut errors = match CompiledPlaybook::new(Arc::new(playbook.clone())) {
        Ok(_) => Vec::new(),
        Err(errors) => errors,
    };
    if let Some(survey) = playbook.trigger.survey {
        known.survey(survey, "trigger.survey", &mut errors);
    }
    for (at, step) in playbook.steps.iter().enumerate().take(STEPS_MAX) {
        known.step(&step.kind, &Place::step(at), &mut errors);
    }
    errors.truncate(ERRORS_MAX);
    errors
}

/// Where in the document something stands.
pub(super) struct Place(String);

impl Place {
    pub(super) fn step(at: usize) -> Self {
        Self(format!("steps[{at}]"))
    }

    pub(super) fn field(&self, field: &str) -> String {
        format!("{}.{field}", self.0)
    }
}

/// The texts of steps that may hold variables.
pub(super) struct Texts;

impl Texts {
    /// Field and source of a step's text.
    pub(super) fn of(kind: &StepKind) -> Option<(&'static str, &str)> {
        match kind {
            StepKind::Tag(tag) => tag.value.as_deref().map(|value| ("value", value)),
            StepKind::OpenCase(case) => Some(("reason", &case.reason)),
            StepKind::Notify(notify) => Some(("text", &notify.text)),
            _ => None,
        }
    }
}

impl Known<'_> {
    fn survey(&self, survey: SurveyId, path: &str, errors: &mut Vec<FieldError>) {
        if !self.surveys.contains(&survey) {
            errors.push(FieldError::new(path, "unknown", "This survey does not exist."));
        }
    }

    fn template(&self, id: TemplateId, path: &str, errors: &mut Vec<FieldError>) -> Option<MessageClass> {
        let template = self.templates.get(id);
        if template.is_none() {
            errors.push(FieldError::new(path, "unknown", "This template does not exist."));
        }
        template.map(|template| template.class)
    }

    fn step(&self, kind: &StepKind, place: &Place, errors: &mut Vec<FieldError>) {
        match kind {
            StepKind::Send(send) => {
                self.template(send.template, &place.field("template"), errors);
            }
            StepKind::Ask(Ask { survey, template, .. }) => {
                self.survey(*survey, &place.field("survey"), errors);
                let Some(id) = *template else { return };
                self.template(id, &place.field("template"), errors);
                if self.templates.get(id).is_some_and(|template| !template.names("survey_link")) {
                    errors.push(FieldError::new(
                        place.field("template"),
                        "no_survey_link",
                        "A template that asks needs {{ survey_link }} in every language.",
                    ));
                }
            }
            StepKind::Offer(SendOffer { template, .. }) => {
                let class = self.template(*template, &place.field("template"), errors);
                if class.is_some_and(|class| class != MessageClass::Marketing) {
                    errors.push(FieldError::new(
                        place.field("template"),
                        "not_marketing",
                        "An offer is marketing: choose a template of the class `marketing`.",
                    ));
                }
            }
            _ => {}
        }
    }
}

/// What is wrong with the playbook in itself, expressions and texts aside.
pub(super) fn structure(playbook: &Playbook) -> Vec<FieldError> {
    let mut errors = Vec::new();
    head(playbook, &mut errors);
    if playbook.steps.is_empty() {
        errors.push(FieldError::new("steps", "required", "A playbook needs at least one step."));
    }
    if playbook.steps.len() > STEPS_MAX {
        let message = format!("A playbook has at most {STEPS_MAX} steps.");
        errors.push(FieldError::new("steps", "too_many", message));
        return errors;
    }
    let mut positions = HashMap::new();
    for (at, step) in playbook.steps.iter().enumerate() {
        step_id(at, &step.id, &mut errors);
        if positions.insert(step.id.as_str(), at).is_some() {
            let message = format!("Another step is called `{}` already.", step.id);
            errors.push(FieldError::new(Place::step(at).field("id"), "duplicate", message));
        }
    }
    for (at, step) in playbook.steps.iter().enumerate() {
        let jumps = Jumps { at, place: Place::step(at), positions: &positions };
        jumps.check(step, &mut errors);
        content(&step.kind, &jumps.place, &mut errors);
    }
    errors.truncate(ERRORS_MAX);
    errors
}

fn head(playbook: &Playbook, errors: &mut Vec<FieldError>) {
    text("name", &playbook.name, NAME_CHARS_MAX, errors);
    text("trigger.event", &playbook.trigger.event, NAME_CHARS_MAX, errors);
    if playbook.trigger.survey.is_some() && playbook.trigger.event != name::SURVEY_ANSWERED {
        let message = "Only `Survey Answered` has a survey.";
        errors.push(FieldError::new("trigger.survey", "not_here", message));
    }
    match &playbook.re_entry {
        ReEntry::OncePerKey if playbook.key.is_none() => {
            let message = "Once per key needs a key, such as event.properties.order_id.";
            errors.push(FieldError::new("key", "required", message));
        }
        ReEntry::After { duration } if duration.is_zero() => {
            errors.push(FieldError::new("re_entry.duration", "range", "Give a length of time above zero."));
        }
        _ => {}
    }
    if let Some(holdout) = &playbook.holdout {
        share("holdout.share", holdout.share, errors);
        text("holdout.salt", &holdout.salt, NAME_CHARS_MAX, errors);
    }
}

fn step_id(at: usize, id: &str, errors: &mut Vec<FieldError>) {
    let sound = (1..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if !sound || id == END {
        let message = "Name the step with 1 to 64 letters, digits, _ and -, but not `end`.";
        errors.push(FieldError::new(Place::step(at).field("id"), "malformed", message));
    }
}

/// Checks that a step leads only to steps behind it, which is why every run ends.
struct Jumps<'a> {
    at: usize,
    place: Place,
    positions: &'a HashMap<&'a str, usize>,
}

impl Jumps<'_> {
    fn check(&self, step: &Step, errors: &mut Vec<FieldError>) {
        self.to("next", step.next.as_ref(), errors);
        match &step.kind {
            StepKind::WaitFor(wait) => self.to("on_timeout", wait.on_timeout.as_ref(), errors),
            StepKind::Split(split) => {
                self.to("otherwise", split.otherwise.as_ref(), errors);
                for (position, branch) in split.branches.iter().enumerate().take(BRANCHES_MAX) {
                    self.to(&format!("branches[{position}].to"), Some(&branch.to), errors);
                }
            }
            _ => {}
        }
    }

    fn to(&self, field: &str, target: Option<&String>, errors: &mut Vec<FieldError>) {
        let Some(target) = target.filter(|target| *target != END) else { return };
        let (code, message) = match self.positions.get(target.as_str()) {
            Some(position) if *position > self.at => return,
            Some(_) => ("backward", format!("`{target}` is not behind this step; jumps lead only forward.")),
            None => ("unknown", format!("There is no step `{target}`.")),
        };
        errors.push(FieldError::new(self.place.field(field), code, message));
    }
}

fn content(kind: &StepKind, place: &Place, errors: &mut Vec<FieldError>) {
    if let Some((field, source)) = Texts::of(kind) {
        text(&place.field(field), source, TEXT_CHARS_MAX, errors);
    }
    match kind {
        StepKind::WaitFor(wait) => wait_for(wait, place, errors),
        StepKind::Split(split) => check_split(split, place, errors),
        StepKind::Send(send) => channels(&send.channels, place, errors),
        StepKind::Ask(ask) => {
            channels(&ask.channels, place, errors);
            if ask.valid_for.as_ref().is_some_and(crate::schedule::Length::is_zero) {
                errors.push(FieldError::new(place.field("valid_for"), "range", "Give a length above zero."));
            }
        }
        StepKind::Offer(offer) => {
            channels(&offer.channels, place, errors);
            if !(1..=offer::PRODUCTS_MAX).contains(&offer.max_products) {
                let message = format!("An offer names 1 to {} products.", offer::PRODUCTS_MAX);
                errors.push(FieldError::new(place.field("max_products"), "range", message));
            }
        }
        StepKind::Tag(tag) => text(&place.field("name"), &tag.name, NAME_CHARS_MAX, errors),
        StepKind::Untag(untag) => text(&place.field("name"), &untag.name, NAME_CHARS_MAX, errors),
        StepKind::OpenCase(case) if case.clock.is_zero() => {
            errors.push(FieldError::new(place.field("clock"), "range", "Give a length of time above zero."));
        }
        StepKind::CallWebhook(call) => webhook(call, place, errors),
        _ => {}
    }
}

fn wait_for(wait: &WaitFor, place: &Place, errors: &mut Vec<FieldError>) {
    text(&place.field("event"), &wait.event, NAME_CHARS_MAX, errors);
    if wait.timeout.is_zero() {
        errors.push(FieldError::new(place.field("timeout"), "range", "Give a length of time above zero."));
    }
    if wait.same.len() > SAME_MAX {
        let message = format!("Name at most {SAME_MAX} properties.");
        errors.push(FieldError::new(place.field("same"), "too_many", message));
    }
    for (position, property) in wait.same.iter().enumerate().take(SAME_MAX) {
        text(&place.field(&format!("same[{position}]")), property, NAME_CHARS_MAX, errors);
    }
}

fn check_split(split: &Split, place: &Place, errors: &mut Vec<FieldError>) {
    if split.branches.is_empty() || split.branches.len() > BRANCHES_MAX {
        let message = format!("A split has 1 to {BRANCHES_MAX} branches.");
        errors.push(FieldError::new(place.field("branches"), "length", message));
        return;
    }
    let mut sum = 0.0;
    for (position, branch) in split.branches.iter().enumerate() {
        let path = place.field(&format!("branches[{position}]"));
        match (&branch.when, branch.share) {
            (Some(_), None) => {}
            (None, Some(part)) => {
                share(&format!("{path}.share"), part, errors);
                sum += part;
            }
            _ => {
                errors.push(FieldError::new(path, "one_of", "A branch has either `when` or `share`."));
            }
        }
    }
    // Thirds that people write as 0.333 and 0.334 add up with a rounding error.
    if sum > 1.0 + 1e-9 {
        let message = "The shares add up to more than 1.";
        errors.push(FieldError::new(place.field("branches"), "range", message));
    }
}

fn channels(channels: &Channels, place: &Place, errors: &mut Vec<FieldError>) {
    let distinct: HashSet<_> = channels.0.iter().collect();
    if distinct.len() < channels.0.len() {
        errors.push(FieldError::new(place.field("channel"), "duplicate", "Name each channel once."));
    }
}

fn webhook(call: &CallWebhook, place: &Place, errors: &mut Vec<FieldError>) {
    let rest = call.url.strip_prefix("https://").or_else(|| call.url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    let sound = !host.is_empty()
        && !host.contains('@')
        && call.url.chars().count() <= URL_CHARS_MAX
        && !call.url.chars().any(|letter| letter.is_whitespace() || letter.is_control());
    if !sound {
        let message = "Use http:// or https:// and a host, without user name, password or spaces.";
        errors.push(FieldError::new(place.field("url"), "malformed", message));
    }
    text(&place.field("event_type"), &call.event_type, NAME_CHARS_MAX, errors);
}

fn share(path: &str, share: f64, errors: &mut Vec<FieldError>) {
    if !(0.0..=1.0).contains(&share) {
        errors.push(FieldError::new(path, "range", "A share is a number from 0 to 1."));
    }
}

fn text(path: &str, value: &str, chars_max: usize, errors: &mut Vec<FieldError>) {
    let length = value.chars().count();
    if value.trim().is_empty() {
        errors.push(FieldError::new(path, "required", "This cannot be empty."));
    } else if length > chars_max {
        errors.push(FieldError::new(path, "too_long", format!("Use at most {chars_max} characters.")));
    }
}
