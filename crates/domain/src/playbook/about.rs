//! What an event is about, by the brand's own codes.

use serde_json::Value;

use crate::effect::{About, ITEMS_MAX, Item};
use crate::event::{Fact, Identified, Line};

/// Longest order number taken from a generic event, in bytes.
const ORDER_BYTES_MAX: usize = 128;

/// What the event is about.
pub(super) fn about(event: Identified<'_>) -> About {
    let place = event.fact.place().cloned().unwrap_or_default();
    let (order_id, products) = match event.fact {
        Fact::OrderCompleted(order) => (Some(order.order_id.clone()), items(&order.lines)),
        Fact::OrderRefunded(refund) => (Some(refund.order_id.clone()), items(&refund.lines)),
        Fact::ComplaintFiled(said) | Fact::CallTranscribed(said) | Fact::MentionFound(said) => {
            (said.order_id.clone(), Vec::new())
        }
        _ => (order_of(&event.event.properties), Vec::new()),
    };
    About {
        unit: place.unit,
        staff: place.staff,
        group: place.group,
        channel: place.channel,
        order_id,
        products,
    }
}

/// The products of an order, each once, in the order of the receipt.
fn items(lines: &[Line]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for line in lines {
        if items.len() < ITEMS_MAX && items.iter().all(|item| item.id != line.product) {
            items.push(Item {
                id: line.product.clone(),
                name: line.name.clone(),
                category: line.category.clone(),
            });
        }
    }
    items
}

fn order_of(properties: &Value) -> Option<String> {
    match properties.get("order_id").or_else(|| properties.get("order")) {
        Some(Value::String(text)) if (1..=ORDER_BYTES_MAX).contains(&text.len()) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}
