//! Conditions and computed values, written in CEL (<https://cel.dev>): segments, survey logic,
//! playbooks and scores all use this one language.
//!
//! The `cel` crate gives the grammar; the names, types and evaluation are ours, because a condition of a
//! playbook has other needs than CEL's general evaluator: it is checked against a [schema](Root) when
//! saved, it reads Rust structs without copying them, it runs for every event and playbook (about 0.1 µs
//! a part, `benches/expression.rs`), and it has to do what people expect of data that is often
//! incomplete:
//!
//! - **A missing field is null, and so is a JSON null.** An ordering with null (`<`, `>=`) is false, `==`
//!   says whether both are null, `!=` is its opposite, a computation with null is null, and a null
//!   condition is not true. So `event.properties.total > 100` is simply false without a total, and
//!   `has(event.properties.total)` tells.
//! - **A number is a number.** `186`, `186.0` and `186.5` compare and compute with each other, `7 / 2` is
//!   3.5, and what overflows a whole number goes on as a fraction. Text is never taken for a number:
//!   `int(..)` and `double(..)` convert.
//! - **An error is not a match.** Comparing text with a number is an [`EvaluationError`] that says so in the
//!   trace, and the run goes on. As in CEL, `a || b` is true when either is, whatever the other's error.
//!
//! Otherwise CEL's rules hold: a test compares with the `cel` crate's evaluator. Left out are map,
//! message and bytes literals and optional values. Added: days and weeks in `duration('3d')`.
//!
//! This module never panics on any source or data, and its work is bounded for both.

mod calls;
mod check;
mod chinese;
mod error;
mod evaluate;
mod functions;
mod guard;
mod names;
mod node;
mod operations;
mod parse;
mod pattern;
mod schema;
mod value;

#[cfg(test)]
mod tests;

use std::fmt;
use std::ops::Range;

pub use error::{EvaluationError, ExpressionError, Failure, Problem};
pub use guard::CHARACTERS_MAX;
pub use names::{Name, Names};
pub use parse::with_room;
pub use schema::{Field, Kind, Root, Scope};
pub use value::{Element, Facts, List, Record, Value};

use check::Checker;
use evaluate::{Evaluated, Evaluation, STEPS_MAX};
use node::Node;

/// The type that the user of an expression needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A condition.
    Bool,
    /// A score.
    Number,
    /// Text.
    Text,
    /// Whatever comes out.
    Any,
}

/// An expression that has been checked and can be evaluated any number of times, on any thread.
pub struct Expression {
    source: Box<str>,
    node: Node,
    parts: Box<[(Range<usize>, Node)]>,
    uses: Scope,
    kind: Kind,
    reads: Box<[(Root, u16)]>,
}

/// A part of a condition that is joined with the others by `&&`, and what it amounts to.
#[derive(Debug)]
pub struct Part<'a> {
    /// The part as it is written.
    pub source: &'a str,
    /// Whether it holds, or why that cannot be said.
    pub matched: Result<bool, EvaluationError>,
}

impl Expression {
    /// Checks an expression.
    ///
    /// # Errors
    /// If it is not CEL, names something unknown or not in `scope`, mixes types that do not go together,
    /// cannot be of the type `expected`, or passes a limit.
    pub fn compile(source: &str, scope: Scope, expected: Type) -> Result<Expression, ExpressionError> {
        let scan =
            guard::scan(source).map_err(|(offset, problem)| ExpressionError::new(source, offset, problem))?;
        let whole = check(source, scope, expected, &names::NO_NAMES)?;
        let ranges = if expected == Type::Bool { conjuncts(source, &scan.conjunctions) } else { Vec::new() };
        let part = |range: Range<usize>| {
            let checked = check(&source[range.clone()], scope, Type::Bool, &names::NO_NAMES).ok()?;
            Some((range, checked.node))
        };
        Ok(Expression { parts: ranges.into_iter().filter_map(part).collect(), ..whole })
    }

    /// Checks an expression over the names of a survey. It is not [explained](Self::explain) in parts.
    ///
    /// # Errors
    /// As for [`compile`](Self::compile).
    pub fn compile_among(
        source: &str,
        scope: Scope,
        expected: Type,
        names: &Names,
    ) -> Result<Expression, ExpressionError> {
        guard::scan(source).map_err(|(offset, problem)| ExpressionError::new(source, offset, problem))?;
        check(source, scope, expected, names)
    }

    /// As it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it reads this root.
    #[must_use]
    pub const fn uses(&self, root: Root) -> bool {
        self.uses.has(root)
    }

