//! Limits and quotas are those of the version that is published now, on real databases: for what was begun before it, and
//! for what came without a limit or from elsewhere.

use serde_json::{Value, json};
use touchstone_domain::id::LinkId;
use touchstone_domain::link::{LinkKind, LinkParams, Token};
use touchstone_domain::locale::Lang;
use touchstone_engine::answering::Shown;
use touchstone_engine::on_both;
use touchstone_engine::surveys::PastResponse;
use touchstone_engine::testing::{self, TestApp, TestSurvey, outcome, question};

/// A published survey, and a link to it.
struct World {
    asked: TestSurvey,
    link: LinkId,
    token: Token,
}

/// A survey of one question, with other parts of the document.
fn document(others: Value) -> Value {
    let mut document =
        testing::document([json!([question("score", "nps", json!({"required": true}))])], others);
    document["endings"] = json!([{"id": "enough", "title": {"en": "We have heard from enough"}}]);
    document
}

impl World {
    async fn begin(test: TestApp, others: Value) -> Self {
        let asked = TestSurvey::of(test, document(others)).await;
        let (link, token) = asked.link(LinkKind::Open, LinkParams::default()).await;
        Self { asked, link: link.id, token }
    }

    /// Publishes the next version, with other parts of the document.
    async fn publish(&self, others: Value) {
        self.asked.publish(document(others)).await;
    }

    /// What comes of a visitor's complete answers.
    async fn answer(&self, visitor: u8, score: u8) -> String {
        outcome(&self.asked.visitor(self.token, visitor).answer(json!({ "score": score })).await)
    }

    /// A visitor leaves in the middle.
    async fn begin_to_answer(&self, visitor: u8, score: u8) {
        let shown = self.asked.visitor(self.token, visitor).post(&[("a.score", &score.to_string())]).await;
        assert!(matches!(shown, Shown::Form(..)));
    }

    /// What is said to one who opens the link.
    async fn opened(&self) -> String {
        outcome(&self.asked.guest(self.token).open().await)
    }

    /// An answer given elsewhere.
    async fn add_past(&self, score: u8) {
        let app = &self.asked.test.app;
        let past =
            PastResponse { answered_at: app.now(), language: None, answers: json!({ "score": score }) };
        let through = (self.asked.survey, self.link);
        app.add_past_responses(&self.asked.actor, through, vec![past]).await.expect("taken in");
    }
}

async fn limits_of_today_hold_for_what_was_begun_before(test: TestApp) {
    let world = World::begin(test, json!({})).await;
    world.begin_to_answer(1, 9).await;
    world.begin_to_answer(2, 8).await;
    world.begin_to_answer(3, 7).await;
    world.publish(json!({"taking": {"responses_max": 2}})).await;
    assert_eq!(world.answer(4, 9).await, "counts", "the first of the second version");
    // Two of the first version come for the last place.
    let both = tokio::join!(world.answer(1, 9), world.answer(2, 8));
    let mut both = [both.0, both.1];
    both.sort();
    assert_eq!(both, ["Full", "counts"]);
    assert_eq!(world.answer(3, 7).await, "Full");
}

async fn a_limit_holds_for_what_came_without_one(test: TestApp) {
    let limit = json!({"taking": {"responses_max": 4}});
    let world = World::begin(test, limit.clone()).await;
    assert_eq!(world.answer(1, 9).await, "counts");
    world.publish(json!({})).await;
    assert_eq!(world.answer(2, 9).await, "counts");
    world.publish(limit).await;
    assert_eq!(world.answer(3, 9).await, "counts");
    assert_eq!(world.opened().await, "page 0");
    world.add_past(9).await;
    assert_eq!(world.opened().await, "Full");
    assert_eq!(world.answer(4, 9).await, "Full");
    world.publish(json!({"taking": {"responses_max": 5}})).await;
    assert_eq!(world.answer(4, 9).await, "counts");
}

