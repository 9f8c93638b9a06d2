//! What happens after the decision: cases, inboxes, timers, deliveries; on both databases.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::case::{Change, Outcome, State};
use touchstone_domain::channel::{ChannelSettings, WebhookSettings};
use touchstone_domain::effect::{Effect, EffectKind, LinkRequest, Message, WebhookCall};
use touchstone_domain::event::{Arrived, Event, EventKind};
use touchstone_domain::id::{CaseId, CustomerId, EffectId, SourceId, SurveyId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::survey::Command;
use touchstone_engine::access::Actor;
use touchstone_engine::answering::{self, Posted, Shown, Visit};
use touchstone_engine::cases::{CaseChange, CaseQuery, CloseCase};
use touchstone_engine::channel::{Carrier, Channels, Delivering, Delivery, Failure, destination};
use touchstone_engine::customers::What;
use touchstone_engine::keyring::Field;
use touchstone_engine::on_both;
use touchstone_engine::testing::{TestApp, keyring};
use touchstone_engine::worker::outbox::Outbox;
use touchstone_engine::worker::timers::Timers;
use touchstone_engine::worker::{self, Worker};
use touchstone_engine::{Refusal, accept, customers, starter};
use touchstone_store::rows::outbox::{self, NewEffect, OutboxRow, OutboxState};
use touchstone_store::rows::{cases, channels, surveys};
use touchstone_store::{StoreError, Tx};

/// A brand with the starter content and one member, who owns the head office.
struct World {
    test: TestApp,
    actor: Actor,
    source: SourceId,
    timers: Timers,
}

impl World {
    async fn new(test: TestApp) -> Self {
        let settings = BrandSettings { name: "小满食堂".to_owned(), ..BrandSettings::default() };
        let actor = test.set_up_as(settings).await;
        starter::install(&test.app, &actor, true).await.unwrap();
        let source = test.app.create_source(&actor, "till").await.unwrap().source.id;
        Self { test, actor, source, timers: Timers::default() }
    }

    async fn order(&self, number: &str) {
        let now = self.test.app.now();
        let email = Identity::parse(IdentityKind::Email, "wang@example.com").unwrap();
        let event = Event {
            message_id: number.to_owned(),
            kind: EventKind::Track,
            name: "Order Completed".to_owned(),
            source: self.source,
            occurred_at: now,
            original_at: None,
            received_at: now,
            identities: vec![email],
            properties: json!({"order_id": number, "total": 94, "products": [{"product_id": "soup", "price": 88}]}),
            traits: Value::Null,
            context: Value::Null,
        };
        let arrived = vec![Arrived { event, warnings: Vec::new() }];
        accept::accept(&self.test.app, self.actor.brand, self.source, arrived, Vec::new()).await.unwrap();
    }

    /// Lets time pass and fires what is due.
    async fn pass(&mut self, hours: i64) {
        self.test.clock.advance(SignedDuration::from_hours(hours));
        loop {
            let now = self.test.app.now();
            let step = self.timers.step(&self.test.app, now).await.unwrap();
            if step.next_wake.is_none_or(|wake| wake > now) {
                break;
            }
        }
    }

    async fn effects(&self) -> Vec<OutboxRow> {
        let list = |tx: &mut Tx<'_>| outbox::list(tx, OutboxState::Pending, None, 100);
        self.test.app.store().read("effects", self.actor.brand, list).await.unwrap()
    }

    /// The token of the latest invitation.
    async fn invitation(&self) -> String {
        let effects = self.effects().await;
        // The clock stands, so times do not tell which invitation is the newest: it is the open one.
        for row in &effects {
            let EffectKind::Send(message) = &row.effect.kind else { continue };
            let Some((_, token)) = message.text.split_once("/s/") else { continue };
            let visit = Visit { token: token[..20].parse().unwrap(), resume: None };
            if let Shown::Form(..) = answering::open(&self.test.app, visit).await.unwrap() {
                return token[..20].to_owned();
            }
        }
        panic!("no invitation is open")
    }

    async fn answer(&self, token: &str, answers: Value) {
        let visit = Visit { token: token.parse().unwrap(), resume: None };
        let shown = answering::post(&self.test.app, visit, Posted::Json(answers.into())).await.unwrap();
        let faults =
            if let Shown::Form(_, form) = &shown { format!("{:?}", form.faults) } else { String::new() };
        assert!(matches!(shown, Shown::Done(..)), "{faults}");
    }

    /// An order and a bad answer.
    async fn bad_answer(&mut self, number: &str) {
        self.order(number).await;
        self.pass(2).await;
        let token = self.invitation().await;
        self.answer(&token, json!({"recommend": 1, "comment": "汤是凉的"})).await;
    }

    async fn cases(&self) -> Vec<touchstone_domain::case::Case> {
        self.test.app.list_cases(&self.actor, CaseQuery::default(), 10).await.unwrap()
    }

    async fn notes(&self) -> Vec<(String, String)> {
        let page = self.test.app.inbox(&self.actor, false, None, 50).await.unwrap();
        let text = |body: &Value| body["text"].as_str().unwrap_or_default().to_owned();
        page.notes.iter().rev().map(|row| (row.notice.kind.clone(), text(&row.notice.body))).collect()
    }

    async fn change(&self, case: CaseId, change: CaseChange) -> Result<State, Refusal> {
        self.test.app.change_case(&self.actor, case, change).await.map(|case| case.state)
    }
}

fn close(outcome: Outcome) -> CaseChange {
    CaseChange::Close(CloseCase { outcome, note: Some("Called, sent a voucher.".to_owned()) })
}

on_both![
    a_bad_answer_is_made_good,
    a_second_bad_answer_adds_to_the_case,
    a_late_case_escalates_once,
    two_members_cannot_both_close_a_case,
    the_inbox_streams_without_loss_or_repeat,
    effects_are_sent_once_and_recorded,
    a_failing_peer_does_not_stop_the_others,
    what_a_killed_worker_had_is_sent_again_with_the_same_key,
    a_message_that_waited_is_asked_about_again,
    what_leads_to_a_withdrawn_link_is_not_sent,
    nobody_is_invited_to_a_survey_that_was_closed,
    nobody_is_invited_to_a_survey_that_is_paused,
    nobody_is_invited_to_a_survey_whose_time_is_over,
    nobody_is_sent_a_link_that_has_expired,
    who_can_answer_in_the_morning_is_invited,
    much_for_one_peer_flows_and_lets_others_pass,
];

async fn a_bad_answer_is_made_good(test: TestApp) {
    let mut world = World::new(test).await;
    let mut stream = world.test.app.stream_inbox(&world.actor, None).await.unwrap();
    world.bad_answer("o-1").await;
    let [case] = &world.cases().await[..] else { panic!("one case") };
    assert_eq!((case.state, case.holder.member), (State::Open, Some(world.actor.member)));
    assert_eq!(case.due_at, case.opened_at + SignedDuration::from_hours(72));
    assert_eq!(case.causes[0].about.order_id.as_deref(), Some("o-1"));
    let note = tokio::time::timeout(Duration::from_secs(1), stream.next()).await.unwrap().unwrap();
    assert_eq!((note.notice.kind.as_str(), note.notice.case), ("case_opened", Some(case.id)));
    assert!(note.notice.body["text"].as_str().unwrap().contains("汤是凉的"));
    assert_eq!(world.notes().await.len(), 1, "one note, though the playbook also tells the owner");

    let state = world.change(case.id, close(Outcome::Unknown)).await.unwrap();
    assert!(matches!(state, State::Closed { outcome: Outcome::Unknown, .. }));
    assert!(matches!(world.change(case.id, close(Outcome::Unknown)).await, Err(Refusal::Conflict(_))));
    let token = world.invitation().await;
    world.answer(&token, json!({"recommend": 9})).await;
    let detail = world.test.app.case(&world.actor, case.id).await.unwrap();
    assert!(matches!(detail.case.state, State::Closed { outcome: Outcome::Recovered, .. }));
    let changes: Vec<&Change> = detail.history.iter().map(|entry| &entry.change).collect();
    assert!(matches!(changes[..], [Change::Opened { .. }, Change::Closed { .. }, Change::Answered { .. }]));
    let kinds: Vec<String> = world.notes().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["case_opened", "case_answered"]);
    // Closed, it does not swallow the next one.
    world.bad_answer("o-2").await;
    assert_eq!(world.cases().await.len(), 2);
    let reopened = world.change(case.id, CaseChange::Reopen { note: None }).await;
    assert!(matches!(reopened, Err(Refusal::Conflict(_))), "the customer has another open case");
}

