//! Choosing the products of an offer.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use super::{Catalogue, Offer, OfferReason, PASSED_MAX, Passed, PassedReason, Pick, Product, Promotion};
use crate::profile::{Profile, Tag, TagSource, WINDOW_DAYS};

/// `wants:spicy`: a product or category that the customer wants.
const WANTS: &str = "wants:";
/// `avoids:pork`: one that the customer does not want.
const AVOIDS: &str = "avoids:";
/// What a tag is worth beside a category rated 0.7 to 1: a stated one beats any rating, an inferred one equals a good one.
const STATED: f64 = 2.0;
const INFERRED: f64 = 0.8;

/// Chooses at most `products_max` products for a customer at `unit`, the brand's code of it.
///
/// If anything the customer said fits, only that is offered. The order is by how well the category
/// was rated or said, times the strongest promotion; of equals the one with a promotion, then by id.
#[must_use]
pub fn choose(
    catalogue: &Catalogue,
    profile: &Profile,
    unit: Option<&str>,
    products_max: u8,
    now: Timestamp,
) -> Offer {
    let promotions: Vec<&Promotion> = catalogue.promotions_on(now).collect();
    let bought = bought(profile, now);
    let unwanted: Vec<&str> = needs(profile, AVOIDS, now).map(|(word, ..)| word).collect();
    let mut fitting = Vec::new();
    let mut passed = Vec::new();
    for (product, why) in candidates(catalogue, profile, now) {
        let (in_stock, own) = product.stock(unit);
        let refused = if unwanted.iter().any(|word| is_about(product, word)) {
            Some(PassedReason::Unwanted)
        } else if bought.contains(product.id.as_str()) {
            Some(PassedReason::BoughtRecently)
        } else if in_stock {
            None
        } else {
            Some(PassedReason::OutOfStock)
        };
        let stock = OfferReason::InStock { unit: unit.filter(|_| own).map(str::to_owned) };
        let candidate = weigh(product, why, stock, &promotions);
        match refused {
            Some(why) => passed.push((candidate, why)),
            None => fitting.push(candidate),
        }
    }
    fitting.sort_by(best_first);
    let said = fitting.iter().any(|candidate| candidate.stated);
    let mut picks = Vec::new();
    for candidate in fitting {
        if said && !candidate.stated {
            passed.push((candidate, PassedReason::NotStated));
        } else if picks.len() >= usize::from(products_max) {
            passed.push((candidate, PassedReason::Outranked));
        } else {
            picks.push(candidate.pick);
        }
    }
    passed.sort_by(|(left, _), (right, _)| best_first(left, right));
    let passed = passed.into_iter().take(PASSED_MAX);
    Offer { picks, passed: passed.map(|(it, why)| Passed { product: it.pick.product, why }).collect() }
}

struct Candidate {
    stated: bool,
    pick: Pick,
}

/// Every product that anything speaks for, with what does, by id.
fn candidates<'a>(
    catalogue: &'a Catalogue,
    profile: &Profile,
    now: Timestamp,
) -> impl Iterator<Item = (&'a Product, Vec<OfferReason>)> {
    let mut found: BTreeMap<&str, (&Product, Vec<OfferReason>)> = BTreeMap::new();
    let mut add = |product: &'a Product, why: &OfferReason| {
        found.entry(&product.id).or_insert_with(|| (product, Vec::new())).1.push(why.clone());
    };
    for (word, name, source) in needs(profile, WANTS, now) {
        let tag = name.to_owned();
        let why = if source == TagSource::Stated {
            OfferReason::Stated { tag }
        } else {
            OfferReason::Inferred { tag }
        };
        for product in catalogue.product(word).into_iter().chain(catalogue.of_category(word)) {
            add(product, &why);
        }
    }
    for (category, rating) in profile.category_ratings.iter().filter(|(_, rating)| rating.is_happy()) {
        let mean = rating.sum / f64::from(rating.count);
        let why = OfferReason::Happy { category: category.clone(), mean };
        for product in catalogue.of_category(category) {
            add(product, &why);
        }
    }
    found.into_values()
}

/// What live tags say: the word, the tag's name and who says so. `wants:` may stand in the name with
/// the word behind it or in the value; a stated tag's value counts without it, too.
fn needs<'a>(
    profile: &'a Profile,
    prefix: &'static str,
    now: Timestamp,
) -> impl Iterator<Item = (&'a str, &'a str, TagSource)> {
    let live = move |tag: &&Tag| tag.expires_at.is_none_or(|end| end > now);
    profile.tags.iter().filter(move |(_, tag)| live(tag)).filter_map(move |(name, tag)| {
        let value = tag.value.as_deref();
        let word = match name.strip_prefix(prefix) {
            Some("") => value,
            Some(word) => Some(word),
            None if name == prefix.trim_end_matches(':') => value,
            None if prefix == WANTS && tag.source == TagSource::Stated && !name.starts_with(AVOIDS) => {
                value.filter(|_| name != AVOIDS.trim_end_matches(':'))
            }
            None => None,
        };
        word.map(|word| (word, name.as_str(), tag.source))
    })
}

fn is_about(product: &Product, word: &str) -> bool {
    product.id == word || product.category.as_deref() == Some(word)
}

/// Products bought in the 90 days before `now`.
fn bought(profile: &Profile, now: Timestamp) -> HashSet<&str> {
    let first = crate::time::day(now) - WINDOW_DAYS;
    let recent = profile.purchases.iter().rev().take_while(|line| line.day >= first);
    recent.map(|line| line.product.as_str()).collect()
}

fn weigh(
    product: &Product,
    mut reasons: Vec<OfferReason>,
    stock: OfferReason,
    promotions: &[&Promotion],
) -> Candidate {
    let stated = reasons.iter().any(|why| matches!(why, OfferReason::Stated { .. }));
    let worth = |why: &OfferReason| match why {
        OfferReason::Stated { .. } => STATED,
        OfferReason::Inferred { .. } => INFERRED,
        OfferReason::Happy { mean, .. } => *mean,
        _ => 0.0,
    };
    let mut score = reasons.iter().map(worth).fold(0.0, f64::max);
    reasons.push(OfferReason::NotBought);
    reasons.push(stock);
    // Of equally strong promotions the first by id, whatever order they were published in.
    let strongest = promotions
        .iter()
        .filter(|promotion| promotion.covers(product))
        .reduce(|best, next| if next.weight > best.weight { next } else { best });
    if let Some(promotion) = strongest {
        score *= promotion.weight;
        let id = promotion.promotion.clone();
        reasons.push(OfferReason::Promotion { promotion: id, weight: promotion.weight });
    }
    let pick = Pick {
        product: product.id.clone(),
        name: product.name.clone().unwrap_or_else(|| product.id.clone()),
        category: product.category.clone(),
        price: product.price,
        promotion: strongest.map(|promotion| promotion.title.clone()),
        score,
        reasons,
    };
    Candidate { stated, pick }
}

fn best_first(left: &Candidate, right: &Candidate) -> std::cmp::Ordering {
    let promoted = |candidate: &Candidate| candidate.pick.promotion.is_some();
    right
        .pick
        .score
        .total_cmp(&left.pick.score)
        .then_with(|| promoted(right).cmp(&promoted(left)))
        .then_with(|| left.pick.product.cmp(&right.pick.product))
}
