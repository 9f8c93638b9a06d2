//! Bytes that mean harm: no panic, no event that a database cannot store.

use proptest::prelude::*;
use serde_json::Value;

use super::super::{Parsed, cloudevents, pixel, segment};
use super::arrival;

/// Every parser on the same bytes; whatever became an event must survive storage.
fn feed(body: &[u8]) {
    let arrival = arrival();
    let _ = segment::write_key(body);
    let media = [None, Some("text/plain"), Some("image/png")];
    let headers = || [("id", "1".to_owned()), ("specversion", "1.0".to_owned())];
    let parsed = [
        segment::parse_batch(body, &arrival, false),
        segment::parse_batch(body, &arrival, true),
        segment::parse_call(body, &arrival, segment::Call::parse("track")),
        cloudevents::parse_structured(body, &arrival),
        cloudevents::parse_batch(body, &arrival),
    ];
    let binary = media.map(|media| cloudevents::parse_binary(headers(), media, body, &arrival));
    for parsed in parsed.into_iter().chain(binary).flatten() {
        storable(&parsed);
    }
}

fn storable(parsed: &Parsed<'_>) {
    for accepted in &parsed.events {
        let event = &accepted.event;
        let text = serde_json::to_string(event).expect("an event is JSON");
        assert!(!text.contains("\\u0000"), "{text}");
        assert_eq!(
            &serde_json::from_str::<touchstone_domain::event::Event>(&text).expect("reads back"),
            event
        );
        assert!(event.occurred_at <= event.received_at);
        assert!(event.identities.is_sorted_by_key(|identity| identity.kind));
        assert!(!event.name.is_empty() && !event.message_id.is_empty());
        let _ = event.fact();
    }
    for rejected in &parsed.rejected {
        assert!(!rejected.errors.is_empty());
    }
}

/// JSON of any form, with the field names of the protocols in it.
fn json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("track".to_owned()),
        Just("identify".to_owned()),
        Just("alias".to_owned()),
        Just("merge".to_owned()),
        Just("1.0".to_owned()),
        Just("2026-11-22T00:00:00Z".to_owned()),
        Just("null".to_owned()),
        ".{0,8}",
        Just("a\u{0}b".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.prop_map(Value::from),
    ];
    let key = prop::sample::select(vec![
        "type",
        "messageId",
        "userId",
        "anonymousId",
        "previousId",
        "groupId",
        "event",
        "name",
        "timestamp",
        "originalTimestamp",
        "sentAt",
        "receivedAt",
        "properties",
        "traits",
        "context",
        "email",
        "phone",
        "externalIds",
        "id",
        "value",
        "mergeProperties",
        "batch",
        "specversion",
        "source",
        "subject",
        "time",
        "data",
        "data_base64",
        "identities",
        "datacontenttype",
        "writeKey",
        "products",
        "price",
        "a\u{0}",
    ]);
    leaf.prop_recursive(4, 48, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..12)
                .prop_map(|map| map.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()),
        ]
    })
}

proptest! {
    #[test]
    fn any_bytes(body in prop::collection::vec(any::<u8>(), 0..256)) {
        feed(&body);
    }

    #[test]
    fn any_text_of_json_characters(body in r#"[\{\}\[\]",:\\u0-9a-e. ]{0,120}"#) {
        feed(body.as_bytes());
    }

    #[test]
    fn any_json(call in json()) {
        feed(call.to_string().as_bytes());
        feed(serde_json::json!({"batch": [call]}).to_string().as_bytes());
        feed(format!("[{call}]").as_bytes());
    }

    #[test]
    fn a_cut_request(at in 0usize..2000) {
        let request = include_str!("../../../fixtures/requests/segment-analytics-node-3.1.0-batch.http");
        let (_, body) = request.split_once("\n\n").expect("head and body");
        feed(&body.as_bytes()[..at.min(body.len())]);
    }

    #[test]
    fn any_query(query in prop::collection::vec((".{0,20}", ".{0,20}"), 0..20)) {
        let pairs = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        feed(pixel::body("track", pairs).to_string().as_bytes());
    }
}

#[test]
fn deep_nesting_is_refused_without_recursion() {
    for opening in ["[", r#"{"a":"#] {
        let deep = opening.repeat(30_000);
        feed(deep.as_bytes());
        feed(format!(r#"{{"batch":[{deep}"#).as_bytes());
    }
    let closed = format!(r#"{{"batch":[{}{}]}}"#, "[".repeat(10_000), "]".repeat(10_000));
    feed(closed.as_bytes());
}

#[test]
fn strings_that_break_databases_are_repaired() {
    let body = br#"{"batch":[{"type":"track","userId":"u\u0000","event":"A\u0000B","messageId":"m","properties":{"k\u0000":"x\u0000\ud83d"}}]}"#;
    let parsed = segment::parse_batch(body, &arrival(), false).expect("a batch");
    storable(&parsed);
    let event = &parsed.events[0].event;
    assert_eq!((event.name.as_str(), event.properties.to_string().as_str()), ("AB", "{\"k\":\"x\u{fffd}\"}"));
    assert_eq!(event.identities[0].value, "u");
    feed(body);
}

#[test]
fn numbers_of_any_size_are_read_or_named() {
    for number in ["1e999", "-1e999", "123456789012345678901234567890", "0.1e-400", "1E+2", "-0"] {
        feed(format!(r#"{{"type":"track","event":"E","userId":{number},"timestamp":{number},"properties":{{"n":{number}}}}}"#).as_bytes());
    }
}
