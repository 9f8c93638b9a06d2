//! What makes a journey sound.

use std::collections::HashSet;

use super::Journey;
use crate::field::FieldError;
use crate::id::SurveyId;
use crate::locale::LocalizedText;

/// Most stages.
pub const STAGES_MAX: usize = 30;
/// Most touchpoints of a journey.
pub const TOUCHPOINTS_MAX: usize = 100;
/// Most surveys and questions that ask about one touchpoint.
pub const ASKED_MAX: usize = 20;
/// Longest name, in characters.
pub const NAME_CHARS_MAX: usize = 100;

/// What is wrong with a journey, naming the fields. `knows` says whether there is such a survey.
#[must_use]
pub fn check(journey: &Journey, knows: impl Fn(SurveyId) -> bool) -> Vec<FieldError> {
    let mut errors = Vec::new();
    name("name", &journey.name, &mut errors);
    if journey.stages.is_empty() {
        errors.push(FieldError::new("stages", "required", "a journey has at least one stage"));
    }
    if journey.stages.len() > STAGES_MAX {
        errors.push(FieldError::new("stages", "too_many", format!("at most {STAGES_MAX} stages")));
    }
    if journey.touchpoints().count() > TOUCHPOINTS_MAX {
        let message = format!("at most {TOUCHPOINTS_MAX} touchpoints in all");
        errors.push(FieldError::new("stages", "too_many", message));
    }
    let (mut stages, mut touchpoints) = (HashSet::new(), HashSet::new());
    for (nth, stage) in journey.stages.iter().enumerate() {
        let at = format!("stages[{nth}]");
        name(&format!("{at}.name"), &stage.name, &mut errors);
        if !stages.insert(stage.id.as_str()) {
            errors.push(FieldError::new(format!("{at}.id"), "taken", "another stage has this id"));
        }
        for (nth, touchpoint) in stage.touchpoints.iter().enumerate() {
            let at = format!("{at}.touchpoints[{nth}]");
            name(&format!("{at}.name"), &touchpoint.name, &mut errors);
            if !touchpoints.insert(touchpoint.id.as_str()) {
                errors.push(FieldError::new(format!("{at}.id"), "taken", "another touchpoint has this id"));
            }
            if touchpoint.asked.len() > ASKED_MAX {
                errors.push(FieldError::new(
                    format!("{at}.asked"),
                    "too_many",
                    format!("at most {ASKED_MAX}"),
                ));
            }
            for (nth, asked) in touchpoint.asked.iter().enumerate() {
                if !knows(asked.survey) {
                    let field = format!("{at}.asked[{nth}].survey");
                    errors.push(FieldError::new(field, "unknown", "there is no such survey"));
                }
            }
        }
    }
    errors
}

fn name(field: &str, name: &LocalizedText, errors: &mut Vec<FieldError>) {
    if name.is_empty() {
        errors.push(FieldError::new(field, "required", "give it a name in at least one language"));
    }
    for (lang, text) in name.iter() {
        if text.chars().count() > NAME_CHARS_MAX {
            let message = format!("at most {NAME_CHARS_MAX} characters");
            errors.push(FieldError::new(format!("{field}.{lang}"), "too_long", message));
        }
    }
}
