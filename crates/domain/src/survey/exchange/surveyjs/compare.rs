//! Comparisons of SurveyJS in CEL. They are loose: text is compared in any case and trimmed, a text that
//! reads as a number is one, and a choice is compared by its value, which may be any of these. Here the
//! values of options are known when the survey is imported, so most of that is settled then.

use std::cmp::Ordering;

use super::expression::Binary;
use super::translate::{Notes, Operand, Translated, constant, numeric, truthy};
use crate::survey::Key;
use crate::survey::exchange::cel::{
    Binding, Code, Literal, OptionNames, Type, day_number, key_list, number, quoted, truth,
};

/// A comparison.
pub(super) fn compare(
    operator: Binary,
    left: &Operand,
    right: &Operand,
    notes: &mut Notes,
) -> Translated<Code> {
    if let Some(holds) = constants(operator, left, right) {
        return Ok(truth(holds));
    }
    match operator {
        Binary::Equal => equal(left, right, notes),
        Binary::NotEqual => equal(left, right, notes).map(|code| negated(&code)),
        Binary::Contains => contains(left, right, notes),
        Binary::NotContains => contains(left, right, notes).map(|code| negated(&code)),
        Binary::AnyOf => any_of(left, right, notes),
        Binary::NoneOf => any_of(left, right, notes).map(|code| negated(&code)),
        Binary::AllOf => all_of(left, right, notes),
        _ => ordered(operator, left, right),
    }
}

/// Whether a comparison holds that no answer is part of, or whose left side is never answered.
fn constants(operator: Binary, left: &Operand, right: &Operand) -> Option<bool> {
    let holds = match (operator, left, right) {
        (Binary::NotEqual, ..) => !constants(Binary::Equal, left, right)?,
        (Binary::NotContains, ..) => !constants(Binary::Contains, left, right)?,
        (Binary::NoneOf, ..) => !constants(Binary::AnyOf, left, right)?,
        (Binary::Equal, Operand::Nothing, Operand::Nothing) => true,
        (Binary::Equal, Operand::Nothing, Operand::Literal(literal))
        | (Binary::Equal, Operand::Literal(literal), Operand::Nothing) => {
            *literal == Literal::Text(String::new())
        }
        (Binary::Equal, Operand::Nothing, Operand::List(list)) => list.is_empty(),
        (Binary::AnyOf | Binary::AllOf, Operand::Nothing, Operand::List(list)) => list.is_empty(),
        (Binary::Contains | Binary::AnyOf | Binary::AllOf, Operand::Nothing, Operand::Literal(_)) => false,
        (Binary::Contains, Operand::Nothing, Operand::List(_) | Operand::Code(_)) => false,
        (Binary::Less | Binary::Greater, Operand::Nothing, _) => false,
        (Binary::Less | Binary::Greater, _, Operand::Nothing) => false,
        (
            Binary::LessOrEqual | Binary::GreaterOrEqual,
            Operand::Nothing | Operand::Literal(_),
            Operand::Nothing | Operand::Literal(_),
        ) => match (left, right) {
            (Operand::Literal(left), Operand::Literal(right)) => holds(operator, left, right),
            _ => constants(Binary::Equal, left, right)?,
        },
        (Binary::Equal, Operand::Literal(left), Operand::Literal(right)) => loosely_equal(left, right),
        (Binary::Less | Binary::Greater, Operand::Literal(left), Operand::Literal(right)) => {
            holds(operator, left, right)
        }
        (Binary::Contains, Operand::Literal(left), Operand::Literal(right)) => value_contains(left, right),
        _ => return None,
    };
    Some(holds)
}

fn negated(code: &Code) -> Code {
    let equality = (code.binding == Binding::Relation && code.text.matches(" == ").count() == 1)
        .then(|| code.text.split_once(" == "))
        .flatten();
    match (code.text.as_str(), equality) {
        ("true", _) => truth(false),
        ("false", _) => truth(true),
        // A text that is compared with stands on the right; what stands on the left holds none.
        (_, Some((left, right))) if !left.contains('\'') => {
            Code::condition(format!("{left} != {right}"), Binding::Relation)
        }
        _ => Code::condition(format!("!{}", code.within(Binding::Atom)), Binding::Atom),
    }
}