async fn quotas_of_today_hold_for_what_was_begun_before(test: TestApp) {
    let fans = |limit: u8| {
        json!({"quotas": [
            {"id": "fans", "name": "Fans", "when": "answers.score >= 9", "limit": limit, "ending": "enough"},
        ]})
    };
    let world = World::begin(test, fans(1)).await;
    world.begin_to_answer(1, 9).await;
    world.begin_to_answer(2, 9).await;
    world.begin_to_answer(3, 9).await;
    world.add_past(9).await;
    assert_eq!(world.answer(1, 9).await, "fans is full: enough", "what was given elsewhere has its place");
    world.publish(fans(2)).await;
    let both = tokio::join!(world.answer(2, 9), world.answer(3, 9));
    let mut both = [both.0, both.1];
    both.sort();
    assert_eq!(both, ["counts", "fans is full: enough"], "the limit was raised by one");
    world.publish(json!({})).await;
    assert_eq!(world.answer(4, 9).await, "counts", "there is no quota any more");
}

async fn a_quota_of_today_says_its_own_ending(test: TestApp) {
    let world = World::begin(test, json!({})).await;
    world.begin_to_answer(1, 9).await;
    world.begin_to_answer(2, 9).await;
    let mut next = document(json!({"quotas": [
        {"id": "fans", "name": "Fans", "when": "answers.score >= 9", "limit": 1, "ending": "late"},
    ]}));
    next["endings"] = json!([{"id": "late", "title": {"en": "{{ answers.score }} we have heard often"}}]);
    world.asked.publish(next).await;
    assert_eq!(world.answer(1, 9).await, "counts");
    let first = world.asked.visitor(world.token, 2).answer(json!({ "score": 9 })).await;
    // What was told once is told again, also when there is another version by then.
    world.publish(json!({})).await;
    for shown in [first, world.asked.visitor(world.token, 2).open().await] {
        assert_eq!(outcome(&shown), "fans is full: late");
        let Shown::Done(invitation, _) = shown else { panic!("not over") };
        let (version, known) = invitation.closing().expect("a version");
        assert_eq!((version.number, invitation.version.as_ref().map(|own| own.number)), (2, Some(1)));
        let (facts, draft) = (known.facts(&invitation.link), invitation.completed.as_ref().expect("answers"));
        let title = &invitation.ending().expect("an ending").title;
        let (_, text) = title.entry(&Lang::en(), &Lang::en()).expect("a text");
        assert_eq!(version.completed(draft, &facts).recall(text, &Lang::en()), "9 we have heard often");
    }
}

async fn a_quota_of_today_sees_what_came_along_and_not_what_rules_made_of_it(test: TestApp) {
    let counting = |quotas: Value| {
        json!({
            "hidden": [{"id": "n", "default": "0"}],
            "rules": [{"then": {"do": "set", "field": "n", "value": "int(hidden.n) + 1"}}],
            "quotas": quotas,
        })
    };
    let world = World::begin(test, counting(json!([]))).await;
    world.begin_to_answer(1, 9).await;
    world.begin_to_answer(2, 9).await;
    let once =
        json!([{"id": "once", "name": "Once", "when": "hidden.n == '1'", "limit": 1, "ending": "enough"}]);
    world.publish(counting(once)).await;
    assert_eq!(world.answer(1, 9).await, "counts");
    assert_eq!(world.answer(2, 9).await, "once is full: enough");
}

async fn what_was_answered_before_knows_what_its_link_says(test: TestApp) {
    let stores = json!({
        "hidden": [{"id": "campaign"}],
        "quotas": [
            {"id": "spring", "name": "Spring", "when": "hidden.campaign == 'spring' && unit.name != null", "limit": 1, "ending": "enough"},
        ],
    });
    let world = World::begin(test, stores).await;
    let units = world.asked.test.add_stores(&["S1"]).await.expect("a store");
    let hidden = [("campaign".to_owned(), "spring".to_owned())].into();
    let params = LinkParams { unit: units.first().copied(), hidden, ..LinkParams::default() };
    let (link, token) = world.asked.link(LinkKind::Open, params).await;
    let world = World { link: link.id, token, ..world };
    world.add_past(9).await;
    assert_eq!(world.answer(1, 9).await, "spring is full: enough");
}

on_both!(
    limits_of_today_hold_for_what_was_begun_before,
    a_limit_holds_for_what_came_without_one,
    quotas_of_today_hold_for_what_was_begun_before,
    what_was_answered_before_knows_what_its_link_says,
    a_quota_of_today_sees_what_came_along_and_not_what_rules_made_of_it,
    a_quota_of_today_says_its_own_ending,
);
