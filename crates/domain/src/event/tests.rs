//! What events mean.

use expect_test::expect;
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

/// What an event of this name means, or which of its fields keep it from meaning that.
fn read(name: &str, properties: Value) -> String {
    let (fact, errors) = event(name, properties, Value::Null).fact();
    if errors.is_empty() {
        return format!("{fact:?}\n");
    }
    assert!(matches!(fact, Fact::Generic(_)), "{name} is kept as a generic event");
    errors.iter().map(|error| format!("{} {}: {}\n", name, error.field, error.code)).collect()
}

#[test]
fn orders_and_refunds_have_segments_fields_and_a_place() {
    let line = json!({"sku": 7, "name": "酸菜鱼", "category": "spicy", "quantity": "2", "price": 88});
    let order = json!({"order_id": "o-1", "revenue": "176.50", "currency": "CNY", "products": [line],
        "unit": "S1", "staff": "ann", "group": "G1", "channel": "dine_in"});
    let refund = json!({"order_id": 1, "products": [{"product_id": "soup"}], "store_id": "S1"});
    expect![[r#"
        OrderCompleted(Order { order_id: "o-1", total: 176.5, currency: Some("CNY"), lines: [Line { product: "7", name: Some("酸菜鱼"), category: Some("spicy"), quantity: 2.0, price: 88.0 }], place: Place { unit: Some("S1"), staff: Some("ann"), group: Some("G1"), channel: Some("dine_in") } })
        OrderRefunded(Refund { order_id: "1", total: 0.0, lines: [Line { product: "soup", name: None, category: None, quantity: 1.0, price: 0.0 }], place: Place { unit: Some("S1"), staff: None, group: None, channel: None } })
    "#]]
    .assert_eq(&[read(name::ORDER_COMPLETED, order), read(name::ORDER_REFUNDED, refund)].concat());
    let lines = json!({"order_id": "o-2", "products": [{"sku": "a", "price": 3, "quantity": 2}, {"sku": "b", "price": 1}]});
    let (Fact::OrderCompleted(order), _) = event(name::ORDER_COMPLETED, lines, Value::Null).fact() else {
        panic!("an order")
    };
    assert_eq!(order.total.to_bits(), 7_f64.to_bits(), "without a total, what its lines come to");
}

#[test]
fn what_is_not_usable_is_named_by_its_field() {
    let many: Vec<Value> = (0..=order::LINES_MAX).map(|n| json!({ "sku": n })).collect();
    let wrong = [
        read(
            name::ORDER_COMPLETED,
            json!({"total": "much", "products": [{"price": 1}, {"sku": "a", "quantity": []}]}),
        ),
        read(name::ORDER_COMPLETED, json!({"order_id": "o", "products": {}})),
        read(name::ORDER_REFUNDED, json!({"order_id": "", "products": many})),
        read(name::PRODUCT_VIEWED, json!({"category": "spicy"})),
        read(name::REVIEW_POSTED, json!({"rating": "five"})),
        read(name::STOCK_CHANGED, json!({"quantity": 1e300})),
        read(name::PROMOTION_PUBLISHED, json!({"weight": true, "starts_at": "tomorrow"})),
    ];
    expect![[r#"
        Order Completed properties.order_id: required
        Order Completed properties.products[0].product_id: required
        Order Completed properties.products[1].quantity: type
        Order Completed properties.total: type
        Order Completed properties.products: type
        Order Refunded properties.order_id: required
        Order Refunded properties.products: too_many
        Product Viewed properties.product_id: required
        Review Posted properties.rating: type
        Stock Changed properties.product_id: required
        Stock Changed properties.quantity: type
        Promotion Published properties.promotion_id: required
        Promotion Published properties.title: required
        Promotion Published properties.weight: type
        Promotion Published properties.starts_at: type
    "#]]
    .assert_eq(&wrong.concat());
}

#[test]
fn what_customers_did_and_said_is_read() {
    let said = json!({"message": "The soup was cold", "order_id": "o-1", "unit": "S1"});
    let long = "汤".repeat(6_000);
    let all = [
        read(name::PRODUCT_VIEWED, json!({"id": "mapo", "category": "spicy"})),
        read(name::VISIT_STARTED, json!({"unit": "S1"})),
        read(name::REVIEW_POSTED, json!({"stars": 4, "review_body": "好吃"})),
        read(name::REVIEW_POSTED, json!({"score": "8.5", "rating_max": 10})),
        read(name::COMPLAINT_FILED, said.clone()),
        read(name::CALL_TRANSCRIBED, json!({"transcript": "Where is my order?"})),
        read(name::MENTION_FOUND, json!({"text": "Never again", "channel": "weibo"})),
    ];
    expect![[r#"
        ProductViewed { product: "mapo", category: Some("spicy"), place: Place { unit: None, staff: None, group: None, channel: None } }
        VisitStarted(Visit { place: Place { unit: Some("S1"), staff: None, group: None, channel: None } })
        ReviewPosted(Review { rating: Some(4.0), rating_max: 5.0, text: Some("好吃"), place: Place { unit: None, staff: None, group: None, channel: None } })
        ReviewPosted(Review { rating: Some(8.5), rating_max: 10.0, text: None, place: Place { unit: None, staff: None, group: None, channel: None } })
        ComplaintFiled(Complaint { text: Some("The soup was cold"), order_id: Some("o-1"), place: Place { unit: Some("S1"), staff: None, group: None, channel: None } })
        CallTranscribed(Complaint { text: Some("Where is my order?"), order_id: None, place: Place { unit: None, staff: None, group: None, channel: None } })
        MentionFound(Complaint { text: Some("Never again"), order_id: None, place: Place { unit: None, staff: None, group: None, channel: Some("weibo") } })
    "#]].assert_eq(&all.concat());
    let (Fact::ComplaintFiled(complaint), _) =
        event(name::COMPLAINT_FILED, json!({ "text": long }), Value::Null).fact()
    else {
        panic!("a complaint")
    };
    let kept = complaint.text.expect("its beginning");
    assert!(
        kept.len() <= 16 * 1024 && kept.len() > 16 * 1024 - 3,
        "{} bytes, cut between letters",
        kept.len()
    );
}

#[test]
fn what_the_brand_has_and_offers_is_read() {
    let stock = json!({"sku": "mapo", "name": "麻婆豆腐", "category": "spicy", "price": 32, "in_stock": 5, "store": "S1"});
    let promotion = json!({"promotion_id": "p-1", "title": "Spicy week", "categories": ["spicy", 7, {}], "weight": 500,
        "starts_at": "2026-03-01T00:00:00+08:00", "ends_at": null});
    let all = [
        read(name::STOCK_CHANGED, stock),
        read(name::STOCK_CHANGED, json!({"product_id": "soup"})),
        read(name::PROMOTION_PUBLISHED, promotion),
    ];
    expect![[r#"
        StockChanged(Stock { product: "mapo", name: Some("麻婆豆腐"), category: Some("spicy"), price: Some(32.0), place: Place { unit: Some("S1"), staff: None, group: None, channel: None }, quantity: Some(5.0) })
        StockChanged(Stock { product: "soup", name: None, category: None, price: None, place: Place { unit: None, staff: None, group: None, channel: None }, quantity: None })
        PromotionPublished(Promotion { promotion: "p-1", title: "Spicy week", products: [], categories: ["spicy", "7"], weight: 100.0, starts_at: Some(2026-02-28T16:00:00Z), ends_at: None })
    "#]].assert_eq(&all.concat());
}

#[test]
fn any_other_name_is_a_generic_event() {
    let (fact, errors) = event("Table Called", json!({"total": "much", "unit": "S1"}), Value::Null).fact();
    assert!(errors.is_empty(), "nothing is asked of it");
    assert_eq!(fact.place().and_then(|place| place.unit.as_deref()), Some("S1"));
    assert!(matches!(fact, Fact::Generic(_)));
}
