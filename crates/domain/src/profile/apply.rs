//! Folding an event into a profile.

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
    let mut taken_back = 0;
    for purchase in profile.purchases.iter_mut().filter(|purchase| purchase.order == refund.order_id) {
        let back = match refund.lines.iter().find(|line| line.product == purchase.product) {
            Some(line) => line.quantity.min(purchase.quantity),
            None if refund.lines.is_empty() => purchase.quantity,
            None => 0.0,
        };
        if back > 0.0 && purchase.quantity > 0.0 {
            let share = hundredths(purchase.amount as f64 / 100.0 * back / purchase.quantity);
            purchase.quantity -= back;
            purchase.amount -= share;
            taken_back += share;
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
}
