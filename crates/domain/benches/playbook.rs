//! What an event costs the playbooks: `cargo bench -p touchstone-domain --bench playbook`.
//!
//! The bound is an event against a set of 50 playbooks in under 20 µs.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use divan::{Bencher, black_box};
use jiff::Timestamp;
use serde_json::{Value, json};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::budget::Budget;
use touchstone_domain::effect::LinkRequest;
use touchstone_domain::eligibility::{Asking, By, Occasion, Person, is_meant};
use touchstone_domain::event::{Event, EventKind, Fact, Identified};
use touchstone_domain::expression::{Expression, Scope, Type};
use touchstone_domain::id::{BrandId, CustomerId, PlaybookId, SourceId, SurveyId};
use touchstone_domain::message::Templates;
use touchstone_domain::offer::Catalogue;
use touchstone_domain::playbook::{
    Arrival, BrandFacts, CompiledPlaybook, Facts, Links, Playbook, PlaybookSet,
};
use touchstone_domain::profile::{Channel, MessageClass, Profile, Purchase};
use touchstone_domain::survey::{SurveyState, Taking};

fn main() {
    divan::main();
}

struct NoLinks;

impl Links for NoLinks {
    fn survey(&self, _: &LinkRequest) -> String {
        String::new()
    }

    fn unsubscribe(&self, _: CustomerId, _: Channel) -> String {
        String::new()
    }
}

/// Fifty playbooks of which so many begin with an order, and of these so many let this customer in.
struct World {
    set: PlaybookSet,
    event: Event,
    fact: Fact,
    profile: Profile,
    settings: BrandSettings,
    budget: Budget,
    templates: Templates,
    catalogue: Catalogue,
}

impl World {
    fn new(listening: u8, entered: u8) -> Self {
        let event = order();
        let (fact, _) = event.fact();
        Self {
            set: PlaybookSet::new((0..50).map(|number| playbook(number, listening, entered))),
            fact,
            event,
            profile: profile(),
            settings: BrandSettings::default(),
            budget: Budget::default(),
            templates: Templates::default(),
            catalogue: Catalogue::default(),
        }
    }

    fn run(&self, bencher: Bencher<'_, '_>) {
        let brand = BrandFacts {
            id: BrandId::from_bytes([1; 16]),
            settings: &self.settings,
            budget: &self.budget,
            templates: &self.templates,
            catalogue: &self.catalogue,
        };
        let surveys = HashMap::new();
        let now = self.event.received_at;
        let facts = Facts { brand, unit: None, surveys: &surveys, links: &NoLinks, now };
        let customer = CustomerId::from_bytes([2; 16]);
        let event = Identified { event: &self.event, fact: &self.fact, customer };
        let arrival = Arrival { event, response: None };
        bencher.with_inputs(|| self.profile.clone()).bench_local_refs(|profile| {
            self.set.on_event(black_box(&arrival), &facts, profile, |_| Ok::<_, Infallible>(None))
        });
    }
}

fn playbook(number: u8, listening: u8, entered: u8) -> CompiledPlaybook {
    let total = if number < entered { 100 } else { 10_000 };
    let document = json!({
        "id": PlaybookId::from_bytes([number; 16]),
        "name": format!("Playbook {number}"),
        "state": "active",
        "version": 1,
        "trigger": {"event": if number < listening { "Order Completed" } else { "Visit Started" }},
        "condition": format!("event.properties.total > {total} && event.properties.channel == 'dine_in' \
                              && customer.orders_90d >= 2 && !('churned' in customer.tags)"),
        "key": "event.properties.order_id",
        "re_entry": {"rule": "once_per_key"},
        "holdout": {"share": 0.01, "salt": "bench"},
        "steps": [
            {"id": "wait", "do": "wait", "for": "PT2H"},
            {"id": "tag", "do": "tag", "name": "seen"}
        ],
    });
    let playbook = Playbook::read(&document).expect("well-formed");
    CompiledPlaybook::new(Arc::new(playbook)).expect("sound")
}

fn order() -> Event {
    let now: Timestamp = "2026-05-16T04:00:00Z".parse().expect("a time");
    Event {
        message_id: "m-1".to_owned(),
        kind: EventKind::Track,
        name: "Order Completed".to_owned(),
        source: SourceId::from_bytes([3; 16]),
        occurred_at: now,
        original_at: None,
        received_at: now,
        identities: Vec::new(),
        properties: json!({
            "order_id": "O1", "total": 186.5, "unit": "S001", "staff": "E7", "channel": "dine_in",
            "products": [
                {"product_id": "p1", "name": "Noodles", "category": "noodles", "price": 38, "quantity": 2},
                {"product_id": "p2", "name": "Tea", "category": "tea", "price": 18, "quantity": 1}
            ]
        }),
        traits: Value::Null,
        context: Value::Null,
    }
}

/// Twenty orders in the last ninety days.
fn profile() -> Profile {
    let today = 20_589;
    let purchase = |number: i32| Purchase {
        day: today - 2 * number,
        product: format!("p{number}"),
        category: Some("noodles".to_owned()),
        quantity: 1.0,
        amount: 3_800,
        order: format!("O-{number}"),
    };
    Profile { purchases: (0..20).rev().map(purchase).collect(), ..Profile::new() }
}

/// All fifty look at the event, none begins.
#[divan::bench]
fn fifty_look(bencher: Bencher<'_, '_>) {
    World::new(50, 0).run(bencher);
}

/// Twenty look at the event, one begins a run and sets its timer.
#[divan::bench]
fn twenty_look_and_one_begins(bencher: Bencher<'_, '_>) {
    World::new(20, 1).run(bencher);
}

/// Nobody listens to the event.
#[divan::bench]
fn none_looks(bencher: Bencher<'_, '_>) {
    World::new(0, 0).run(bencher);
}

const HISTORY: &[(&str, &str)] = &[
    ("1 money in all", "customer.spend_90d > 500"),
    (
        "2 a category and not another",
        "'noodles' in customer.categories_90d && !('tea' in customer.categories_90d)",
    ),
    ("3 money for a category", "customer.category_spend_90d.noodles > 500"),
    ("4 first and last time", "customer.first_seen_at < now - duration('30d') && customer.last_csat <= 2"),
    ("5 every purchase", "customer.purchases_90d.exists(p, p.amount > 100)"),
];

/// What a condition over the past costs of a customer who is looked at for the first time, as when a
/// distribution goes to customers. It is evaluated whole and, to say why, in parts.
#[divan::bench(args = HISTORY.iter().map(|(name, _)| *name))]
fn a_customer_is_looked_at(bencher: Bencher<'_, '_>, name: &str) {
    let (_, source) = HISTORY.iter().find(|(known, _)| *known == name).expect("it is listed");
    let condition = Expression::compile(source, Scope::CUSTOMER, Type::Bool).expect("it is valid");
    let (taking, budget, profile) = (Taking::default(), Budget::default(), profile());
    let asking = Asking {
        survey: SurveyId::from_bytes([1; 16]),
        state: SurveyState::Published { version: 1 },
        taking: &taking,
        completed: 0,
        place: None,
        condition: Some(&condition),
        sample: None,
        by: By::Message(&[Channel::Email]),
        class: MessageClass::Survey,
        occasion: Occasion::None { again_after_days: None },
        budget: &budget,
        zone: "Asia/Shanghai",
        now: order().occurred_at,
    };
    let person = Person { known: Some((CustomerId::from_bytes([2; 16]), &profile)), key: &[2; 16] };
    bencher.bench_local(|| is_meant(black_box(&asking), black_box(&person)));
}
