//! Folding an event into a profile.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Consent, Profile, Purchase, WINDOW_DAYS, limit};
use crate::event::{Event, EventKind, Fact, Line, OWN_SOURCE, Order, Refund};
use crate::id::UnitId;
use crate::time;

/// What an event changed, for the trace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Change {
    /// A trait was set.
    Trait {
        /// Its name.
        name: String,
    },
    /// Purchases were added.
    Purchases {
        /// How many lines.
        lines: usize,
        /// Their sum in hundredths.
        amount: i64,
    },
    /// Purchases were taken back.
    Refund {
        /// Their sum in hundredths.
        amount: i64,
    },
    /// A visit was counted.
    Visit {
        /// The hour of the day in the customer's time zone.
        hour: u8,
    },
    /// Consent was given or refused.
    Consent {
        /// Channel and class.
        scope: String,
        /// Which.
        granted: bool,
    },
    /// The customer was seen at another unit.
    HomeUnit,
}

/// Folds one event into the profile; events older than the profile's newest still count where order does not matter.
pub fn apply(
    profile: &mut Profile,
    event: &Event,
    fact: &Fact,
    unit: Option<UnitId>,
    brand_zone: &str,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let at = event.occurred_at;
    let newest = profile.last_seen_at.is_none_or(|seen| at >= seen);
    profile.first_seen_at = Some(profile.first_seen_at.map_or(at, |seen| seen.min(at)));
    if newest {
        profile.last_seen_at = Some(at);
    }
    context(profile, &event.context);
    traits(profile, event, &mut changes);
    // Orders of before, brought in late, say where a customer belongs of whom nothing newer does.
    let tells = newest || profile.home_unit.is_none();
    if let Some(unit) = unit.filter(|_| tells && was_there(event, fact))
        && profile.home_unit != Some(unit)
    {
        profile.home_unit = Some(unit);
        changes.push(Change::HomeUnit);
    }
    match fact {
        Fact::OrderCompleted(order) => {
            bought(profile, order, at, &mut changes);
            visited(profile, at, brand_zone, &mut changes);
        }
        Fact::OrderRefunded(refund) => refunded(profile, refund, &mut changes),
        Fact::VisitStarted(_) => visited(profile, at, brand_zone, &mut changes),
        _ => {}
    }
    changes
}

/// Whether the customer was, or dealt with, where the event happened: looking at a store's page is no
/// visit, and what the product itself does about a customer is none either.
fn was_there(event: &Event, fact: &Fact) -> bool {
    match fact {
        Fact::ProductViewed { .. } => false,
        Fact::Generic(_) => {
            event.source != OWN_SOURCE && !matches!(event.kind, EventKind::Page | EventKind::Screen)
        }
        _ => true,
    }
}

/// Money in hundredths; a finite number below 1e15 always fits.
fn hundredths(amount: f64) -> i64 {
    (amount * 100.0).round() as i64
}

fn bought(profile: &mut Profile, order: &Order, at: Timestamp, changes: &mut Vec<Change>) {
    let amount = hundredths(order.total);
    profile.orders_total = profile.orders_total.saturating_add(1);
    profile.spend_total = profile.spend_total.saturating_add(amount);
    profile.last_order_at = Some(profile.last_order_at.map_or(at, |seen| seen.max(at)));
    let day = time::day(at);
    let line = |line: &Line| Purchase {
        day,
        product: line.product.clone(),
        category: line.category.clone(),
        quantity: line.quantity,
        amount: hundredths(line.price * line.quantity),
        order: order.order_id.clone(),
    };
    profile.purchases.extend(order.lines.iter().map(line));
    if order.lines.is_empty() {
        // An order without lines still counts as one purchase, of no product that anyone knows.
        let whole =
            Line { product: String::new(), name: None, category: None, quantity: 1.0, price: order.total };
        profile.purchases.push(line(&whole));
    }
    forget_purchases(profile);
    changes.push(Change::Purchases { lines: order.lines.len(), amount });
}

/// Keeps the list inside the window, in order of days and below its limit.
fn forget_purchases(profile: &mut Profile) {
    if !profile.purchases.is_sorted_by_key(|line| line.day) {
        profile.purchases.sort_by_key(|line| line.day);
    }
    let newest = profile.purchases.last().map_or(0, |line| line.day);
    let excess = profile.purchases.len().saturating_sub(limit::PURCHASES);
    let expired = profile.purchases.partition_point(|line| line.day < newest - WINDOW_DAYS);
    profile.purchases.drain(..excess.max(expired));
}

