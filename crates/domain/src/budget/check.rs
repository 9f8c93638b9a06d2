//! Checking a budget before it is saved.

use super::{Budget, Cap};
use crate::field::FieldError;
use crate::profile::{WINDOW_DAYS, limit};

/// Most contacts a cap can allow; more than half of what profiles remember is no cap any more.
const MAX_MAX: usize = limit::CONTACTS / 2;

/// What is wrong with a budget; empty if nothing.
#[must_use]
pub fn check(budget: &Budget) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (channel, cap) in &budget.per_channel {
        check_cap(cap, &format!("per_channel.{}", channel.as_str()), &mut errors);
    }
    if let Some(cap) = &budget.total {
        check_cap(cap, "total", &mut errors);
    }
    if let Some(quiet) = &budget.quiet_hours
        && quiet.from == quiet.to
    {
        errors.push(FieldError::new(
            "quiet_hours.to",
            "same",
            "Quiet hours that end when they begin are none; leave `quiet_hours` out instead.",
        ));
    }
    errors
}

fn check_cap(cap: &Cap, path: &str, errors: &mut Vec<FieldError>) {
    if usize::try_from(cap.max).map_or(true, |max| max > MAX_MAX) {
        errors.push(FieldError::new(
            format!("{path}.max"),
            "too_large",
            format!("A cap allows at most {MAX_MAX} contacts."),
        ));
    }
    if cap.per.is_zero() || cap.per.seconds() > i64::from(WINDOW_DAYS) * 86_400 {
        errors.push(FieldError::new(
            format!("{path}.per"),
            "range",
            format!("A cap counts over more than nothing and at most {WINDOW_DAYS} days."),
        ));
    }
}
