//! Checking a template before it is saved: syntax, unknown variables, the way out of marketing.

use minijinja::Environment;

use super::lint::lint;
use super::{BODY_CHARS_MAX, SUBJECT_CHARS_MAX, Template, sandbox};
use crate::field::FieldError;
use crate::locale::LocalizedText;
use crate::profile::{Channel, MessageClass};

/// Most characters of a template's name.
const NAME_CHARS_MAX: usize = 120;

/// What templates can name. A name that ends with a dot is open: anything may follow.
const VARIABLES: [&str; 31] = [
    "brand.name",
    "brand.public_url",
    "customer.id",
    "customer.name",
    "customer.traits.",
    "customer.tags.",
    "event.name",
    "event.occurred_at",
    "event.properties.",
    "response.id",
    "response.survey",
    "response.nps",
    "response.csat",
    "response.ces",
    "response.score",
    "response.band",
    "response.complete",
    "response.answers.",
    "response.text",
    "unit.code",
    "unit.name",
    "unit.kind",
    "offer.picks.",
    "offer.passed.",
    "offer",
    "survey_link",
    "unsubscribe_link",
    "voucher",
    "voucher.code",
    "voucher.worth",
    "voucher.last_day",
];

/// All that is wrong with a template, naming fields such as `body.zh-CN`; empty if nothing.
#[must_use]
pub fn check(template: &Template) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if !(1..=NAME_CHARS_MAX).contains(&template.name.trim().chars().count()) {
        let message = format!("Give the template a name of 1 to {NAME_CHARS_MAX} characters.");
        errors.push(FieldError::new("name", "length", message));
    }
    if template.body.is_empty() {
        errors.push(FieldError::new("body", "required", "Write the text in at least one language."));
    }
    let email = template.channel == Channel::Email;
    for (field, texts) in [("subject", &template.subject), ("html", &template.html)] {
        if !email && !texts.is_empty() {
            errors.push(FieldError::new(field, "not_here", "Only e-mail has this."));
        }
    }
    if email && template.subject.is_empty() {
        errors.push(FieldError::new("subject", "required", "An e-mail needs a subject."));
    }
    let fields = [
        ("subject", &template.subject, SUBJECT_CHARS_MAX),
        ("body", &template.body, BODY_CHARS_MAX),
        ("html", &template.html, BODY_CHARS_MAX),
    ];
    for (field, texts, chars_max) in fields {
        for (lang, source) in texts.iter() {
            let path = format!("{field}.{lang}");
            if source.chars().count() > chars_max {
                let message = format!("Use at most {chars_max} characters.");
                errors.push(FieldError::new(path, "too_long", message));
                continue;
            }
            check_text(source, &path, &mut errors);
        }
    }
    way_out(template, &mut errors);
    errors
}

/// Whoever gets marketing must be able to stop it from the message itself.
fn way_out(template: &Template, errors: &mut Vec<FieldError>) {
    if template.class != MessageClass::Marketing {
        return;
    }
    for (field, texts) in [("body", &template.body), ("html", &template.html)] {
        for (lang, source) in texts.iter().filter(|(_, source)| !source.is_empty()) {
            if !names(source, "unsubscribe_link") {
                let message = "Marketing needs {{ unsubscribe_link }}, so that the customer can stop it.";
                errors.push(FieldError::new(format!("{field}.{lang}"), "no_unsubscribe_link", message));
            }
        }
    }
}

/// What is wrong with one text that may hold variables.
pub(crate) fn check_text(source: &str, path: &str, errors: &mut Vec<FieldError>) {
    if let Err(fault) = lint(source) {
        let message = format!("Line {}: {}", fault.line, fault.message);
        errors.push(FieldError::new(path, "not_allowed", message));
        return;
    }
    let environment = sandbox();
    let template = match environment.template_from_named_str("text.txt", source) {
        Ok(template) => template,
        Err(error) => {
            let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
            let line = error.line().unwrap_or(1);
            errors.push(FieldError::new(path, "syntax", format!("Line {line}: {detail}.")));
            return;
        }
    };
    let mut unknown: Vec<String> =
        template.undeclared_variables(true).into_iter().filter(|name| !is_known(name)).collect();
    unknown.sort_unstable();
    for name in unknown {
        errors.push(FieldError::new(path, "unknown_variable", format!("There is no variable `{name}`.")));
    }
}

/// Whether a text names a variable.
pub(super) fn names(source: &str, variable: &str) -> bool {
    let environment: Environment<'_> = sandbox();
    environment
        .template_from_named_str("text.txt", source)
        .is_ok_and(|template| template.undeclared_variables(false).contains(variable))
}

fn is_known(name: &str) -> bool {
    let fits = |known: &&'static str| match known.strip_suffix('.') {
        Some(open) => name == open || name.starts_with(*known),
        // Also the record itself, as in `{% if unit %}`.
        None => name == *known || known.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')),
    };
    VARIABLES.iter().any(fits)
}

impl Template {
    /// Whether every language's text names a variable such as `survey_link`.
    #[must_use]
    pub fn names(&self, variable: &str) -> bool {
        let all = |texts: &LocalizedText| {
            texts.iter().filter(|(_, source)| !source.is_empty()).all(|(_, source)| names(source, variable))
        };
        all(&self.body) && all(&self.html)
    }
}
