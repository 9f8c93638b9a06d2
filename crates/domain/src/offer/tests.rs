//! What fits whom.

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::profile::{Profile, Purchase, Rating, Tag, TagSource};

fn now() -> Timestamp {
    "2026-05-16T04:00:00Z".parse().expect("a time")
}

/// Three noodles, two teas, one hot pot; all in stock everywhere.
fn catalogue() -> Catalogue {
    let entry = |(product, category): (&str, &str)| Entry {
        product: product.to_owned(),
        unit: None,
        name: Some(product.to_uppercase()),
        category: Some(category.to_owned()),
        price: Some(3800),
        quantity: Some(9.0),
        at: now(),
    };
    let products = [
        ("n1", "noodles"),
        ("n2", "noodles"),
        ("n3", "noodles"),
        ("t1", "tea"),
        ("t2", "tea"),
        ("h1", "hotpot"),
    ];
    Catalogue::new(products.map(entry), [])
}

fn happy_with(categories: &[(&str, f64)]) -> Profile {
    let mut profile = Profile::new();
    for (category, mean) in categories {
        profile.category_ratings.insert((*category).to_owned(), Rating { count: 1, sum: *mean, last: *mean });
    }
    profile
}

fn tag(profile: &mut Profile, name: &str, value: Option<&str>, source: TagSource) {
    let tag = Tag { source, value: value.map(str::to_owned), set_at: now(), expires_at: None, by: None };
    profile.tags.insert(name.to_owned(), tag);
}

fn picked(offer: &Offer) -> Vec<&str> {
    offer.picks.iter().map(|pick| pick.product.as_str()).collect()
}

fn passed(offer: &Offer) -> Vec<(&str, PassedReason)> {
    offer.passed.iter().map(|passed| (passed.product.as_str(), passed.why)).collect()
}

fn promotion(id: &str, weight: f64, products: &[&str]) -> Promotion {
    Promotion {
        promotion: id.to_owned(),
        title: format!("promotion {id}"),
        products: products.iter().map(|id| (*id).to_owned()).collect(),
        categories: Vec::new(),
        weight,
        starts_at: None,
        ends_at: None,
        at: now(),
    }
}

fn purchase(product: &str, days_ago: i32) -> Purchase {
    Purchase {
        day: crate::time::day(now()) - days_ago,
        product: product.to_owned(),
        category: None,
        quantity: 1.0,
        amount: 3800,
        order: "o".to_owned(),
    }
}

#[test]
fn nothing_is_offered_to_whom_nothing_is_known_of() {
    assert_eq!(choose(&catalogue(), &Profile::new(), None, 3, now()), Offer::default());
    let unhappy = happy_with(&[("noodles", 0.4)]);
    assert_eq!(choose(&catalogue(), &unhappy, None, 3, now()), Offer::default());
}

#[test]
fn what_was_bought_lately_or_is_gone_is_left_out() {
    let mut profile = happy_with(&[("noodles", 0.9)]);
    profile.purchases = vec![purchase("n3", 91), purchase("n1", 90)];
    let mut catalogue = catalogue();
    let gone = crate::event::Stock {
        product: "n2".to_owned(),
        name: None,
        category: None,
        price: None,
        place: crate::event::Place { unit: Some("S001".to_owned()), ..Default::default() },
        quantity: Some(0.0),
    };
    catalogue.apply(&crate::event::Fact::StockChanged(gone), now());
    let here = choose(&catalogue, &profile, Some("S001"), 3, now());
    assert_eq!(picked(&here), ["n3"]);
    assert_eq!(passed(&here), [("n1", PassedReason::BoughtRecently), ("n2", PassedReason::OutOfStock)]);
    assert_eq!(
        here.picks[0].reasons,
        [
            OfferReason::Happy { category: "noodles".to_owned(), mean: 0.9 },
            OfferReason::NotBought,
            OfferReason::InStock { unit: None },
        ]
    );
    assert_eq!(picked(&choose(&catalogue, &profile, Some("S002"), 3, now())), ["n2", "n3"]);
}

#[test]
fn promotions_weigh_while_they_are_on() {
    let profile = happy_with(&[("noodles", 0.9), ("tea", 0.8)]);
    let mut catalogue = catalogue();
    assert_eq!(picked(&choose(&catalogue, &profile, None, 4, now())), ["n1", "n2", "n3", "t1"]);
    let over = Promotion { ends_at: Some(now()), ..promotion("a", 9.0, &["n3"]) };
    let later = Promotion {
        starts_at: Some("2026-06-01T00:00:00Z".parse().expect("a time")),
        ..promotion("b", 9.0, &["n2"])
    };
    for promotion in [over, later, promotion("c", 2.0, &["t2"]), promotion("d", 2.0, &["t2"])] {
        assert!(catalogue.promote(promotion));
    }
    let offer = choose(&catalogue, &profile, None, 2, now());
    assert_eq!(picked(&offer), ["t2", "n1"]);
    assert_eq!(offer.picks[0].promotion.as_deref(), Some("promotion c"));
    assert_eq!(passed(&offer)[0], ("n2", PassedReason::Outranked));
}