fn relation(left: &Code, sign: &str, right: &Code) -> Code {
    let text = format!("{} {sign} {}", left.within(Binding::Sum), right.within(Binding::Sum));
    Code::condition(text, Binding::Relation)
}

/// Whether two constants are equal as SurveyJS compares them.
pub(super) fn loosely_equal(left: &Literal, right: &Literal) -> bool {
    match (left, right) {
        (Literal::Bool(left), Literal::Bool(right)) => left == right,
        (Literal::Bool(flag), other) | (other, Literal::Bool(flag)) => match other {
            Literal::Number(value) => *value == f64::from(u8::from(*flag)),
            Literal::Text(text) => text.eq_ignore_ascii_case(if *flag { "true" } else { "false" }),
            Literal::Bool(_) => false,
        },
        (left, right) => match (as_number(left), as_number(right)) {
            (Some(left), Some(right)) => left == right,
            _ => words(left).trim().to_lowercase() == words(right).trim().to_lowercase(),
        },
    }
}

/// The number of a constant, if it reads as one.
pub(super) fn as_number(literal: &Literal) -> Option<f64> {
    match literal {
        Literal::Number(value) => Some(*value),
        Literal::Text(text) => text.trim().parse().ok().filter(|value: &f64| value.is_finite()),
        Literal::Bool(_) => None,
    }
}

fn words(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => text.clone(),
        Literal::Number(value) => number(*value),
        Literal::Bool(value) => value.to_string(),
    }
}

/// Whether the names of all options read as the numbers they stand for.
pub(super) fn keys_are_numbers(names: &OptionNames) -> bool {
    names
        .options
        .iter()
        .all(|(value, key)| as_number(value).is_some_and(|value| key.as_str().parse() == Ok(value)))
}

/// The names of the options whose value passes a test.
fn keys_where(names: &OptionNames, test: impl Fn(&Literal) -> bool) -> Vec<Key> {
    let other = (Literal::Text("other".to_owned()), "other".parse::<Key>().expect("a word of letters"));
    let all = names.options.iter().chain(names.other.then_some(&other));
    all.filter(|(value, _)| test(value)).map(|(_, key)| key.clone()).collect()
}

fn one_of(code: &Code, keys: &[Key]) -> Code {
    match keys {
        [] => truth(false),
        [key] => Code::condition(format!("{} == '{key}'", code.text), Binding::Relation),
        keys => Code::condition(format!("{} in {}", code.text, key_list(keys)), Binding::Relation),
    }
}

/// Whether the options whose value equals a constant are chosen.
fn chosen(code: &Code, names: &OptionNames, literal: &Literal, notes: &mut Notes) -> Code {
    let keys = keys_where(names, |value| loosely_equal(value, literal));
    if keys.is_empty() {
        notes.never.push(words(literal));
    }
    if !matches!(code.kind, Type::Choices(_)) {
        return one_of(code, &keys);
    }
    let tests: Vec<String> = keys.iter().map(|key| format!("'{key}' in {}", code.text)).collect();
    match tests.len() {
        0 => truth(false),
        1 => Code::condition(tests.concat(), Binding::Relation),
        _ => Code::condition(tests.join(" || "), Binding::Or),
    }
}

fn equal(left: &Operand, right: &Operand, notes: &mut Notes) -> Translated<Code> {
    let (code, other) = match (left, right) {
        (Operand::Code(code), other) | (other, Operand::Code(code)) => (code, other),
        _ => return Err("it compares constants".to_owned()),
    };
    match other {
        Operand::Nothing => {
            Ok(Code::condition(format!("{} == null", code.within(Binding::Sum)), Binding::Relation))
        }
        Operand::Literal(Literal::Text(text)) if text.is_empty() => {
            Ok(Code::condition(format!("{} == null", code.within(Binding::Sum)), Binding::Relation))
        }
        Operand::Literal(literal) => equals_literal(code, literal, notes),
        Operand::List(list) => match &code.kind {
            Type::Choices(names) => {
                let mut tests = vec![format!("size({}) == {}", code.text, list.len())];
                for literal in list {
                    tests.push(chosen(code, names, literal, notes).within(Binding::And));
                }
                Ok(Code::condition(tests.join(" && "), Binding::And))
            }
            _ => Err("it compares one value with a list".to_owned()),
        },
        Operand::Code(other) => equals_code(code, other),
    }
}

