//! The calls of Segment, RudderStack and Jitsu: `identify`, `track`, `page`, `screen`, `group`,
//! `alias`, and RudderStack's `merge`, alone or in a batch.
//!
//! The three agree on the calls and differ around them: Segment and Jitsu stamp `sentAt` on the
//! request or the call, RudderStack on both and names the client's time `originalTimestamp`.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use touchstone_domain::event::{Event, EventKind, Rejected, name};
use touchstone_domain::field::FieldError;
use touchstone_domain::identity::IdentityKind;

use super::identities::Gathered;
use super::scalar::Scalar;
use super::{Accepted, Arrival, BodyError, Errors, Parsed, clock, json};

/// A call of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// One of the six that all clients know.
    Plain(EventKind),
    /// RudderStack's `merge`.
    Merge,
}

impl Call {
    /// The call of a word in a path or in `type`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "track" => Self::Plain(EventKind::Track),
            "identify" => Self::Plain(EventKind::Identify),
            "page" => Self::Plain(EventKind::Page),
            "screen" => Self::Plain(EventKind::Screen),
            "group" => Self::Plain(EventKind::Group),
            "alias" => Self::Plain(EventKind::Alias),
            "merge" => Self::Merge,
            _ => return None,
        })
    }
}

#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    batch: Option<Vec<&'a RawValue>>,
    #[serde(rename = "sentAt", default, borrow)]
    sent_at: Scalar<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(rename = "type", default, borrow)]
    call: Scalar<'a>,
    #[serde(default, borrow)]
    message_id: Scalar<'a>,
    #[serde(default, borrow)]
    user_id: Scalar<'a>,
    #[serde(default, borrow)]
    anonymous_id: Scalar<'a>,
    #[serde(default, borrow)]
    previous_id: Scalar<'a>,
    #[serde(default, borrow)]
    group_id: Scalar<'a>,
    #[serde(default, borrow)]
    event: Scalar<'a>,
    #[serde(default, borrow)]
    name: Scalar<'a>,
    #[serde(default, borrow)]
    category: Scalar<'a>,
    #[serde(default, borrow)]
    timestamp: Scalar<'a>,
    #[serde(default, borrow)]
    original_timestamp: Scalar<'a>,
    #[serde(default, borrow)]
    sent_at: Scalar<'a>,
    #[serde(default, borrow)]
    received_at: Scalar<'a>,
    #[serde(default)]
    properties: Value,
    #[serde(default)]
    traits: Value,
    #[serde(default)]
    context: Value,
    #[serde(default)]
    merge_properties: Value,
}

/// The `writeKey` inside a body, for clients that send it nowhere else; nothing else is looked at.
#[must_use]
pub fn write_key(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Keyed<'a> {
        #[serde(rename = "writeKey", default, borrow)]
        write_key: Scalar<'a>,
    }
    let keyed: Keyed<'_> = serde_json::from_str(super::object(body).ok()?).ok()?;
    keyed.write_key.text().map(str::to_owned)
}

/// Parses `{"batch": [..], "sentAt": ..}`; `historical` takes every `timestamp` as final (`/v1/import`).
///
/// # Errors
/// When nothing can be read at all; a bad item is in [`Parsed::rejected`] instead.
pub fn parse_batch<'a>(
    body: &'a [u8],
    arrival: &Arrival<'_>,
    historical: bool,
) -> Result<Parsed<'a>, BodyError> {
    let text = super::object(body)?;
    let envelope: Envelope<'a> = serde_json::from_str(text).map_err(|error| no_envelope(text, &error))?;
    let Some(batch) = envelope.batch else { return Err(NO_BATCH) };
    if batch.len() > arrival.limits.events {
        return Err(BodyError::TooMany { max: arrival.limits.events });
    }
    let around = Around { sent: sent(&envelope.sent_at), default: None, historical };
    let mut parsed = Parsed { events: Vec::with_capacity(batch.len()), rejected: Vec::new() };
    for (index, raw) in batch.into_iter().enumerate() {
        parsed.take(item(index, raw.get(), arrival, &around));
    }
    Ok(parsed)
}

