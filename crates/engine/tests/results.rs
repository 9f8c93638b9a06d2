//! What responses add up to, on real databases: right the moment anything changes, and of everybody once.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::SignedDuration;
use jiff::civil::Date;
use serde_json::{Value, json};
use touchstone_domain::distribution::Plan;
use touchstone_domain::effect::EffectKind;
use touchstone_domain::id::UnitId;
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::link::{LinkKind, LinkParams, Token};
use touchstone_domain::time;
use touchstone_domain::unit::UnitKind;
use touchstone_engine::answering::Shown;
use touchstone_engine::journeys::{Bucket, PeriodQuery};
use touchstone_engine::on_both;
use touchstone_engine::surveys::{Rates, ResponseQuery, ResultsQuery, SurveyResults};
use touchstone_engine::testing::{TestApp, TestSurvey, Visitor, document, question};
use touchstone_engine::units::{UnitDraft, UnitQuery};
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::distributions::Distributions;
use touchstone_store::Tx;
use touchstone_store::rows::outbox::{self, OutboxState};

/// A published survey of three pages.
struct World {
    asked: TestSurvey,
}

impl World {
    /// With other parts of the document.
    async fn begin(test: TestApp, mut others: Value) -> Self {
        others["paging"] = "page_by_page".into();
        let pages = PAGES.map(|(_, id)| json!([question(id, "nps", json!({ "required": true }))]));
        Self { asked: TestSurvey::of(test, document(pages, others)).await }
    }

    /// A link of a unit.
    async fn link(&self, unit: Option<UnitId>) -> Token {
        self.asked.link(LinkKind::Open, LinkParams { unit, ..LinkParams::default() }).await.1
    }

    /// A visitor answers one page; whether that was the last.
    async fn page(&self, token: Token, visitor: u8, page: (usize, &str)) -> bool {
        answered(self.asked.visitor(token, visitor), page).await
    }

    async fn results(&self, query: ResultsQuery) -> SurveyResults {
        let TestSurvey { test, actor, survey } = &self.asked;
        test.app.survey_results(actor, *survey, query, Bucket::Day).await.unwrap()
    }

    /// Completed, partial, and who left at which page.
    async fn seen(&self, query: ResultsQuery) -> (u64, u64, Vec<u64>) {
        let found = self.results(query).await;
        let left = found.funnel.pages.iter().map(|page| page.left).collect();
        (found.sum.completed, found.sum.partial, left)
    }

    fn today(&self) -> Date {
        time::date_of(time::local_day(self.asked.test.app.now(), &time::zone("Asia/Shanghai")))
    }

    async fn rates_of(&self, day: Date) -> Rates {
        let period = PeriodQuery { from: Some(day), to: Some(day) };
        self.results(ResultsQuery { period, ..ResultsQuery::default() }).await.rates.unwrap()
    }
}

const PAGES: [(usize, &str); 3] = [(0, "food"), (1, "staff"), (2, "room")];

/// Answers one page; whether that was the last.
async fn answered(visitor: Visitor<'_>, (page, question): (usize, &str)) -> bool {
    let (page, name) = (page.to_string(), format!("a.{question}"));
    let shown = visitor.post(&[("page", &page), (&name, "9"), ("do", "next")]).await;
    matches!(shown, Shown::Done(..))
}

async fn who_goes_on_the_next_day_is_counted_once(test: TestApp) {
    let world = World::begin(test, json!({})).await;
    let token = world.link(None).await;
    for visitor in [1, 2, 3] {
        assert!(!world.page(token, visitor, PAGES[0]).await);
    }
    let all = ResultsQuery::default;
    assert_eq!(world.seen(all()).await, (0, 3, vec![0, 3, 0]));
    world.asked.hours_later(24);
    assert_eq!(world.seen(all()).await, (0, 3, vec![0, 3, 0]), "yesterday is in memory now");
    assert!(!world.page(token, 1, PAGES[1]).await);
    assert_eq!(world.seen(all()).await, (0, 3, vec![0, 2, 1]), "one has come further");
    assert!(world.page(token, 1, PAGES[2]).await);
    assert_eq!(world.seen(all()).await, (1, 2, vec![0, 2, 0]), "and is complete, not partial as well");
    world.asked.hours_later(24);
    assert!(!world.page(token, 4, PAGES[0]).await);
    assert!(!world.page(token, 2, PAGES[1]).await);
    assert!(world.page(token, 2, PAGES[2]).await);
    assert_eq!(world.seen(all()).await, (2, 2, vec![0, 2, 0]));
}

async fn a_store_has_those_who_took_long(test: TestApp) {
    let world = World::begin(test, json!({})).await;
    let root =
        world.asked.test.app.list_units(&world.asked.actor, UnitQuery::default(), 1).await.unwrap()[0].id;
    let (code, name) = ("s1".to_owned(), "Store".to_owned());
    let store = UnitDraft { parent: root, kind: UnitKind::Store, code, name, owner: None, time_zone: None };
    let store = world.asked.test.app.create_unit(&world.asked.actor, store).await.unwrap().id;
    let token = world.link(Some(store)).await;
    assert!(!world.page(token, 1, PAGES[0]).await);
    world.asked.hours_later(24 * 120);
    let narrowed = || ResultsQuery { unit: Some(store), ..ResultsQuery::default() };
    assert_eq!(world.seen(narrowed()).await.0, 0);
    assert!(!world.page(token, 1, PAGES[1]).await);
    assert!(world.page(token, 1, PAGES[2]).await);
    assert_eq!(world.seen(ResultsQuery::default()).await.0, 1);
    assert_eq!(
        world.seen(narrowed()).await,
        (1, 0, vec![0, 0, 0]),
        "the same for whoever sees only this place"
    );
}

