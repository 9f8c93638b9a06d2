//! Stories A, B and C, from the order to the case, on both databases.

#![expect(clippy::unwrap_used, reason = "a story that cannot go on fails by panicking")]

use serde_json::json;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::effect::EffectKind;
use touchstone_domain::eligibility::Look;
use touchstone_domain::event::{Arrived, Event, EventKind};
use touchstone_domain::id::SourceId;
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::link::Token;
use touchstone_domain::playbook::Outcome;
use touchstone_domain::survey::Command;
use touchstone_engine::access::Actor;
use touchstone_engine::answering::{self, Posted, Shown, Visit};
use touchstone_engine::testing::TestApp;
use touchstone_engine::{accept, starter, traces};

struct Story {
    test: TestApp,
    actor: Actor,
    starter: starter::Starter,
    source: SourceId,
}

impl Story {
    async fn begin(test: TestApp) -> Self {
        let settings = BrandSettings { name: "小满食堂".to_owned(), ..BrandSettings::default() };
        let actor = test.set_up_as(settings).await;
        let starter = starter::install(&test.app, &actor, true).await.unwrap();
        let source = test.app.create_source(&actor, "till").await.unwrap().source.id;
        Self { test, actor, starter, source }
    }

    fn event(
        &self,
        message_id: &str,
        name: &str,
        identities: &[(IdentityKind, &str)],
        properties: serde_json::Value,
    ) -> Arrived {
        let now = self.test.app.now();
        let identities =
            identities.iter().map(|(kind, value)| Identity::parse(*kind, value).unwrap()).collect();
        let event = Event {
            message_id: message_id.to_owned(),
            kind: EventKind::Track,
            name: name.to_owned(),
            source: self.source,
            occurred_at: now,
            original_at: None,
            received_at: now,
            identities,
            properties,
            traits: serde_json::Value::Null,
            context: serde_json::Value::Null,
        };
        Arrived { event, warnings: Vec::new() }
    }

    async fn send(&self, arrived: Vec<Arrived>) -> accept::Receipt {
        accept::accept(&self.test.app, self.actor.brand, self.source, arrived, Vec::new()).await.unwrap()
    }

    /// The customer says who they are and that offers by e-mail are welcome.
    fn consents(&self) -> Arrived {
        let who = [(IdentityKind::User, "u1"), (IdentityKind::Email, "wang@example.com")];
        let mut arrived = self.event("i-1", "Identify", &who, serde_json::Value::Null);
        arrived.event.kind = EventKind::Identify;
        arrived.event.traits = json!({"consent": {"email.marketing": true}});
        arrived
    }

    fn order(&self, number: &str) -> Arrived {
        let who = [(IdentityKind::User, "u1"), (IdentityKind::Email, "wang@example.com")];
        let products = json!([
            {"product_id": "soup", "name": "酸菜鱼", "category": "spicy", "quantity": 1, "price": 88},
            {"product_id": "rice", "name": "米饭", "category": "staple", "quantity": 2, "price": 3},
        ]);
        self.event(
            number,
            "Order Completed",
            &who,
            json!({"order_id": number, "total": 94, "products": products}),
        )
    }

    /// Fires what is due, as the timer worker does; answers the links that were sent.
    async fn fire(&self) -> Vec<String> {
        let effects = self.test.wake().await.unwrap();
        let links = effects.iter().filter_map(|effect| match &effect.kind {
            EffectKind::Send(message) if message.link.is_some() => {
                let start = message.text.find("/s/").expect("the text carries the link") + 3;
                Some(message.text[start..start + 20].to_owned())
            }
            _ => None,
        });
        links.collect()
    }

    async fn answer(&self, token: &str, answers: serde_json::Value) -> Shown {
        let token: Token = token.parse().unwrap();
        let visit = Visit { token, resume: None };
        answering::post(&self.test.app, visit, Posted::Json(answers.into())).await.unwrap()
    }
}

async fn buy_answer_act(test: TestApp) {
    let story = Story::begin(test).await;
    let stock = |product: &str, category: &str| {
        let properties = json!({"product_id": product, "name": product, "category": category, "quantity": 5});
        story.event(product, "Stock Changed", &[], properties)
    };
    story.send(vec![stock("mapo", "spicy"), stock("soup", "spicy"), stock("pudding", "dessert")]).await;
    let receipt = story.send(vec![story.consents(), story.order("o-1")]).await;
    assert_eq!((receipt.accepted, receipt.duplicates), (2, 0));
    let again = story.send(vec![story.order("o-1"), story.order("o-1")]).await;
    assert_eq!((again.accepted, again.duplicates), (0, 2), "a second delivery changes nothing");

    assert!(story.fire().await.is_empty(), "the playbook waits two hours");
    story.test.clock.advance(jiff::SignedDuration::from_hours(2));
    let links = story.fire().await;
    assert_eq!(links.len(), 1, "one order, one link");
    assert!(story.fire().await.is_empty(), "a timer fires once");

    let shown = story
        .answer(
            &links[0],
            json!({"recommend": 10, "dishes": {"items": {"soup": 5}}, "next": {"options": ["spicy"]}}),
        )
        .await;
    let Shown::Done(invitation, effects) = shown else { panic!("the answer is complete") };
    let offer = effects.iter().find_map(|effect| match &effect.kind {
        EffectKind::Send(message) => message.offer.as_ref(),
        _ => None,
    });
    let picks: Vec<&str> = offer.expect("an offer").picks.iter().map(|pick| pick.product.as_str()).collect();
    assert_eq!(picks, ["mapo"], "what was said, in stock, not bought in 90 days");

    let customer = invitation.link.params.customer.unwrap();
    let seen = story.test.app.customer(&story.actor, customer).await.unwrap();
    assert_eq!(seen.profile.tags["想要"].value.as_deref(), Some("spicy"));
    assert_eq!(seen.profile.responses.len(), 1);
    assert!(seen.profile.category_ratings["spicy"].is_happy());

    let explained =
        traces::explain(&story.test.app, story.actor.brand, None, "o-1".to_owned()).await.unwrap().unwrap();
    assert_eq!(explained.entry.customer, Some(customer));
    assert_eq!(explained.runs.len(), 1);
    assert_eq!(explained.runs[0].playbook, story.starter.playbooks[0]);
    assert_eq!(explained.effects.len(), 1, "the invitation");

    let Shown::Done(_, repeated) = story.answer(&links[0], json!({"recommend": 0})).await else {
        panic!("what was completed first stands")
    };
    assert_eq!(repeated.len(), effects.len());
    let responses =
        story.test.app.list_responses(&story.actor, story.starter.survey, None, 10).await.unwrap().items;
    assert_eq!(responses.len(), 1);
    assert_eq!(responses[0].nps, Some(10));
}