/// Parses one call; `default` is the call of the path, used where the body has no `type` of its own.
///
/// # Errors
/// When the body is not JSON; a call that is JSON but wrong is in [`Parsed::rejected`].
pub fn parse_call<'a>(
    body: &'a [u8],
    arrival: &Arrival<'_>,
    default: Option<Call>,
) -> Result<Parsed<'a>, BodyError> {
    let text = super::object(body)?;
    let raw: &'a RawValue = serde_json::from_str(text).map_err(|error| super::not_json(&error))?;
    let mut parsed = Parsed::default();
    parsed.take(item(0, raw.get(), arrival, &Around { sent: None, default, historical: false }));
    Ok(parsed)
}

impl<'a> Parsed<'a> {
    pub(super) fn take(&mut self, item: Result<Accepted<'a>, Rejected>) {
        match item {
            Ok(accepted) => self.events.push(accepted),
            Err(rejected) => self.rejected.push(rejected),
        }
    }
}

const NO_BATCH: BodyError = BodyError::Form { field: "batch", reason: "must be a list of calls" };

/// Why the text around the calls did not parse: often `batch` is not what it should be.
fn no_envelope(text: &str, error: &serde_json::Error) -> BodyError {
    #[derive(Deserialize)]
    struct AnyBatch<'a> {
        #[serde(borrow)]
        batch: Option<&'a RawValue>,
    }
    match serde_json::from_str(text) {
        Ok(AnyBatch { batch: Some(batch) }) if !batch.get().starts_with('[') => NO_BATCH,
        _ => super::not_json(error),
    }
}

/// What the request around an item says.
struct Around {
    sent: Option<jiff::Timestamp>,
    default: Option<Call>,
    historical: bool,
}

fn sent(field: &Scalar<'_>) -> Option<jiff::Timestamp> {
    field.text().and_then(clock::time)
}

fn item<'a>(
    index: usize,
    raw: &'a str,
    arrival: &Arrival<'_>,
    around: &Around,
) -> Result<Accepted<'a>, Rejected> {
    let sound = arrival
        .sound_object(raw)
        .map_err(|error| Rejected::new(index, message_id_of(raw), vec![error], raw))?;
    let item: Item<'_> = serde_json::from_str(&sound)
        .map_err(|error| Rejected::new(index, message_id_of(raw), vec![json::blame(&sound, &error)], raw))?;
    let sent_id = item.message_id.text().map(str::to_owned);
    match event(item, index, arrival, around) {
        Ok((event, warnings)) => Ok(Accepted { event, warnings, raw: sound }),
        Err(errors) => Err(Rejected::new(index, sent_id, errors, raw)),
    }
}

/// The message id of an item that is refused for another reason.
fn message_id_of(raw: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Named<'a> {
        #[serde(rename = "messageId", default, borrow)]
        message_id: Scalar<'a>,
    }
    let named: Named<'_> = serde_json::from_str(raw).ok()?;
    named.message_id.text().filter(|id| id.len() <= super::MESSAGE_ID_BYTES_MAX).map(str::to_owned)
}

fn event(
    mut item: Item<'_>,
    index: usize,
    arrival: &Arrival<'_>,
    around: &Around,
) -> Result<(Event, Errors), Errors> {
    let (mut errors, mut warnings) = (Errors::new(), Errors::new());
    for (name, field) in
        [("properties", &mut item.properties), ("traits", &mut item.traits), ("context", &mut item.context)]
    {
        check_object(name, field, &mut errors);
    }
    let Some(call) = call(&item, around, &mut errors) else { return Err(errors) };
    let name = called(call, &item, &mut errors);
    let identities = who(call, &item, name.as_deref(), (&mut errors, &mut warnings));
    let message_id = match item.message_id.text() {
        Some(id) => super::message_id(id.to_owned(), "messageId", &mut errors),
        None => Some(arrival.fresh_id(index)),
    };
    let said = clock::Said {
        original: &item.original_timestamp,
        timestamp: &item.timestamp,
        sent: sent(&item.sent_at).or(around.sent),
        corrected: around.historical || item.received_at.text().is_some(),
    };
    let (occurred_at, original_at) = clock::place(&said, arrival.received_at, &mut warnings);
    let (Some(message_id), Some(name), true) = (message_id, name, errors.is_empty()) else {
        return Err(errors);
    };
    let kind = match call {
        Call::Plain(kind) => kind,
        Call::Merge => EventKind::Alias,
    };
    let properties = properties(kind, &mut item);
    let traits = traits(kind, item.traits, &item.context);
    let event = Event {
        message_id,
        kind,
        name,
        source: arrival.source,
        occurred_at,
        original_at,
        received_at: arrival.received_at,
        identities,
        properties,
        traits,
        context: with_address(item.context, arrival.ip),
    };
    Ok((event, warnings))
}

