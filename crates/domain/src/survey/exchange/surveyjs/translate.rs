//! Expressions of SurveyJS in CEL. What comes out gives the same result for the same answers; what
//! cannot be said so is an error with its reason, never something near it.

use super::compare;
use super::expression::{Binary, Expr, Unary};
use super::functions;
use super::names::Names;
use crate::expression::CHARACTERS_MAX;
use crate::survey::exchange::cel::{Binding, Code, Literal, Type, number, quoted, truth};

/// Which patterns of text are taken for numbers.
const NUMERIC: &str = "^ *[+-]?[0-9]+([.][0-9]+)? *$";

/// What translating found besides the code.
#[derive(Debug, Default)]
pub(in crate::survey::exchange) struct Notes {
    /// Names that no question has: values set from outside.
    pub outside: Vec<String>,
    /// Values no option of the question compared with has.
    pub never: Vec<String>,
    /// Questions that may be hidden.
    pub conditional: Vec<String>,
    /// Questions that are asked too late to be read.
    pub later: Vec<String>,
}

/// A side of an operator.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Nothing,
    Literal(Literal),
    List(Vec<Literal>),
    Code(Code),
}

/// One translation.
pub(in crate::survey::exchange) struct Translation<'n> {
    pub names: &'n Names,
    /// The field that stands for a name from outside.
    pub outside: &'n dyn Fn(&str) -> String,
    /// What `{item}` and `{choice}` stand for in a condition on options.
    pub item: Option<Literal>,
    /// The first page whose answers come too late; what is asked there counts as unanswered.
    pub until: usize,
    pub notes: Notes,
}

pub(super) type Translated<T> = Result<T, String>;

impl<'n> Translation<'n> {
    /// One that may read every answer.
    pub fn of(names: &'n Names, outside: &'n dyn Fn(&str) -> String) -> Self {
        Self { names, outside, item: None, until: usize::MAX, notes: Notes::default() }
    }

    /// A condition: true where SurveyJS takes the value for true.
    pub fn condition(&mut self, expr: &Expr) -> Translated<Code> {
        match self.operand(expr)? {
            Operand::Nothing => Ok(truth(false)),
            Operand::Literal(literal) => Ok(truth(match literal {
                Literal::Bool(value) => value,
                Literal::Number(value) => value != 0.0,
                Literal::Text(text) => !text.is_empty(),
            })),
            Operand::List(_) => Ok(truth(true)),
            Operand::Code(code) => short(truthy(code)),
        }
    }

    /// A value.
    pub fn value(&mut self, expr: &Expr) -> Translated<Code> {
        match self.operand(expr)? {
            Operand::Nothing => Err("it never has a value".to_owned()),
            Operand::List(_) => Err("a list of values is no value here".to_owned()),
            Operand::Literal(literal) => Ok(constant(&literal)),
            Operand::Code(code) => Ok(code),
        }
    }

    pub(super) fn operand(&mut self, expr: &Expr) -> Translated<Operand> {
        match self.any_operand(expr)? {
            Operand::Code(code) => short(code).map(Operand::Code),
            other => Ok(other),
        }
    }

    fn any_operand(&mut self, expr: &Expr) -> Translated<Operand> {
        Ok(match expr {
            Expr::Nothing => Operand::Nothing,
            Expr::Constant(literal) => Operand::Literal(literal.clone()),
            Expr::Variable(name) => self.variable(name)?,
            Expr::List(parts) => Operand::List(self.literals(parts)?),
            Expr::Unary(operator, inner) => Operand::Code(self.unary(*operator, inner)?),
            Expr::Binary(operator, left, right) => Operand::Code(self.binary(*operator, left, right)?),
            Expr::Call(name, parts) => functions::call(self, name, parts)?,
        })
    }

    fn literals(&mut self, parts: &[Expr]) -> Translated<Vec<Literal>> {
        let literal = |part: &Expr| match part {
            Expr::Constant(literal) => Ok(literal.clone()),
            _ => Err("a list holds more than constants".to_owned()),
        };
        parts.iter().map(literal).collect()
    }

    fn variable(&mut self, name: &str) -> Translated<Operand> {
        if let Some(item) = self.item.clone().filter(|_| matches!(name, "item" | "choice")) {
            return Ok(Operand::Literal(item));
        }
        if self.names.is_unsettled(name) {
            return Err(format!("{{{name}}} is worked out from itself"));
        }
        if let Some(variable) = self.names.find(name) {
            if variable.page.is_some_and(|page| page >= self.until) {
                self.notes.later.push(name.to_owned());
                return Ok(Operand::Nothing);
            }
            if variable.conditional {
                self.notes.conditional.push(name.to_owned());
            }
            return Ok(Operand::Code(variable.code.clone()));
        }
        if name.contains(['.', '[', ']', '-', '$']) || matches!(name, "item" | "choice" | "locale" | "pageno")
        {
            return Err(format!("nothing here is {{{name}}}"));
        }
        self.notes.outside.push(name.to_owned());
        Ok(Operand::Code(Code::atom((self.outside)(name), Type::Text)))
    }

