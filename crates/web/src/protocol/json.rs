//! Looking at JSON text without building values: depth, escapes nobody can store, the place of an error.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;
use touchstone_domain::field::FieldError;

/// Whether objects and lists stand more than `max` deep inside each other.
pub(super) fn deeper_than(raw: &str, max: usize) -> bool {
    opening(raw.as_bytes()) > max && depth(raw.as_bytes()) > max
}

/// How many brackets open, in strings, too: settles the question for nearly every event.
///
/// Counted in bytes over parts of 255, which the compiler turns into vector instructions.
fn opening(raw: &[u8]) -> usize {
    // `[` and `{` differ in one bit.
    let part = |part: &[u8]| part.iter().map(|&byte| u8::from(byte | 0x20 == b'{')).sum::<u8>();
    raw.chunks(255).map(|bytes| usize::from(part(bytes))).sum()
}

fn depth(raw: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let mut at = 0;
    while let Some(&byte) = raw.get(at) {
        match byte {
            b'"' => at = string_end(raw, at),
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    deepest
}

/// The position of the quote that ends the string whose opening quote is at `start`.
fn string_end(raw: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = raw.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

/// The text with escapes that cannot be stored made harmless.
///
/// `\u0000` disappears, since PostgreSQL stores it in no text; half a surrogate pair, which clients
/// send that cut a text in the middle of an emoji, becomes U+FFFD.
pub(super) fn repaired(raw: &str) -> Cow<'_, str> {
    if !raw.as_bytes().contains(&b'\\') {
        return Cow::Borrowed(raw);
    }
    let bytes = raw.as_bytes();
    let mut copy = String::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'\\')) {
        let start = at + found;
        let (length, replacement) = escape(bytes, start);
        at = start + length;
        if let Some(replacement) = replacement {
            copy.push_str(&raw[copied..start]);
            copy.push_str(replacement);
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(raw);
    }
    copy.push_str(&raw[copied..]);
    Cow::Owned(copy)
}

/// Length of the escape at `start`, and what it must become.
fn escape(bytes: &[u8], start: usize) -> (usize, Option<&'static str>) {
    match code_unit(bytes, start) {
        Some(0) => (6, Some("")),
        Some(0xD800..=0xDBFF) => match code_unit(bytes, start + 6) {
            Some(0xDC00..=0xDFFF) => (12, None),
            _ => (6, Some("\\ufffd")),
        },
        Some(0xDC00..=0xDFFF) => (6, Some("\\ufffd")),
        Some(_) => (6, None),
        None => (2, None),
    }
}

/// The code unit of a `\uXXXX` at `start`.
fn code_unit(bytes: &[u8], start: usize) -> Option<u16> {
    let digits = bytes.get(start..start + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |unit: u16, &digit| {
        let value = char::from(digit).to_digit(16)?;
        Some(unit << 4 | u16::try_from(value).ok()?)
    })
}

/// Why an item did not parse, with the path of the innermost field that is to blame.
pub(super) fn blame(raw: &str, error: &serde_json::Error) -> FieldError {
    let message = error.to_string();
    // `duplicate field `userId` at line 1 column 80`: the column is one of the item, not of the body.
    let reason = message.split(" at line ").next().unwrap_or(&message);
    let field = match reason.strip_prefix("duplicate field `") {
        Some(rest) => rest.trim_end_matches('`').to_owned(),
        None => match path_of_error(raw) {
            path if path.is_empty() => super::ITEM.to_owned(),
            path => path,
        },
    };
    let code = if reason.starts_with("duplicate") { "duplicate" } else { "json" };
    FieldError::new(field, code, super::sentence(reason))
}

fn path_of_error(raw: &str) -> String {
    let mut path = String::new();
    let mut rest = raw;
    // Bounded by the depth limit, which was checked before.
    while let Some((step, inner)) = broken_part(rest) {
        match step {
            Step::Key(key) if path.is_empty() => path.push_str(&key),
            Step::Key(key) => path.extend([".", &key]),
            Step::Position(position) => path.push_str(&format!("[{position}]")),
        }
        rest = inner;
    }
    path
}

enum Step {
    Key(String),
    Position(usize),
}

fn broken_part(raw: &str) -> Option<(Step, &str)> {
    let broken = |part: &&RawValue| serde_json::from_str::<Value>(part.get()).is_err();
    if let Ok(object) = serde_json::from_str::<BTreeMap<String, &RawValue>>(raw) {
        let (key, part) = object.into_iter().find(|(_, part)| broken(part))?;
        return Some((Step::Key(key), part.get()));
    }
    let list = serde_json::from_str::<Vec<&RawValue>>(raw).ok()?;
    let (position, part) = list.into_iter().enumerate().find(|(_, part)| broken(part))?;
    Some((Step::Position(position), part.get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        assert!(!deeper_than(r#"{"a":"[[[[[[\"[[[[[","b":[1,[2]]}"#, 3));
        assert!(deeper_than(r#"{"a":[[[1]]]}"#, 3));
        assert!(!deeper_than(r#"[[1],[2],[3],[4]]"#, 2));
        assert!(!deeper_than(r#""[[[[ never closed \"#, 2));
    }

    #[test]
    fn escapes_nobody_can_store_are_repaired() {
        for (sent, kept) in [
            (r#"{"a":"x\u0000y"}"#, r#"{"a":"xy"}"#),
            (r#"{"a":"\\u0000"}"#, r#"{"a":"\\u0000"}"#),
            (r#"{"a":"\\\u0000b"}"#, r#"{"a":"\\b"}"#),
            (r#"{"a":"\ud83d\ude00"}"#, r#"{"a":"\ud83d\ude00"}"#),
            (r#"{"a":"\ud83d"}"#, r#"{"a":"\ufffd"}"#),
            (r#"{"a":"\ude00\ud83d!"}"#, r#"{"a":"\ufffd\ufffd!"}"#),
            (r#"{"a":"\ud83d\u674e"}"#, r#"{"a":"\ufffd\u674e"}"#),
        ] {
            assert_eq!(repaired(sent), kept);
        }
        assert!(matches!(repaired(r#"{"a":"\u674e\u5a1c"}"#), Cow::Borrowed(_)));
    }

    #[test]
    fn an_error_names_the_innermost_field() {
        for (raw, path) in [
            (r#"{"a":1,"properties":{"lines":[{"price":1},{"price":1e999}]}}"#, "properties.lines[1].price"),
            (r#"{"userId":"a\ud800"}"#, "userId"),
        ] {
            let error = serde_json::from_str::<Value>(raw).expect_err("broken");
            assert_eq!(blame(raw, &error).field, path);
        }
    }
}
