//! What a survey's logic may look at besides the answers: who is asked, where, about which order, and when.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::expression::{Element, List, Record, Value};
use crate::id::CustomerId;
use crate::link::{Item, LinkParams};
use crate::locale::Lang;
use crate::playbook::{Totals, UnitFacts};
use crate::profile::Profile;

/// The circumstances in which a survey is filled in. All but the time may be missing.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The time.
    pub now: Timestamp,
    /// The zone in which days are said.
    pub zone: TimeZone,
    /// Whom the link was sent to.
    pub customer: Option<(CustomerId, &'a Profile)>,
    /// The unit it is about.
    pub unit: Option<UnitFacts<'a>>,
    /// What else the link says.
    pub params: Option<&'a LinkParams>,
    /// The items of the order.
    pub items: &'a [Item],
    /// The language to start in.
    pub language: Option<&'a Lang>,
    pub(super) totals: Totals,
}

impl<'a> Facts<'a> {
    /// Nothing but the time, in UTC.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        let totals = Totals::default();
        let zone = TimeZone::UTC;
        Self { now, zone, customer: None, unit: None, params: None, items: &[], language: None, totals }
    }

    /// With the items of an order.
    #[must_use]
    pub fn about(self, items: &'a [Item]) -> Self {
        Self { items, ..self }
    }

    /// With what a link says.
    #[must_use]
    pub fn of_link(self, params: &'a LinkParams) -> Self {
        Self { params: Some(params), items: &params.items, language: params.language.as_ref(), ..self }
    }
}

/// `order`: the one that the link is about.
pub(super) struct OrderRecord<'a>(pub &'a Facts<'a>);

impl Record for OrderRecord<'_> {
    fn field(&self, name: &str) -> Value<'_> {
        let Some(params) = self.0.params else { return Value::Null };
        match name {
            "id" => Value::from(params.order.as_ref()),
            "total" => self.total(params),
            "channel" => Value::from(params.channel.as_ref()),
            "product" => Value::from(params.product.as_ref()),
            "staff" => Value::from(params.staff.as_ref()),
            "group" => Value::from(params.group.as_ref()),
            "items" => Value::Items(&self.0.items),
            _ => Value::Null,
        }
    }
}

impl OrderRecord<'_> {
    /// What the customer paid, as far as the profile knows the order.
    fn total(&self, params: &LinkParams) -> Value<'_> {
        let (Some((_, profile)), Some(order)) = (self.0.customer, &params.order) else { return Value::Null };
        let mut lines = profile.purchases.iter().filter(|line| line.order == *order).peekable();
        if lines.peek().is_none() {
            return Value::Null;
        }
        Value::Double(lines.map(|line| line.amount).sum::<i64>() as f64 / 100.0)
    }
}

impl List for &[Item] {
    fn len(&self) -> usize {
        <[Item]>::len(self)
    }

    fn get(&self, index: usize) -> Value<'_> {
        <[Item]>::get(self, index).map_or(Value::Null, Element::value)
    }
}

impl Element for Item {
    fn value(&self) -> Value<'_> {
        Value::Record(self)
    }
}

impl Record for Item {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "id" => Value::text(&self.id),
            "name" => Value::text(&self.name),
            _ => Value::Null,
        }
    }

    fn names(&self) -> Option<Vec<&str>> {
        Some(vec!["id", "name"])
    }
}
