//! Conditions over a customer's past.

use jiff::SignedDuration;

use super::*;
use crate::expression::{Expression, Scope, Type};
use crate::profile::{Contact, Purchase, Rating, RecentResponse};

/// A Saturday noon in Shanghai.
const NOW: &str = "2026-11-21T04:00:00Z";

/// What an expression makes of a customer, as JSON.
fn seen(profile: &Profile, source: &str) -> Value {
    let expression = Expression::compile(source, Scope::CUSTOMER, Type::Any).expect(source);
    let totals = Totals::default();
    let facts = CustomerFacts::new(CUSTOMER, profile, &totals, at(NOW));
    expression.evaluate(&facts).expect(source).to_json()
}

fn check(profile: &Profile, expected: &[(&str, Value)]) {
    for (source, value) in expected {
        assert_eq!(&seen(profile, source), value, "{source}");
    }
}

fn ago(days: i64) -> Timestamp {
    at(NOW) - SignedDuration::from_hours(24 * days)
}

fn purchase(days: i64, product: &str, category: &str, quantity: f64, amount: i64) -> Purchase {
    Purchase {
        day: crate::time::day(ago(days)),
        product: product.to_owned(),
        category: Some(category.to_owned()).filter(|category| !category.is_empty()),
        quantity,
        amount,
        order: format!("o-{days}"),
    }
}

fn buyer() -> Profile {
    let purchases = vec![
        purchase(91, "old", "toys", 1.0, 50_000),
        purchase(90, "tea-1", "tea", 2.0, 3_650),
        purchase(40, "soup-1", "soup", 1.0, 8_800),
        purchase(40, "", "", 1.0, 1_000),
        purchase(3, "tea-2", "tea", 0.5, 1_200),
        purchase(3, "tea-1", "tea", 1.0, 1_825),
    ];
    Profile { purchases, orders_total: 31, spend_total: 1_234_567, ..Profile::new() }
}

#[test]
fn purchases_are_known_by_product_and_category() {
    check(
        &buyer(),
        &[
            ("customer.orders_90d", json!(3)),
            ("customer.spend_90d", json!(164.75)),
            ("customer.orders_total", json!(31)),
            ("customer.spend_total", json!(12_345.67)),
            ("'tea' in customer.categories_90d", json!(true)),
            ("'toys' in customer.categories_90d", json!(false)),
            ("'' in customer.categories_90d || '' in customer.products_90d", json!(false)),
            ("customer.categories_90d", json!({"soup": 1.0, "tea": 3.5})),
            ("customer.products_90d", json!({"soup-1": 1.0, "tea-1": 3.0, "tea-2": 0.5})),
            ("customer.category_spend_90d", json!({"soup": 88.0, "tea": 66.75})),
            ("customer.product_spend_90d['tea-1']", json!(54.75)),
            ("customer.category_spend_90d.toys", json!(null)),
            ("customer.category_spend_90d.tea > 66 && customer.category_spend_90d.tea < 67", json!(true)),
            ("customer.category_spend_90d.toys > 0", json!(false)),
            ("size(customer.categories_90d)", json!(2)),
            ("customer.products_90d.exists(p, p.startsWith('tea'))", json!(true)),
            ("size(customer.purchases_90d)", json!(5)),
            ("customer.purchases_90d[0].day", json!("2026-08-23T00:00:00Z")),
            ("customer.purchases_90d.exists(p, p.category == 'soup' && p.amount == 88.0)", json!(true)),
            (
                "customer.purchases_90d.exists(p, p.category == 'soup' && p.day > now - duration('30d'))",
                json!(false),
            ),
            ("customer.purchases_90d.filter(p, p.order == 'o-3').map(p, p.quantity)", json!([0.5, 1.0])),
            ("customer.purchases_90d.exists(p, p.product == null)", json!(true)),
        ],
    );
}