#[test]
fn what_the_customer_said_overrides_what_behaviour_suggests() {
    let cases = [
        ("wants:tea", None, TagSource::Stated, vec!["t1", "t2"]),
        ("need", Some("tea"), TagSource::Stated, vec!["t1", "t2"]),
        ("wants", Some("h1"), TagSource::Stated, vec!["h1"]),
        ("wants:tea", None, TagSource::Inferred, vec!["n1", "n2", "n3", "t1", "t2"]),
        ("need", Some("tea"), TagSource::Inferred, vec!["n1", "n2", "n3"]),
        ("avoids:noodles", None, TagSource::Stated, vec![]),
        ("avoids", Some("n2"), TagSource::Stated, vec!["n1", "n3"]),
    ];
    for (name, value, source, expected) in cases {
        let mut profile = happy_with(&[("noodles", 0.9)]);
        tag(&mut profile, name, value, source);
        let offer = choose(&catalogue(), &profile, None, 9, now());
        assert_eq!(picked(&offer), expected, "{name} {value:?}");
    }
}

#[test]
fn what_was_said_but_is_not_to_be_had_falls_back_on_behaviour() {
    let mut profile = happy_with(&[("noodles", 0.9)]);
    tag(&mut profile, "wants:hotpot", None, TagSource::Stated);
    profile.purchases.push(purchase("h1", 3));
    let offer = choose(&catalogue(), &profile, None, 1, now());
    assert_eq!(picked(&offer), ["n1"]);
    assert_eq!(passed(&offer)[0], ("h1", PassedReason::BoughtRecently));
}

#[test]
fn a_tag_that_has_expired_says_nothing() {
    let mut profile = happy_with(&[]);
    tag(&mut profile, "wants:tea", None, TagSource::Stated);
    if let Some(tag) = profile.tags.get_mut("wants:tea") {
        tag.expires_at = Some(now());
    }
    assert_eq!(choose(&catalogue(), &profile, None, 3, now()), Offer::default());
}

#[test]
fn older_events_do_not_undo_newer_ones() {
    let mut catalogue = catalogue();
    let stock = |quantity: f64| {
        let properties = json!({"product_id": "n1", "category": "rice", "quantity": quantity});
        let event = crate::event::Event {
            message_id: "m".to_owned(),
            kind: crate::event::EventKind::Track,
            name: "Stock Changed".to_owned(),
            source: crate::id::SourceId::from_bytes([1; 16]),
            occurred_at: now(),
            original_at: None,
            received_at: now(),
            identities: Vec::new(),
            properties,
            traits: serde_json::Value::Null,
            context: serde_json::Value::Null,
        };
        event.fact().0
    };
    let day = jiff::SignedDuration::from_hours(24);
    assert!(!catalogue.apply(&stock(0.0), crate::time::after(now(), -day)));
    assert_eq!(catalogue.product("n1").map(|product| product.stock(None)), Some((true, false)));
    assert!(catalogue.apply(&stock(0.0), crate::time::after(now(), day)));
    assert_eq!(catalogue.product("n1").map(|product| product.stock(None)), Some((false, false)));
    assert_eq!(catalogue.of_category("noodles").count(), 2);
    assert_eq!(catalogue.of_category("rice").count(), 1);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_offer_is_bounded_new_and_in_stock(
            bought in prop::collection::vec(("[nth][1-3]", 0i32..120), 0..6),
            gone in prop::collection::vec("[nth][1-3]", 0..4),
            wants in prop::collection::vec(("(wants|avoids):(tea|noodles|n1|h1)", any::<bool>()), 0..3),
            weights in prop::collection::vec(0.0f64..9.0, 0..3),
            most in 0u8..6,
        ) {
            let mut profile = happy_with(&[("noodles", 0.9), ("tea", 0.7)]);
            profile.purchases = bought.iter().map(|(product, ago)| purchase(product, *ago)).collect();
            profile.purchases.sort_by_key(|line| line.day);
            for (name, stated) in &wants {
                tag(&mut profile, name, None, if *stated { TagSource::Stated } else { TagSource::Inferred });
            }
            let mut catalogue = catalogue();
            for product in &gone {
                let entry = Entry { product: product.clone(), unit: None, name: None, category: None, price: None, quantity: Some(0.0), at: now() };
                catalogue.stock(&entry);
            }
            for (position, weight) in weights.iter().enumerate() {
                let id = format!("p{position}");
                catalogue.promote(promotion(&id, *weight, &[]));
            }
            let offer = choose(&catalogue, &profile, None, most, now());
            prop_assert_eq!(&choose(&catalogue, &profile, None, most, now()), &offer);
            prop_assert!(offer.picks.len() <= usize::from(most) && offer.passed.len() <= PASSED_MAX);
            for pick in &offer.picks {
                prop_assert!(!gone.contains(&pick.product));
                prop_assert!(bought.iter().all(|(product, ago)| *product != pick.product || *ago > 90));
                prop_assert!(pick.score.is_finite());
            }
            prop_assert!(offer.picks.windows(2).all(|pair| pair[0].score >= pair[1].score));
        }
    }
}
