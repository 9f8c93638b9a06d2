//! A survey on its way to many people: each is asked once, whatever dies on the way; on both databases.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::budget::{Budget, Cap};
use touchstone_domain::distribution::{Plan, State, Whom};
use touchstone_domain::effect::EffectKind;
use touchstone_domain::id::{CustomerId, DistributionId, SurveyId, TemplateId};
use touchstone_engine::access::Actor;
use touchstone_engine::answering::{self, Posted, Shown, Visit};
use touchstone_engine::asking::{ListReport, Progressed};
use touchstone_engine::on_both;
use touchstone_engine::testing::TestApp;
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::distributions::Distributions;
use touchstone_engine::{Refusal, starter};
use touchstone_store::Tx;
use touchstone_store::rows::distributions;
use touchstone_store::rows::outbox::{self, OutboxRow, OutboxState};

struct World {
    test: TestApp,
    actor: Actor,
    survey: SurveyId,
}

impl World {
    async fn new(test: TestApp) -> Self {
        let contacts = Cap { max: 3, per: "P30D".parse().unwrap() };
        let budget = Budget { total: Some(contacts), quiet_hours: None, ..Budget::default() };
        let settings = BrandSettings { name: "小满食堂".to_owned(), budget, ..BrandSettings::default() };
        let actor = test.set_up_as(settings).await;
        let survey = starter::install(&test.app, &actor, false).await.unwrap().survey;
        Self { test, actor, survey }
    }

    async fn plan(&self, plan: Value) -> DistributionId {
        let plan: Plan = serde_json::from_value(plan).unwrap();
        self.test.app.create_distribution(&self.actor, self.survey, plan).await.unwrap().distribution.id
    }

    async fn upload(&self, id: DistributionId, text: &str) -> ListReport {
        self.test.app.add_recipients(&self.actor, self.survey, id, text).await.unwrap()
    }

    async fn start(&self, id: DistributionId) {
        self.test.app.start_distribution(&self.actor, self.survey, id).await.unwrap();
    }

    async fn seen(&self, id: DistributionId) -> Progressed {
        self.test.app.distribution(&self.actor, self.survey, id).await.unwrap()
    }

    /// Steps until nothing is due, each step by a worker that knows nothing of the ones before: a process that dies
    /// between two steps leaves nothing but the database.
    async fn work(&self) -> usize {
        let mut steps = 0;
        loop {
            let now = self.test.app.now();
            let step = Distributions.step(&self.test.app, now).await.unwrap();
            steps += 1;
            if step.next_wake.is_none_or(|wake| wake > now) {
                return steps;
            }
            assert!(steps < 200, "it ends");
        }
    }

    async fn days(&self, days: i64) {
        self.test.clock.advance(SignedDuration::from_hours(24 * days));
        self.work().await;
    }

    async fn messages(&self) -> Vec<OutboxRow> {
        let list = |tx: &mut Tx<'_>| outbox::list(tx, OutboxState::Pending, None, 10_000);
        self.test.app.store().read("messages", self.actor.brand, list).await.unwrap()
    }

    /// How many messages each person has.
    async fn per_person(&self) -> BTreeMap<CustomerId, usize> {
        let mut counted = BTreeMap::new();
        for row in self.messages().await {
            *counted.entry(row.effect.customer).or_default() += 1;
        }
        counted
    }

