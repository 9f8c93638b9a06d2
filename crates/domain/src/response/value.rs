//! What a value means, whether it came from a form or as JSON: one place for both, so that they cannot differ.

use std::collections::BTreeSet;

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

use super::clean;
use crate::identity::{Identity, IdentityKind};
use crate::survey::{Ask, Choice, ContactPart, DateField, FaultKind, Key, Matrix, Number, Ranking, shorten};

/// The longest part of the contact details.
pub const CONTACT_CHARS_MAX: usize = 500;

/// What people type where digits are asked for, as ASCII: full-width and Arabic digits and marks are on their
/// keyboards, too.
fn plain(text: &str) -> String {
    let digit = |from: char, character: char| {
        char::from_digit(u32::from(character) - u32::from(from), 10).unwrap_or(character)
    };
    let ascii = |character| match character {
        '\u{660}'..='\u{669}' => digit('\u{660}', character),
        '\u{6f0}'..='\u{6f9}' => digit('\u{6f0}', character),
        '\u{66b}' => '.',
        '\u{2212}' => '-',
        _ => character,
    };
    clean(text).nfkc().map(ascii).collect()
}

/// A number as people type it.
pub(super) fn typed_number(text: &str) -> Option<Number> {
    plain(text).parse().ok()
}

/// What keeps a number from answering a slider or a number field.
pub(super) fn number_fault(ask: &Ask, number: Number) -> Option<FaultKind> {
    let outside = |min: Option<Number>, max: Option<Number>| {
        let out = min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max);
        let text = |end: Option<Number>| end.map(|end| end.to_string());
        out.then(|| FaultKind::Outside { min: text(min), max: text(max) })
    };
    match ask {
        Ask::Slider(slider) => outside(Some(slider.min), Some(slider.max)).or_else(|| {
            let steps = (number.get() - slider.min.get()) / slider.step.get();
            // Tenths are not exact in binary; a real step is far wider than this.
            let off = (steps - steps.round()).abs() > 1e-6;
            off.then_some(FaultKind::Expected { expected: "one of the slider's steps" })
        }),
        Ask::Number(field) => outside(field.min, field.max).or_else(|| {
            let digits = number.to_string().split_once('.').map_or(0, |(_, digits)| digits.len());
            let expected = match field.decimals {
                0 => "a whole number",
                _ => "a number with fewer digits behind the point",
            };
            (digits > usize::from(field.decimals)).then_some(FaultKind::Expected { expected })
        }),
        _ => Some(FaultKind::Expected { expected: "an answer of the question's kind" }),
    }
}

/// A day: `2026-11-22`, and as people write it where the browser has no calendar (`2026/11/22`, `2026年11月22日`).
pub(super) fn day(text: &str) -> Result<Date, FaultKind> {
    let plain = plain(text);
    let parts: Vec<&str> =
        plain.trim_end_matches('日').split(['-', '/', '.', '年', '月']).map(str::trim).collect();
    let number =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<i16>().ok())?;
    let date = match parts[..] {
        [year, month, day] if year.len() == 4 => number(year).zip(number(month)).zip(number(day)),
        _ => None,
    };
    let date = date.and_then(|((year, month), day)| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    });
    date.ok_or(FaultKind::Expected { expected: "a day like 2026-11-22" })
}

/// What keeps a day from answering a question.
pub(super) fn day_fault(field: &DateField, day: Date) -> Option<FaultKind> {
    let out = field.min.is_some_and(|min| day < min) || field.max.is_some_and(|max| day > max);
    let text = |end: Option<Date>| end.map(|end| end.to_string());
    out.then(|| FaultKind::Outside { min: text(field.min), max: text(field.max) })
}