async fn a_second_bad_answer_adds_to_the_case(test: TestApp) {
    let mut world = World::new(test).await;
    world.bad_answer("o-1").await;
    world.bad_answer("o-2").await;
    let [case] = &world.cases().await[..] else { panic!("one case") };
    assert_eq!((case.causes.len(), case.causes_total), (2, 2));
    let kinds: Vec<String> = world.notes().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["case_opened", "case_cause_added"]);
}

async fn a_late_case_escalates_once(test: TestApp) {
    let mut world = World::new(test).await;
    world.bad_answer("o-1").await;
    world.pass(49).await;
    world.pass(22).await;
    assert!(world.cases().await[0].escalated.is_none());
    world.pass(1).await;
    let case = world.cases().await.remove(0);
    assert!(case.escalated.is_some());
    world.pass(100).await;
    let kinds: Vec<String> = world.notes().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["case_opened", "case_reminded", "case_escalated"]);
    let late = CaseQuery { late: true, ..CaseQuery::default() };
    assert_eq!(world.test.app.list_cases(&world.actor, late, 10).await.unwrap().len(), 1);
    let nobody = Actor { scope: touchstone_domain::member::Scope::nothing(), ..world.actor.clone() };
    assert!(world.test.app.list_cases(&nobody, CaseQuery::default(), 10).await.unwrap().is_empty());
    let refused = world.test.app.change_case(&nobody, case.id, close(Outcome::Unknown)).await;
    assert_eq!(refused.unwrap_err(), Refusal::NotFound("case"));
}

