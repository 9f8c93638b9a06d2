//! The operators and functions on values. Two rules run through all of them: a number is a number,
//! whole or not; and of a null nothing follows, so that an ordering with it is false and a computation
//! with it is null.

use std::borrow::Cow;
use std::cmp::Ordering;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::error::Failure;
use super::evaluate::{Evaluated, Evaluation, failed, item, length_of, types, unexpected};
use super::node::{Arithmetic, At, Clock, Comparison, Unary};
use super::value::Value;

/// The longest duration, in seconds: what CEL allows, 10,000 years.
const DURATION_SECONDS_MAX: f64 = 315_576_000_000.0;

/// `<`, `<=`, `>`, `>=`.
pub(super) fn compare(
    comparison: Comparison,
    left: &Value<'_>,
    right: &Value<'_>,
    at: At,
) -> Evaluated<bool> {
    let ordering = match (left, right) {
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Text(left), Value::Text(right)) => Some(left.cmp(right)),
        (Value::Timestamp(left), Value::Timestamp(right)) => Some(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => Some(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Some(left.cmp(right)),
        (Value::Int(_) | Value::Double(_), Value::Int(_) | Value::Double(_)) => number_order(left, right),
        _ => return Err(types(comparison.name(), left, right, at)),
    };
    Ok(ordering.is_some_and(|ordering| match comparison {
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
        Comparison::Equal => ordering.is_eq(),
        Comparison::NotEqual => ordering.is_ne(),
    }))
}

/// `==`: values of different types are not equal; nulls are.
pub(super) fn equal(
    evaluation: &Evaluation<'_>,
    left: &Value<'_>,
    right: &Value<'_>,
    at: At,
) -> Evaluated<bool> {
    match (left, right) {
        (Value::Null, Value::Null) => Ok(true),
        (Value::Text(left), Value::Text(right)) => Ok(left == right),
        (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
        (Value::Timestamp(left), Value::Timestamp(right)) => Ok(left == right),
        (Value::Duration(left), Value::Duration(right)) => Ok(left == right),
        (Value::Int(_) | Value::Double(_), Value::Int(_) | Value::Double(_)) => {
            Ok(number_order(left, right) == Some(Ordering::Equal))
        }
        (Value::List(_) | Value::Items(_), Value::List(_) | Value::Items(_)) => {
            let length = length_of(left).unwrap_or(0);
            if length_of(right) != Some(length) {
                return Ok(false);
            }
            evaluation.spend(length, at)?;
            for index in 0..length {
                if !equal(evaluation, &item(left, index), &item(right, index), at)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        (Value::Record(left), Value::Record(right)) => {
            let (Some(names), Some(others)) = (left.names(), right.names()) else { return Ok(false) };
            if names.len() != others.len() {
                return Ok(false);
            }
            evaluation.spend(names.len(), at)?;
            for name in names {
                if !equal(evaluation, &left.field(name), &right.field(name), at)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The order of two numbers, exact also where a whole number has no exact fraction; `None` with NaN.
fn number_order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => Some(left.cmp(right)),
        (Value::Double(left), Value::Double(right)) => left.partial_cmp(right),
        (Value::Int(left), Value::Double(right)) => int_order(*left, *right),
        (Value::Double(left), Value::Int(right)) => int_order(*right, *left).map(Ordering::reverse),
        _ => None,
    }
}

fn int_order(int: i64, double: f64) -> Option<Ordering> {
    // 2^63, the first number above every i64; -2^63 is one.
    const ABOVE: f64 = 9_223_372_036_854_775_808.0;
    if double.is_nan() {
        return None;
    }
    if double >= ABOVE {
        return Some(Ordering::Less);
    }
    if double < -ABOVE {
        return Some(Ordering::Greater);
    }
    let whole = double.trunc();
    Some(int.cmp(&(whole as i64)).then_with(|| 0.0_f64.total_cmp(&(double - whole + 0.0))))
}

/// `+`, `-`, `*`, `/`, `%`. Unlike CEL's, a division is exact (`7 / 2` is 3.5) and what overflows a
/// whole number goes on as a fraction: with JSON, whether 186 is whole is an accident of the sender.
pub(super) fn arithmetic<'a>(
    evaluation: &Evaluation<'_>,
    operator: Arithmetic,
    left: &Value<'_>,
    right: &Value<'_>,
    at: At,
) -> Evaluated<Value<'a>> {
    use Arithmetic::{Add, Subtract};
    let out_of_range = |what| failed(Failure::Invalid(what), at);
    match (operator, left, right) {
        (_, Value::Null, _) | (_, _, Value::Null) => Ok(Value::Null),
        (_, Value::Int(a), Value::Int(b)) => whole(operator, *a, *b, at),
        (_, Value::Int(_) | Value::Double(_), Value::Int(_) | Value::Double(_)) => {
            let (a, b) = (left.as_number().unwrap_or(f64::NAN), right.as_number().unwrap_or(f64::NAN));
            fraction(operator, a, b, at)
        }
        (Add, Value::Text(a), Value::Text(b)) => {
            evaluation.spend((a.len() + b.len()) / 16 + 1, at)?;
            Ok(Value::Text(Cow::Owned([a.as_ref(), b.as_ref()].concat())))
        }
        (Add, Value::Timestamp(instant), Value::Duration(length))
        | (Add, Value::Duration(length), Value::Timestamp(instant)) => {
            instant.checked_add(*length).map(Value::Timestamp).map_err(|_| out_of_range("timestamp"))
        }
        (Subtract, Value::Timestamp(instant), Value::Duration(length)) => {
            instant.checked_sub(*length).map(Value::Timestamp).map_err(|_| out_of_range("timestamp"))
        }
        (Subtract, Value::Timestamp(a), Value::Timestamp(b)) => Ok(Value::Duration(a.duration_since(*b))),
        (Add, Value::Duration(a), Value::Duration(b)) => {
            a.checked_add(*b).map(Value::Duration).ok_or_else(|| out_of_range("duration"))
        }
        (Subtract, Value::Duration(a), Value::Duration(b)) => {
            a.checked_sub(*b).map(Value::Duration).ok_or_else(|| out_of_range("duration"))
        }
        _ => Err(types(operator.name(), left, right, at)),
    }
}

fn whole<'a>(operator: Arithmetic, a: i64, b: i64, at: At) -> Evaluated<Value<'a>> {
    let exact = match operator {
        Arithmetic::Add => a.checked_add(b),
        Arithmetic::Subtract => a.checked_sub(b),
        Arithmetic::Multiply => a.checked_mul(b),
        Arithmetic::Remainder if b != 0 => Some(a.wrapping_rem(b)),
        Arithmetic::Divide | Arithmetic::Remainder => None,
    };
    exact.map_or_else(|| fraction(operator, a as f64, b as f64, at), |exact| Ok(Value::Int(exact)))
}

fn fraction<'a>(operator: Arithmetic, a: f64, b: f64, at: At) -> Evaluated<Value<'a>> {
    if b == 0.0 && matches!(operator, Arithmetic::Divide | Arithmetic::Remainder) {
        return Err(failed(Failure::DivisionByZero, at));
    }
    Ok(Value::Double(match operator {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
        Arithmetic::Remainder => a % b,
    }))
}

/// `-a`.
pub(super) fn negate<'a>(value: &Value<'_>, at: At) -> Evaluated<Value<'a>> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Int(value) => Ok(value.checked_neg().map_or(Value::Double(-(*value as f64)), Value::Int)),
        Value::Double(value) => Ok(Value::Double(-value)),
        Value::Duration(length) => {
            length.checked_neg().map(Value::Duration).ok_or_else(|| failed(Failure::Invalid("duration"), at))
        }
        other => Err(unexpected("number", other, at)),
    }
}

/// A function of one value; of null, it is null.
pub(super) fn unary<'a>(
    evaluation: &Evaluation<'_>,
    function: Unary,
    value: Value<'a>,
    at: At,
) -> Evaluated<Value<'a>> {
    if let Value::Text(text) = &value {
        evaluation.spend(text.len() / 16 + 1, at)?;
    }
    match (function, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Unary::Size, Value::Text(text)) => Ok(int_of(text.chars().count())),
        (Unary::Size, value) => length_of(&value).map(int_of).ok_or_else(|| unexpected("list", &value, at)),
        (Unary::LowerAscii, Value::Text(text)) => Ok(Value::Text(Cow::Owned(text.to_ascii_lowercase()))),
        (Unary::UpperAscii, Value::Text(text)) => Ok(Value::Text(Cow::Owned(text.to_ascii_uppercase()))),
        (Unary::Trim, Value::Text(text)) => Ok(Value::Text(match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        })),
        (Unary::LowerAscii | Unary::UpperAscii | Unary::Trim, other) => Err(unexpected("text", &other, at)),
        (Unary::Abs, Value::Int(value)) => {
            Ok(value.checked_abs().map_or(Value::Double((value as f64).abs()), Value::Int))
        }
        (Unary::Abs | Unary::Round | Unary::Floor | Unary::Ceil, value) => match (function, &value) {
            (_, Value::Int(_)) => Ok(value),
            (Unary::Abs, Value::Double(number)) => Ok(Value::Double(number.abs())),
            (Unary::Floor, Value::Double(number)) => Ok(Value::Double(number.floor())),
            (Unary::Ceil, Value::Double(number)) => Ok(Value::Double(number.ceil())),
            (_, Value::Double(number)) => Ok(Value::Double(number.round())),
            _ => Err(unexpected("number", &value, at)),
        },
        (conversion, value) => convert(conversion, value, at),
    }
}

