//! What events mean.

use serde_json::{Value, json};

use super::*;

fn event(name: &str, properties: Value, context: Value) -> Event {
    let at = "2026-03-02T02:00:00Z".parse().expect("a time");
    Event {
        message_id: "m-1".to_owned(),
        kind: EventKind::Track,
        name: name.to_owned(),
        source: SourceId::from_bytes([7; 16]),
        occurred_at: at,
        original_at: None,
        received_at: at,
        identities: Vec::new(),
        properties,
        traits: Value::Null,
        context,
    }
}

fn place(name: &str, properties: Value, context: Value) -> Place {
    event(name, properties, context).fact().0.place().cloned().unwrap_or_default()
}

#[test]
fn any_event_may_say_where_it_happened() {
    let said =
        json!({"store": "S1", "staff_id": 7, "channel": "dine_in", "group": "G1", "product_id": "soup"});
    let expected = Place {
        unit: Some("S1".to_owned()),
        staff: Some("7".to_owned()),
        group: Some("G1".to_owned()),
        channel: Some("dine_in".to_owned()),
    };
    for name in
        ["Table Called", "Page Viewed", name::PRODUCT_VIEWED, name::STOCK_CHANGED, name::REVIEW_POSTED]
    {
        assert_eq!(place(name, said.clone(), Value::Null), expected, "{name}");
    }
    // A known name with unusable fields is kept as a generic event, in its place.
    assert_eq!(place(name::ORDER_COMPLETED, said, Value::Null), expected);
    assert_eq!(place("Table Called", json!({"unit": {"id": 1}}), Value::Null), Place::default());
}

#[test]
fn a_till_may_say_once_for_all_where_it_stands() {
    let context = json!({"unit": "S1", "staff": "ann", "channel": "server", "group": "G9"});
    let at_till = place("Table Called", Value::Null, context.clone());
    assert_eq!((at_till.unit.as_deref(), at_till.staff.as_deref()), (Some("S1"), Some("ann")));
    assert_eq!(
        (at_till.channel, at_till.group),
        (None, None),
        "what libraries put there means something else"
    );
    let elsewhere = place("Table Called", json!({"unit": "S2"}), context);
    assert_eq!(elsewhere.unit.as_deref(), Some("S2"), "the event knows better");
}