async fn two_members_cannot_both_close_a_case(test: TestApp) {
    let mut world = World::new(test).await;
    world.bad_answer("o-1").await;
    let case = world.cases().await[0].id;
    let (one, other) = tokio::join!(
        world.change(case, close(Outcome::Recovered)),
        world.change(case, close(Outcome::NotRecovered))
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "{one:?} {other:?}");
    let customer = world.cases().await[0].customer;
    let open = move |tx: &mut Tx<'_>| cases::open_of(tx, customer);
    assert_eq!(world.test.app.store().read("open", world.actor.brand, open).await.unwrap(), None);
}

async fn the_inbox_streams_without_loss_or_repeat(test: TestApp) {
    let mut world = World::new(test).await;
    let app = world.test.app.clone();
    let mut first = app.stream_inbox(&world.actor, None).await.unwrap();
    world.bad_answer("o-1").await;
    assert_eq!(first.next().await.unwrap().position, 1);
    drop(first);
    world.bad_answer("o-2").await;
    world.pass(48).await;
    let mut resumed = app.stream_inbox(&world.actor, Some(1)).await.unwrap();
    assert_eq!(resumed.next().await.unwrap().position, 2);
    assert_eq!(resumed.next().await.unwrap().position, 3);
    let nothing = tokio::time::timeout(Duration::from_millis(50), resumed.next()).await;
    assert!(nothing.is_err(), "nothing is repeated");
    let note = app.inbox(&world.actor, true, None, 10).await.unwrap();
    assert_eq!((note.unread, note.notes.len()), (3, 3));
    app.read_notice(&world.actor, note.notes[0].notice.id).await.unwrap();
    assert_eq!(app.inbox(&world.actor, true, None, 10).await.unwrap().unread, 2);
    let seats: Vec<_> = (0..9).map(|_| app.take_seat(world.actor.brand, world.actor.member)).collect();
    assert!(seats.iter().all(Option::is_some));
    assert!(matches!(app.stream_inbox(&world.actor, None).await, Err(Refusal::TooMany { .. })));
}

/// Delivers into a list; fails as told, by destination.
#[derive(Default)]
struct Recorded {
    delivered: Mutex<Vec<(EffectId, String)>>,
    failing: Mutex<BTreeMap<String, Failure>>,
    /// Delivered and never reported: the process died.
    silent: Mutex<bool>,
}

