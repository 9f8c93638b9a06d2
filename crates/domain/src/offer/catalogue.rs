//! What the brand sells: products, their stock per unit, and promotions, as events say.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::{self, Fact};

/// The stock of one product at one unit, or in the whole brand: one `Stock Changed`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The product's id.
    pub product: String,
    /// The unit's code; none for the whole brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The product's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The product's category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The product's price in hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    /// How many are left; none means unlimited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<f64>,
    /// When the event happened; older events change nothing.
    pub at: Timestamp,
}

impl Entry {
    /// The entry that a `Stock Changed` of this time makes.
    #[must_use]
    pub fn new(stock: &event::Stock, at: Timestamp) -> Self {
        Self {
            product: stock.product.clone(),
            unit: stock.place.unit.clone(),
            name: stock.name.clone(),
            category: stock.category.clone(),
            // A finite number below 1e15 always fits.
            price: stock.price.map(|price| (price * 100.0).round() as i64),
            quantity: stock.quantity,
            at,
        }
    }
}

/// A promotion: one `Promotion Published`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promotion {
    /// The brand's id of it.
    pub promotion: String,
    /// What the customer reads.
    pub title: String,
    /// Products it is for; with categories both empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub products: Vec<String>,
    /// Categories it is for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// How strongly offers prefer it; 1 is neutral, less puts its products behind others.
    pub weight: f64,
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// Until when, exclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// When the event happened; older events change nothing.
    pub at: Timestamp,
}

impl Promotion {
    /// The promotion that a `Promotion Published` of this time makes.
    #[must_use]
    pub fn new(published: &event::Promotion, at: Timestamp) -> Self {
        Self {
            promotion: published.promotion.clone(),
            title: published.title.clone(),
            products: published.products.clone(),
            categories: published.categories.clone(),
            weight: published.weight,
            starts_at: published.starts_at,
            ends_at: published.ends_at,
            at,
        }
    }

    /// Whether it is on at `now`.
    #[must_use]
    pub fn is_on(&self, now: Timestamp) -> bool {
        self.starts_at.is_none_or(|start| start <= now) && self.ends_at.is_none_or(|end| now < end)
    }

    /// Whether it is for a product.
    #[must_use]
    pub fn covers(&self, product: &Product) -> bool {
        (self.products.is_empty() && self.categories.is_empty())
            || self.products.contains(&product.id)
            || product.category.as_ref().is_some_and(|category| self.categories.contains(category))
    }
}

/// A product, over all units.
#[derive(Debug, Clone, PartialEq)]
pub struct Product {
    /// Its id.
    pub id: String,
    /// Its name as said last.
    pub name: Option<String>,
    /// Its category as said last.
    pub category: Option<String>,
    /// Its price in hundredths as said last.
    pub price: Option<i64>,
    described_at: Timestamp,
    whole_brand: Option<(Option<f64>, Timestamp)>,
    per_unit: HashMap<String, (Option<f64>, Timestamp)>,
}

impl Product {
    fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: None,
            category: None,
            price: None,
            described_at: Timestamp::MIN,
            whole_brand: None,
            per_unit: HashMap::new(),
        }
    }

    /// The stock that counts for a customer at `unit`: the unit's own if known, else the brand's.
    /// Returns whether there is any, and whether it is the unit's own.
    #[must_use]
    pub fn stock(&self, unit: Option<&str>) -> (bool, bool) {
        let left = |quantity: Option<f64>| quantity.is_none_or(|left| left > 0.0);
        match unit.and_then(|code| self.per_unit.get(code)) {
            Some((quantity, _)) => (left(*quantity), true),
            None => (self.whole_brand.is_some_and(|(quantity, _)| left(quantity)), false),
        }
    }
}

/// All products and promotions of a brand, arranged for choosing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Catalogue {
    products: HashMap<String, Product>,
    by_category: BTreeMap<String, BTreeSet<String>>,
    promotions: BTreeMap<String, Promotion>,
}

impl Catalogue {
    /// A catalogue from what is stored, in any order.
    #[must_use]
    pub fn new(
        entries: impl IntoIterator<Item = Entry>,
        promotions: impl IntoIterator<Item = Promotion>,
    ) -> Self {
        let mut catalogue = Self::default();
        for entry in entries {
            catalogue.stock(&entry);
        }
        for promotion in promotions {
            catalogue.promote(promotion);
        }
        catalogue
    }

    /// Takes over what a `Stock Changed` or `Promotion Published` says; whether anything changed.
    pub fn apply(&mut self, fact: &Fact, at: Timestamp) -> bool {
        match fact {
            Fact::StockChanged(stock) => self.stock(&Entry::new(stock, at)),
            Fact::PromotionPublished(published) => self.promote(Promotion::new(published, at)),
            _ => false,
        }
    }

    /// A product by its id.
    #[must_use]
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.get(id)
    }

    /// The products of a category, by id.
    pub fn of_category(&self, category: &str) -> impl Iterator<Item = &Product> {
        self.by_category.get(category).into_iter().flatten().filter_map(|id| self.products.get(id))
    }

    /// The promotions that are on at `now`, by id.
    pub fn promotions_on(&self, now: Timestamp) -> impl Iterator<Item = &Promotion> {
        self.promotions.values().filter(move |promotion| promotion.is_on(now))
    }

    /// Takes over what is known of a product at a unit; whether anything changed.
    pub fn stock(&mut self, entry: &Entry) -> bool {
        let product =
            self.products.entry(entry.product.clone()).or_insert_with(|| Product::new(&entry.product));
        let mut changed = false;
        if entry.at >= product.described_at {
            product.described_at = entry.at;
            product.name = entry.name.clone().or_else(|| product.name.take());
            product.price = entry.price.or(product.price);
            if let Some(category) =
                entry.category.as_ref().filter(|new| product.category.as_ref() != Some(new))
            {
                if let Some(ids) = product.category.as_ref().and_then(|old| self.by_category.get_mut(old)) {
                    ids.remove(&entry.product);
                }
                self.by_category.entry(category.clone()).or_default().insert(entry.product.clone());
                product.category = Some(category.clone());
            }
            changed = true;
        }
        let held = match &entry.unit {
            None => product.whole_brand.get_or_insert((entry.quantity, Timestamp::MIN)),
            Some(unit) => product.per_unit.entry(unit.clone()).or_insert((entry.quantity, Timestamp::MIN)),
        };
        if entry.at >= held.1 {
            *held = (entry.quantity, entry.at);
            changed = true;
        }
        changed
    }

    /// Takes over a promotion; whether anything changed.
    pub fn promote(&mut self, promotion: Promotion) -> bool {
        let older = self.promotions.get(&promotion.promotion).is_some_and(|held| held.at > promotion.at);
        if !older {
            self.promotions.insert(promotion.promotion.clone(), promotion);
        }
        !older
    }
}
