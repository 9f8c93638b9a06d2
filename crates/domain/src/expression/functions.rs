//! The functions of the language, as a table: how each is written, what it takes and gives. The macros
//! (`has`, `all`, ..), `matches` and the clock functions have rules of their own in `check`.

use super::node::{Clock, Each, TextTest, Unary};
use super::schema::Kind;

/// A function of one value, written `name(x)`, `x.name()` or `math.name(x)`.
pub(super) struct UnaryFunction {
    pub name: &'static str,
    pub style: Style,
    pub function: Unary,
    /// The types it takes.
    pub takes: &'static [Kind],
    pub gives: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// `name(x)`.
    Global,
    /// `x.name()`.
    Member,
    /// `math.name(x)`.
    Math,
}

const fn unary(
    name: &'static str,
    style: Style,
    function: Unary,
    takes: &'static [Kind],
    gives: Kind,
) -> UnaryFunction {
    UnaryFunction { name, style, function, takes, gives }
}

use Kind::{Bool, Duration, List, Number, Open, Text, Timestamp};
use Style::{Global, Math, Member};

pub(super) static UNARY: [UnaryFunction; 15] = [
    unary("size", Global, Unary::Size, &[Text, List, Open], Number),
    unary("size", Member, Unary::Size, &[Text, List, Open], Number),
    unary("int", Global, Unary::Int, &[Number, Text, Timestamp], Number),
    unary("double", Global, Unary::Double, &[Number, Text], Number),
    unary("string", Global, Unary::String, &[Text, Number, Bool, Timestamp, Duration], Text),
    unary("bool", Global, Unary::Bool, &[Bool, Text], Bool),
    unary("timestamp", Global, Unary::Timestamp, &[Text, Timestamp], Timestamp),
    unary("duration", Global, Unary::Duration, &[Text, Duration], Duration),
    unary("lowerAscii", Member, Unary::LowerAscii, &[Text], Text),
    unary("upperAscii", Member, Unary::UpperAscii, &[Text], Text),
    unary("trim", Member, Unary::Trim, &[Text], Text),
    unary("abs", Math, Unary::Abs, &[Number], Number),
    unary("round", Math, Unary::Round, &[Number], Number),
    unary("floor", Math, Unary::Floor, &[Number], Number),
    unary("ceil", Math, Unary::Ceil, &[Number], Number),
];

impl UnaryFunction {
    /// How it is written.
    pub fn usage(&self) -> String {
        match self.style {
            Style::Global => format!("{}(x)", self.name),
            Style::Member => format!("x.{}()", self.name),
            Style::Math => format!("math.{}(x)", self.name),
        }
    }
}

/// A row of the tables below: the name, what it does, how it is written.
pub(super) type Row<T> = (&'static str, T, &'static str);

pub(super) static TEXT_TESTS: [Row<TextTest>; 3] = [
    ("contains", TextTest::Contains, "text.contains('part')"),
    ("startsWith", TextTest::StartsWith, "text.startsWith('part')"),
    ("endsWith", TextTest::EndsWith, "text.endsWith('part')"),
];

pub(super) static CLOCKS: [(&str, Clock); 10] = [
    ("getFullYear", Clock::FullYear),
    ("getMonth", Clock::Month),
    ("getDate", Clock::Date),
    ("getDayOfMonth", Clock::DayOfMonth),
    ("getDayOfWeek", Clock::DayOfWeek),
    ("getDayOfYear", Clock::DayOfYear),
    ("getHours", Clock::Hours),
    ("getMinutes", Clock::Minutes),
    ("getSeconds", Clock::Seconds),
    ("getMilliseconds", Clock::Milliseconds),
];

pub(super) static EACH: [Row<Each>; 6] = [
    ("all", Each::All, "list.all(x, condition)"),
    ("exists", Each::Exists, "list.exists(x, condition)"),
    ("exists_one", Each::ExistsOne, "list.exists_one(x, condition)"),
    ("existsOne", Each::ExistsOne, "list.existsOne(x, condition)"),
    ("filter", Each::Filter, "list.filter(x, condition)"),
    ("map", Each::Map, "list.map(x, result) or list.map(x, condition, result)"),
];

/// The names of the functions written in this style, for suggestions.
pub(super) fn names(style: Style) -> impl Iterator<Item = &'static str> {
    let unary = UNARY.iter().filter(move |function| function.style == style).map(|function| function.name);
    let others: Vec<&'static str> = match style {
        Style::Global => vec!["has"],
        Style::Math => vec!["least", "greatest"],
        Style::Member => {
            let texts = TEXT_TESTS.iter().map(|(name, ..)| *name);
            let each = EACH.iter().map(|(name, ..)| *name);
            texts.chain(each).chain(CLOCKS.iter().map(|(name, _)| *name)).chain(["matches"]).collect()
        }
    };
    unary.chain(others)
}