impl Carrier for Recorded {
    fn deliver<'a>(&'a self, delivery: &'a Delivery) -> Delivering<'a> {
        let peer = destination(delivery.brand, &delivery.effect);
        let host = peer.rsplit(':').next().unwrap_or_default().to_owned();
        let failure = self.failing.lock().unwrap().get(&host).cloned();
        if failure.is_none() {
            self.delivered.lock().unwrap().push((delivery.effect.id, host));
        }
        let is_silent = *self.silent.lock().unwrap();
        Box::pin(async move {
            if is_silent {
                std::future::pending::<()>().await;
            }
            failure.map_or(Ok(()), Err)
        })
    }
}

fn call(n: u8, host: &str) -> Effect {
    Effect {
        format: touchstone_domain::effect::FORMAT,
        id: EffectId::from_bytes([n; 16]),
        customer: CustomerId::from_bytes([1; 16]),
        run: None,
        message_id: "m".to_owned(),
        created_at: "2026-03-02T02:00:00Z".parse().unwrap(),
        not_before: None,
        kind: EffectKind::Webhook(WebhookCall {
            url: format!("https://{host}/hook"),
            event_type: "playbook.step".to_owned(),
            payload: json!({ "n": n }),
        }),
    }
}

async fn put(world: &World, effects: Vec<Effect>) {
    let (brand, now) = (world.actor.brand, world.test.app.now());
    let put = move |tx: &mut Tx<'_>| {
        for effect in &effects {
            let peer = destination(brand, effect);
            let new = NewEffect { effect, channel: "webhook", destination: &peer, refused: None };
            outbox::insert_many(tx, &[new], now)?;
        }
        Ok::<_, StoreError>(())
    };
    world.test.app.store().write("put", brand, put).await.unwrap();
}

async fn row(world: &World, n: u8) -> OutboxRow {
    let find = move |tx: &mut Tx<'_>| outbox::by_ids(tx, &[EffectId::from_bytes([n; 16])]);
    world.test.app.store().read("row", world.actor.brand, find).await.unwrap().remove(0)
}

/// Steps until nothing is under way or due.
async fn work(world: &World, worker: &mut Outbox) {
    let app = &world.test.app;
    for _ in 0..20 {
        let did = worker.step(app, app.now()).await.unwrap().did;
        worker.settle().await;
        // What found no place at its peer is due again a moment later.
        world.test.clock.advance(SignedDuration::from_millis(250));
        if did == 0 && worker.step(app, app.now()).await.unwrap().did == 0 {
            return;
        }
    }
}

async fn effects_are_sent_once_and_recorded(test: TestApp) {
    let world = World::new(test).await;
    let carrier = Arc::new(Recorded::default());
    let mut worker = Outbox::new(carrier.clone());
    put(&world, (1..=40).map(|n| call(n, "well")).collect()).await;
    let refusing = Failure::permanent("HTTP 410 (the receiver wants no more of these)");
    carrier.failing.lock().unwrap().insert("gone".to_owned(), refusing);
    put(&world, vec![call(50, "gone")]).await;
    work(&world, &mut worker).await;
    assert_eq!(carrier.delivered.lock().unwrap().len(), 40);
    for n in 1..=40 {
        assert_eq!(row(&world, n).await.state, OutboxState::Sent, "{n}");
    }
    let gone = row(&world, 50).await;
    assert_eq!((gone.state, gone.attempts), (OutboxState::Failed, 1));
    assert!(gone.last_error.unwrap().contains("410"));
    let step = worker.step(&world.test.app, world.test.app.now()).await.unwrap();
    assert_eq!(step, worker::Step { did: 0, next_wake: None }, "nothing is due, so nothing wakes it");
}

