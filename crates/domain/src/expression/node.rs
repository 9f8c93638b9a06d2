//! The checked expression: what the evaluator walks. Names are resolved, literals parsed, and every part
//! that can fail knows its place in the source.

use cel::common::ast::operators;
use jiff::tz::TimeZone;

use super::pattern::Pattern;
use super::schema::Root;
use super::value::Value;

/// A part of an expression.
pub(super) enum Node {
    /// A literal, or what literals alone amount to.
    Constant(Value<'static>),
    /// `event.properties.total`: a root and the fields below it.
    Path(Root, Box<[Box<str>]>, At),
    /// `answers.recommend`: a declared field of a root by its number, and the path from the root.
    Slot(Root, u16, Box<[Box<str>]>, At),
    /// The variable of the enclosing macro that is this many levels out.
    Variable(usize),
    /// `(..).field`, also `record['field']`.
    Field(Box<Node>, Box<str>, At),
    /// `list[0]`, `record[key]`.
    Index(Box<Node>, Box<Node>, At),
    /// `[a, b]`.
    List(Vec<Node>),
    /// `has(a.b)`.
    Has(Box<Node>),
    /// `!a`.
    Not(Box<Node>),
    /// `a && b`.
    And(Box<Node>, Box<Node>),
    /// `a || b`.
    Or(Box<Node>, Box<Node>),
    /// `a ? b : c`.
    If(Box<[Node; 3]>, At),
    /// `a < b`, `a == b`.
    Compare(Comparison, Box<Node>, Box<Node>, At),
    /// `a + b`.
    Arithmetic(Arithmetic, Box<Node>, Box<Node>, At),
    /// `-a`.
    Negate(Box<Node>, At),
    /// `a in b`.
    In(Box<Node>, Box<Node>, At),
    /// `list.all(x, ..)` and its like.
    Each(Box<Loop>),
    /// `text.contains(other)` and its like.
    Text(TextTest, Box<Node>, Box<Node>, At),
    /// `text.matches(pattern)`.
    Matches(Box<Node>, Box<Pattern>, At),
    /// A function of one value.
    Unary(Unary, Box<Node>, At),
    /// `math.least(..)`, `math.greatest(..)`.
    Extreme(Extreme, Vec<Node>, At),
    /// `timestamp.getHours('Asia/Shanghai')`.
    Clock(Clock, Box<Node>, Zone, At),
}

/// A macro over a list.
pub(super) struct Loop {
    pub each: Each,
    pub list: Node,
    /// The condition on an element, or what `map` makes of it.
    pub body: Node,
    /// Which elements `map` takes.
    pub filter: Option<Node>,
    pub at: At,
}

/// A byte offset into the source.
pub(super) type At = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Comparison {
    pub fn of(function: &str) -> Option<Comparison> {
        Some(match function {
            operators::EQUALS => Comparison::Equal,
            operators::NOT_EQUALS => Comparison::NotEqual,
            operators::LESS => Comparison::Less,
            operators::LESS_EQUALS => Comparison::LessOrEqual,
            operators::GREATER => Comparison::Greater,
            operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
            _ => return None,
        })
    }

    pub const fn name(self) -> &'static str {
        match self {
            Comparison::Equal => "==",
            Comparison::NotEqual => "!=",
            Comparison::Less => "<",
            Comparison::LessOrEqual => "<=",
            Comparison::Greater => ">",
            Comparison::GreaterOrEqual => ">=",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

impl Arithmetic {
    pub fn of(function: &str) -> Option<Arithmetic> {
        Some(match function {
            operators::ADD => Arithmetic::Add,
            operators::SUBSTRACT => Arithmetic::Subtract,
            operators::MULTIPLY => Arithmetic::Multiply,
            operators::DIVIDE => Arithmetic::Divide,
            operators::MODULO => Arithmetic::Remainder,
            _ => return None,
        })
    }

    pub const fn name(self) -> &'static str {
        match self {
            Arithmetic::Add => "+",
            Arithmetic::Subtract => "-",
            Arithmetic::Multiply => "*",
            Arithmetic::Divide => "/",
            Arithmetic::Remainder => "%",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Each {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextTest {
    Contains,
    StartsWith,
    EndsWith,
}

impl TextTest {
    pub const fn name(self) -> &'static str {
        match self {
            TextTest::Contains => "contains",
            TextTest::StartsWith => "startsWith",
            TextTest::EndsWith => "endsWith",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unary {
    Size,
    Int,
    Double,
    String,
    Bool,
    Timestamp,
    Duration,
    LowerAscii,
    UpperAscii,
    Trim,
    Abs,
    Round,
    Floor,
    Ceil,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extreme {
    Least,
    Greatest,
}

impl Extreme {
    pub const fn name(self) -> &'static str {
        match self {
            Extreme::Least => "math.least",
            Extreme::Greatest => "math.greatest",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    FullYear,
    Month,
    Date,
    DayOfMonth,
    DayOfWeek,
    DayOfYear,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
}

/// The time zone of a [`Clock`] function.
pub(super) enum Zone {
    /// Known when the expression was saved; UTC if none was given.
    Fixed(TimeZone),
    /// Named by the data.
    Named(Box<Node>),
}
