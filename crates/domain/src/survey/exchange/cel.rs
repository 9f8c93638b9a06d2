//! Writing CEL: literals, and pieces that know their type.

use std::fmt::Write;
use std::rc::Rc;

use crate::survey::Key;

/// Options by which a choice is known there and here.
#[derive(Debug, PartialEq)]
pub(super) struct OptionNames {
    /// The foreign value and our name of each.
    pub options: Vec<(Literal, Key)>,
    /// Whether own words can be given, as our `other`.
    pub other: bool,
}

/// A constant of a foreign document.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Literal {
    Bool(bool),
    Number(f64),
    Text(String),
}

/// What a piece of CEL amounts to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    Bool,
    Number,
    Text,
    /// A day as text, `2026-11-22`.
    Date,
    /// Days since 1970, as a number.
    Day,
    /// One of several options.
    Choice(Rc<OptionNames>),
    /// Any of several options.
    Choices(Rc<OptionNames>),
    /// Something that is only there or not: a matrix, contact details, files.
    Record,
}

/// How tightly the outermost operator of a piece binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    Choice,
    Or,
    And,
    Relation,
    Sum,
    Product,
    Atom,
}

/// A piece of CEL.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Code {
    pub text: String,
    pub kind: Type,
    pub binding: Binding,
    /// Whether it always has a value.
    pub sure: bool,
}

impl Code {
    /// A name or call.
    pub fn atom(text: impl Into<String>, kind: Type) -> Self {
        Self { text: text.into(), kind, binding: Binding::Atom, sure: false }
    }

    /// A condition whose outermost operator binds like this.
    pub fn condition(text: impl Into<String>, binding: Binding) -> Self {
        Self { text: text.into(), kind: Type::Bool, binding, sure: true }
    }

    /// A number whose outermost operator binds like this.
    pub fn number(text: impl Into<String>, binding: Binding) -> Self {
        Self { text: text.into(), kind: Type::Number, binding, sure: false }
    }

    /// Whether it holds for all answers or for none; nothing if that depends on them.
    pub fn settled(&self) -> Option<bool> {
        match self.text.as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    /// Says that it always has a value.
    pub fn sure(self) -> Self {
        Self { sure: true, ..self }
    }

    /// The text, in brackets unless it binds at least so tightly.
    pub fn within(&self, binding: Binding) -> String {
        if self.binding >= binding { self.text.clone() } else { format!("({})", self.text) }
    }
}

/// True or false as CEL writes it.
pub(super) fn truth(value: bool) -> Code {
    Code::condition(if value { "true" } else { "false" }, Binding::Atom)
}

/// A text as CEL writes it.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // The end of a recall in a text is looked for before CEL is.
            '}' | '{' => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            character if character.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    out.push('\'');
    out
}

/// A number as CEL writes it.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value:?}") }
}

/// A list of option names as CEL writes it.
pub(super) fn key_list<'k>(keys: impl IntoIterator<Item = &'k Key>) -> String {
    let quoted: Vec<String> = keys.into_iter().map(|key| format!("'{key}'")).collect();
    format!("[{}]", quoted.join(", "))
}

/// The days since 1970 of a day written as `2026-11-22`, with or without a time.
pub(super) fn day_number(text: &str) -> Option<i32> {
    let day: jiff::civil::Date = text.get(..10)?.parse().ok()?;
    let since = day.since((jiff::Unit::Day, jiff::civil::date(1970, 1, 1))).ok()?;
    Some(since.get_days())
}