async fn a_failing_peer_does_not_stop_the_others(test: TestApp) {
    let world = World::new(test).await;
    let carrier = Arc::new(Recorded::default());
    let mut worker = Outbox::new(carrier.clone());
    let down = Failure::transient("HTTP 503");
    carrier.failing.lock().unwrap().insert("down".to_owned(), down);
    let mut effects: Vec<Effect> = (1..=100).map(|n| call(n, "down")).collect();
    effects.extend((101..=110).map(|n| call(n, "well")));
    put(&world, effects).await;
    work(&world, &mut worker).await;
    assert_eq!(carrier.delivered.lock().unwrap().len(), 10, "the other peer got everything");
    let attempts: u32 = {
        let list = |tx: &mut Tx<'_>| outbox::list(tx, OutboxState::Pending, None, 200);
        let rows = world.test.app.store().read("rows", world.actor.brand, list).await.unwrap();
        assert_eq!(rows.len(), 100);
        rows.iter().map(|row| row.attempts).sum()
    };
    assert!(attempts <= 40, "{attempts} attempts at a peer that is down");
    carrier.failing.lock().unwrap().clear();
    for _ in 0..12 {
        world.test.clock.advance(SignedDuration::from_secs(30));
        work(&world, &mut worker).await;
    }
    assert_eq!(carrier.delivered.lock().unwrap().len(), 110, "back again, it gets the rest");
}

async fn what_a_killed_worker_had_is_sent_again_with_the_same_key(test: TestApp) {
    let world = World::new(test).await;
    put(&world, vec![call(1, "well")]).await;
    let carrier = Arc::new(Recorded::default());
    *carrier.silent.lock().unwrap() = true;
    let mut killed = Outbox::new(carrier.clone());
    killed.step(&world.test.app, world.test.app.now()).await.unwrap();
    tokio::task::yield_now().await;
    drop(killed);
    assert_eq!(row(&world, 1).await.state, OutboxState::Sending, "leased, and then nobody knows");
    *carrier.silent.lock().unwrap() = false;
    let mut next = Outbox::new(carrier.clone());
    work(&world, &mut next).await;
    assert_eq!(row(&world, 1).await.state, OutboxState::Sending, "the lease still holds");
    world.test.clock.advance(SignedDuration::from_secs(121));
    work(&world, &mut next).await;
    let sent = row(&world, 1).await;
    assert_eq!((sent.state, sent.attempts), (OutboxState::Sent, 2), "visibly tried again");
    let keys: Vec<EffectId> = carrier.delivered.lock().unwrap().iter().map(|(id, _)| *id).collect();
    assert!(keys.iter().all(|id| *id == EffectId::from_bytes([1; 16])), "always under the same key");
}

async fn a_message_that_waited_is_asked_about_again(test: TestApp) {
    let mut world = World::new(test).await;
    let carrier = Arc::new(Recorded::default());
    let mut worker = Outbox::new(carrier.clone());
    // Two hours after the order it is night, so both invitations wait for the morning.
    world.pass(10).await;
    world.order("o-1").await;
    world.pass(2).await;
    let effects = world.effects().await;
    let EffectKind::Send(message) = &effects[0].effect.kind else { panic!("an invitation") };
    assert!(effects[0].effect.not_before.is_some(), "it is night");
    let link = message.unsubscribe_link.clone().unwrap();
    assert!(customers::stop(&world.test.app, link.rsplit('/').next().unwrap()).await.unwrap());
    world.pass(12).await;
    work(&world, &mut worker).await;
    assert!(carrier.delivered.lock().unwrap().is_empty(), "the customer said no in the night");
    let id = effects[0].effect.id;
    let find = move |tx: &mut Tx<'_>| outbox::by_ids(tx, &[id]);
    let rows = world.test.app.store().read("row", world.actor.brand, find).await.unwrap();
    assert_eq!((rows[0].state, rows[0].last_error.as_deref()), (OutboxState::Refused, Some("refused")));
    assert_eq!(rows[0].attempts, 0, "it was not even begun");
    let seen = world.test.app.customer(&world.actor, effects[0].effect.customer).await.unwrap();
    assert!(seen.profile.contacts.is_empty(), "what was not sent is not counted");
}

/// An invitation that is decided in the evening waits for the morning; meanwhile something happens to its link.
async fn waits_while(
    test: TestApp,
    happens: impl AsyncFnOnce(&World, &LinkRequest),
) -> (World, Effect, OutboxRow) {
    let mut world = World::new(test).await;
    let carrier = Arc::new(Recorded::default());
    let mut worker = Outbox::new(carrier.clone());
    world.pass(10).await;
    world.order("o-1").await;
    world.pass(2).await;
    let effect = world.effects().await.remove(0).effect;
    let EffectKind::Send(message) = &effect.kind else { panic!("an invitation") };
    happens(&world, message.link.as_ref().unwrap()).await;
    world.pass(12).await;
    work(&world, &mut worker).await;
    let id = effect.id;
    let find = move |tx: &mut Tx<'_>| outbox::by_ids(tx, &[id]);
    let row = world.test.app.store().read("row", world.actor.brand, find).await.unwrap().remove(0);
    let was_sent = carrier.delivered.lock().unwrap().iter().any(|(sent, _)| *sent == id);
    assert_eq!(was_sent, row.state == OutboxState::Sent);
    (world, effect, row)
}