#[tokio::test]
async fn buy_answer_act_on_sqlite() {
    buy_answer_act(TestApp::sqlite()).await;
}

#[tokio::test]
async fn buy_answer_act_on_postgres() {
    buy_answer_act(TestApp::postgres()).await;
}

async fn only_the_product_says_that_a_survey_was_answered(test: TestApp) {
    let story = Story::begin(test).await;
    let properties = json!({"response_id": "rsp_00000000000000000000000000", "band": "detractor", "nps": 0});
    let who = [(IdentityKind::Email, "wang@example.com")];
    story.send(vec![story.event("forged", "Survey Answered", &who, properties)]).await;
    let explained =
        traces::explain(&story.test.app, story.actor.brand, Some(story.source), "forged".to_owned()).await;
    let trace = explained.unwrap().unwrap().entry.trace;
    assert!(trace.playbooks.is_empty(), "no playbook looked at it");
    assert_eq!(trace.invalid[0].code, "reserved");
}

#[tokio::test]
async fn only_the_product_says_that_a_survey_was_answered_on_sqlite() {
    only_the_product_says_that_a_survey_was_answered(TestApp::sqlite()).await;
}

async fn history_is_applied_and_not_acted_on(test: TestApp) {
    let story = Story::begin(test).await;
    let mut arrived = story.order("old");
    arrived.event.occurred_at -= jiff::SignedDuration::from_hours(24 * 30);
    story.send(vec![arrived]).await;
    let explained =
        traces::explain(&story.test.app, story.actor.brand, Some(story.source), "old".to_owned()).await;
    let entry = explained.unwrap().unwrap().entry;
    assert!(entry.trace.historical && entry.trace.playbooks.is_empty());
    let seen = story.test.app.customer(&story.actor, entry.customer.unwrap()).await.unwrap();
    assert_eq!(seen.profile.orders_total, 1);
}

#[tokio::test]
async fn history_is_applied_and_not_acted_on_on_sqlite() {
    history_is_applied_and_not_acted_on(TestApp::sqlite()).await;
}

/// What the run that an order began did when it came to ask.
async fn asked_of(story: &Story, order: &str) -> Outcome {
    let explained = traces::explain(&story.test.app, story.actor.brand, None, order.to_owned()).await;
    let mut runs = explained.unwrap().unwrap().runs;
    runs.remove(0).history.into_iter().rfind(|step| step.step == "ask").unwrap().outcome
}

async fn a_playbook_asks_by_the_rules_of_the_survey(test: TestApp) {
    let story = Story::begin(test).await;
    let survey = story.starter.survey;
    let mut draft = story.test.app.survey(&story.actor, survey).await.unwrap().draft;
    draft["taking"] = json!({"again_after_days": 30, "responses_max": 1});
    story.test.app.update_survey(&story.actor, survey, draft, None).await.unwrap();
    story.test.app.command_survey(&story.actor, survey, Command::Publish, None).await.unwrap();
    let later = |hours: i64| story.test.clock.advance(jiff::SignedDuration::from_hours(hours));

    story.send(vec![story.consents(), story.order("o-1")]).await;
    later(2);
    let links = story.fire().await;
    assert_eq!(links.len(), 1);
    story.send(vec![story.order("o-2")]).await;
    later(2);
    assert!(story.fire().await.is_empty());
    let rules = |outcome: Outcome| match outcome {
        Outcome::NotAsked { looks } => looks.iter().map(Look::word).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(rules(asked_of(&story, "o-2").await), ["again_after"], "asked two hours ago");

    story.answer(&links[0], json!({"recommend": 8})).await;
    later(24 * 31);
    story.send(vec![story.order("o-3")]).await;
    later(2);
    assert!(story.fire().await.is_empty());
    assert_eq!(rules(asked_of(&story, "o-3").await), ["responses_max"], "one answer was wanted");

    story.test.app.command_survey(&story.actor, survey, Command::Pause, None).await.unwrap();
    story.send(vec![story.order("o-4")]).await;
    later(2);
    assert!(story.fire().await.is_empty());
    assert_eq!(rules(asked_of(&story, "o-4").await), ["state", "responses_max"]);
}

#[tokio::test]
async fn a_playbook_asks_by_the_rules_of_the_survey_on_sqlite() {
    a_playbook_asks_by_the_rules_of_the_survey(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_playbook_asks_by_the_rules_of_the_survey_on_postgres() {
    a_playbook_asks_by_the_rules_of_the_survey(TestApp::postgres()).await;
}