    /// Answers through the link of a message.
    async fn answer(&self, row: &OutboxRow) {
        let EffectKind::Send(message) = &row.effect.kind else { panic!("a message") };
        let (_, token) = message.text.split_once("/s/").expect("the link of the survey");
        let visit = Visit { token: token[..20].parse().unwrap(), resume: None };
        let fields =
            [("a.recommend", "9"), ("do", "submit")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let shown = answering::post(&self.test.app, visit, Posted::Fields(fields.into())).await.unwrap();
        assert!(matches!(shown, Shown::Done(..)));
    }
}

fn people(count: usize) -> String {
    (0..count).map(|nth| format!("guest{nth}@example.com\n")).collect()
}

async fn everyone_is_asked_once_and_reminded_until_they_answer(test: TestApp) {
    let world = World::new(test).await;
    let plan = json!({ "name": "All", "whom": { "from": "list" }, "channels": ["sms", "email"], "reminders": [3, 7] });
    let id = world.plan(plan).await;
    let report = world.upload(id, &people(600)).await;
    assert_eq!((report.added, report.repeated, report.refused), (600, 0, 0));
    let again = world.upload(id, &format!("{}nobody\n", people(600))).await;
    assert_eq!((again.added, again.repeated, again.refused), (0, 600, 1), "the same list changes nothing");

    world.start(id).await;
    let steps = world.work().await;
    assert!(steps >= 3, "{steps} steps for 600 people: none takes all of them");
    let asked = world.per_person().await;
    assert_eq!((asked.len(), asked.values().max()), (600, Some(&1)));
    let seen = world.seen(id).await;
    assert_eq!((seen.view.distribution.state, seen.view.progress.invited), (State::Waiting, 600));
    assert_eq!(
        (seen.tally.counts.chosen, seen.tally.counts.invited, seen.tally.counts.completed),
        (0, 600, 0)
    );

    let answering: Vec<OutboxRow> = world.messages().await.into_iter().take(5).collect();
    for row in &answering {
        world.answer(row).await;
    }
    world.days(3).await;
    let reminded = world.per_person().await;
    for row in &answering {
        assert_eq!(reminded[&row.effect.customer], 1, "who has answered is not reminded");
    }
    assert_eq!(reminded.values().filter(|count| **count == 2).count(), 595);
    // Deciding the same again asks for the same effect.
    assert_eq!(world.work().await, 1);
    world.days(4).await;
    let last = world.per_person().await;
    assert_eq!(last.values().filter(|count| **count == 3).count(), 595);
    world.days(30).await;
    let seen = world.seen(id).await;
    assert_eq!((seen.view.distribution.state, seen.tally.counts.completed), (State::Done, 5));
    assert_eq!(seen.view.progress.reminded, 2 * 595);
    assert_eq!(world.per_person().await, last);
}

async fn who_is_meant_follows_condition_share_and_budget(test: TestApp) {
    let world = World::new(test).await;
    let list = json!({ "name": "Seed", "whom": { "from": "list" }, "channels": ["email"] });
    let seed = world.plan(list).await;
    world.upload(seed, &people(300)).await;

    let plan = |more: Value| {
        let mut plan = json!({ "name": "Some", "whom": { "from": "customers" }, "channels": ["email"] });
        plan.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        plan
    };
    let none = world
        .plan(plan(json!({ "whom": { "from": "customers", "condition": "customer.orders_90d > 0" } })))
        .await;
    world.start(none).await;
    world.work().await;
    let seen = world.seen(none).await;
    assert_eq!((seen.view.progress.looked_at, seen.view.progress.meant), (300, 0));
    assert_eq!(seen.view.distribution.state, State::Done);

    let some = world.plan(plan(json!({ "sample": { "by": "count", "count": 40 } }))).await;
    world.start(some).await;
    world.work().await;
    let seen = world.seen(some).await;
    assert_eq!(
        (seen.view.progress.meant, seen.view.progress.invited, seen.tally.counts.chosen),
        (300, 40, 260)
    );

    // The others: those with an open invitation are not asked a second time, and each refusal has its reason.
    let all = world.plan(plan(json!({}))).await;
    world.start(all).await;
    world.work().await;
    let seen = world.seen(all).await;
    assert_eq!(seen.view.progress.invited, 260);
    assert_eq!(seen.view.progress.refused, BTreeMap::from([("pending".to_owned(), 40)]));
    assert_eq!(world.per_person().await.values().max(), Some(&1));
}

async fn an_email_carries_the_first_question(test: TestApp) {
    let world = World::new(test).await;
    for first_question in [true, false] {
        let plan = json!({
            "name": "One click", "whom": { "from": "list" }, "channels": ["email"], "first_question": first_question,
        });
        let id = world.plan(plan).await;
        world.upload(id, &format!("guest-{first_question}@example.com\n")).await;
        world.start(id).await;
        world.work().await;
        let messages = world.messages().await;
        let found = messages.iter().find_map(|row| match &row.effect.kind {
            EffectKind::Send(message) if row.effect.message_id == id.to_string() => Some(message),
            _ => None,
        });
        let message = found.expect("an e-mail");
        let html = message.html.as_deref().unwrap_or_default();
        for answer in 0..=10 {
            let link = format!("?a.recommend={answer}\"");
            assert_eq!(html.contains(&link), first_question, "{link} in {html}");
        }
        assert_eq!(
            html.contains("0: 完全不可能 · 10: 非常可能"),
            first_question,
            "the ends of the scale: {html}"
        );
        let (_, token) = message.text.split_once("/s/").expect("the link of the survey");
        assert_eq!(html.contains(&token[..20]), first_question, "with the link of this message: {html}");
    }
}

async fn stopping_takes_back_what_has_not_left(test: TestApp) {
    let world = World::new(test).await;
    let plan = json!({ "name": "Oops", "whom": { "from": "list" }, "channels": ["email"], "reminders": [2] });
    let id = world.plan(plan).await;
    world.upload(id, &people(300)).await;
    world.start(id).await;
    world.work().await;
    assert_eq!(world.messages().await.len(), 300);
    world.test.app.stop_distribution(&world.actor, world.survey, id).await.unwrap();
    world.work().await;
    assert_eq!(world.messages().await.len(), 0);
    let seen = world.seen(id).await;
    assert_eq!(seen.view.distribution.state, State::Stopped);
    world.days(5).await;
    assert_eq!(world.messages().await.len(), 0, "nobody is reminded of what did not go out");
    let again = world.test.app.start_distribution(&world.actor, world.survey, id).await;
    assert!(matches!(again, Err(Refusal::Conflict(_))));

    // What was taken back was no contact: the same people may be asked by another one.
    let plan = json!({ "name": "Again", "whom": { "from": "customers" }, "channels": ["email"] });
    let next = world.plan(plan).await;
    world.start(next).await;
    world.work().await;
    assert_eq!(world.seen(next).await.view.progress.invited, 300);
}

async fn what_fell_into_a_pause_is_not_made_up_for(test: TestApp) {
    let world = World::new(test).await;
    let plan = json!({ "name": "All", "whom": { "from": "list" }, "channels": ["email"], "reminders": [3, 6, 9],
        "valid_days": 10 });
    let id = world.plan(plan).await;
    world.upload(id, &people(3)).await;
    world.start(id).await;
    world.work().await;
    // Nothing runs until the eighth day: of the two reminders that were due meanwhile, one goes out.
    world.days(8).await;
    assert_eq!(world.per_person().await.values().collect::<Vec<_>>(), [&2; 3]);
    world.days(1).await;
    assert_eq!(world.per_person().await.values().collect::<Vec<_>>(), [&3; 3], "the third is due on its day");
    assert_eq!(world.seen(id).await.view.progress.reminded, 6);
}

async fn nobody_is_reminded_of_what_has_expired(test: TestApp) {
    let world = World::new(test).await;
    let plan = json!({ "name": "All", "whom": { "from": "list" }, "channels": ["email"], "reminders": [3, 6],
        "valid_days": 10 });
    let id = world.plan(plan).await;
    world.upload(id, &people(3)).await;
    world.start(id).await;
    world.work().await;
    world.days(10).await;
    assert_eq!(world.per_person().await.values().collect::<Vec<_>>(), [&1; 3]);
    let seen = world.seen(id).await.view;
    assert_eq!(seen.progress.not_reminded, BTreeMap::from([("expired".to_owned(), 3)]));
    assert_eq!(seen.distribution.state, State::Done);
}

async fn nobody_is_sent_to_a_link_that_was_withdrawn(test: TestApp) {
    let world = World::new(test).await;
    let plan =
        json!({ "name": "All", "whom": { "from": "list" }, "channels": ["email"], "reminders": [3, 6] });
    let id = world.plan(plan).await;
    world.upload(id, &people(3)).await;
    world.start(id).await;
    world.work().await;
    let EffectKind::Send(message) = &world.messages().await[0].effect.kind else { panic!("a message") };
    let link = message.link.as_ref().unwrap().id;
    world.test.app.revoke_link(&world.actor, world.survey, link).await.unwrap();
    world.days(3).await;
    world.days(3).await;
    let mut counts: Vec<usize> = world.per_person().await.into_values().collect();
    counts.sort_unstable();
    assert_eq!(counts, [1, 3, 3]);
    let seen = world.seen(id).await.view;
    assert_eq!(seen.progress.not_reminded, BTreeMap::from([("withdrawn".to_owned(), 1)]));
}

async fn a_list_is_not_asked_beside_customers(test: TestApp) {
    let world = World::new(test).await;
    let list = json!({ "name": "All", "whom": { "from": "list" }, "channels": ["email"] });
    let customers =
        json!({ "name": "All", "whom": { "from": "customers", "tag": "vip" }, "channels": ["email"] });
    let change = async |id, plan: &Value| {
        let plan: Plan = serde_json::from_value(plan.clone()).unwrap();
        world.test.app.replace_distribution(&world.actor, world.survey, id, plan).await
    };
    let id = world.plan(list.clone()).await;
    assert!(change(id, &customers).await.is_ok(), "nobody was uploaded yet");
    assert!(change(id, &list).await.is_ok());
    world.upload(id, &people(3)).await;
    let Err(Refusal::Fields(errors)) = change(id, &customers).await else {
        panic!("the list would be asked")
    };
    assert_eq!((errors[0].field.as_str(), errors[0].code.as_str()), ("whom", "list_uploaded"));
    assert!(change(id, &list).await.is_ok());
}

async fn one_that_fails_does_not_hold_up_the_others(test: TestApp) {
    let world = World::new(test).await;
    let plan = || json!({ "name": "All", "whom": { "from": "list" }, "channels": ["email"] });
    let [broken, sound] = [world.plan(plan()).await, world.plan(plan()).await];
    world.upload(broken, "one@example.com\n").await;
    world.upload(sound, "two@example.com\n").await;
    world.start(broken).await;
    world.test.clock.advance(SignedDuration::from_secs(1));
    world.start(sound).await;
    // A condition that an earlier release took and this one does not.
    let means = async |condition: &'static str| {
        let write = move |tx: &mut Tx<'_>| {
            let mut row = distributions::find(tx, broken)?.unwrap();
            let condition = Some(condition.to_owned());
            row.distribution.plan.whom = Whom::Customers { tag: None, condition };
            distributions::update(tx, &row)
        };
        world.test.app.store().write("condition", world.actor.brand, write).await.unwrap();
    };
    means("customer.colour == 1").await;
    world.work().await;
    assert_eq!(world.seen(sound).await.view.progress.invited, 1);
    let held = world.seen(broken).await.view;
    assert_eq!((held.progress.invited, held.progress.failed_at), (0, Some(world.test.app.now())));
    means("true").await;
    world.work().await;
    assert_eq!(world.seen(broken).await.view.progress.invited, 0, "it waits");
    world.test.clock.advance(SignedDuration::from_hours(1));
    world.work().await;
    let seen = world.seen(broken).await.view;
    assert_eq!((seen.progress.invited, seen.progress.failed_at), (1, None));
}

