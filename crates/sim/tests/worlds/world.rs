//! One world: a server that may be killed, its clock, and everything that was sent to it.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::SignedDuration;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use touchstone_domain::event::{Arrived, Event, EventKind};
use touchstone_domain::id::{CustomerId, EffectId, MergeId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::profile::Profile;
use touchstone_engine::App;
use touchstone_engine::clock::SimulatedClock;
use touchstone_engine::random::SeededRandom;
use touchstone_engine::testing::keyring;
use touchstone_store::rows::customers;
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Location, StoreError};

use super::template::{STORES, Template, beginning};

/// People of a world: few, so that they meet.
const PEOPLE: u32 = 5;
/// Of a hundred events, so many come from a device that two people share.
const SHARED_PERCENT: u32 = 12;
/// Late events are up to so many hours late: some are history by then.
const LATE_HOURS_MAX: i64 = 10 * 24;
const DISHES: [(&str, &str); 5] =
    [("mapo", "spicy"), ("soup", "spicy"), ("fish", "light"), ("pudding", "dessert"), ("rice", "staple")];

pub struct World<'t> {
    pub template: &'t Template,
    pub app: App,
    pub clock: Arc<SimulatedClock>,
    pub numbers: ChaCha8Rng,
    /// Events that were accepted, for sending again.
    pub sent: Vec<Arrived>,
    /// What was done, for whoever reads a failure.
    pub story: Vec<String>,
    /// What the last undone merge was about, until it is checked.
    pub undone: Option<Undone>,
    /// Rounds of cases that were closed: each is an event of the product's own.
    pub closed: Vec<String>,
    /// What was on record as sent before the channels were last given something, and what they were given.
    pub delivered: (HashSet<EffectId>, Vec<EffectId>),
    /// Whether nothing that is due waits.
    pub is_awake: bool,
    seed: u64,
    lives: u64,
    next: u32,
    // Dropped after the application: the store closes before its database goes.
    database: TestDatabase,
}

/// A merge that was undone: both before, the one they were, and both after.
pub struct Undone {
    pub before: (Profile, Profile),
    pub merged: Profile,
    pub after: (Profile, Profile),
}

impl<'t> World<'t> {
    pub fn begin(template: &'t Template, seed: u64) -> Self {
        let database = template.database();
        let clock = Arc::new(SimulatedClock::new(beginning()));
        let app =
            App::new(database.open(), clock.clone(), Arc::new(SeededRandom::new(seed << 16)), keyring());
        Self {
            template,
            app,
            clock,
            numbers: ChaCha8Rng::seed_from_u64(seed),
            sent: Vec::new(),
            story: Vec::new(),
            undone: None,
            closed: Vec::new(),
            delivered: (HashSet::new(), Vec::new()),
            is_awake: false,
            seed,
            lives: 0,
            next: 0,
            database,
        }
    }

    /// The process is killed, and started again on what it left on the disk; a server of PostgreSQL goes on.
    pub fn crash(&mut self) {
        let left = match self.database.config.location {
            Location::Sqlite { .. } => Some(self.database.copied()),
            Location::Postgres { .. } => None,
        };
        self.lives += 1;
        let random = SeededRandom::new((self.seed << 16) + self.lives);
        let store = left.as_ref().unwrap_or(&self.database).open();
        let app = App::new(store, self.clock.clone(), Arc::new(random), keyring());
        drop(std::mem::replace(&mut self.app, app));
        if let Some(left) = left {
            self.database = left;
        }
    }

    /// An event of one of the people, now or some time ago.
    pub fn event(&mut self, name: &str, properties: Value) -> Arrived {
        self.next += 1;
        let received_at = self.app.now();
        let late = match self.numbers.random_range(0..4) {
            0 => SignedDuration::from_mins(self.numbers.random_range(0..LATE_HOURS_MAX * 60)),
            _ => SignedDuration::ZERO,
        };
        let identities = self.identities();
        let event = Event {
            message_id: format!("m-{}", self.next),
            kind: EventKind::Track,
            name: name.to_owned(),
            source: self.template.source,
            occurred_at: received_at - late,
            original_at: None,
            received_at,
            identities,
            properties,
            traits: Value::Null,
            context: Value::Null,
        };
        Arrived { event, warnings: Vec::new() }
    }

    pub fn order(&mut self) -> Arrived {
        let store = *STORES.choose(&mut self.numbers).unwrap();
        let dishes: Vec<Value> = DISHES
            .choose_multiple(&mut self.numbers, 2)
            .map(|(id, category)| json!({"product_id": id, "name": id, "category": category, "price": 20}))
            .collect();
        let id = format!("o-{}", self.next + 1);
        self.event("Order Completed", json!({"order_id": id, "total": 40, "unit": store, "products": dishes}))
    }

    pub fn introduction(&mut self) -> Arrived {
        let marketing = self.numbers.random_bool(0.7);
        let mut arrived = self.event("Customer Identified", Value::Null);
        arrived.event.kind = EventKind::Identify;
        arrived.event.traits = json!({"consent": {"email.marketing": marketing}});
        arrived
    }

    /// Some identities of one person, and now and then of a device that is somebody else's too.
    fn identities(&mut self) -> Vec<Identity> {
        let person = self.numbers.random_range(0..PEOPLE);
        let all = [
            (IdentityKind::User, format!("user-{person}"), 0.3),
            (IdentityKind::Phone, format!("+861380000100{person}"), 0.4),
            (IdentityKind::Email, format!("person{person}@example.com"), 0.7),
            (IdentityKind::Anonymous, format!("device-{person}"), 0.4),
        ];
        let mut chosen: Vec<Identity> = Vec::new();
        for (kind, value, share) in all {
            if self.numbers.random_bool(share) {
                chosen.push(Identity::parse(kind, &value).unwrap());
            }
        }
        if chosen.is_empty() || self.numbers.random_ratio(SHARED_PERCENT, 100) {
            let other = (person + 1) % PEOPLE;
            chosen.push(Identity::parse(IdentityKind::Anonymous, &format!("device-{other}")).unwrap());
        }
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// Some of what was sent before, out of order.
    pub fn repeated(&mut self) -> Vec<Arrived> {
        let count = self.numbers.random_range(1..=5);
        let mut again: Vec<Arrived> = self.sent.choose_multiple(&mut self.numbers, count).cloned().collect();
        again.shuffle(&mut self.numbers);
        again
    }

    /// A merge that may be undone, chosen at random.
    pub async fn merge(&mut self) -> Option<MergeId> {
        let merges = self.read(|tx| {
            let mut merges = Vec::new();
            for row in customers::list(tx, None, None, 100)? {
                let of_customer = customers::merges_of(tx, row.customer, 50)?;
                merges.extend(of_customer.into_iter().filter(|merge| merge.undone_at.is_none()));
            }
            Ok(merges.into_iter().map(|merge| merge.merge).collect::<Vec<_>>())
        });
        merges.await.choose(&mut self.numbers).copied()
    }

    /// A customer's profile as stored.
    pub async fn profile(&self, customer: CustomerId) -> Profile {
        let found = self.read(move |tx| customers::load(tx, &[customer]));
        found.await.pop().expect("a customer that was merged stays in the table").profile
    }

    /// Reads from the store of the brand.
    pub async fn read<T: Send + 'static>(
        &self,
        body: impl Fn(&mut touchstone_store::Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> T {
        self.app.store().read("check", self.template.actor.brand, body).await.unwrap()
    }
}