#[test]
fn answers_contacts_and_visits_are_known() {
    let response = |number: u8, days, nps, csat| RecentResponse {
        at: ago(days),
        response: ResponseId::from_bytes([number; 16]),
        survey: SURVEY,
        nps,
        csat,
        ces: None,
    };
    let contact = |days| Contact { at: ago(days), channel: Channel::Sms, class: MessageClass::Marketing };
    let mut profile = Profile {
        responses: vec![
            response(1, 100, Some(3), Some(1)),
            response(2, 20, Some(9), None),
            response(3, 10, None, Some(5)),
        ],
        contacts: vec![contact(89), contact(29), contact(8), contact(6)],
        category_ratings: [("tea".to_owned(), Rating { count: 4, sum: 3.0, last: 0.25 })].into(),
        first_seen_at: Some(ago(400)),
        last_seen_at: Some(ago(1)),
        time_zone: Some("Asia/Urumqi".to_owned()),
        ..Profile::new()
    };
    (profile.visit_hours[18], profile.visit_hours[12]) = (5, 2);
    profile.note_asked(SURVEY, ago(11), None);
    let refusal = crate::profile::Consent { granted: false, at: ago(1), source: "event".to_owned() };
    profile.consent.insert("sms.marketing".to_owned(), refusal);
    check(
        &profile,
        &[
            ("customer.last_nps", json!(9)),
            ("customer.last_csat", json!(5)),
            ("customer.last_ces", json!(null)),
            ("customer.responses_90d", json!(2)),
            ("customer.last_response_at == now - duration('10d')", json!(true)),
            ("customer.responses.exists(r, r.nps <= 6 && r.at < now - duration('90d'))", json!(true)),
            ("customer.responses.map(r, r.csat)", json!([1, null, 5])),
            ("customer.responses[0].survey", json!(SURVEY.to_string())),
            ("customer.responses[2].id", json!(ResponseId::from_bytes([3; 16]).to_string())),
            ("customer.last_asked_at == now - duration('11d')", json!(true)),
            ("customer.contacts_7d", json!(1)),
            ("customer.contacts_30d", json!(3)),
            ("customer.contacts_90d", json!(4)),
            ("customer.last_contact_at == now - duration('6d')", json!(true)),
            ("customer.consent", json!({"sms.marketing": false})),
            ("customer.consent['sms.marketing'] == false", json!(true)),
            ("customer.consent['email.marketing']", json!(null)),
            ("customer.category_ratings.tea.average", json!(0.75)),
            ("customer.category_ratings['tea'].last < 0.5", json!(true)),
            ("customer.category_ratings.tea.count", json!(4)),
            ("customer.category_ratings.soup.average < 1", json!(false)),
            ("customer.first_seen_at < now - duration('365d')", json!(true)),
            ("customer.last_seen_at == now - duration('1d')", json!(true)),
            ("customer.time_zone", json!("Asia/Urumqi")),
            ("customer.visits_total", json!(7)),
            ("customer.visit_hours[18] + customer.visit_hours[12]", json!(7)),
            ("size(customer.visit_hours)", json!(24)),
            ("customer.preferred_hour", json!(18)),
        ],
    );
}

#[test]
fn of_whom_nothing_is_known_nothing_is_claimed() {
    check(
        &Profile::new(),
        &[
            ("customer.orders_total", json!(0)),
            ("customer.responses_90d", json!(0)),
            ("customer.visits_total", json!(0)),
            ("customer.preferred_hour", json!(null)),
            ("customer.first_seen_at", json!(null)),
            ("customer.last_response_at", json!(null)),
            ("customer.last_asked_at", json!(null)),
            ("customer.last_contact_at", json!(null)),
            ("customer.first_seen_at < now", json!(false)),
            ("customer.purchases_90d", json!([])),
            ("customer.categories_90d", json!({})),
            ("'tea' in customer.products_90d", json!(false)),
        ],
    );
}

/// Every field of the schema has a value of its type where the profile says anything.
#[test]
fn what_the_schema_says_is_what_a_profile_gives() {
    let mut profile = buyer();
    profile.responses.push(RecentResponse {
        at: ago(1),
        response: ResponseId::from_bytes([1; 16]),
        survey: SURVEY,
        nps: Some(9),
        csat: Some(5),
        ces: Some(7),
    });
    profile.contacts.push(Contact { at: ago(1), channel: Channel::Sms, class: MessageClass::Survey });
    profile.note_asked(SURVEY, ago(1), None);
    profile.visit_hours[9] = 1;
    (profile.first_seen_at, profile.last_seen_at) = (Some(ago(9)), Some(ago(1)));
    (profile.last_order_at, profile.home_unit) = (Some(ago(3)), Some(STORE));
    (profile.language, profile.time_zone) = (Some("zh-CN".to_owned()), Some("Asia/Shanghai".to_owned()));
    let totals = Totals::default();
    let facts = CustomerFacts::new(CUSTOMER, &profile, &totals, at(NOW));
    let fields = Scope::of(&[crate::expression::Root::Customer]).fields();
    let mut count = 0;
    for (path, kind) in fields {
        let expression = Expression::compile(&path, Scope::CUSTOMER, Type::Any).expect("a field");
        let value = expression.evaluate(&facts).expect("a value");
        assert_eq!(value.type_name(), kind.name(), "{path}");
        count += 1;
    }
    assert!(count > 30, "{count}");
}

