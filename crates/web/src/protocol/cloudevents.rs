//! CloudEvents 1.0: structured, batch and binary.
//!
//! How an event becomes ours:
//! - `source` and `id` together are the message id, as the specification has it: `{source} {id}`.
//! - `type` is the name. `com.shop.order.completed` and `order_completed` mean `Order Completed`, and
//!   so for every name the product knows; any other type is kept as it is.
//! - `subject` written as `kind:value` (`phone:13812342207`, `user:u-1`) says who it is about.
//!   `data.identities` may say it too: `{"email": "..", "member": ".."}`. An event without either is
//!   about no customer.
//! - `data.traits` are the customer's traits; the rest of `data` are the properties.
//! - the other attributes and extensions stay in `context.cloudevents`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use touchstone_domain::event::{Event, EventKind, Rejected, name};
use touchstone_domain::field::FieldError;
use touchstone_domain::identity::IdentityKind;

use super::identities::Gathered;
use super::{Accepted, Arrival, BodyError, Errors, Parsed, clock, json};

/// Media type of one structured event.
pub const STRUCTURED: &str = "application/cloudevents+json";
/// Media type of a batch.
pub const BATCH: &str = "application/cloudevents-batch+json";

/// Parses one structured event.
///
/// # Errors
/// When the body is not JSON.
pub fn parse_structured<'a>(body: &'a [u8], arrival: &Arrival<'_>) -> Result<Parsed<'a>, BodyError> {
    let raw: &'a RawValue =
        serde_json::from_str(super::text(body)?).map_err(|error| super::not_json(&error))?;
    let mut parsed = Parsed::default();
    parsed.take(item(0, raw.get(), arrival));
    Ok(parsed)
}

/// Parses a batch: a list of structured events.
///
/// # Errors
/// When the body is not a JSON list or holds too many events.
pub fn parse_batch<'a>(body: &'a [u8], arrival: &Arrival<'_>) -> Result<Parsed<'a>, BodyError> {
    let text = super::text(body)?;
    if !text.trim_start().starts_with('[') {
        return Err(BodyError::Form { field: "body", reason: "must be a list of events" });
    }
    let batch: Vec<&'a RawValue> = serde_json::from_str(text).map_err(|error| super::not_json(&error))?;
    if batch.len() > arrival.limits.events {
        return Err(BodyError::TooMany { max: arrival.limits.events });
    }
    let mut parsed = Parsed { events: Vec::with_capacity(batch.len()), rejected: Vec::new() };
    for (index, raw) in batch.into_iter().enumerate() {
        parsed.take(item(index, raw.get(), arrival));
    }
    Ok(parsed)
}

/// Parses a binary event: attributes from the headers `ce-…` (names without the prefix, values
/// percent-decoded), data from the body.
///
/// # Errors
/// When the data says it is JSON or text and is not.
pub fn parse_binary<'a, 'h>(
    attributes: impl IntoIterator<Item = (&'h str, String)>,
    content_type: Option<&str>,
    body: &'a [u8],
    arrival: &Arrival<'_>,
) -> Result<Parsed<'a>, BodyError> {
    let mut event: Map<String, Value> =
        attributes.into_iter().map(|(name, value)| (name.to_owned(), Value::String(value))).collect();
    let media = content_type.unwrap_or("application/json");
    event.insert("datacontenttype".to_owned(), Value::String(media.to_owned()));
    let mut parsed = Parsed::default();
    let (data, raw) = if is_json(media) {
        let raw = super::text(body)?;
        match binary_json(raw, arrival) {
            Ok(data) => (data, raw),
            Err(error) => {
                parsed.rejected.push(Rejected::new(0, id_of(&event), vec![error], raw));
                return Ok(parsed);
            }
        }
    } else if body.len() > arrival.limits.event_bytes {
        let reason = format!("One event may have at most {} bytes.", arrival.limits.event_bytes);
        let error = FieldError::new("data", "too_long", reason);
        parsed.rejected.push(Rejected::new(0, id_of(&event), vec![error], ""));
        return Ok(parsed);
    } else if media.starts_with("text/") {
        let text = super::text(body)?;
        (Value::String(text.replace('\0', "")), text)
    } else {
        event.insert("data_base64".to_owned(), Value::String(STANDARD.encode(body)));
        (Value::Null, "")
    };
    if !data.is_null() {
        event.insert("data".to_owned(), data);
    }
    parsed.take(match self::event(event, arrival) {
        Ok((event, warnings)) => Ok(Accepted { event, warnings, raw: raw.into() }),
        Err((id, errors)) => Err(Rejected::new(0, id, errors, raw)),
    });
    Ok(parsed)
}