    fn unary(&mut self, operator: Unary, inner: &Expr) -> Translated<Code> {
        if operator == Unary::Not {
            let inner = self.condition(inner)?;
            return Ok(match inner.settled() {
                Some(value) => truth(!value),
                None => Code::condition(format!("!{}", inner.within(Binding::Atom)), Binding::Atom),
            });
        }
        let wanted = operator == Unary::Empty;
        Ok(match self.operand(inner)? {
            Operand::Nothing => truth(wanted),
            Operand::Literal(literal) => truth(wanted == (literal == Literal::Text(String::new()))),
            Operand::List(list) => truth(wanted == list.is_empty()),
            Operand::Code(code) => {
                let sign = if wanted { "==" } else { "!=" };
                Code::condition(format!("{} {sign} null", code.within(Binding::Sum)), Binding::Relation)
            }
        })
    }

    fn binary(&mut self, operator: Binary, left: &Expr, right: &Expr) -> Translated<Code> {
        match operator {
            Binary::And | Binary::Or => {
                let (left, right) = (self.condition(left)?, self.condition(right)?);
                let (sign, binding) =
                    if operator == Binary::And { ("&&", Binding::And) } else { ("||", Binding::Or) };
                // A side that is settled settles both, or leaves it to the other.
                let settles = operator == Binary::Or;
                match (left.settled(), right.settled()) {
                    (Some(side), _) | (_, Some(side)) if side == settles => return Ok(truth(side)),
                    (Some(_), _) => return Ok(right),
                    (_, Some(_)) => return Ok(left),
                    (None, None) => {}
                }
                // One that is of the same kind needs no brackets on the left; on the right it means the same.
                let text = format!("{} {sign} {}", left.within(binding), right.within(binding));
                Ok(Code::condition(text, binding))
            }
            Binary::Plus
            | Binary::Minus
            | Binary::Times
            | Binary::Divide
            | Binary::Remainder
            | Binary::Power => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                arithmetic(operator, &left, &right)
            }
            _ => {
                // A yes-or-no question with its own values compares by them.
                let (left, right) = (self.spelled(left, right)?, self.spelled(right, left)?);
                compare::compare(operator, &left, &right, &mut self.notes)
            }
        }
    }

    /// An operand; a constant beside a yes-or-no question with values of its own becomes yes or no.
    fn spelled(&mut self, expr: &Expr, beside: &Expr) -> Translated<Operand> {
        let operand = self.operand(expr)?;
        let Expr::Variable(name) = beside else { return Ok(operand) };
        let truths = self.names.find(name).and_then(|variable| variable.truths.as_ref());
        let (Some((yes, no)), Operand::Literal(literal)) = (truths, &operand) else { return Ok(operand) };
        if compare::loosely_equal(literal, yes) {
            Ok(Operand::Literal(Literal::Bool(true)))
        } else if compare::loosely_equal(literal, no) {
            Ok(Operand::Literal(Literal::Bool(false)))
        } else {
            Ok(operand)
        }
    }
}

/// Code that can be saved. What stands in it twice, within what stands in it twice, would fill the memory.
fn short(code: Code) -> Translated<Code> {
    if code.text.len() > CHARACTERS_MAX && code.text.chars().count() > CHARACTERS_MAX {
        return Err(format!("it takes more than {CHARACTERS_MAX} characters"));
    }
    Ok(code)
}

/// A constant as code.
pub(super) fn constant(literal: &Literal) -> Code {
    match literal {
        Literal::Bool(value) => truth(*value),
        Literal::Number(value) => {
            let binding = if *value < 0.0 { Binding::Product } else { Binding::Atom };
            Code::number(number(*value), binding).sure()
        }
        Literal::Text(text) => Code::atom(quoted(text), Type::Text).sure(),
    }
}

/// Whether a value counts as true.
pub(super) fn truthy(code: Code) -> Code {
    let inner = code.within(Binding::Sum);
    match code.kind {
        Type::Bool => code,
        Type::Number | Type::Day => Code::condition(format!("{inner} != null && {inner} != 0"), Binding::And),
        // A text that says 0 or false is taken for that number or that no.
        Type::Text => Code::condition(
            format!("{inner} != null && !({inner} in ['', '0', 'false', 'False', 'FALSE'])"),
            Binding::And,
        ),
        Type::Date | Type::Choice(_) | Type::Choices(_) | Type::Record => {
            Code::condition(format!("{inner} != null"), Binding::Relation)
        }
    }
}

