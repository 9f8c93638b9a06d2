//! Reading a playbook from JSON, with errors that name the field.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{FORMAT, Playbook, STEPS_MAX, Step, StepKind};
use crate::field::FieldError;

/// The fields of the document besides `steps`.
const FIELDS: [&str; 9] =
    ["id", "name", "state", "version", "trigger", "condition", "key", "re_entry", "holdout"];

impl Playbook {
    /// Reads the persisted or sent form. What is well-formed here is still to be
    /// [checked](super::check) before it is saved.
    pub fn read(document: &Value) -> Result<Self, Vec<FieldError>> {
        let Value::Object(fields) = document else {
            return Err(vec![FieldError::new("", "type", "Send the playbook as a JSON object.")]);
        };
        let mut errors = Vec::new();
        if fields.get("format").is_some_and(|format| format.as_u64().is_none_or(|format| format > FORMAT)) {
            let message = format!("This server reads formats up to {FORMAT}.");
            errors.push(FieldError::new("format", "unknown", message));
        }
        for name in fields.keys() {
            if !FIELDS.contains(&name.as_str()) && name != "steps" && name != "format" {
                errors.push(FieldError::new(name, "unknown", "A playbook has no such field."));
            }
        }
        let mut head: Map<String, Value> = fields.clone();
        head.retain(|name, _| FIELDS.contains(&name.as_str()));
        head.insert("steps".to_owned(), Value::Array(Vec::new()));
        let playbook: Option<Playbook> = object(&head, "", &mut errors);
        let steps = match fields.get("steps") {
            Some(Value::Array(list)) if list.len() <= STEPS_MAX => {
                list.iter().enumerate().filter_map(|(at, step)| read_step(at, step, &mut errors)).collect()
            }
            Some(Value::Array(_)) => {
                let message = format!("A playbook has at most {STEPS_MAX} steps.");
                errors.push(FieldError::new("steps", "too_many", message));
                Vec::new()
            }
            _ => {
                errors.push(FieldError::new("steps", "required", "Send a list of steps."));
                Vec::new()
            }
        };
        match playbook {
            Some(playbook) if errors.is_empty() => Ok(Self { steps, ..playbook }),
            _ => Err(errors),
        }
    }

    /// The persisted form.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut document =
            serde_json::to_value(self).expect("a playbook holds only strings, finite numbers and lists");
        document["format"] = FORMAT.into();
        document
    }
}

fn read_step(at: usize, step: &Value, errors: &mut Vec<FieldError>) -> Option<Step> {
    let path = format!("steps[{at}]");
    let Value::Object(fields) = step else {
        errors.push(FieldError::new(path, "type", "A step is a JSON object."));
        return None;
    };
    // Steps are read in one piece; the detour over `kind` alone gives errors that name the field.
    let mut kind = fields.clone();
    kind.remove("id");
    kind.remove("next");
    let before = errors.len();
    let _: Option<StepKind> = object(&kind, &path, errors);
    let mut rest = fields.clone();
    rest.retain(|name, _| name == "id" || name == "next");
    rest.insert("do".to_owned(), "end".into());
    let named: Option<Step> = object(&rest, &path, errors);
    if errors.len() > before {
        return None;
    }
    named.and_then(|_| serde_json::from_value(step.clone()).ok())
}

/// Reads an object whole; on failure finds the field whose absence changes the complaint.
fn object<T: DeserializeOwned>(
    fields: &Map<String, Value>,
    path: &str,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    let complaint = match serde_json::from_value::<T>(Value::Object(fields.clone())) {
        Ok(read) => return Some(read),
        Err(error) => error.to_string(),
    };
    let changes = |name: &&String| {
        let mut without = fields.clone();
        without.remove(*name);
        serde_json::from_value::<T>(Value::Object(without))
            .map_or_else(|error| error.to_string() != complaint, |_| true)
    };
    // The kind of a step decides on all its fields, so that its absence always changes the complaint.
    let named = |name: &&String| *name != "do";
    let absent = complaint.starts_with("missing field");
    let (field, code) = if absent || complaint.starts_with("unknown field") {
        // Inside another field, if that is one that has fields.
        let nested = |name: &&String| matches!(fields[*name], Value::Object(_) | Value::Array(_));
        let outer = fields.keys().filter(named).filter(nested).find(changes);
        let inner = complaint.split('`').nth(1).unwrap_or_default();
        let field = outer.map_or_else(|| inner.to_owned(), |outer| format!("{outer}.{inner}"));
        (field, if absent { "required" } else { "unknown" })
    } else {
        let culprit = fields.keys().filter(named).find(changes);
        let culprit = culprit.or_else(|| fields.keys().find(|name| *name == "do"));
        (culprit.cloned().unwrap_or_default(), "malformed")
    };
    let separator = if path.is_empty() || field.is_empty() { "" } else { "." };
    errors.push(FieldError::new(format!("{path}{separator}{field}"), code, sentence(&complaint)));
    None
}

fn sentence(complaint: &str) -> String {
    let mut letters = complaint.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
