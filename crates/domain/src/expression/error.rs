//! Why an expression was refused when saved, and why one failed when evaluated. Data first: a client
//! can word them in its own language; `Display` is the English wording.

use std::fmt;

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing but space.
    #[error("the expression is empty")]
    Empty,
    /// Too many characters.
    #[error("an expression has at most {limit} characters")]
    TooLong {
        /// The most characters allowed.
        limit: usize,
    },
    /// Brackets or chains of operators nested too deep.
    #[error("the expression is nested too deep; split it into parts joined with && or ||")]
    TooDeep,
    /// Not CEL.
    #[error("syntax error: {0}")]
    Syntax(String),
    /// CEL that conditions do not support.
    #[error("{0} are not supported here")]
    Unsupported(&'static str),
    /// A name that is neither a root nor a variable of an enclosing macro.
    #[error("unknown name `{0}`")]
    UnknownName(String),
    /// A root that exists, but not where this expression is used.
    #[error("`{0}` is not available here")]
    NotInScope(&'static str),
    /// A field that the record does not have.
    #[error("`{record}` has no field `{field}`")]
    UnknownField {
        /// The record as written.
        record: String,
        /// The field's name.
        field: String,
    },
    /// A comparison with an option that the question does not have.
    #[error("`{question}` has no option `{option}`")]
    UnknownOption {
        /// What is compared, as written.
        question: String,
        /// The option.
        option: String,
    },
    /// A field of something that is not a record.
    #[error("a {0} has no fields")]
    NoFields(&'static str),
    /// A function that does not exist.
    #[error("unknown function `{0}`")]
    UnknownFunction(String),
    /// A function called with the wrong number of arguments, or on the wrong side of the dot.
    #[error("write {0}")]
    Usage(String),
    /// An operator or function on types that it does not take.
    #[error("{operation} cannot take {left} and {right}")]
    Types {
        /// The operator or function.
        operation: &'static str,
        /// The type on the left.
        left: &'static str,
        /// The type on the right.
        right: &'static str,
    },
    /// A value of one type where another is needed.
    #[error("expected a {expected}, found a {found}")]
    Expected {
        /// The type needed.
        expected: &'static str,
        /// The type found.
        found: &'static str,
    },
    /// A literal that its function cannot read.
    #[error("`{text}` is not a {what}")]
    Literal {
        /// What it should be.
        what: &'static str,
        /// The literal.
        text: String,
    },
}

impl Problem {
    /// A stable code for clients.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Problem::Empty => "empty",
            Problem::TooLong { .. } => "too_long",
            Problem::TooDeep => "too_deep",
            Problem::Syntax(_) => "syntax",
            Problem::Unsupported(_) => "unsupported",
            Problem::UnknownName(_) => "unknown_name",
            Problem::NotInScope(_) => "not_in_scope",
            Problem::UnknownField { .. } => "unknown_field",
            Problem::UnknownOption { .. } => "unknown_option",
            Problem::NoFields(_) => "no_fields",
            Problem::UnknownFunction(_) => "unknown_function",
            Problem::Usage(_) => "usage",
            Problem::Types { .. } => "types",
            Problem::Expected { .. } => "expected",
            Problem::Literal { .. } => "literal",
        }
    }
}

/// An expression that cannot be saved, and where it goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionError {
    /// What is wrong.
    pub problem: Problem,
    /// Byte offset into the source.
    pub offset: u32,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What was perhaps meant, likeliest first.
    pub suggestions: Vec<String>,
    /// For an unknown name, all that are known in its place.
    pub known: Vec<String>,
}

impl ExpressionError {
    pub(super) fn new(source: &str, offset: usize, problem: Problem) -> Self {
        let offset = source.floor_char_boundary(offset.min(source.len()));
        let before = &source[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        ExpressionError {
            problem,
            offset: number(offset),
            line: number(before.matches('\n').count() + 1),
            column: number(before[line_start..].chars().count() + 1),
            suggestions: Vec::new(),
            known: Vec::new(),
        }
    }

    /// A problem of an expression as a whole.
    pub(crate) fn of(problem: Problem) -> Self {
        ExpressionError::new("", 0, problem)
    }

    /// Adds the names known in place of `name`, and those near it as suggestions.
    pub(super) fn among<'a>(mut self, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        self.known = known.map(str::to_owned).collect();
        self.suggestions = near(name, &self.known);
        self
    }

    /// What is wrong and what was perhaps meant, without the position.
    #[must_use]
    pub fn message(&self) -> String {
        match (self.suggestions.as_slice(), self.known.as_slice()) {
            ([], []) => self.problem.to_string(),
            ([], known) => format!("{}; known are {}", self.problem, known.join(", ")),
            (suggestions, _) => format!("{}; did you mean {}?", self.problem, suggestions.join(" or ")),
        }
    }
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message())
    }
}

impl std::error::Error for ExpressionError {}

/// Why an evaluation has no result. Names types, never values: it may be kept and logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// An operator or function on types that it does not take.
    #[error("{operation} cannot take {left} and {right}")]
    Types {
        /// The operator or function.
        operation: &'static str,
        /// The type on the left.
        left: &'static str,
        /// The type on the right.
        right: &'static str,
    },
    /// A value of one type where another is needed.
    #[error("expected a {expected}, found a {found}")]
    Expected {
        /// The type needed.
        expected: &'static str,
        /// The type found.
        found: &'static str,
    },
    /// A division or remainder by zero.
    #[error("division by zero")]
    DivisionByZero,
    /// Text that a conversion cannot read, or a result out of the type's range.
    #[error("not a valid {0}")]
    Invalid(&'static str),
    /// More work than one evaluation may take.
    #[error("the expression takes too much work on this data")]
    TooMuchWork,
}

/// An evaluation without a result, and the part of the expression that caused it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{failure} (at offset {offset})")]
pub struct EvaluationError {
    /// What happened.
    pub failure: Failure,
    /// Byte offset into the source.
    pub offset: u32,
}

/// Sources are short; only one that is refused for its length may reach the end of the range.
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// The known names near `name`, at most three, nearest first.
fn near(name: &str, known: &[String]) -> Vec<String> {
    let name = name.to_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let mut ranked: Vec<(usize, &String)> = known
        .iter()
        .map(|candidate| {
            let lower = candidate.to_lowercase();
            let part = name.len() > 2 && (lower.contains(&name) || name.contains(&lower));
            (if part { 1 } else { distance(&name, &lower) }, candidate)
        })
        .filter(|(distance, _)| *distance <= limit)
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    ranked.into_iter().take(3).map(|(_, candidate)| candidate.clone()).collect()
}

/// Edits between two words, an exchange of neighbours being one: the optimal string alignment distance.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=right.len()).collect()];
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let substituted = rows[i - 1][j - 1] + usize::from(left[i - 1] != right[j - 1]);
            let mut best = substituted.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}