/// That it was refused for this, and is not counted: neither as a contact nor as having been asked.
async fn is_refused((world, effect, row): (World, Effect, OutboxRow), why: &str) {
    assert_eq!((row.state, row.last_error.as_deref()), (OutboxState::Refused, Some(why)));
    let seen = world.test.app.customer(&world.actor, effect.customer).await.unwrap();
    assert!(seen.profile.asked.is_empty() && seen.profile.contacts.is_empty(), "{why}");
    let timeline = world.test.app.timeline(&world.actor, effect.customer, None, 20).await.unwrap();
    let told = timeline.iter().any(|item| match &item.what {
        What::Message(row) => row.effect.id == effect.id && row.last_error.as_deref() == Some(why),
        _ => false,
    });
    assert!(told, "{why}: {timeline:?}");
}

async fn what_leads_to_a_withdrawn_link_is_not_sent(test: TestApp) {
    let revoke = async |world: &World, link: &LinkRequest| {
        world.test.app.revoke_link(&world.actor, link.survey, link.id).await.unwrap();
    };
    is_refused(waits_while(test, revoke).await, "withdrawn").await;
}

async fn command(world: &World, survey: SurveyId, command: Command) {
    world.test.app.command_survey(&world.actor, survey, command, None).await.unwrap();
}

async fn nobody_is_invited_to_a_survey_that_was_closed(test: TestApp) {
    let close = async |world: &World, link: &LinkRequest| command(world, link.survey, Command::Close).await;
    is_refused(waits_while(test, close).await, "closed").await;
}

async fn nobody_is_invited_to_a_survey_that_is_paused(test: TestApp) {
    let pause = async |world: &World, link: &LinkRequest| command(world, link.survey, Command::Pause).await;
    is_refused(waits_while(test, pause).await, "paused").await;
}

async fn nobody_is_invited_to_a_survey_whose_time_is_over(test: TestApp) {
    let end = async |world: &World, link: &LinkRequest| {
        let (app, actor) = (&world.test.app, &world.actor);
        let mut document = app.survey(actor, link.survey).await.unwrap().draft;
        let soon = app.now() + SignedDuration::from_hours(1);
        document["taking"] = json!({ "closes_at": soon.to_string() });
        app.update_survey(actor, link.survey, document, None).await.unwrap();
        command(world, link.survey, Command::Publish).await;
    };
    is_refused(waits_while(test, end).await, "closed").await;
}

async fn nobody_is_sent_a_link_that_has_expired(test: TestApp) {
    let expire = async |world: &World, link: &LinkRequest| {
        let (id, at) = (link.id, world.test.app.now());
        let replace = move |tx: &mut Tx<'_>| {
            let row = surveys::link(tx, id)?.expect("the link");
            let mut body: Value = serde_json::from_str(&row.body).expect("JSON");
            body["expires_at"] = at.to_string().into();
            surveys::replace_link(tx, id, &body.to_string())
        };
        world.test.app.store().write("expire", world.actor.brand, replace).await.unwrap();
    };
    is_refused(waits_while(test, expire).await, "expired").await;
}

async fn who_can_answer_in_the_morning_is_invited(test: TestApp) {
    let resume = async |world: &World, link: &LinkRequest| {
        command(world, link.survey, Command::Pause).await;
        command(world, link.survey, Command::Resume).await;
    };
    let (_, _, row) = waits_while(test, resume).await;
    assert_eq!((row.state, row.last_error), (OutboxState::Sent, None));
}