    /// The type of its value, as far as that is known.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Its value if it is a literal.
    #[must_use]
    pub fn constant(&self) -> Option<&Value<'static>> {
        if let Node::Constant(value) = &self.node { Some(value) } else { None }
    }

    /// The declared fields of roots that it reads.
    #[must_use]
    pub fn reads(&self) -> &[(Root, u16)] {
        &self.reads
    }

    /// Whether the condition holds. Null does not.
    ///
    /// # Errors
    /// Where the data is not what the condition takes it for. That is "not matched", with this reason.
    pub fn matches<'a>(&'a self, facts: &'a dyn Facts) -> Result<bool, EvaluationError> {
        Evaluation::new(facts).truth(&self.node, None)
    }

    /// Whether the condition holds, where many evaluations together may take only so many steps: those that this
    /// one takes are taken from `steps`.
    ///
    /// # Errors
    /// As for [`matches`](Self::matches), and where the steps do not suffice.
    pub fn matches_within<'a>(
        &'a self,
        facts: &'a dyn Facts,
        steps: &mut u32,
    ) -> Result<bool, EvaluationError> {
        within(facts, steps, |evaluation| evaluation.truth(&self.node, None))
    }

    /// The value.
    ///
    /// # Errors
    /// As for [`matches`](Self::matches).
    pub fn evaluate<'a>(&'a self, facts: &'a dyn Facts) -> Result<Value<'a>, EvaluationError> {
        Evaluation::new(facts).value(&self.node, None)
    }

    /// The value, where many evaluations together may take only so many steps; see
    /// [`matches_within`](Self::matches_within).
    ///
    /// # Errors
    /// As for [`matches`](Self::matches), and where the steps do not suffice.
    pub fn evaluate_within<'a>(
        &'a self,
        facts: &'a dyn Facts,
        steps: &mut u32,
    ) -> Result<Value<'a>, EvaluationError> {
        within(facts, steps, |evaluation| evaluation.value(&self.node, None))
    }

    /// The texts of the parts that [`explain`](Self::explain) evaluates, in the same order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|(range, _)| &self.source[range.clone()])
    }

    /// The parts of the condition that `&&` joins, each on its own, for a trace. Costs about twice what
    /// [`matches`](Self::matches) does.
    pub fn explain<'a>(&'a self, facts: &'a dyn Facts) -> impl Iterator<Item = Part<'a>> + 'a {
        self.parts.iter().map(move |(range, node)| Part {
            source: &self.source[range.clone()],
            matched: Evaluation::new(facts).truth(node, None).map_err(|mut error| {
                error.offset += u32::try_from(range.start).unwrap_or(0);
                error
            }),
        })
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expression").field(&self.source).finish()
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

/// One evaluation that takes its steps from those of many.
fn within<'a, T>(
    facts: &'a dyn Facts,
    steps: &mut u32,
    evaluate: impl FnOnce(&Evaluation<'a>) -> Evaluated<T>,
) -> Evaluated<T> {
    let allowed = (*steps).min(STEPS_MAX);
    let evaluation = Evaluation::within(facts, allowed);
    let result = evaluate(&evaluation);
    *steps -= allowed - evaluation.steps_left();
    result
}

fn check(source: &str, scope: Scope, expected: Type, names: &Names) -> Result<Expression, ExpressionError> {
    let (tree, info) = parse::parse(source)?;
    let mut checker = Checker::new(source, &info, scope, names);
    let (node, found) = checker.check(&tree)?;
    let kind = match expected {
        Type::Bool => Kind::Bool,
        Type::Number => Kind::Number,
        Type::Text => Kind::Text,
        Type::Any => Kind::Any,
    };
    if found.may_be(kind) {
        let (uses, reads) = (checker.uses, checker.reads.into());
        return Ok(Expression {
            source: source.into(),
            node,
            parts: Box::default(),
            uses,
            kind: found,
            reads,
        });
    }
    let problem = Problem::Expected { expected: kind.name(), found: found.name() };
    Err(checker.error(&tree, problem))
}

/// The trimmed stretches of source between the `&&` at these offsets.
fn conjuncts(source: &str, conjunctions: &[usize]) -> Vec<Range<usize>> {
    let starts = std::iter::once(0).chain(conjunctions.iter().map(|offset| offset + 2));
    let ends = conjunctions.iter().copied().chain([source.len()]);
    starts
        .zip(ends)
        .map(|(start, end)| {
            let part = &source[start..end];
            let start = start + (part.len() - part.trim_start().len());
            start..start + part.trim().len()
        })
        .collect()
}
