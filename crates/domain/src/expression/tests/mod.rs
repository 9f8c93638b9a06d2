//! What the language accepts, what it answers, and what it costs at most.

mod checking;
mod evaluating;
mod laws;
mod reference;

use jiff::Timestamp;
use serde_json::{Map, Value as Json, json};

use super::{Facts, Record, Root, Value};

/// A customer who ordered in a store, with an incomplete profile.
struct World {
    now: Timestamp,
    properties: Map<String, Json>,
    traits: Map<String, Json>,
    tags: Map<String, Json>,
    answers: Map<String, Json>,
    path: Vec<String>,
}

fn object(json: Json) -> Map<String, Json> {
    match json {
        Json::Object(fields) => fields,
        other => panic!("not an object: {other}"),
    }
}

impl World {
    fn new() -> World {
        World {
            now: "2026-03-01T04:30:00Z".parse().expect("a timestamp"),
            properties: object(json!({
                "total": 186.5, "count": 3, "channel": "app", "coupon": null, "paid": "186",
                "first order": true, "placed_at": "2026-03-01T04:00:00Z",
                "products": [
                    {"id": "tea", "price": 26, "dishes": ["x", "y"]},
                    {"id": "cake", "price": 160.5},
                    {"id": "mystery"},
                ],
                "sizes": [3, 1.5, 2],
            })),
            traits: object(json!({"城市": "上海", "age": 31, "zone": "Asia/Shanghai"})),
            tags: object(json!({"vip": true, "need": "skin care"})),
            answers: object(json!({"q1": 9, "why": ["price", "taste"]})),
            path: vec!["unt_root".into(), "unt_east".into(), "unt_42".into()],
        }
    }
}

/// One record stands for all four: their fields' names do not clash.
impl Record for World {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "name" => Value::text("Order Completed"),
            "message_id" => Value::text("m-1"),
            "source" => Value::text("till"),
            "occurred_at" => Value::Timestamp(self.now),
            "properties" => Value::Record(&self.properties),
            "id" => Value::text("cus_1"),
            "known" => Value::Bool(true),
            "traits" => Value::Record(&self.traits),
            "tags" => Value::Record(&self.tags),
            "language" => Value::text("zh-CN"),
            "orders_90d" => Value::Int(5),
            "spend_90d" => Value::Double(1000.0),
            "contacts_7d" => Value::Int(0),
            "open_case" => Value::Bool(false),
            "last_order_at" => "2026-02-20T10:00:00Z".parse::<Timestamp>().ok().into(),
            "survey" => Value::text("after-visit"),
            "nps" => Value::Int(9),
            "band" => Value::text("promoter"),
            "complete" => Value::Bool(true),
            "answers" => Value::Record(&self.answers),
            "text" => Value::text("汤都凉了, the tea was fine"),
            "kind" => Value::text("store"),
            "path" => Value::Items(&self.path),
            _ => Value::Null,
        }
    }
}

impl Facts for World {
    fn root(&self, root: Root) -> Value<'_> {
        match root {
            Root::Now => Value::Timestamp(self.now),
            _ => Value::Record(self),
        }
    }
}