fn equals_literal(code: &Code, literal: &Literal, notes: &mut Notes) -> Translated<Code> {
    match &code.kind {
        Type::Choice(names) => Ok(chosen(code, names, literal, notes)),
        Type::Choices(_) => {
            notes.never.push(words(literal));
            Ok(truth(false))
        }
        Type::Number => Ok(match as_number(literal) {
            Some(value) => relation(code, "==", &constant(&Literal::Number(value))),
            None => {
                notes.never.push(words(literal));
                truth(false)
            }
        }),
        Type::Bool => {
            let yes = loosely_equal(literal, &Literal::Bool(true));
            if !yes && !loosely_equal(literal, &Literal::Bool(false)) {
                notes.never.push(words(literal));
                return Ok(truth(false));
            }
            Ok(relation(code, "==", &truth(yes)))
        }
        Type::Text => match as_number(literal) {
            Some(value) => {
                let number = numeric(&Operand::Code(code.clone())).ok_or("it compares text with a number")?;
                Ok(relation(&number, "==", &constant(&Literal::Number(value))))
            }
            None => {
                let text = words(literal).trim().to_lowercase();
                Ok(relation(&lowered(code), "==", &constant(&Literal::Text(text))))
            }
        },
        Type::Date => Ok(relation(code, "==", &constant(&Literal::Text(words(literal))))),
        Type::Day => {
            let day = day_number(&words(literal)).ok_or("it compares a day with what is none")?;
            Ok(relation(code, "==", &constant(&Literal::Number(day.into()))))
        }
        Type::Record => Err("it compares the answers of several rows or parts at once".to_owned()),
    }
}

/// A text for comparing in any case.
fn lowered(code: &Code) -> Code {
    Code::atom(format!("{}.trim().lowerAscii()", code.within(Binding::Atom)), Type::Text)
}

fn equals_code(left: &Code, right: &Code) -> Translated<Code> {
    match (&left.kind, &right.kind) {
        (Type::Text, Type::Text) => Ok(relation(&lowered(left), "==", &lowered(right))),
        (Type::Choice(_), Type::Choice(_)) | (Type::Number | Type::Bool | Type::Date | Type::Day, _)
            if std::mem::discriminant(&left.kind) == std::mem::discriminant(&right.kind) =>
        {
            Ok(relation(left, "==", right))
        }
        _ => match days(left).zip(days(right)) {
            Some((left, right)) => Ok(relation(&left, "==", &right)),
            None => {
                let (left, right) = (Operand::Code(left.clone()), Operand::Code(right.clone()));
                let both = numeric(&left).zip(numeric(&right));
                let (left, right) = both.ok_or("it compares values of different kinds")?;
                Ok(relation(&left, "==", &right))
            }
        },
    }
}

/// The number of days of a day.
pub(super) fn days(code: &Code) -> Option<Code> {
    match code.kind {
        Type::Day => Some(code.clone()),
        Type::Date => {
            let text = format!("int(timestamp({} + 'T00:00:00Z')) / 86400", code.within(Binding::Sum));
            Some(Code { text, kind: Type::Day, binding: Binding::Product, sure: false })
        }
        _ => None,
    }
}

fn flipped(operator: Binary) -> Binary {
    match operator {
        Binary::Less => Binary::Greater,
        Binary::LessOrEqual => Binary::GreaterOrEqual,
        Binary::Greater => Binary::Less,
        Binary::GreaterOrEqual => Binary::LessOrEqual,
        other => other,
    }
}

