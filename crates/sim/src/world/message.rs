//! What the brand's systems send: calls of the Segment protocol.

use jiff::Timestamp;
use rand::Rng;
use rand::seq::IndexedRandom;
use serde_json::{Value, json};

use super::menu::{Dish, choose};
use super::{MENU, Person, Planned, Purpose, World};

/// Of a hundred orders, so many are in the customer's own store.
const HOME_PERCENT: u32 = 80;
const CHANNELS: [(&str, u32); 3] = [("dine_in", 55), ("delivery", 30), ("take_away", 15)];

/// An order, before it is a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Its number.
    pub id: String,
    /// Who.
    pub person: Person,
    /// Where, counted from 0.
    pub store: usize,
    /// How.
    pub channel: &'static str,
    /// What.
    pub dishes: Vec<Dish>,
    /// When.
    pub at: Timestamp,
}

impl World {
    /// The message of something planned.
    #[must_use]
    pub fn message(&self, planned: Planned) -> Value {
        let at = Timestamp::from_second(planned.at_s).expect("the year before now is a time");
        let person = self.person(planned.customer);
        if planned.nth == 0 {
            return json!({
                "type": "identify",
                "messageId": format!("demo-{}-identify", planned.customer),
                "userId": person.user_id,
                "timestamp": at,
                "traits": person.traits(),
            });
        }
        let which = u64::from(planned.customer) << 16 | u64::from(planned.nth);
        // Numbers below 2^32 are the customers' own, which plan their orders.
        let mut numbers = self.numbers(Purpose::Order, which | 1 << 63);
        let id = format!("demo-{}-{}", planned.customer, planned.nth);
        self.order(id, person, usize::from(planned.dishes), at, &mut numbers).message(self)
    }

    /// An order of a customer.
    #[must_use]
    pub fn order(
        &self,
        id: String,
        person: Person,
        dishes: usize,
        at: Timestamp,
        numbers: &mut impl Rng,
    ) -> Order {
        let store = if numbers.random_ratio(HOME_PERCENT, 100) {
            person.home
        } else {
            numbers.random_range(0..self.chain.stores.len())
        };
        let channel =
            CHANNELS.choose_weighted(numbers, |(_, weight)| *weight).expect("weights are positive").0;
        Order { id, person, store, channel, dishes: choose(dishes, numbers), at }
    }

    /// The menu and what is promoted, as the brand's systems say it before anything is sold.
    #[must_use]
    pub fn catalogue(&self, now: Timestamp) -> Vec<Value> {
        let track = |id: String, event: &str, properties: Value| {
            json!({
                "type": "track", "event": event, "messageId": id, "timestamp": now, "properties": properties,
            })
        };
        let mut messages: Vec<Value> = MENU
            .iter()
            .map(|dish| {
                let properties = json!({
                    "product_id": dish.code, "name": dish.name, "category": dish.category,
                    "price": dish.price, "quantity": 500,
                });
                track(format!("demo-stock-{}", dish.code), "Stock Changed", properties)
            })
            .collect();
        for (id, title, category) in [
            ("P1", "甜品第二份半价", "dessert"),
            ("P2", "清淡菜九折", "light"),
            ("P3", "辣味尝鲜价", "spicy"),
        ] {
            let ends_at = now + jiff::SignedDuration::from_hours(24 * 60);
            let properties = json!({
                "promotion_id": id, "title": title, "categories": [category], "weight": 1.5,
                "starts_at": now, "ends_at": ends_at,
            });
            messages.push(track(format!("demo-promotion-{id}"), "Promotion Published", properties));
        }
        messages
    }
}

impl Order {
    /// The order as the till sends it.
    #[must_use]
    pub fn message(&self, world: &World) -> Value {
        let products: Vec<Value> = self
            .dishes
            .iter()
            .map(|dish| {
                json!({
                    "product_id": dish.code, "name": dish.name, "category": dish.category,
                    "price": dish.price, "quantity": 1,
                })
            })
            .collect();
        let total: u32 = self.dishes.iter().map(|dish| dish.price).sum();
        json!({
            "type": "track",
            "event": "Order Completed",
            "messageId": format!("{}-order", self.id),
            "userId": self.person.user_id,
            "timestamp": self.at,
            "properties": {
                "order_id": self.id,
                "total": total,
                "currency": "CNY",
                "unit": world.chain.stores[self.store].code,
                "channel": self.channel,
                "products": products,
            },
        })
    }
}
