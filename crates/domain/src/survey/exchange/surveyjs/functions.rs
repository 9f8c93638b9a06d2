//! Functions of SurveyJS in CEL. Days are counted in UTC, as `now` is.

use super::compare::days;
use super::expression::Expr;
use super::translate::{Operand, Translated, Translation, constant, numeric, or_zero};
use crate::survey::exchange::cel::{Binding, Code, Literal, Type, day_number, number};

/// Days since 1970, of now.
const TODAY: &str = "math.floor(int(now) / 86400)";

/// A call of a function.
pub(super) fn call(translation: &mut Translation<'_>, name: &str, parts: &[Expr]) -> Translated<Operand> {
    let code = match (name.to_ascii_lowercase().as_str(), parts) {
        ("iif", [condition, yes, rest @ ..]) if rest.len() < 2 => {
            let condition = translation.condition(condition)?;
            let no = rest.first();
            match condition.settled() {
                Some(true) => return translation.operand(yes),
                Some(false) => return no.map_or(Ok(Operand::Nothing), |no| translation.operand(no)),
                None => choice(translation, &condition, yes, no)?,
            }
        }
        ("sum" | "avg" | "min" | "max" | "count", parts) if !parts.is_empty() => {
            return numbers(translation, name, parts);
        }
        ("round", [value]) => rounded(translation, value, 0.0)?,
        ("round", [value, Expr::Constant(Literal::Number(digits))]) => rounded(translation, value, *digits)?,
        ("age", [date]) => years(&day(translation, date)?),
        ("today", []) => a_day(TODAY, Binding::Atom),
        ("today", [Expr::Constant(Literal::Number(more))]) => {
            a_day(&format!("{TODAY} + {}", number(*more)), Binding::Sum)
        }
        ("currentdate", []) => a_day("int(now) / 86400", Binding::Product),
        ("currentyear", []) => Code::number("now.getFullYear()", Binding::Atom).sure(),
        ("getdate", [date]) => in_days(translation, date)?,
        ("getyear", [date]) => part(&day(translation, date)?, "getFullYear()"),
        ("year", [date]) => part(&day_or_today(translation, date)?, "getFullYear()"),
        ("month", [date]) => part(&day_or_today(translation, date)?, "getMonth() + 1"),
        ("day", [date]) => part(&day_or_today(translation, date)?, "getDate()"),
        ("weekday", [date]) => part(&day_or_today(translation, date)?, "getDayOfWeek()"),
        ("diffdays", [one, other]) => {
            let (one, other) = (in_days(translation, one)?, in_days(translation, other)?);
            let (one, other) = (one.within(Binding::Sum), other.within(Binding::Product));
            // Without both there is no distance, which counts as 0.
            let missing = format!("{one} == null || {other} == null");
            Code::number(format!("{missing} ? 0 : math.abs({one} - {other})"), Binding::Choice).sure()
        }
        ("dateadd", [date, more]) | ("dateadd", [date, more, Expr::Constant(Literal::Text(_))])
            if parts.get(2).is_none_or(|unit| *unit == Expr::Constant(Literal::Text("days".to_owned()))) =>
        {
            let more = numeric(&translation.operand(more)?).ok_or("it adds what is no number of days")?;
            let date = in_days(translation, date)?;
            a_day(&format!("{} + {}", date.within(Binding::Sum), more.within(Binding::Product)), Binding::Sum)
        }
        ("isdisplaymode", []) => return Ok(Operand::Literal(Literal::Bool(false))),
        _ => return Err(format!("nothing here is like the function {name}")),
    };
    Ok(Operand::Code(code))
}

fn a_day(text: &str, binding: Binding) -> Code {
    Code { text: text.to_owned(), kind: Type::Day, binding, sure: false }
}

fn choice(
    translation: &mut Translation<'_>,
    condition: &Code,
    yes: &Expr,
    no: Option<&Expr>,
) -> Translated<Code> {
    let nothing = |translation: &mut Translation<'_>, expr: Option<&Expr>| {
        let operand = expr.map_or(Ok(Operand::Nothing), |expr| translation.operand(expr))?;
        match operand {
            Operand::Nothing => Ok(None),
            Operand::Literal(literal) => Ok(Some(constant(&literal))),
            Operand::List(_) => Err("a list of values is no value here".to_owned()),
            Operand::Code(code) => Ok(Some(code)),
        }
    };
    let (yes, no) = (nothing(translation, Some(yes))?, nothing(translation, no)?);
    let kind = match (&yes, &no) {
        (Some(yes), Some(no)) if yes.kind == no.kind => yes.kind.clone(),
        (Some(one), None) | (None, Some(one)) => one.kind.clone(),
        _ => return Err("its two values are of different kinds".to_owned()),
    };
    let sure = yes.as_ref().is_some_and(|yes| yes.sure) && no.as_ref().is_some_and(|no| no.sure);
    let text = |code: Option<Code>| code.map_or("null".to_owned(), |code| code.within(Binding::Or));
    let text = format!("{} ? {} : {}", condition.within(Binding::Or), text(yes), text(no));
    Ok(Code { text, kind, binding: Binding::Choice, sure })
}