fn check_object(name: &'static str, field: &mut Value, errors: &mut Errors) {
    match field {
        Value::Object(_) | Value::Null => {}
        // PHP writes an empty object as an empty list.
        Value::Array(list) if list.is_empty() => *field = Value::Null,
        _ => errors.push(FieldError::new(name, "type", format!("`{name}` must be an object."))),
    }
}

fn call(item: &Item<'_>, around: &Around, errors: &mut Errors) -> Option<Call> {
    let said = item.call.text().map(Call::parse);
    let call = said.unwrap_or(around.default);
    if call.is_none() {
        let (code, reason) = if said.is_some() { ("unknown", "must be") } else { ("required", "is needed:") };
        errors.push(FieldError::new(
            "type",
            code,
            format!("`type` {reason} one of track, identify, page, screen, group, alias, merge."),
        ));
    }
    call
}

/// What the event is called; `track` alone brings its own name.
fn called(call: Call, item: &Item<'_>, errors: &mut Errors) -> Option<String> {
    let fixed = match call {
        Call::Plain(EventKind::Track) => {
            if let Some(what) = item.event.other() {
                errors.push(FieldError::new("event", "type", format!("`event` must be text, not {what}.")));
                return None;
            }
            return super::event_name(item.event.text().unwrap_or_default(), "event", errors);
        }
        Call::Plain(EventKind::Identify) => name::CUSTOMER_IDENTIFIED,
        Call::Plain(EventKind::Page) => name::PAGE_VIEWED,
        Call::Plain(EventKind::Screen) => name::SCREEN_VIEWED,
        Call::Plain(EventKind::Group) => name::GROUP_JOINED,
        Call::Plain(EventKind::Alias) | Call::Merge => name::IDENTITIES_LINKED,
    };
    Some(fixed.to_owned())
}

/// Events that are about the brand or the public, and need no customer.
pub(super) fn may_be_about_nobody(name: &str) -> bool {
    matches!(
        name,
        name::STOCK_CHANGED | name::PROMOTION_PUBLISHED | name::REVIEW_POSTED | name::MENTION_FOUND
    )
}

/// Who the event is about.
///
/// A placeholder (`null`, `undefined`, `0`) is left out with a warning. What a customer did is kept
/// even if no id remains; a call that only says who someone is would then say nothing, and is refused.
fn who(
    call: Call,
    item: &Item<'_>,
    name: Option<&str>,
    (errors, warnings): (&mut Errors, &mut Errors),
) -> Vec<touchstone_domain::identity::Identity> {
    let mut gathered = Gathered::default();
    gathered.field(IdentityKind::User, "userId", &item.user_id, (errors, warnings));
    gathered.field(IdentityKind::Anonymous, "anonymousId", &item.anonymous_id, (errors, warnings));
    let context = item.context.as_object();
    // A group's traits describe the group: its e-mail address is nobody's identity.
    if call != Call::Plain(EventKind::Group) {
        gathered.traits(item.traits.as_object(), "traits", warnings);
    }
    let context_traits = context.and_then(|context| context.get("traits")).and_then(Value::as_object);
    gathered.traits(context_traits, "context.traits", warnings);
    gathered.external(context, warnings);
    match call {
        Call::Plain(EventKind::Alias) => alias(&mut gathered, item, (errors, warnings)),
        Call::Merge => merge(&mut gathered, item, (errors, warnings)),
        Call::Plain(EventKind::Group) if item.group_id.text().is_none() => {
            errors.push(FieldError::new(
                "groupId",
                "required",
                "`groupId` is needed, as text or a whole number.",
            ));
        }
        Call::Plain(_) => {}
    }
    if gathered.is_empty() && errors.is_empty() {
        let acts = matches!(call, Call::Plain(EventKind::Track | EventKind::Page | EventKind::Screen));
        if !gathered.attempted && !name.is_some_and(may_be_about_nobody) {
            errors.push(FieldError::new("userId", "required", "Either `userId` or `anonymousId` is needed."));
        } else if gathered.attempted && !acts {
            errors.append(warnings);
        }
    }
    gathered.into_sorted()
}