fn convert(conversion: Unary, value: Value<'_>, at: At) -> Evaluated<Value<'_>> {
    let invalid = |what| failed(Failure::Invalid(what), at);
    match (conversion, value) {
        (Unary::Int, value @ Value::Int(_))
        | (Unary::Double, value @ Value::Double(_))
        | (Unary::String, value @ Value::Text(_))
        | (Unary::Bool, value @ Value::Bool(_))
        | (Unary::Timestamp, value @ Value::Timestamp(_))
        | (Unary::Duration, value @ Value::Duration(_)) => Ok(value),
        (Unary::Int, Value::Double(value)) => {
            let whole = value.trunc();
            // Both bounds are exact as fractions.
            let fits = (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&whole);
            if fits { Ok(Value::Int(whole as i64)) } else { Err(invalid("number")) }
        }
        (Unary::Int, Value::Text(text)) => text.trim().parse().map(Value::Int).map_err(|_| invalid("number")),
        (Unary::Int, Value::Timestamp(instant)) => Ok(Value::Int(instant.as_second())),
        (Unary::Double, Value::Int(value)) => Ok(Value::Double(value as f64)),
        (Unary::Double, Value::Text(text)) => {
            text.trim().parse().map(Value::Double).map_err(|_| invalid("number"))
        }
        (Unary::String, Value::Bool(value)) => Ok(Value::Text(value.to_string().into())),
        (Unary::String, Value::Int(value)) => Ok(Value::Text(value.to_string().into())),
        (Unary::String, Value::Double(value)) => Ok(Value::Text(value.to_string().into())),
        (Unary::String, Value::Timestamp(instant)) => Ok(Value::Text(instant.to_string().into())),
        (Unary::String, Value::Duration(length)) => {
            Ok(Value::Text(format!("{}s", length.as_secs_f64()).into()))
        }
        (Unary::Bool, Value::Text(text)) => match text.as_ref() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(invalid("bool")),
        },
        (Unary::Timestamp, Value::Text(text)) => {
            text.parse::<Timestamp>().map(Value::Timestamp).map_err(|_| invalid("timestamp"))
        }
        (Unary::Duration, Value::Text(text)) => {
            parse_duration(&text).map(Value::Duration).ok_or_else(|| invalid("duration"))
        }
        (conversion, value) => {
            let expected = match conversion {
                Unary::Int | Unary::Double => "number",
                _ => "text",
            };
            Err(unexpected(expected, &value, at))
        }
    }
}