fn refunded(profile: &mut Profile, refund: &Refund, changes: &mut Vec<Change>) {
    // A product may stand on several lines, of the order as of the refund: each piece of it comes back once.
    let mut expected: BTreeMap<&str, f64> = BTreeMap::new();
    for line in &refund.lines {
        *expected.entry(line.product.as_str()).or_default() += line.quantity;
    }
    let mut taken_back = 0;
    for purchase in profile.purchases.iter_mut().filter(|purchase| purchase.order == refund.order_id) {
        let left = expected.get(purchase.product.as_str()).copied().unwrap_or(0.0);
        let back = if refund.lines.is_empty() { purchase.quantity } else { left.min(purchase.quantity) };
        if back > 0.0 && purchase.quantity > 0.0 {
            let share = hundredths(purchase.amount as f64 / 100.0 * back / purchase.quantity);
            purchase.quantity -= back;
            purchase.amount -= share;
            taken_back += share;
            if let Some(left) = expected.get_mut(purchase.product.as_str()) {
                *left -= back;
            }
        }
    }
    profile.purchases.retain(|purchase| purchase.quantity > 0.0);
    let amount = if refund.total > 0.0 { hundredths(refund.total) } else { taken_back };
    profile.spend_total -= amount;
    changes.push(Change::Refund { amount });
}

fn visited(profile: &mut Profile, at: Timestamp, brand_zone: &str, changes: &mut Vec<Change>) {
    let hour = time::hour(at, &profile.zone(brand_zone));
    let count = &mut profile.visit_hours[usize::from(hour)];
    *count = count.saturating_add(1);
    changes.push(Change::Visit { hour });
}

fn context(profile: &mut Profile, context: &Value) {
    if let Some(zone) = context.get("timezone").and_then(Value::as_str)
        && zone.len() <= 64
        && profile.time_zone.as_deref() != Some(zone)
        && jiff::tz::TimeZone::get(zone).is_ok()
    {
        profile.time_zone = Some(zone.to_owned());
    }
    if let Some(locale) = context.get("locale").and_then(Value::as_str)
        && locale.len() <= 35
        && profile.language.as_deref() != Some(locale)
    {
        profile.language = Some(locale.to_owned());
    }
}

fn traits(profile: &mut Profile, event: &Event, changes: &mut Vec<Change>) {
    // A group's traits describe the group, not the customer.
    if event.kind == EventKind::Group {
        return;
    }
    let Value::Object(traits) = &event.traits else { return };
    for (name, value) in traits {
        if name == "consent" {
            consent(profile, value, event.occurred_at, changes);
            continue;
        }
        let usable = match value {
            Value::String(text) => text.len() <= limit::TRAIT_BYTES,
            Value::Number(_) | Value::Bool(_) | Value::Null => true,
            Value::Array(_) | Value::Object(_) => false,
        };
        let room = profile.traits.len() < limit::TRAITS || profile.traits.contains_key(name);
        if !usable || !room || name.len() > 64 || profile.traits.get(name) == Some(value) {
            continue;
        }
        if value.is_null() {
            profile.traits.remove(name);
        } else {
            profile.traits.insert(name.clone(), value.clone());
        }
        changes.push(Change::Trait { name: name.clone() });
    }
}