fn numbers(translation: &mut Translation<'_>, name: &str, parts: &[Expr]) -> Translated<Operand> {
    let mut all = Vec::new();
    for part in parts {
        let operand = translation.operand(part)?;
        if operand == Operand::Nothing {
            continue;
        }
        // Counting needs no numbers.
        let found = match (&operand, name.eq_ignore_ascii_case("count")) {
            (Operand::Code(code), true) if !matches!(code.kind, Type::Choices(_) | Type::Record) => {
                Some(code.clone())
            }
            _ => numeric(&operand),
        };
        all.push(found.ok_or("it computes with what is no number")?);
    }
    let name = name.to_ascii_lowercase();
    if all.is_empty() {
        let extreme = matches!(name.as_str(), "min" | "max");
        return Ok(if extreme { Operand::Nothing } else { Operand::Literal(Literal::Number(0.0)) });
    }
    let sum =
        || all.iter().map(|code| or_zero(code).within(Binding::Product)).collect::<Vec<_>>().join(" + ");
    let one = |code: &Code| {
        if code.sure { "1".to_owned() } else { format!("({} != null ? 1 : 0)", code.within(Binding::Sum)) }
    };
    let count = || all.iter().map(one).collect::<Vec<_>>().join(" + ");
    let list = || all.iter().map(|code| code.text.clone()).collect::<Vec<_>>().join(", ");
    Ok(Operand::Code(match name.as_str() {
        "sum" => Code::number(sum(), Binding::Sum).sure(),
        "count" => Code::number(count(), Binding::Sum).sure(),
        "min" => Code::number(format!("math.least({})", list()), Binding::Atom),
        "max" => Code::number(format!("math.greatest({})", list()), Binding::Atom),
        _ if all.iter().any(|code| code.sure) => {
            Code::number(format!("({}) / ({})", sum(), count()), Binding::Product).sure()
        }
        _ => {
            let text = format!("{1} == 0 ? 0 : ({0}) / ({1})", sum(), count());
            Code::number(text, Binding::Choice).sure()
        }
    }))
}

fn rounded(translation: &mut Translation<'_>, value: &Expr, digits: f64) -> Translated<Code> {
    if !(0.0..=9.0).contains(&digits) || digits.fract() != 0.0 {
        return Err("it rounds to a number of digits that is not 0 to 9".to_owned());
    }
    let value = numeric(&translation.operand(value)?).ok_or("it rounds what is no number")?;
    if digits == 0.0 {
        return Ok(Code {
            sure: value.sure,
            ..Code::number(format!("math.round({})", value.text), Binding::Atom)
        });
    }
    let tens = number(10_f64.powf(digits));
    let text = format!("math.round({} * {tens}) / {tens}", value.within(Binding::Product));
    Ok(Code { sure: value.sure, ..Code::number(text, Binding::Product) })
}

/// A day as an instant.
fn day(translation: &mut Translation<'_>, expr: &Expr) -> Translated<String> {
    match translation.operand(expr)? {
        Operand::Code(code) if code.kind == Type::Date => {
            Ok(format!("timestamp({} + 'T00:00:00Z')", code.within(Binding::Sum)))
        }
        Operand::Code(code) if matches!(code.text.as_str(), TODAY | "int(now) / 86400") => {
            Ok("now".to_owned())
        }
        _ => Err("it takes a part of what is no day".to_owned()),
    }
}

/// A day as an instant; without one it is today, as there.
fn day_or_today(translation: &mut Translation<'_>, expr: &Expr) -> Translated<String> {
    let instant = day(translation, expr)?;
    let Operand::Code(code) = translation.operand(expr)? else { return Ok(instant) };
    if instant == "now" {
        return Ok(instant);
    }
    Ok(format!("({} == null ? now : {instant})", code.within(Binding::Sum)))
}

fn part(instant: &str, of: &str) -> Code {
    let binding = if of.contains(' ') { Binding::Sum } else { Binding::Atom };
    Code::number(format!("{instant}.{of}"), binding)
}

/// Whole years since a day.
fn years(day: &str) -> Code {
    let passed = |instant: &str| format!("{instant}.getMonth() * 32 + {instant}.getDate()");
    let text =
        format!("now.getFullYear() - {day}.getFullYear() - ({} < {} ? 1 : 0)", passed("now"), passed(day));
    Code::number(text, Binding::Sum)
}

/// A day as a number of days.
fn in_days(translation: &mut Translation<'_>, expr: &Expr) -> Translated<Code> {
    match translation.operand(expr)? {
        Operand::Code(code) => days(&code).ok_or("it takes for a day what is none".to_owned()),
        Operand::Literal(Literal::Text(text)) => {
            let days = day_number(&text).ok_or("it takes for a day what is none")?;
            Ok(Code { sure: true, ..a_day(&number(days.into()), Binding::Atom) })
        }
        _ => Err("it takes for a day what is none".to_owned()),
    }
}
