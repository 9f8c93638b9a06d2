//! What conditions see of a customer's past: purchases, answers, contacts, visits. Everything is read where
//! it stands in the profile; only the order of purchases by name is made, when a condition first asks for it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::{SignedDuration, Timestamp};

use crate::expression::{Element, List, Record, Value};
use crate::profile::{Consent, Profile, Purchase, Rating, RecentResponse, WINDOW_DAYS};

/// What takes going through all purchases, computed once for all conditions that look at an event:
/// playbooks never change purchases.
#[derive(Debug, Default)]
pub(crate) struct Totals {
    /// Where the purchases of the last 90 days begin.
    begin: OnceLock<usize>,
    orders: OnceLock<i64>,
    spend: OnceLock<f64>,
    by_product: OnceLock<Box<[u16]>>,
    by_category: OnceLock<Box<[u16]>>,
}

impl Totals {
    /// The purchase lines of the last 90 days, oldest first.
    fn purchases<'p>(&self, profile: &'p Profile, now: Timestamp) -> &'p [Purchase] {
        let older = || profile.purchases.len() - profile.purchases_90d(now).len();
        profile.purchases.get(*self.begin.get_or_init(older)..).unwrap_or_default()
    }
}

/// The part of `customer` that tells of the past.
pub(super) struct History<'a> {
    profile: &'a Profile,
    totals: &'a Totals,
    now: Timestamp,
    purchases: Purchases<'a>,
    products: Bought<'a>,
    product_spend: Bought<'a>,
    categories: Bought<'a>,
    category_spend: Bought<'a>,
}

impl<'a> History<'a> {
    pub fn new(profile: &'a Profile, totals: &'a Totals, now: Timestamp) -> Self {
        let bought = |by, sum| Bought { profile, totals, now, by, sum };
        Self {
            profile,
            totals,
            now,
            purchases: Purchases { profile, totals, now },
            products: bought(By::Product, Sum::Quantity),
            product_spend: bought(By::Product, Sum::Amount),
            categories: bought(By::Category, Sum::Quantity),
            category_spend: bought(By::Category, Sum::Amount),
        }
    }

    pub fn orders_90d(&self) -> Value<'_> {
        let count = || i64::try_from(self.profile.orders_90d(self.now)).unwrap_or(i64::MAX);
        Value::Int(*self.totals.orders.get_or_init(count))
    }

    pub fn spend_90d(&self) -> Value<'_> {
        Value::Double(*self.totals.spend.get_or_init(|| money(self.profile.spend_90d(self.now))))
    }

    /// The value of another field of `customer` that is about the past. It is a call of its own, so that the
    /// fields that most conditions ask for are found as quickly as without it.
    #[inline(never)]
    pub fn field(&self, name: &str) -> Value<'_> {
        let profile = self.profile;
        match name {
            "last_order_at" => Value::from(profile.last_order_at),
            "last_nps" => self.last_score(|response| response.nps),
            "contacts_7d" => Value::from(self.contacts(7)),
            "time_zone" => Value::from(profile.time_zone.as_ref()),
            "first_seen_at" => Value::from(profile.first_seen_at),
            "last_seen_at" => Value::from(profile.last_seen_at),
            "orders_total" => Value::from(profile.orders_total),
            "spend_total" => Value::Double(money(profile.spend_total)),
            "purchases_90d" => Value::Items(&self.purchases),
            "products_90d" => Value::Record(&self.products),
            "product_spend_90d" => Value::Record(&self.product_spend),
            "categories_90d" => Value::Record(&self.categories),
            "category_spend_90d" => Value::Record(&self.category_spend),
            "category_ratings" => Value::Record(&profile.category_ratings),
            "responses" => Value::Items(&profile.responses),
            "responses_90d" => {
                let since = crate::time::after(self.now, -days(i64::from(WINDOW_DAYS)));
                Value::from(profile.responses.iter().filter(|response| response.at > since).count())
            }
            "last_response_at" => Value::from(profile.responses.last().map(|response| response.at)),
            "last_csat" => self.last_score(|response| response.csat),
            "last_ces" => self.last_score(|response| response.ces),
            "last_asked_at" => Value::from(profile.asked.values().filter_map(|asked| asked.asked_at).max()),
            "contacts_30d" => Value::from(self.contacts(30)),
            "contacts_90d" => Value::from(self.contacts(90)),
            "last_contact_at" => Value::from(profile.contacts.last().map(|contact| contact.at)),
            "consent" => Value::Record(&profile.consent),
            "visits_total" => Value::Int(profile.visit_hours.iter().map(|&visits| i64::from(visits)).sum()),
            "visit_hours" => Value::Items(&profile.visit_hours),
            "preferred_hour" => Value::from(profile.preferred_hour()),
            _ => Value::Null,
        }
    }

    /// The latest score of a kind; answers without it say nothing of it.
    fn last_score(&self, score: impl Fn(&RecentResponse) -> Option<u8>) -> Value<'_> {
        Value::from(self.profile.responses.iter().rev().find_map(score))
    }

    fn contacts(&self, in_days: i64) -> usize {
        let since = crate::time::after(self.now, -days(in_days));
        self.profile.contacts.iter().rev().take_while(|contact| contact.at > since).count()
    }
}

const fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

/// Money is kept in hundredths; people write it as on the receipt.
fn money(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

/// The purchase lines of the last 90 days, oldest first.
struct Purchases<'a> {
    profile: &'a Profile,
    totals: &'a Totals,
    now: Timestamp,
}

impl List for Purchases<'_> {
    fn len(&self) -> usize {
        self.totals.purchases(self.profile, self.now).len()
    }

    fn get(&self, index: usize) -> Value<'_> {
        let line = self.totals.purchases(self.profile, self.now).get(index);
        line.map_or(Value::Null, |line| Value::Record(line))
    }
}

#[derive(Clone, Copy)]
enum By {
    Product,
    Category,
}

#[derive(Clone, Copy)]
enum Sum {
    Quantity,
    Amount,
}

/// What was bought in the last 90 days, by name: how many pieces, or for how much.
struct Bought<'a> {
    profile: &'a Profile,
    totals: &'a Totals,
    now: Timestamp,
    by: By,
    sum: Sum,
}

impl<'a> Bought<'a> {
    fn lines(&self) -> &'a [Purchase] {
        self.totals.purchases(self.profile, self.now)
    }

    /// What a line counts under; empty if nobody knows.
    fn name_of<'p>(&self, line: &'p Purchase) -> &'p str {
        match self.by {
            By::Product => line.product.as_str(),
            By::Category => line.category.as_deref().unwrap_or_default(),
        }
    }

    fn name_at<'p>(&self, lines: &'p [Purchase], place: u16) -> &'p str {
        lines.get(usize::from(place)).map_or("", |line| self.name_of(line))
    }

    /// The places of the lines that have a name, in order of their names, so that looking one up is quick
    /// however often a condition does.
    fn sorted(&self) -> &'a [u16] {
        let kept = match self.by {
            By::Product => &self.totals.by_product,
            By::Category => &self.totals.by_category,
        };
        kept.get_or_init(|| {
            let lines = self.lines();
            let places = (0_u16..).zip(lines).filter(|(_, line)| !self.name_of(line).is_empty());
            let mut places: Box<[u16]> = places.map(|(place, _)| place).collect();
            places.sort_unstable_by_key(|place| self.name_at(lines, *place));
            places
        })
    }
}

impl Record for Bought<'_> {
    fn field(&self, name: &str) -> Value<'_> {
        let (lines, places) = (self.lines(), self.sorted());
        let places = &places[places.partition_point(|place| self.name_at(lines, *place) < name)..];
        let places = &places[..places.partition_point(|place| self.name_at(lines, *place) == name)];
        if places.is_empty() {
            return Value::Null;
        }
        let lines = places.iter().filter_map(|place| lines.get(usize::from(*place)));
        match self.sum {
            Sum::Quantity => Value::Double(lines.map(|line| line.quantity).sum()),
            Sum::Amount => {
                Value::Double(money(lines.fold(0, |sum: i64, line| sum.saturating_add(line.amount))))
            }
        }
    }

    fn names(&self) -> Option<Vec<&str>> {
        let lines = self.lines();
        let mut names: Vec<&str> = self.sorted().iter().map(|place| self.name_at(lines, *place)).collect();
        names.dedup();
        Some(names)
    }
}

impl Record for Purchase {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "product" => Some(self.product.as_str()).filter(|product| !product.is_empty()).into(),
            "category" => Value::from(self.category.as_ref()),
            "quantity" => Value::Double(self.quantity),
            "amount" => Value::Double(money(self.amount)),
            "order" => Value::text(&self.order),
            "day" => Timestamp::from_second(i64::from(self.day) * 86_400).ok().into(),
            _ => Value::Null,
        }
    }
}

impl Record for RecentResponse {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "id" => Value::Text(self.response.to_string().into()),
            "survey" => Value::Text(self.survey.to_string().into()),
            "at" => Value::Timestamp(self.at),
            "nps" => Value::from(self.nps),
            "csat" => Value::from(self.csat),
            "ces" => Value::from(self.ces),
            _ => Value::Null,
        }
    }
}

impl Element for RecentResponse {
    fn value(&self) -> Value<'_> {
        Value::Record(self)
    }
}

impl Record for Rating {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "count" => Value::from(self.count),
            "average" if self.count > 0 => Value::Double(self.sum / f64::from(self.count)),
            "last" => Value::Double(self.last),
            _ => Value::Null,
        }
    }
}

impl Record for BTreeMap<String, Rating> {
    fn field(&self, name: &str) -> Value<'_> {
        self.get(name).map_or(Value::Null, |rating| Value::Record(rating))
    }

    fn names(&self) -> Option<Vec<&str>> {
        Some(self.keys().map(String::as_str).collect())
    }
}

impl Record for BTreeMap<String, Consent> {
    fn field(&self, name: &str) -> Value<'_> {
        Value::from(self.get(name).map(|consent| consent.granted))
    }

    fn names(&self) -> Option<Vec<&str>> {
        Some(self.keys().map(String::as_str).collect())
    }
}

/// By hour of the day.
impl List for [u32; 24] {
    fn len(&self) -> usize {
        24
    }

    fn get(&self, index: usize) -> Value<'_> {
        Value::from(<[u32]>::get(self, index).copied())
    }
}