/// `traits.consent` is an object such as `{"email.marketing": true, "sms": false}`.
fn consent(profile: &mut Profile, value: &Value, at: Timestamp, changes: &mut Vec<Change>) {
    let Value::Object(scopes) = value else { return };
    for (scope, granted) in scopes.iter().filter(|(scope, _)| scope.len() <= 32).take(16) {
        let Some(granted) = granted.as_bool() else { continue };
        let newer = profile.consent.get(scope).is_none_or(|held| held.at <= at);
        if newer {
            profile.consent.insert(scope.clone(), Consent { granted, at, source: "event".to_owned() });
            changes.push(Change::Consent { scope: scope.clone(), granted });
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use serde_json::json;

    use super::*;

    /// The homes after orders of so many days ago at these units, in the order in which they arrive.
    fn homes(orders: &[(i64, UnitId)]) -> Vec<Option<UnitId>> {
        let now: Timestamp = "2026-11-22T12:00:00Z".parse().expect("a time");
        let mut profile = Profile { last_seen_at: Some(now), ..Profile::new() };
        let mut home_after = |&(days, unit): &(i64, UnitId)| {
            let order = json!({
                "message_id": "m", "name": "Order Completed", "source": OWN_SOURCE, "received_at": now,
                "occurred_at": now - SignedDuration::from_hours(24 * days),
                "properties": { "order_id": "o", "total": 1 },
            });
            let order: Event = serde_json::from_value(order).expect("an event");
            apply(&mut profile, &order, &order.fact().0, Some(unit), "Asia/Shanghai");
            profile.home_unit
        };
        orders.iter().map(&mut home_after).collect()
    }

    #[test]
    fn an_order_of_before_gives_a_home_to_whom_has_none_and_takes_none_away() {
        let [a, b, c] = [1, 2, 3].map(|number| UnitId::from_bytes([number; 16]));
        assert_eq!(homes(&[(8, a), (9, b), (0, c), (7, a)]), [Some(a), Some(a), Some(c), Some(c)]);
    }

    /// What a customer of Shanghai does from 1 March on: the day, the event's name, its properties.
    fn after(events: &[(&str, &str, Value)]) -> (Profile, Vec<Change>) {
        let mut profile = Profile::new();
        let changes = events.iter().flat_map(|(at, name, properties)| {
            let event = json!({
                "message_id": "m", "name": name, "source": OWN_SOURCE, "received_at": at, "occurred_at": at,
                "properties": properties,
            });
            let event: Event = serde_json::from_value(event).expect("an event");
            apply(&mut profile, &event, &event.fact().0, None, "Asia/Shanghai")
        });
        let changes = changes.collect();
        (profile, changes)
    }

    fn order(number: &str, lines: &[(&str, f64, f64)]) -> Value {
        let line = |&(sku, quantity, price): &(&str, f64, f64)| json!({ "sku": sku, "quantity": quantity, "price": price, "category": "spicy" });
        json!({ "order_id": number, "products": lines.iter().map(line).collect::<Vec<_>>() })
    }

    fn kept(profile: &Profile) -> Vec<(&str, f64, i64)> {
        profile.purchases.iter().map(|line| (line.product.as_str(), line.quantity, line.amount)).collect()
    }

    const NOON: &str = "2026-03-01T04:00:00Z";

    #[test]
    fn each_piece_of_a_refund_comes_back_once() {
        let bought = order("o-1", &[("soup", 1.0, 88.0), ("soup", 2.0, 80.0), ("rice", 1.0, 3.0)]);
        let other = order("o-2", &[("soup", 1.0, 88.0)]);
        let back = |lines: &[(&str, f64, f64)]| {
            let events = [
                (NOON, "Order Completed", bought.clone()),
                (NOON, "Order Completed", other.clone()),
                (NOON, "Order Refunded", order("o-1", lines)),
            ];
            let (profile, changes) = after(&events);
            let lines: Vec<_> = kept(&profile)
                .into_iter()
                .map(|(what, many, cents)| format!("{many} {what} {cents}"))
                .collect();
            assert_eq!(profile.orders_total, 2, "what was bought and given back was bought");
            (lines.join(", "), profile.spend_total, changes.last().cloned())
        };
        let refund = |amount| Some(Change::Refund { amount });
        let one = back(&[("soup", 1.0, 0.0)]);
        assert_eq!(one, ("2 soup 16000, 1 rice 300, 1 soup 8800".to_owned(), 25_100, refund(8_800)));
        let two = back(&[("soup", 2.0, 0.0)]);
        assert_eq!(two, ("1 soup 8000, 1 rice 300, 1 soup 8800".to_owned(), 17_100, refund(16_800)));
        let in_two_lines = back(&[("soup", 1.0, 0.0), ("soup", 1.0, 0.0)]);
        assert_eq!(in_two_lines, two);
        let more_than_there_were = back(&[("soup", 9.0, 0.0), ("tea", 1.0, 0.0)]);
        assert_eq!(more_than_there_were, ("1 rice 300, 1 soup 8800".to_owned(), 9_100, refund(24_800)));
        assert_eq!(back(&[]), ("1 soup 8800".to_owned(), 8_800, refund(25_100)), "the whole order");
    }

    #[test]
    fn hours_are_those_of_the_customer() {
        let (profile, changes) = after(&[
            (NOON, "Order Completed", order("o-1", &[])),
            (NOON, "Visit Started", Value::Null),
            ("2026-03-01T16:30:00Z", "Visit Started", Value::Null),
            (NOON, "Product Viewed", json!({ "sku": "soup" })),
        ]);
        assert_eq!((profile.visit_hours[12], profile.visit_hours[0]), (2, 1));
        assert_eq!(profile.visit_hours.iter().sum::<u32>(), 3, "looking at a product is no visit");
        assert_eq!(changes.last(), Some(&Change::Visit { hour: 0 }));
    }

    #[test]
    fn purchases_are_of_ninety_days_and_bounded() {
        let old = order("o-1", &[("old", 1.0, 1.0)]);
        let (profile, _) = after(&[
            ("2026-03-01T00:00:00Z", "Order Completed", old.clone()),
            ("2026-05-30T00:00:00Z", "Order Completed", order("o-2", &[("new", 1.0, 1.0)])),
        ]);
        assert_eq!(kept(&profile).len(), 2, "ninety days ago");
        let (profile, _) = after(&[
            ("2026-05-31T00:00:00Z", "Order Completed", order("o-2", &[("new", 1.0, 1.0)])),
            ("2026-03-01T00:00:00Z", "Order Completed", old),
        ]);
        assert_eq!(kept(&profile), [("new", 1.0, 100)], "however late the old one comes in");
        assert_eq!(profile.orders_total, 2, "it was bought all the same");
        let many: Vec<_> = (0..limit::PURCHASES).map(|_| ("many", 1.0, 1.0)).collect();
        let (profile, _) = after(&[
            (NOON, "Order Completed", order("o-1", &[("first", 1.0, 1.0)])),
            (NOON, "Order Completed", order("o-2", &many)),
        ]);
        assert_eq!((profile.purchases.len(), kept(&profile)[0].0), (limit::PURCHASES, "many"));
    }
}