/// `72h`, `1h30m`, `-1.5s` as in CEL, and whole weeks and days of 24 hours: `2w`, `3d`.
fn parse_duration(text: &str) -> Option<SignedDuration> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut seconds = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, after) = rest.split_at(number_end);
        let unit_end = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let unit_seconds = match unit {
            "w" => 604_800.0,
            "d" => 86_400.0,
            "h" => 3_600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        seconds += number.parse::<f64>().ok()? * unit_seconds;
        rest = after;
    }
    if seconds > DURATION_SECONDS_MAX {
        return None;
    }
    SignedDuration::try_from_secs_f64(if negative { -seconds } else { seconds }).ok()
}

/// The calendar and clock functions, counted as CEL does: months, days of the month (but for `getDate`),
/// of the week (from Sunday) and of the year from 0.
pub(super) fn clock<'a>(function: Clock, value: &Value<'_>, zone: &TimeZone, at: At) -> Evaluated<Value<'a>> {
    let instant = match (value, function) {
        (Value::Null, _) => return Ok(Value::Null),
        (Value::Timestamp(instant), _) => *instant,
        (Value::Duration(length), Clock::Hours) => return Ok(Value::Int(length.as_hours())),
        (Value::Duration(length), Clock::Minutes) => return Ok(Value::Int(length.as_mins())),
        (Value::Duration(length), Clock::Seconds) => return Ok(Value::Int(length.as_secs())),
        (other, _) => return Err(unexpected("timestamp", other, at)),
    };
    let local = zone.to_datetime(instant);
    Ok(Value::Int(match function {
        Clock::FullYear => i64::from(local.year()),
        Clock::Month => i64::from(local.month()) - 1,
        Clock::Date => i64::from(local.day()),
        Clock::DayOfMonth => i64::from(local.day()) - 1,
        Clock::DayOfWeek => i64::from(local.weekday().to_sunday_zero_offset()),
        Clock::DayOfYear => i64::from(local.day_of_year()) - 1,
        Clock::Hours => i64::from(local.hour()),
        Clock::Minutes => i64::from(local.minute()),
        Clock::Seconds => i64::from(local.second()),
        Clock::Milliseconds => i64::from(local.millisecond()),
    }))
}

fn int_of<'a>(count: usize) -> Value<'a> {
    Value::Int(i64::try_from(count).unwrap_or(i64::MAX))
}