async fn much_for_one_peer_flows_and_lets_others_pass(test: TestApp) {
    let world = World::new(test).await;
    let carrier = Arc::new(Recorded::default());
    let mut worker = Outbox::new(carrier.clone());
    put(&world, (1..=200).map(|n| call(n, "busy")).collect()).await;
    put(&world, (201..=205).map(|n| call(n, "quiet")).collect()).await;
    worker.step(&world.test.app, world.test.app.now()).await.unwrap();
    // The busy peer has all it can take; the other's are found past what is due for it.
    world.test.clock.advance(SignedDuration::from_millis(250));
    worker.step(&world.test.app, world.test.app.now()).await.unwrap();
    worker.settle().await;
    let host = |host: &str| carrier.delivered.lock().unwrap().iter().filter(|(_, to)| to == host).count();
    assert_eq!((host("busy"), host("quiet")), (32, 5));
    work(&world, &mut worker).await;
    assert_eq!((host("busy"), host("quiet")), (200, 5), "each once");
    // What a process that stops has not begun is there for the next one at once.
    put(&world, (206..=250).map(|n| call(n, "busy")).collect()).await;
    worker.step(&world.test.app, world.test.app.now()).await.unwrap();
    worker.close(&world.test.app).await;
    let mut next = Outbox::new(carrier.clone());
    work(&world, &mut next).await;
    assert_eq!(host("busy"), 245);
    assert_eq!(row(&world, 250).await.attempts, 1);
}

mod receivers;

use receivers::{HookReceiver, MailServer};

async fn configured(mut settings: ChannelSettings) -> World {
    let world = World::new(TestApp::sqlite()).await;
    if let Some(secret) = &mut settings.webhook.secret {
        let plain = secret.reveal().as_bytes();
        let sealed = keyring().seal(world.actor.brand, Field::WebhookSecret, plain, [1; 24]);
        *secret = touchstone_domain::channel::Secret::new(sealed);
    }
    let now = world.test.app.now();
    let save = move |tx: &mut Tx<'_>| channels::save(tx, &settings, now);
    world.test.app.store().write("channels", world.actor.brand, save).await.unwrap();
    world
}

#[tokio::test]
async fn requests_are_signed_as_the_standard_says() {
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let webhook = WebhookSettings {
        secret: Some(touchstone_domain::channel::Secret::new(secret.to_owned())),
        allow_private: true,
        ..WebhookSettings::default()
    };
    let world = configured(ChannelSettings { webhook, ..ChannelSettings::default() }).await;
    // The library refuses old signatures, so this clock tells the real time.
    #[expect(clippy::disallowed_methods, reason = "a signature is checked against the machine's clock")]
    world.test.clock.set(jiff::Timestamp::now());
    let receiver = HookReceiver::start().await;
    put(&world, vec![call(1, &receiver.host)]).await;
    let effect = Effect {
        kind: EffectKind::Webhook(WebhookCall {
            url: format!("http://{}/hook", receiver.host),
            event_type: "playbook.step".to_owned(),
            payload: json!({"customer": "王女士"}),
        }),
        ..call(2, "")
    };
    let failing = Effect { id: EffectId::from_bytes([3; 16]), ..effect.clone() };
    put(&world, vec![effect]).await;
    let mut worker = Outbox::new(Arc::new(Channels::default()));
    work(&world, &mut worker).await;
    assert_eq!(row(&world, 2).await.state, OutboxState::Sent, "{:?}", row(&world, 2).await);
    let got = receiver.taken();
    assert_eq!(got.len(), 1);
    let verifier = standardwebhooks::Webhook::new(secret).unwrap();
    verifier.verify(&got[0].body, &got[0].headers).expect("the standard's own library accepts it");
    assert_eq!(got[0].headers["webhook-id"], EffectId::from_bytes([2; 16]).to_string().as_str());
    let body: Value = serde_json::from_slice(&got[0].body).unwrap();
    assert_eq!(
        (body["type"].as_str(), body["data"]["customer"].as_str()),
        (Some("playbook.step"), Some("王女士"))
    );
    // TLS against a plain port fails and is tried again; the other way round is a matter of the address.
    assert_eq!(row(&world, 1).await.state, OutboxState::Pending);

    receiver.answer("429 Too Many Requests\r\nRetry-After: 600");
    put(&world, vec![failing]).await;
    work(&world, &mut worker).await;
    let waiting = row(&world, 3).await;
    assert_eq!(waiting.state, OutboxState::Pending);
    assert!(waiting.next_at.unwrap() >= world.test.app.now() + SignedDuration::from_secs(590));
    assert!(waiting.last_error.unwrap().starts_with("HTTP 429"));
}

