//! What a condition costs: `cargo bench -p touchstone-domain --bench expression`.
//!
//! The bound is a condition of four parts in under 2 µs.

use divan::{Bencher, black_box};
use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};
use touchstone_domain::expression::{Expression, Facts, Record, Root, Scope, Type, Value};

fn main() {
    divan::main();
}

struct Event {
    properties: Map<String, Json>,
}

struct Customer {
    tags: Map<String, Json>,
    orders_90d: i64,
}

struct Unit {
    kind: String,
}

struct Moment {
    event: Event,
    customer: Customer,
    unit: Unit,
    now: Timestamp,
}

impl Record for Event {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "properties" => Value::Record(&self.properties),
            _ => Value::Null,
        }
    }
}

impl Record for Customer {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "tags" => Value::Record(&self.tags),
            "orders_90d" => self.orders_90d.into(),
            _ => Value::Null,
        }
    }
}

impl Record for Unit {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "kind" => Value::text(&self.kind),
            _ => Value::Null,
        }
    }
}

impl Facts for Moment {
    fn root(&self, root: Root) -> Value<'_> {
        match root {
            Root::Event => Value::Record(&self.event),
            Root::Customer => Value::Record(&self.customer),
            Root::Unit => Value::Record(&self.unit),
            Root::Now => self.now.into(),
            _ => Value::Null,
        }
    }
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(fields) => fields,
        other => panic!("not an object: {other}"),
    }
}

fn moment() -> Moment {
    let products: Vec<Json> =
        (0..10).map(|index| json!({"id": format!("p{index}"), "price": 20 + index})).collect();
    Moment {
        event: Event {
            properties: object(json!({
                "order_id": "o-1", "total": 186.5, "currency": "CNY", "channel": "app", "coupon": "",
                "unit": "u-17", "staff": "s-3", "products": products,
            })),
        },
        customer: Customer {
            tags: object(json!({"vip": true, "need": "skin care", "birthday": "05-01", "tea": 3})),
            orders_90d: 5,
        },
        unit: Unit { kind: "store".to_owned() },
        now: "2026-03-01T04:30:00Z".parse().expect("a timestamp"),
    }
}

const SOURCES: &[(&str, &str)] = &[
    ("1 one part", "event.properties.total > 100.0"),
    (
        "2 four parts",
        "event.properties.total > 100.0 && customer.orders_90d >= 3 && !('sleeping' in customer.tags) && unit.kind == 'store'",
    ),
    ("3 missing field", "event.properties.discount > 10"),
    ("4 time zone", "now.getHours('Asia/Shanghai') >= 12"),
    ("5 ten products", "event.properties.products.exists(p, p.price > 28)"),
    ("6 literal list", "event.properties.channel in ['web', 'mini', 'app']"),
];

#[divan::bench(args = SOURCES.iter().map(|(name, _)| *name))]
fn evaluate(bencher: Bencher, name: &str) {
    let (_, source) = SOURCES.iter().find(|(known, _)| *known == name).expect("it is listed");
    let expression = Expression::compile(source, Scope::EVENT, Type::Bool).expect("it is valid");
    let moment = moment();
    bencher.bench_local(|| black_box(&expression).matches(black_box(&moment)));
}

/// 50 conditions, as of a brand with 50 playbooks that start on one event.
#[divan::bench]
fn evaluate_50_conditions_of_four_parts(bencher: Bencher) {
    let (_, source) = SOURCES[1];
    let conditions: Vec<Expression> = (0..50)
        .map(|index| source.replace("100.0", &(150 + index).to_string()))
        .map(|source| Expression::compile(&source, Scope::EVENT, Type::Bool).expect("it is valid"))
        .collect();
    let moment = moment();
    bencher.bench_local(|| {
        conditions.iter().filter(|condition| condition.matches(black_box(&moment)) == Ok(true)).count()
    });
}

#[divan::bench]
fn compile_four_parts(bencher: Bencher) {
    bencher.bench_local(|| Expression::compile(black_box(SOURCES[1].1), Scope::EVENT, Type::Bool));
}