/// The number of an operand; a text is a number if it reads as one.
pub(super) fn numeric(operand: &Operand) -> Option<Code> {
    match operand {
        Operand::Literal(Literal::Number(value)) => Some(constant(&Literal::Number(*value))),
        Operand::Literal(Literal::Text(text)) => {
            let value = text.trim().parse::<f64>().ok().filter(|value| value.is_finite())?;
            Some(constant(&Literal::Number(value)))
        }
        Operand::Code(code) => match &code.kind {
            Type::Number => Some(code.clone()),
            Type::Text => {
                let text = code.within(Binding::Atom);
                let guarded = format!("{text}.matches('{NUMERIC}') ? double({text}) : null");
                Some(Code::number(guarded, Binding::Choice))
            }
            Type::Choice(names) if !names.other && compare::keys_are_numbers(names) => {
                Some(Code::number(format!("double({})", code.text), Binding::Atom))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A number that counts as 0 where there is none.
pub(super) fn or_zero(code: &Code) -> Code {
    if code.sure {
        return code.clone();
    }
    let inner = code.within(Binding::Sum);
    Code::number(format!("{inner} == null ? 0 : {inner}"), Binding::Choice).sure()
}

fn arithmetic(operator: Binary, left: &Operand, right: &Operand) -> Translated<Code> {
    if operator == Binary::Plus && (is_words(left) || is_words(right)) {
        return joined(left, right);
    }
    let number = |operand: &Operand| match operand {
        Operand::Nothing => Some(constant(&Literal::Number(0.0))),
        other => numeric(other),
    };
    let both = number(left).zip(number(right));
    let (left, right) = both.ok_or("it computes with what is no number")?;
    let (zero_left, zero_right) = (or_zero(&left), or_zero(&right));
    let (sign, binding) = match operator {
        Binary::Plus => ("+", Binding::Sum),
        Binary::Minus => ("-", Binding::Sum),
        Binary::Times => ("*", Binding::Product),
        Binary::Divide => ("/", Binding::Product),
        Binary::Remainder => ("%", Binding::Product),
        _ => return power(&zero_left, &zero_right),
    };
    // The right side of a difference or quotient binds tighter than the operator itself.
    let tighter = if binding == Binding::Sum { Binding::Product } else { Binding::Atom };
    let text = format!("{} {sign} {}", zero_left.within(binding), zero_right.within(tighter));
    if !matches!(operator, Binary::Divide | Binary::Remainder) {
        return Ok(Code::number(text, binding).sure());
    }
    match right.text.parse::<f64>() {
        Ok(0.0) => Err("it divides by 0".to_owned()),
        Ok(_) => Ok(Code::number(text, binding).sure()),
        Err(_) => {
            let text = format!("{} == 0 ? null : {text}", zero_right.within(Binding::Sum));
            Ok(Code::number(text, Binding::Choice))
        }
    }
}

/// Powers by small whole numbers are products.
fn power(base: &Code, exponent: &Code) -> Translated<Code> {
    let factors = match exponent.text.as_str() {
        "1" => 1,
        "2" => 2,
        "3" => 3,
        _ => return Err("it takes a power that is not 1, 2 or 3".to_owned()),
    };
    let text = vec![base.within(Binding::Atom); factors].join(" * ");
    Ok(Code::number(text, Binding::Product).sure())
}

/// Whether it is text that is not taken for a number.
fn is_words(operand: &Operand) -> bool {
    match operand {
        Operand::Literal(Literal::Text(text)) => text.trim().parse::<f64>().is_err(),
        // A text that was put together is never turned into a number again.
        Operand::Code(code) => code.kind == Type::Text && code.sure,
        _ => false,
    }
}

fn joined(left: &Operand, right: &Operand) -> Translated<Code> {
    let part = |operand: &Operand| match operand {
        Operand::Nothing => Ok(quoted("")),
        Operand::Literal(literal) => match literal {
            Literal::Text(_) => Ok(constant(literal).text),
            Literal::Number(value) => Ok(quoted(&number(*value))),
            Literal::Bool(value) => Ok(quoted(if *value { "true" } else { "false" })),
        },
        Operand::Code(code) if matches!(code.kind, Type::Text | Type::Date) => {
            let inner = code.within(Binding::Sum);
            Ok(if code.sure { inner } else { format!("({inner} == null ? '' : {inner})") })
        }
        Operand::Code(code) if code.kind == Type::Number => {
            let inner = code.within(Binding::Sum);
            let text = format!("string({})", code.text);
            Ok(if code.sure { text } else { format!("({inner} == null ? '' : {text})") })
        }
        _ => Err("it joins what is no text".to_owned()),
    };
    let text = format!("{} + {}", part(left)?, part(right)?);
    Ok(Code { text, kind: Type::Text, binding: Binding::Sum, sure: true })
}