fn ordered(operator: Binary, left: &Operand, right: &Operand) -> Translated<Code> {
    let (sign, or_equal) = match operator {
        Binary::Less => ("<", false),
        Binary::LessOrEqual => ("<=", true),
        Binary::Greater => (">", false),
        _ => (">=", true),
    };
    match (left, right) {
        // Two missing answers are equal there, and so in this order too.
        (Operand::Code(code), Operand::Nothing) | (Operand::Nothing, Operand::Code(code)) => {
            Ok(Code::condition(format!("{} == null", code.within(Binding::Sum)), Binding::Relation))
        }
        (Operand::Literal(_), Operand::Code(_)) => ordered(flipped(operator), right, left),
        (Operand::Code(code), Operand::Literal(literal)) => ordered_literal(operator, sign, code, literal),
        (Operand::Code(one), Operand::Code(other)) => {
            let pair = match days(one).zip(days(other)) {
                Some(pair) if one.kind != Type::Date || other.kind != Type::Date => Some(pair),
                Some(_) => Some((one.clone(), other.clone())),
                None => numeric(left).zip(numeric(right)),
            };
            let (one, other) = pair.ok_or("it puts values in order that have none")?;
            let compared = relation(&one, sign, &other);
            if !or_equal || one.sure || other.sure {
                return Ok(compared);
            }
            let (one, other) = (one.within(Binding::Sum), other.within(Binding::Sum));
            let text = format!("{} || {one} == null && {other} == null", compared.text);
            Ok(Code::condition(text, Binding::Or))
        }
        _ => Err("it puts something in order that is no single value".to_owned()),
    }
}

fn ordered_literal(operator: Binary, sign: &str, code: &Code, literal: &Literal) -> Translated<Code> {
    match &code.kind {
        Type::Choice(names) => {
            let keys = keys_where(names, |value| holds(operator, value, literal));
            Ok(one_of(code, &keys))
        }
        Type::Number | Type::Text if as_number(literal).is_some() => {
            let number = numeric(&Operand::Code(code.clone())).ok_or("it puts text in order")?;
            Ok(relation(&number, sign, &constant(&Literal::Number(as_number(literal).unwrap_or_default()))))
        }
        Type::Text | Type::Date => match literal {
            Literal::Text(_) => Ok(relation(code, sign, &constant(literal))),
            _ => Err("it puts a day or text in order with what is none".to_owned()),
        },
        Type::Day => {
            let day = day_number(&words(literal)).ok_or("it compares a day with what is none")?;
            Ok(relation(code, sign, &constant(&Literal::Number(day.into()))))
        }
        _ => Err("it puts something in order that has none".to_owned()),
    }
}

/// Whether an option's value stands so to a constant.
fn holds(operator: Binary, value: &Literal, literal: &Literal) -> bool {
    let or_equal = matches!(operator, Binary::LessOrEqual | Binary::GreaterOrEqual);
    if or_equal && loosely_equal(value, literal) {
        return true;
    }
    let order = match (as_number(value), as_number(literal)) {
        (Some(value), Some(literal)) => value.partial_cmp(&literal),
        (None, None) => Some(words(value).cmp(&words(literal))),
        _ => None,
    };
    let wanted = match operator {
        Binary::Less | Binary::LessOrEqual => Ordering::Less,
        _ => Ordering::Greater,
    };
    order == Some(wanted)
}

/// Whether an option's value, as text, holds another.
fn value_contains(value: &Literal, part: &Literal) -> bool {
    let part = words(part).to_lowercase();
    !part.is_empty() && words(value).to_lowercase().contains(&part)
}

fn contains(left: &Operand, right: &Operand, notes: &mut Notes) -> Translated<Code> {
    let Operand::Code(code) = left else { return Err("it looks into a constant".to_owned()) };
    match (&code.kind, right) {
        (Type::Choices(names), Operand::Literal(literal)) => Ok(chosen(code, names, literal, notes)),
        (Type::Choices(_), Operand::List(list)) if list.is_empty() => Ok(truthy(code.clone())),
        (Type::Choices(names), Operand::List(list)) => {
            let tests: Vec<String> =
                list.iter().map(|literal| chosen(code, names, literal, notes).within(Binding::And)).collect();
            Ok(Code::condition(
                tests.join(" && "),
                if tests.len() == 1 { Binding::Relation } else { Binding::And },
            ))
        }
        (Type::Choices(_), Operand::Code(other)) => match other.kind {
            Type::Choice(_) => {
                Ok(Code::condition(format!("{} in {}", other.text, code.text), Binding::Relation))
            }
            Type::Choices(_) => Ok(all_in(code, other)),
            _ => Err("it looks for what is no option".to_owned()),
        },
        (Type::Choice(names), Operand::Literal(literal)) => {
            Ok(one_of(code, &keys_where(names, |value| value_contains(value, literal))))
        }
        (Type::Text, Operand::Literal(literal)) => {
            let part = words(literal).to_lowercase();
            if part.is_empty() {
                return Ok(truth(false));
            }
            let text = format!("{}.lowerAscii().contains({})", code.within(Binding::Atom), quoted(&part));
            Ok(Code::condition(text, Binding::Atom))
        }
        _ => Err("it looks into what is neither text nor several options".to_owned()),
    }
}