async fn a_template_is_looked_at_again_when_starting(test: TestApp) {
    let world = World::new(test).await;
    let save = async |id: Option<TemplateId>, body: &str| {
        let document = json!({ "name": "Ask", "channel": "email", "class": "survey",
            "subject": { "zh-CN": "你好" }, "body": { "zh-CN": body } });
        world.test.app.save_template(&world.actor, id, document).await.unwrap().id
    };
    let made = save(None, "{{ survey_link }}").await;
    let plan = json!({ "name": "All", "whom": { "from": "list" }, "channels": ["email"], "template": made });
    let id = world.plan(plan).await;
    world.upload(id, &people(1)).await;
    save(Some(made), "请再来").await;
    let refused = world.test.app.start_distribution(&world.actor, world.survey, id).await.unwrap_err();
    let Refusal::Fields(errors) = refused else { panic!("{refused:?}") };
    let said: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.code.as_str())).collect();
    assert_eq!(said, [("template", "no_survey_link")]);
}

on_both![
    everyone_is_asked_once_and_reminded_until_they_answer,
    who_is_meant_follows_condition_share_and_budget,
    an_email_carries_the_first_question,
    stopping_takes_back_what_has_not_left,
    what_fell_into_a_pause_is_not_made_up_for,
    nobody_is_reminded_of_what_has_expired,
    nobody_is_sent_to_a_link_that_was_withdrawn,
    a_list_is_not_asked_beside_customers,
    one_that_fails_does_not_hold_up_the_others,
    a_template_is_looked_at_again_when_starting,
];