#[test]
fn what_no_profile_gives_is_refused_when_it_is_saved() {
    for (source, word) in [
        ("customer.category_90d.tea > 1", "categories_90d"),
        ("customer.last_csat == 'good'", "number"),
        ("customer.first_seen_at > 3", "timestamp"),
        ("customer.purchases_90d > 3", "list"),
        ("customer.categories_90d == 'tea'", "record"),
        ("3 in customer.products_90d", "number"),
        ("customer.orders_total.x == 1", "number"),
        ("customer.visit_hours['noon'] > 1", "list"),
    ] {
        let error = Expression::compile(source, Scope::EVENT, Type::Bool).expect_err(source).to_string();
        assert!(error.contains(word), "{source}: {error}");
    }
}

/// A brand of noodles and tea: who buys noodles and never takes tea with them hears of the tea.
#[test]
fn whoever_bought_one_category_and_not_another_is_told() {
    let steps = json!([{"id": "tell", "do": "tag", "name": "wants_tea"}]);
    let condition = "'noodles' in customer.categories_90d && !('tea' in customer.categories_90d) \
                     && customer.category_spend_90d.noodles >= 50 && customer.orders_total >= 2";
    let playbook = playbook(steps, json!({"condition": condition}));
    assert_eq!(sound(&playbook), []);
    let order = |number: &str, lines: &[(&str, &str, f64)]| {
        let line = |(product, category, price): &(&str, &str, f64)| json!({"product_id": product, "category": category, "price": price, "quantity": 1});
        json!({"order_id": number, "unit": "S001", "products": lines.iter().map(line).collect::<Vec<_>>()})
    };
    let wants_tea = |orders: &[(i64, Value)]| {
        let mut world = World::new([playbook.clone()]);
        let end = world.now;
        for (days, order) in orders {
            world.now = end - SignedDuration::from_hours(24 * days);
            let bought = event("Order Completed", order.clone(), world.now);
            crate::profile::apply(&mut world.profile, &bought, &fact_of(&bought), None, "Asia/Shanghai");
            world.deliver(&bought, None);
        }
        world.profile.has_tag("wants_tea", world.now)
    };
    let noodles = |number: &str| order(number, &[("p1", "noodles", 38.0)]);
    let tea = order("o-9", &[("p9", "tea", 18.0)]);
    assert!(!wants_tea(&[(0, noodles("o-1"))]), "one order alone");
    assert!(wants_tea(&[(5, noodles("o-1")), (0, noodles("o-2"))]));
    assert!(!wants_tea(&[(5, tea.clone()), (4, noodles("o-1")), (0, noodles("o-2"))]));
    assert!(
        wants_tea(&[(91, tea.clone()), (4, noodles("o-1")), (0, noodles("o-2"))]),
        "the tea is forgotten"
    );
    let together = order("o-1", &[("p1", "noodles", 38.0), ("p9", "tea", 18.0)]);
    assert!(!wants_tea(&[(4, together), (0, noodles("o-2"))]));
    assert!(!wants_tea(&[(95, noodles("o-1")), (0, noodles("o-2"))]), "so much was spent, but long ago");
}

/// What a profile knows has a line in the documentation.
#[test]
fn every_field_of_a_customer_is_documented() {
    let page = include_str!("../../../../../docs/playbooks.md");
    let fields = Scope::of(&[crate::expression::Root::Customer]).fields();
    let missing: Vec<String> = fields
        .map(|(path, _)| path.replacen("customer.", "", 1))
        .filter(|name| !page.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "not in docs/playbooks.md: {missing:?}");
}
