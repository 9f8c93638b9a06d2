//! How much work one walk may make, whatever its survey's author wrote and its respondent answers: all its
//! evaluations share one number of steps. No clock is read, so the same answers always come as far.

use std::cell::Cell;

use crate::expression::{Expression, Facts, Value};

/// The most steps of one walk. A survey of 200 questions and 200 rules, each looked at behind each of 100 pages, takes a
/// tenth of them; spending all takes some tens of milliseconds, and a third of a second if it goes into the worst of patterns.
pub(super) const STEPS_MAX: u32 = 1_000_000;
/// The most that a computed value holds, in [`weight`]: it is kept with every response.
const WEIGHT_MAX: usize = 4_000;

/// The steps that are left. When there are none, every condition fails and every value is null.
pub(super) struct Budget(Cell<u32>);

impl Budget {
    pub fn new() -> Self {
        Self(Cell::new(STEPS_MAX))
    }

    /// Whether something was left out because too much was to be done.
    pub fn is_spent(&self) -> bool {
        self.0.get() == 0
    }

    /// Whether a condition holds; one that cannot be evaluated does not.
    pub fn matches(&self, condition: &Expression, facts: &dyn Facts) -> bool {
        let mut steps = self.0.get();
        let matched = condition.matches_within(facts, &mut steps).unwrap_or(false);
        self.0.set(steps);
        matched
    }

    /// A value; null of what cannot be evaluated.
    pub fn value<'a>(&self, expression: &'a Expression, facts: &'a dyn Facts) -> Value<'a> {
        let mut steps = self.0.get();
        let value = expression.evaluate_within(facts, &mut steps).unwrap_or_default();
        self.0.set(steps);
        value
    }

    /// A value for keeping; null of one that is too large.
    pub fn kept(&self, value: Value<'_>) -> Value<'static> {
        let weight = weight(&value);
        let left = u32::try_from(weight).ok().and_then(|weight| self.0.get().checked_sub(weight));
        self.0.set(left.unwrap_or(0));
        if left.is_some() && weight <= WEIGHT_MAX { value.into_owned() } else { Value::Null }
    }
}

/// What copying and keeping a value takes, in steps: its elements, and its text by 16 bytes.
fn weight(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len() / 16,
        Value::List(values) => values.iter().map(|value| 1 + weight(value)).sum(),
        Value::Items(items) => (0..items.len()).map(|at| 1 + weight(&items.get(at))).sum(),
        _ => 0,
    }
}