/// The value of an attribute's header: UTF-8, percent-encoded where a header cannot hold it.
#[must_use]
pub fn header_value(raw: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, after)) = rest.split_first() {
        match (byte == b'%').then(|| hex_pair(after)).flatten() {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    bytes.retain(|&byte| byte != 0);
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_pair(bytes: &[u8]) -> Option<u8> {
    let digit = |at: usize| bytes.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}

fn binary_json(raw: &str, arrival: &Arrival<'_>) -> Result<Value, FieldError> {
    if raw.trim().is_empty() {
        return Ok(Value::Null);
    }
    let under_data = |error: FieldError| FieldError {
        field: if error.field == super::ITEM { "data".to_owned() } else { format!("data.{}", error.field) },
        ..error
    };
    let sound = arrival.sound(raw).map_err(under_data)?;
    serde_json::from_str(&sound).map_err(|error| under_data(json::blame(&sound, &error)))
}

fn is_json(media: &str) -> bool {
    let essence = media.split(';').next().unwrap_or_default().trim();
    essence.is_empty() || essence.eq_ignore_ascii_case("application/json") || essence.ends_with("+json")
}

fn item<'a>(index: usize, raw: &'a str, arrival: &Arrival<'_>) -> Result<Accepted<'a>, Rejected> {
    let refuse = |id, error| Rejected::new(index, id, vec![error], raw);
    let sound = arrival.sound_object(raw).map_err(|error| refuse(None, error))?;
    let object: Map<String, Value> =
        serde_json::from_str(&sound).map_err(|error| refuse(None, json::blame(&sound, &error)))?;
    match event(object, arrival) {
        Ok((event, warnings)) => Ok(Accepted { event, warnings, raw: sound }),
        Err((id, errors)) => Err(Rejected::new(index, id, errors, raw)),
    }
}

/// The message id, if the attributes it is made of are there.
fn id_of(event: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| event.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    // A source is a URI reference and has no space: the first space ends it.
    text("source").zip(text("id")).map(|(source, id)| format!("{source} {id}"))
}

fn event(
    mut object: Map<String, Value>,
    arrival: &Arrival<'_>,
) -> Result<(Event, Errors), (Option<String>, Errors)> {
    let (mut errors, mut warnings) = (Errors::new(), Errors::new());
    let version = object.remove("specversion");
    if version.as_ref().and_then(Value::as_str) != Some("1.0") {
        errors.push(FieldError::new("specversion", "unknown", "`specversion` must be \"1.0\"."));
    }
    for name in ["id", "source"] {
        if object.get(name).and_then(Value::as_str).is_none_or(|text| text.trim().is_empty()) {
            errors.push(FieldError::new(name, "required", format!("`{name}` is needed, as text.")));
        }
    }
    if object.get("source").and_then(Value::as_str).is_some_and(|source| source.contains(char::is_whitespace))
    {
        errors.push(FieldError::new(
            "source",
            "malformed",
            "`source` must be a URI reference, without spaces.",
        ));
    }
    let id = id_of(&object);
    let message_id = id.clone().and_then(|id| super::message_id(id, "id", &mut errors));
    let original_at = time(&mut object, &mut errors);
    let mut data = data(&mut object, &mut errors);
    let kind_of_event = object.get("type").and_then(Value::as_str).unwrap_or_default();
    let name = super::event_name(known_name(kind_of_event), "type", &mut errors);
    let traits = part(&mut data, "traits", &mut errors);
    let identities = part(&mut data, "identities", &mut errors);
    let mut gathered = Gathered::default();
    subject(&mut gathered, object.get("subject"), &mut warnings);
    named_identities(&mut gathered, &identities, (&mut errors, &mut warnings));
    gathered.traits(traits.as_object(), "data.traits", &mut warnings);
    let (Some(message_id), Some(name), true) = (message_id, name, errors.is_empty()) else {
        return Err((id, errors));
    };
    if gathered.is_empty() && !super::segment::may_be_about_nobody(&name) {
        warnings.push(FieldError::new(
            "subject",
            "required",
            "Kept as an event about no customer; to name one, set `subject` to a text such as `phone:13812342207`.",
        ));
    }
    let event = Event {
        message_id,
        kind: if name == name::CUSTOMER_IDENTIFIED { EventKind::Identify } else { EventKind::Track },
        name,
        source: arrival.source,
        occurred_at: original_at.map_or(arrival.received_at, |at| at.min(arrival.received_at)),
        original_at,
        received_at: arrival.received_at,
        identities: gathered.into_sorted(),
        properties: data,
        traits,
        context: context(object),
    };
    Ok((event, warnings))
}

fn time(object: &mut Map<String, Value>, errors: &mut Errors) -> Option<jiff::Timestamp> {
    let raw = object.remove("time").filter(|time| !time.is_null())?;
    let time = raw.as_str().and_then(clock::time);
    if time.is_none() {
        errors.push(FieldError::new("time", "malformed", "`time` must be an RFC 3339 time."));
    }
    time
}

/// The data as an object; other data stands in it under `data`, bytes under `data_base64`.
fn data(object: &mut Map<String, Value>, errors: &mut Errors) -> Value {
    let json = object.get("datacontenttype").and_then(Value::as_str).is_none_or(is_json);
    let wrap = |name: &str, value| Value::Object(Map::from_iter([(name.to_owned(), value)]));
    match (object.remove("data"), object.remove("data_base64")) {
        (None | Some(Value::Null), None | Some(Value::Null)) => Value::Null,
        (Some(data @ Value::Object(_)), None) => data,
        (Some(data), None) => wrap("data", data),
        (None, Some(Value::String(encoded))) => {
            let Ok(bytes) = STANDARD.decode(&encoded) else {
                errors.push(FieldError::new("data_base64", "malformed", "`data_base64` must be Base64."));
                return Value::Null;
            };
            match json.then(|| serde_json::from_slice(&bytes)) {
                Some(Ok(data @ Value::Object(_))) => data,
                _ => wrap("data_base64", Value::String(encoded)),
            }
        }
        (None, Some(_)) => {
            errors.push(FieldError::new("data_base64", "type", "`data_base64` must be text."));
            Value::Null
        }
        (Some(_), Some(_)) => {
            errors.push(FieldError::new(
                "data",
                "conflict",
                "Send either `data` or `data_base64`, not both.",
            ));
            Value::Null
        }
    }
}

/// Takes an object out of the data.
fn part(data: &mut Value, name: &str, errors: &mut Errors) -> Value {
    let Some(part) = data.as_object_mut().and_then(|data| data.remove(name)) else { return Value::Null };
    if !part.is_object() && !part.is_null() {
        errors.push(FieldError::new(format!("data.{name}"), "type", format!("`{name}` must be an object.")));
    }
    part
}

fn subject(gathered: &mut Gathered, subject: Option<&Value>, warnings: &mut Errors) {
    let pair = subject.and_then(Value::as_str).and_then(|subject| subject.split_once(':'));
    // Any other subject, such as an order's number, is nobody's identity and stays in the context.
    let Some((kind, value)) = pair.and_then(|(kind, value)| Some((IdentityKind::parse(kind)?, value))) else {
        return;
    };
    gathered.add(kind, value, || "subject".to_owned(), warnings);
}

fn named_identities(
    gathered: &mut Gathered,
    identities: &Value,
    (errors, warnings): (&mut Errors, &mut Errors),
) {
    for (word, value) in identities.as_object().into_iter().flatten() {
        let path = || format!("data.identities.{word}");
        let Some(kind) = IdentityKind::parse(word) else {
            let kinds = IdentityKind::ALL.map(IdentityKind::as_str).join(", ");
            errors.push(FieldError::new(path(), "unknown", format!("An identity is one of {kinds}.")));
            continue;
        };
        match value {
            Value::Null => {}
            Value::String(text) => gathered.add(kind, text, path, warnings),
            Value::Number(number) if !number.is_f64() => {
                gathered.add(kind, &number.to_string(), path, warnings);
            }
            _ => errors.push(FieldError::new(
                path(),
                "type",
                format!("`{word}` must be text or a whole number."),
            )),
        }
    }
}

/// What is left of the attributes, under a name of their own.
fn context(attributes: Map<String, Value>) -> Value {
    Value::Object(Map::from_iter([("cloudevents".to_owned(), Value::Object(attributes))]))
}

/// The name the product knows a type by, or the type itself.
fn known_name(raw: &str) -> &str {
    const KNOWN: [&str; 13] = [
        name::ORDER_COMPLETED,
        name::ORDER_REFUNDED,
        name::PRODUCT_VIEWED,
        name::VISIT_STARTED,
        name::REVIEW_POSTED,
        name::COMPLAINT_FILED,
        name::CALL_TRANSCRIBED,
        name::MENTION_FOUND,
        name::STOCK_CHANGED,
        name::PROMOTION_PUBLISHED,
        name::PAGE_VIEWED,
        name::SCREEN_VIEWED,
        name::CUSTOMER_IDENTIFIED,
    ];
    // A version at the end (`….completed.v1`) is the producer's affair.
    let unversioned = match raw.rsplit_once('.') {
        Some((rest, last)) if is_version(last) => rest,
        _ => raw,
    };
    KNOWN.into_iter().find(|known| names(unversioned, known)).unwrap_or(raw)
}

fn is_version(segment: &str) -> bool {
    let digits = segment.strip_prefix(['v', 'V']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a type ends in the words of a name, at the start of a word: `com.shop.order_completed`.
fn names(raw: &str, known: &str) -> bool {
    let is_separator = |byte: &u8| matches!(byte, b'.' | b'_' | b'-' | b'/' | b' ' | b':');
    let mut letters = raw.bytes().enumerate().rev().filter(|(_, byte)| !is_separator(byte));
    let mut start = raw.len();
    for wanted in known.bytes().rev().filter(|byte| !is_separator(byte)) {
        match letters.next() {
            Some((at, byte)) if byte.eq_ignore_ascii_case(&wanted) => start = at,
            _ => return false,
        }
    }
    start == 0 || is_separator(&raw.as_bytes()[start - 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_values_are_decoded() {
        for (raw, value) in
            [("a%20b", "a b"), ("%E6%9D%8E", "李"), ("100%", "100%"), ("%zz%0", "%zz%0"), ("a%00b", "ab")]
        {
            assert_eq!(header_value(raw.as_bytes()), value);
        }
        assert_eq!(header_value(b"%ff"), "\u{fffd}");
    }

    #[test]
    fn types_are_recognised_at_word_boundaries() {
        for (raw, known) in [
            ("com.shop.order.completed", "Order Completed"),
            ("com.shop.orderCompleted", "Order Completed"),
            ("order_completed", "Order Completed"),
            ("Order Completed", "Order Completed"),
            ("cn.brand/review-posted.v2", "Review Posted"),
            ("com.shop.preorder.completed", "com.shop.preorder.completed"),
            ("completed", "completed"),
            ("com.shop.door.opened.v1", "com.shop.door.opened.v1"),
            ("李.order.completed", "Order Completed"),
            ("", ""),
        ] {
            assert_eq!(known_name(raw), known, "{raw}");
        }
    }
}
