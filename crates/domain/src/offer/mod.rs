//! The offer: which products fit this customer now, and why.
//!
//! Products of categories the customer is happy with, not bought in 90 days, in stock where the
//! customer is, weighed with promotions. What the customer said they need comes before what their
//! behaviour suggests.

mod catalogue;
mod choose;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use catalogue::{Catalogue, Entry, Product, Promotion};
pub use choose::choose;

/// Most products one offer names.
pub const PRODUCTS_MAX: u8 = 10;
/// Most products that are kept with the reason why they were not offered.
pub const PASSED_MAX: usize = 10;

/// What is offered, and what was not.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Offer {
    /// The products, best first; empty if nothing fits.
    pub picks: Vec<Pick>,
    /// The next best ones and why they were left out, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<Passed>,
}

/// One product offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pick {
    /// The product's id.
    pub product: String,
    /// Its name, or the id again.
    pub name: String,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Its price in hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    /// The promotion it is part of, as customers read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promotion: Option<String>,
    /// How well it fits; only comparable within one offer.
    pub score: f64,
    /// Why it was picked.
    pub reasons: Vec<OfferReason>,
}

/// Why a product fits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum OfferReason {
    /// The customer said so; stands for the tag.
    Stated {
        /// The tag's name.
        tag: String,
    },
    /// A tag computed from behaviour says so.
    Inferred {
        /// The tag's name.
        tag: String,
    },
    /// The customer rated the category well.
    Happy {
        /// The category.
        category: String,
        /// The mean rating, 0 to 1.
        mean: f64,
    },
    /// Not bought in 90 days.
    NotBought,
    /// In stock at this unit, or in the whole brand.
    InStock {
        /// The unit's code, if its own stock was looked at.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<String>,
    },
    /// A promotion is on.
    Promotion {
        /// The brand's id of it.
        promotion: String,
        /// Its weight.
        weight: f64,
    },
}

/// One product not offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    /// The product's id.
    pub product: String,
    /// Why not.
    pub why: PassedReason,
}

/// Why a product that would fit was not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassedReason {
    /// It fits, but others fit better.
    Outranked,
    /// It suits the customer's behaviour, but not what the customer said.
    NotStated,
    /// Bought in the last 90 days.
    BoughtRecently,
    /// Not in stock.
    OutOfStock,
    /// The customer said they do not want it.
    Unwanted,
}