async fn rates_are_of_the_same_people(test: TestApp) {
    let quota = json!({ "id": "fans", "name": "Fans", "when": "answers.food >= 9", "limit": 1 });
    let world = World::begin(test, json!({ "quotas": [quota] })).await;
    let plan = json!({ "name": "All", "whom": { "from": "list" }, "channels": ["email"] });
    let plan: Plan = serde_json::from_value(plan).unwrap();
    let id = world
        .asked
        .test
        .app
        .create_distribution(&world.asked.actor, world.asked.survey, plan)
        .await
        .unwrap()
        .distribution
        .id;
    let list: String = (0..5).map(|nth| format!("guest{nth}@example.com\n")).collect();
    world.asked.test.app.add_recipients(&world.asked.actor, world.asked.survey, id, &list).await.unwrap();
    world.asked.test.app.start_distribution(&world.asked.actor, world.asked.survey, id).await.unwrap();
    for _ in 0..3 {
        Distributions.step(&world.asked.test.app, world.asked.test.app.now()).await.unwrap();
    }
    let messages = |tx: &mut Tx<'_>| outbox::list(tx, OutboxState::Pending, None, 10);
    let messages =
        world.asked.test.app.store().read("messages", world.asked.actor.brand, messages).await.unwrap();
    let tokens: Vec<Token> = messages
        .iter()
        .map(|row| {
            let EffectKind::Send(message) = &row.effect.kind else { panic!("a message") };
            message.text.split_once("/s/").unwrap().1[..20].parse().unwrap()
        })
        .collect();
    assert_eq!(tokens.len(), 5);
    let asked_on = world.today();
    world.asked.hours_later(24);
    // Before the quota is full: who comes later is told so on the first page.
    answered(world.asked.guest(tokens[1]), PAGES[0]).await;
    for page in PAGES {
        answered(world.asked.guest(tokens[0]), page).await;
    }
    for page in PAGES {
        answered(world.asked.guest(tokens[2]), page).await;
    }
    let found = world.rates_of(asked_on).await;
    let counts = (found.invited, found.complete, found.partial, found.not_eligible, found.no_reply);
    assert_eq!(counts, (5, 1, 1, 1, 2), "all of the day of asking: {found:?}");
    let percent = |rate: Option<touchstone_engine::journeys::Rate>| rate.unwrap().rate;
    assert_eq!((percent(found.rr1), percent(found.rr2)), (25.0, 50.0), "of four who were eligible");
    let TestSurvey { test, actor, .. } = &world.asked;
    for nth in 0..5 {
        let guest = Identity::parse(IdentityKind::Email, &format!("guest{nth}@example.com")).unwrap();
        let guest = test.app.customer_of_identity(actor, guest).await.unwrap().unwrap();
        test.app.erase_customer(actor, guest.id).await.unwrap();
    }
    assert_eq!(world.rates_of(asked_on).await, found, "whoever is erased was asked all the same");
    assert!(matches!(world.asked.guest(tokens[1]).open().await, Shown::Unknown));
    let later = world.rates_of(world.today()).await;
    let counts = (later.invited, later.complete, later.partial, later.not_eligible, later.no_reply);
    assert_eq!(counts, (0, 0, 0, 0, 0), "nobody was asked today");
}

async fn a_few_stores_are_read_by_themselves_and_in_order(test: TestApp) {
    let world = World::begin(test, json!({})).await;
    let app = &world.asked.test.app;
    let root = app.list_units(&world.asked.actor, UnitQuery::default(), 1).await.unwrap()[0].id;
    let unit = async |parent: UnitId, kind: UnitKind, code: &str| {
        let (code, name) = (code.to_owned(), code.to_owned());
        let draft = UnitDraft { parent, kind, code, name, owner: None, time_zone: None };
        app.create_unit(&world.asked.actor, draft).await.unwrap().id
    };
    let region = unit(root, UnitKind::Region, "south").await;
    let mut tokens = vec![world.link(None).await];
    for store in ["s1", "s2", "s3"] {
        let unit = Some(unit(region, UnitKind::Store, store).await);
        tokens.push(world.link(unit).await);
    }
    // Not in turn: two of three are of the same store.
    for visitor in 0..90_u8 {
        let store = if visitor % 3 == 0 { usize::from(visitor / 3) % 4 } else { 1 };
        assert!(!world.page(tokens[store], visitor, PAGES[0]).await);
        world.asked.test.clock.advance(SignedDuration::from_secs(1));
    }
    let walk = async |unit: Option<UnitId>| {
        let (mut found, mut before) = (Vec::new(), None);
        loop {
            let query =
                ResponseQuery { survey: Some(world.asked.survey), unit, before, ..ResponseQuery::default() };
            let slice = app.search_responses(&world.asked.actor, query, 25).await.unwrap();
            found.extend(slice.items);
            before = slice.next;
            if before.is_none() {
                return found;
            }
        }
    };
    let all = walk(None).await;
    assert_eq!(all.len(), 90);
    let of_stores: Vec<_> = all.into_iter().filter(|response| response.unit.is_some()).collect();
    assert_eq!(walk(Some(region)).await, of_stores);
}

on_both!(
    who_goes_on_the_next_day_is_counted_once,
    a_store_has_those_who_took_long,
    rates_are_of_the_same_people,
    a_few_stores_are_read_by_themselves_and_in_order,
);