/// A time of day: `18:30`; seconds, which some browsers add, are passed over.
pub(super) fn time(text: &str) -> Result<String, FaultKind> {
    let plain = plain(text);
    let number = |part: &str, max: u8| {
        let digits = (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u8>().ok().filter(|number| digits && *number <= max)
    };
    let mut parts = plain.split(':').map(str::trim);
    let (hour, minute) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let rest_is_fine =
        parts.next().is_none_or(|seconds| seconds.parse::<f32>().is_ok()) && parts.next().is_none();
    match (number(hour, 23), number(minute, 59)) {
        (Some(hour), Some(minute)) if rest_is_fine => Ok(format!("{hour:02}:{minute:02}")),
        _ => Err(FaultKind::Expected { expected: "a time of day like 18:30" }),
    }
}

/// An e-mail address in the form that customers are found by.
pub(super) fn email(text: &str) -> Result<String, FaultKind> {
    let identity = Identity::parse(IdentityKind::Email, &clean(text));
    identity.map(|identity| identity.value).map_err(|_| FaultKind::Expected { expected: "an e-mail address" })
}

/// A phone number in the form that customers are found by.
pub(super) fn phone(text: &str) -> Result<String, FaultKind> {
    let identity = Identity::parse(IdentityKind::Phone, &plain(text));
    identity.map(|identity| identity.value).map_err(|_| FaultKind::Expected { expected: "a phone number" })
}

/// One part of the contact details; what is empty was not given.
pub(super) fn contact_part(part: ContactPart, text: &str) -> Result<Option<String>, FaultKind> {
    let cleaned = clean(text);
    if cleaned.is_empty() {
        return Ok(None);
    }
    match part {
        ContactPart::Email => email(&cleaned).map(Some),
        ContactPart::Phone => phone(&cleaned).map(Some),
        _ if cleaned.chars().count() > CONTACT_CHARS_MAX => {
            Err(FaultKind::TooLong { max: CONTACT_CHARS_MAX })
        }
        _ => Ok(Some(cleaned)),
    }
}

/// How many places a ranking asks for when all its options are offered.
pub(super) fn places(ranking: &Ranking) -> usize {
    ranking.places.map_or(usize::MAX, |places| places as usize).min(ranking.options.len())
}

/// What keeps options from being an order, finished or not.
pub(super) fn order_fault(ranking: &Ranking, order: &[impl AsRef<str>]) -> Option<FaultKind> {
    let mut seen = BTreeSet::new();
    for id in order.iter().map(AsRef::as_ref) {
        if !ranking.options.iter().any(|option| option.id == *id) {
            return Some(FaultKind::Unknown { given: shorten(id) });
        }
        if !seen.insert(id) {
            return Some(FaultKind::Duplicate { first: id.to_owned() });
        }
    }
    let max = places(ranking);
    (order.len() > max).then_some(FaultKind::TooMany { max })
}

/// The columns of a matrix whose rows are answered with them.
pub(super) fn columns(matrix: &Matrix) -> &[Choice] {
    match &matrix.cells {
        crate::survey::Cells::Single { columns } | crate::survey::Cells::Multiple { columns } => columns,
        crate::survey::Cells::Rating(_) => &[],
    }
}

/// Known options once each and in the survey's order; the first that is not known otherwise.
pub(super) fn in_order(choices: &[Choice], given: &[&str]) -> Result<Vec<Key>, FaultKind> {
    match given.iter().find(|id| !choices.iter().any(|choice| choice.id == ***id)) {
        Some(unknown) => Err(FaultKind::Unknown { given: shorten(unknown) }),
        None => Ok(choices
            .iter()
            .map(|choice| &choice.id)
            .filter(|id| given.contains(&id.as_str()))
            .cloned()
            .collect()),
    }
}

/// What is beside an option that excludes every other.
pub(super) fn exclusion_fault(choices: &[Choice], chosen: &[Key]) -> Option<FaultKind> {
    let alone = choices.iter().find(|choice| choice.exclusive && chosen.contains(&choice.id))?;
    (chosen.len() > 1).then(|| FaultKind::Exclusive { option: alone.id.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_other_keyboards_are_digits() {
        assert_eq!(typed_number("１２").map(Number::get), Some(12.0));
        assert_eq!(typed_number(" ٣٫٥ ").map(Number::get), Some(3.5));
        assert_eq!(typed_number("−7,25").map(Number::get), Some(-7.25));
        assert_eq!(phone("１３８ １２３４-２２０７").as_deref(), Ok("+8613812342207"));
    }

    #[test]
    fn days_and_times_are_read_as_people_write_them() {
        for text in ["2026-11-22", "2026/11/22", "2026.11.22", "2026年11月22日", "２０２６-11-22"] {
            assert_eq!(day(text).map(|day| day.to_string()).as_deref(), Ok("2026-11-22"), "{text}");
        }
        for text in [
            "",
            "22.11.2026",
            "2026-13-01",
            "2026-02-30",
            "2026-11-22T00:00",
            "+026-11-22",
            "2026-11-2222222222",
        ] {
            assert!(day(text).is_err(), "{text}");
        }
        for (text, expected) in [("18:30", "18:30"), ("8:05:59.5", "08:05"), ("１８：３０", "18:30")] {
            assert_eq!(time(text).as_deref(), Ok(expected));
        }
        for text in ["", "24:00", "12:60", "12", "1:2:3:4", "+1:00", "12:5x"] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