fn all_in(code: &Code, wanted: &Code) -> Code {
    Code::condition(format!("{}.all(each, each in {})", wanted.text, code.text), Binding::Atom)
}

fn any_of(left: &Operand, right: &Operand, notes: &mut Notes) -> Translated<Code> {
    let Operand::Code(code) = left else { return Err("it looks into a constant".to_owned()) };
    match (&code.kind, right) {
        (_, Operand::Nothing) => Ok(truth(true)),
        (_, Operand::List(list)) if list.is_empty() => Ok(truth(true)),
        (Type::Choice(names), Operand::List(list)) => {
            let keys = keys_where(names, |value| list.iter().any(|literal| loosely_equal(value, literal)));
            Ok(one_of(code, &keys))
        }
        (Type::Choices(names), Operand::List(list)) => {
            let keys = keys_where(names, |value| list.iter().any(|literal| loosely_equal(value, literal)));
            if keys.is_empty() {
                notes.never.extend(list.iter().map(words));
                return Ok(truth(false));
            }
            let tests: Vec<String> = keys.iter().map(|key| format!("'{key}' in {}", code.text)).collect();
            Ok(Code::condition(
                tests.join(" || "),
                if tests.len() == 1 { Binding::Relation } else { Binding::Or },
            ))
        }
        (Type::Number | Type::Bool | Type::Text | Type::Date, Operand::List(list)) => {
            let tests = list
                .iter()
                .map(|literal| {
                    equals_literal(code, literal, notes).map(|code| code.within(Binding::Relation))
                })
                .collect::<Translated<Vec<_>>>()?;
            Ok(Code::condition(
                tests.join(" || "),
                if tests.len() == 1 { Binding::Relation } else { Binding::Or },
            ))
        }
        (Type::Choices(_), Operand::Code(other)) if matches!(other.kind, Type::Choices(_)) => {
            let some = format!("{}.exists(each, each in {})", other.text, code.text);
            Ok(Code::condition(format!("{} == null || {some}", other.text), Binding::Or))
        }
        (Type::Choice(_), Operand::Code(other)) if matches!(other.kind, Type::Choices(_)) => {
            let chosen = format!("{0} in {1} || {0} != null && {1} == null", code.text, other.text);
            Ok(Code::condition(
                format!("{chosen} || {} == null && {} == null", code.text, other.text),
                Binding::Or,
            ))
        }
        // One value: a list of several holds it.
        (Type::Choices(_) | Type::Text, Operand::Literal(_)) => contains(left, right, notes),
        _ => Err("it looks for what is no list of values".to_owned()),
    }
}

fn all_of(left: &Operand, right: &Operand, notes: &mut Notes) -> Translated<Code> {
    let Operand::Code(code) = left else { return Err("it looks into a constant".to_owned()) };
    match (&code.kind, right) {
        (Type::Choices(_), Operand::List(list)) if list.is_empty() => Ok(truth(true)),
        (Type::Choices(_), _) => contains(left, right, notes),
        // Of one choice, each wanted text has to stand within its value.
        (Type::Choice(names), Operand::List(list)) => {
            let keys = keys_where(names, |value| list.iter().all(|literal| value_contains(value, literal)));
            Ok(one_of(code, &keys))
        }
        _ => Err("it looks for all of several values in one".to_owned()),
    }
}