/// `alias` says that `previousId` is the same person as `userId`.
///
/// The previous id counts as anonymous: a client key may tie a visitor to a member, never two members.
fn alias(gathered: &mut Gathered, item: &Item<'_>, (errors, warnings): (&mut Errors, &mut Errors)) {
    for (name, field) in [("userId", &item.user_id), ("previousId", &item.previous_id)] {
        if field.text().is_none() && field.other().is_none() {
            errors.push(FieldError::new(name, "required", format!("`{name}` is needed.")));
        }
    }
    gathered.field(IdentityKind::Anonymous, "previousId", &item.previous_id, (errors, warnings));
    // An alias with one usable end ties nothing to nothing.
    let refused = |warning: &FieldError| matches!(warning.field.as_str(), "userId" | "previousId");
    errors.extend(warnings.extract_if(.., |warning| refused(warning)));
}

/// RudderStack's `merge`: `mergeProperties` is a pair of `{type, value}`.
fn merge(gathered: &mut Gathered, item: &Item<'_>, (errors, warnings): (&mut Errors, &mut Errors)) {
    let pair = item.merge_properties.as_array().map_or(&[][..], Vec::as_slice);
    if pair.len() != 2 {
        errors.push(FieldError::new(
            "mergeProperties",
            "required",
            "`mergeProperties` must be a list of two objects with `type` and `value`.",
        ));
        return;
    }
    for (position, entry) in pair.iter().enumerate() {
        let text = |field: &str| entry.get(field).and_then(Value::as_str).unwrap_or_default();
        let path = || format!("mergeProperties[{position}].value");
        let kind = match text("type") {
            "user_id" | "userId" => Some(IdentityKind::User),
            "anonymous_id" | "anonymousId" => Some(IdentityKind::Anonymous),
            other => super::identities::kind_of_trait(other),
        };
        let Some(kind) = kind else {
            errors.push(FieldError::new(
                format!("mergeProperties[{position}].type"),
                "unknown",
                "`type` must be one of user_id, anonymous_id, email, phone, member_no, openid, unionid.",
            ));
            continue;
        };
        if text("value").trim().is_empty() {
            errors.push(FieldError::new(path(), "required", "`value` is needed, as text."));
        }
        gathered.add(kind, text("value"), path, warnings);
    }
    errors.extend(warnings.extract_if(.., |warning| warning.field.starts_with("mergeProperties")));
}

/// The properties, with what other fields of the call say about the same thing.
fn properties(kind: EventKind, item: &mut Item<'_>) -> Value {
    let mut properties = std::mem::take(&mut item.properties);
    let mut fill = |key: &str, field: &Scalar<'_>| {
        let Some(text) = field.text() else { return };
        if properties.is_null() {
            properties = Value::Object(Map::new());
        }
        if let Value::Object(properties) = &mut properties
            && !properties.contains_key(key)
        {
            properties.insert(key.to_owned(), Value::String(text.to_owned()));
        }
    };
    match kind {
        EventKind::Page | EventKind::Screen => {
            fill("name", &item.name);
            fill("category", &item.category);
        }
        EventKind::Group => fill("group_id", &item.group_id),
        EventKind::Track | EventKind::Identify | EventKind::Alias => {}
    }
    properties
}

/// The traits: those of the context with those of the call over them.
fn traits(kind: EventKind, own: Value, context: &Value) -> Value {
    let around = context.get("traits").filter(|traits| traits.as_object().is_some_and(|map| !map.is_empty()));
    match (around, own) {
        // Those of the context describe the customer, those of a group call the group.
        (_, own) if kind == EventKind::Group => own,
        (None, own) => own,
        (Some(around), Value::Object(own)) => {
            let mut merged = around.as_object().cloned().unwrap_or_default();
            merged.extend(own);
            Value::Object(merged)
        }
        (Some(around), _) => around.clone(),
    }
}

/// The context with the customer's address, unless the client sent one.
fn with_address(mut context: Value, ip: Option<&str>) -> Value {
    let Some(ip) = ip else { return context };
    if context.is_null() {
        context = Value::Object(Map::new());
    }
    if let Value::Object(context) = &mut context
        && !context.contains_key("ip")
    {
        context.insert("ip".to_owned(), Value::String(ip.to_owned()));
    }
    context
}