#[tokio::test]
async fn the_own_network_and_redirects_are_out_of_reach() {
    let world = configured(ChannelSettings::default()).await;
    let receiver = HookReceiver::start().await;
    let to = |n: u8, url: String| Effect {
        kind: EffectKind::Webhook(WebhookCall { url, event_type: "t".to_owned(), payload: Value::Null }),
        ..call(n, "")
    };
    let port = receiver.host.rsplit(':').next().unwrap().to_owned();
    put(&world, vec![to(1, format!("http://127.0.0.1:{port}/")), to(2, format!("http://localhost:{port}/"))])
        .await;
    let mut worker = Outbox::new(Arc::new(Channels::default()));
    work(&world, &mut worker).await;
    assert!(receiver.taken().is_empty());
    assert_eq!(row(&world, 1).await.state, OutboxState::Failed);
    assert!(row(&world, 2).await.last_error.unwrap().contains("no public address"));
}

fn mail(n: u8, to: &str, unsubscribe: Option<&str>) -> Effect {
    let message = Message {
        channel: touchstone_domain::profile::Channel::Email,
        address: Identity { kind: IdentityKind::Email, value: to.to_owned() },
        class: touchstone_domain::profile::MessageClass::Marketing,
        template: None,
        language: "zh-CN".to_owned(),
        subject: Some("谢谢您，下次试试这个".to_owned()),
        text: "您好，\n\n谢谢您的好评。\n".to_owned(),
        html: Some("<p>您好，谢谢您的好评。</p>".to_owned()),
        unsubscribe_link: unsubscribe.map(str::to_owned),
        link: None,
        offer: None,
    };
    Effect { kind: EffectKind::Send(Box::new(message)), ..call(n, "") }
}

#[tokio::test]
async fn mail_reaches_a_real_server_with_its_headers() {
    let server = MailServer::start();
    let settings = ChannelSettings { email: Some(server.settings()), ..ChannelSettings::default() };
    let world = configured(settings).await;
    let link = format!("https://example.com/u/{}", "x".repeat(90));
    put(&world, vec![mail(1, "wang@example.com", Some(&link)), mail(2, "refused@example.com", None)]).await;
    let mut worker = Outbox::new(Arc::new(Channels::default()));
    work(&world, &mut worker).await;
    let sent = row(&world, 1).await;
    assert_eq!(sent.state, OutboxState::Sent, "{:?}", sent.last_error);
    let refused = row(&world, 2).await;
    assert_eq!(refused.state, OutboxState::Failed, "550 is final");
    assert!(refused.last_error.unwrap().contains("550"));
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    let id = EffectId::from_bytes([1; 16]);
    assert_eq!(mail["message-id"], json!(format!("<{id}@brand.example>")));
    assert_eq!(mail["subject"], json!("谢谢您，下次试试这个"));
    assert_eq!(mail["from"], json!("小满食堂 <hello@brand.example>"));
    assert_eq!(mail["list-unsubscribe"], json!(format!("<{link}>")));
    assert_eq!(mail["list-unsubscribe-post"], json!("List-Unsubscribe=One-Click"));
    assert_eq!(mail["types"], json!(["multipart/alternative", "text/plain", "text/html"]));
    assert!(mail["text"].as_str().unwrap().contains("谢谢您的好评"));
}

#[tokio::test]
async fn a_mail_server_that_is_down_is_tried_again() {
    let server = MailServer::start();
    let settings = server.settings();
    drop(server);
    let world = configured(ChannelSettings { email: Some(settings), ..ChannelSettings::default() }).await;
    put(&world, vec![mail(1, "wang@example.com", None)]).await;
    let mut worker = Outbox::new(Arc::new(Channels::default()));
    work(&world, &mut worker).await;
    let waiting = row(&world, 1).await;
    assert_eq!((waiting.state, waiting.attempts), (OutboxState::Pending, 1));
    assert!(waiting.next_at.unwrap() > world.test.app.now());
}
