//! Orders and refunds: Segment's e-commerce fields, with the unit, staff, group and channel of a store.

use serde_json::Value;

use super::fact::{Fields, text};
use crate::field::FieldError;

/// Most lines of one order that are read.
pub const LINES_MAX: usize = 200;

/// Where something happened and who was there, by the brand's own codes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Code of the unit, such as a store number.
    pub unit: Option<String>,
    /// Code of the member of staff.
    pub staff: Option<String>,
    /// Code of the chat group.
    pub group: Option<String>,
    /// `dine_in`, `delivery`, `take_away`, `web` …
    pub channel: Option<String>,
}

impl Place {
    /// From an event's properties, whatever its name; a till or a tablet that stands in one store may say
    /// `unit` and `staff` once and for all in its context. What else a context holds is the sender's own.
    pub(super) fn read(fields: &Fields<'_>, context: &Value) -> Self {
        let of_context = |name: &str| context.get(name).and_then(text);
        Self {
            unit: fields.text_of(&["unit", "unit_id", "store", "store_id"]).or_else(|| of_context("unit")),
            staff: fields.text_of(&["staff", "staff_id"]).or_else(|| of_context("staff")),
            group: fields.text_of(&["group", "group_id"]),
            channel: fields.text_of(&["channel"]),
        }
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The product's id.
    pub product: String,
    /// Its name on the receipt.
    pub name: Option<String>,
    /// Its category.
    pub category: Option<String>,
    /// How many.
    pub quantity: f64,
    /// Price of one, in the order's currency.
    pub price: f64,
}

/// `Order Completed`.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The brand's order number.
    pub order_id: String,
    /// What the customer paid.
    pub total: f64,
    /// ISO 4217, if given.
    pub currency: Option<String>,
    /// What was bought.
    pub lines: Vec<Line>,
    /// Where.
    pub place: Place,
}

/// `Order Refunded`; no lines means the whole order.
#[derive(Debug, Clone, PartialEq)]
pub struct Refund {
    /// The order taken back.
    pub order_id: String,
    /// What was paid back.
    pub total: f64,
    /// The lines taken back; empty for all.
    pub lines: Vec<Line>,
    /// Where.
    pub place: Place,
}

pub(super) fn order(fields: &Fields<'_>, place: &Place, errors: &mut Vec<FieldError>) -> Option<Order> {
    let order_id = fields.required("order_id", errors);
    let lines = lines(fields, errors);
    let sum: f64 = lines.iter().map(|line| line.price * line.quantity).sum();
    let total = fields.number_of(&["total", "revenue", "value"], errors).unwrap_or(sum);
    errors.is_empty().then(|| Order {
        order_id: order_id.unwrap_or_default(),
        total,
        currency: fields.text_of(&["currency"]),
        lines,
        place: place.clone(),
    })
}

pub(super) fn refund(fields: &Fields<'_>, place: &Place, errors: &mut Vec<FieldError>) -> Option<Refund> {
    let order_id = fields.required("order_id", errors);
    let lines = lines(fields, errors);
    let total = fields.number_of(&["total", "revenue", "value"], errors).unwrap_or(0.0);
    errors.is_empty().then(|| Refund {
        order_id: order_id.unwrap_or_default(),
        total,
        lines,
        place: place.clone(),
    })
}

fn lines(fields: &Fields<'_>, errors: &mut Vec<FieldError>) -> Vec<Line> {
    let list = match fields.get("products") {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(list)) => list,
        Some(_) => {
            errors.push(FieldError::new("properties.products", "type", "Send a list of products."));
            return Vec::new();
        }
    };
    if list.len() > LINES_MAX {
        errors.push(FieldError::new("properties.products", "too_many", "An order has at most 200 lines."));
        return Vec::new();
    }
    list.iter().enumerate().filter_map(|(position, item)| line(position, item, errors)).collect()
}

fn line(position: usize, item: &Value, errors: &mut Vec<FieldError>) -> Option<Line> {
    let fields = Fields::nested(item, format!("properties.products[{position}]"));
    let Some(product) = fields.text_of(&["product_id", "sku", "id"]) else {
        errors.push(FieldError::new(
            fields.path("product_id"),
            "required",
            "Name the product by `product_id` or `sku`.",
        ));
        return None;
    };
    Some(Line {
        product,
        name: item.get("name").and_then(text),
        category: item.get("category").and_then(text),
        quantity: fields.number_of(&["quantity"], errors).unwrap_or(1.0),
        price: fields.number_of(&["price"], errors).unwrap_or(0.0),
    })
}
