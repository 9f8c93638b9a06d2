//! What becomes of posted answers, on real databases: kept while none are taken, answered in the version they were
//! begun in, counted once something is answered, and their files within a budget and for as long as they are needed.

use std::time::Duration;

use serde_json::{Value, json};
use touchstone_domain::link::{Refusal, Token};
use touchstone_domain::response::Draft;
use touchstone_domain::survey::{Command, FaultKind};
use touchstone_domain::unit::UnitKind;
use touchstone_engine::answering::{Shown, Upload};
use touchstone_engine::on_both;
use touchstone_engine::testing::{TestApp, TestSurvey, document, question};
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::expiry::Expiry;
use touchstone_store::StoreError;
use touchstone_store::rows::counts::{self, Wanted, Within};
use touchstone_store::rows::files;

const PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0\x3b";

/// A published survey, and a link to it.
struct World {
    asked: TestSurvey,
    token: Token,
}

fn questions() -> Value {
    json!([
        question("score", "nps", json!({"required": true})),
        question("words", "text", json!({})),
        question("photo", "file", json!({"files_max": 2})),
    ])
}

impl World {
    async fn begin(test: TestApp) -> Self {
        let asked = TestSurvey::of(test, document([questions()], json!({}))).await;
        Self { token: asked.open_link().await, asked }
    }

    /// Publishes the next version, with other parts of the document.
    async fn publish(&self, others: Value) {
        self.asked.publish(document([questions()], others)).await;
    }

    /// Posts a form with photos.
    async fn post(&self, visitor: u8, given: &[(&str, &str)], photos: usize) -> Shown {
        let photo =
            Upload { question: "photo".to_owned(), name: "a.gif".to_owned(), bytes: Ok(PICTURE.to_vec()) };
        self.asked.visitor(self.token, visitor).post_without_cookies(given, vec![photo; photos]).await
    }

    /// What a visitor finds who comes back, and the version.
    async fn back(&self, visitor: u8) -> (Draft, u32) {
        match self.asked.visitor(self.token, visitor).open().await {
            Shown::Form(invitation, form) => (form.draft, invitation.version.expect("a version").number),
            _ => panic!("no form"),
        }
    }

    async fn began(&self) -> i64 {
        let TestSurvey { test, actor, survey } = &self.asked;
        let survey = *survey;
        let asking = move |tx: &mut touchstone_store::Tx<'_>| {
            let (from, until, channel) = (0, i32::MAX, None);
            counts::asking(tx, &Wanted { survey, from, until, channel, within: Within::Everything })
        };
        test.app.store().read("asking", actor.brand, asking).await.expect("counts").began
    }

    async fn bytes(&self) -> i64 {
        let TestSurvey { test, actor, .. } = &self.asked;
        test.app.store().read("bytes", actor.brand, files::bytes_of_brand).await.expect("a sum")
    }
}

fn refusal(shown: &Shown) -> Option<Refusal> {
    match shown {
        Shown::Refused(_, refusal) => Some(*refusal),
        _ => None,
    }
}

async fn what_was_typed_meanwhile_is_kept(test: TestApp) {
    let world = World::begin(test).await;
    world.post(1, &[("a.score", "9")], 0).await;
    world.asked.command(Command::Pause).await;
    let paused = world.post(1, &[("a.words", "the soup"), ("do", "submit")], 0).await;
    assert_eq!(refusal(&paused), Some(Refusal::Paused));
    let paused = world.post(2, &[("a.words", "the tea"), ("do", "submit")], 0).await;
    assert_eq!(refusal(&paused), Some(Refusal::Paused));
    let nothing = world.post(3, &[("do", "submit")], 0).await;
    assert_eq!(refusal(&nothing), Some(Refusal::Paused));
    world.asked.command(Command::Resume).await;
    let (draft, _) = world.back(1).await;
    assert_eq!((draft.words(), draft.answers.len()), ("the soup".to_owned(), 2));
    assert_eq!(world.back(2).await.0.words(), "the tea");
    assert_eq!(world.began().await, 2, "who typed nothing has not begun");

    world.publish(json!({"taking": {"responses_max": 1}})).await;
    assert!(matches!(world.post(4, &[("a.score", "3"), ("do", "submit")], 0).await, Shown::Done(..)));
    let full = world.post(2, &[("a.words", "the rice"), ("do", "submit")], 0).await;
    assert_eq!(refusal(&full), Some(Refusal::Full));
    world.publish(json!({})).await;
    assert_eq!(world.back(2).await.0.words(), "the rice");
    world.asked.command(Command::Close).await;
    let closed = world.post(2, &[("a.words", "the fish"), ("do", "submit")], 0).await;
    assert_eq!(refusal(&closed), Some(Refusal::Closed));
    let listed = world
        .asked
        .test
        .app
        .list_responses(&world.asked.actor, world.asked.survey, None, 10)
        .await
        .expect("a list");
    assert!(listed.items.iter().any(|response| response.answers["words"] == "the fish"), "members see it");
}

async fn who_hangs_up_is_heard_all_the_same(test: TestApp) {
    let world = World::begin(test).await;
    let TestSurvey { test, actor, .. } = &world.asked;
    let mut live = test.app.watch_live(actor, None, None, 0).await.expect("a stream");
    let mut seen = async || tokio::time::timeout(Duration::from_secs(10), live.next()).await.is_ok();
    world.post(1, &[("a.score", "1"), ("do", "submit")], 0).await;
    assert!(seen().await);

    // Others write, and the phone is put away before it is this answer's turn.
    let others = test.app.store().write("others", actor.brand, |_: &mut touchstone_store::Tx<'_>| {
        std::thread::sleep(Duration::from_secs(1));
        Ok::<_, StoreError>(())
    });
    let answer = world.post(2, &[("a.score", "2"), ("do", "submit")], 0);
    let (others, _) = tokio::join!(others, tokio::time::timeout(Duration::from_millis(500), answer));
    others.expect("a write");
    assert!(seen().await, "those who watch were told");
}

async fn a_response_stays_in_its_version_without_cookies(test: TestApp) {
    let world = World::begin(test).await;
    world.post(1, &[("a.words", "the soup")], 0).await;
    let required = || json!({"required": true});
    let other = json!([question("score", "nps", required()), question("again", "yes_no", required())]);
    world.asked.publish(document([other], json!({}))).await;
    let shown = world.post(1, &[("a.words", "the tea"), ("do", "next")], 1).await;
    let Shown::Form(invitation, form) = shown else { panic!("no form") };
    assert_eq!(invitation.version.expect("a version").number, 1);
    assert!(form.faults.iter().all(|fault| fault.field == "answers.score"), "{:?}", form.faults);
    let (draft, version) = world.back(1).await;
    assert_eq!((draft.words(), version, draft.files().count()), ("the tea".to_owned(), 1, 1));
    let done = world.post(1, &[("a.score", "9"), ("do", "submit")], 0).await;
    let Shown::Done(invitation, _) = done else { panic!("not done") };
    assert_eq!(invitation.completed.map(|draft| draft.words()).as_deref(), Some("the tea"));
}

async fn what_is_begun_is_counted_once_something_is_answered(test: TestApp) {
    let world = World::begin(test).await;
    for _ in 0..3 {
        world.post(1, &[("do", "next")], 0).await;
        let refused = world.asked.visitor(world.token, 2).answer(json!({ "score": 99 })).await;
        assert!(matches!(refused, Shown::Form(..)));
    }
    assert_eq!(world.began().await, 0);
    for score in ["9", "8", "7"] {
        world.post(1, &[("a.score", score)], 0).await;
    }
    assert_eq!(world.began().await, 1);
}

async fn files_are_taken_within_a_budget(test: TestApp) {
    let world = World::begin(test).await;
    let none = json!({ "files": { "link_mb_per_hour": 0, "brand_mb": 1 } });
    let change = |to: Value| async {
        let Value::Object(to) = to else { panic!("no object") };
        world.asked.test.app.change_settings(&world.asked.actor, to).await.expect("changed");
    };
    change(none).await;
    let refused = world.post(1, &[("a.words", "the soup")], 1).await;
    let Shown::Form(_, form) = refused else { panic!("no form") };
    assert_eq!(form.faults.iter().map(|fault| &fault.kind).collect::<Vec<_>>(), [&FaultKind::NoRoom]);
    assert_eq!((form.draft.words(), world.bytes().await), ("the soup".to_owned(), 0));
    change(json!({ "files": {} })).await;
    assert!(matches!(world.post(1, &[], 2).await, Shown::Form(_, form) if form.faults.is_empty()));
    assert_eq!(world.bytes().await, 2 * PICTURE.len() as i64);
}

async fn files_of_what_is_never_completed_are_forgotten(test: TestApp) {
    let world = World::begin(test).await;
    let one = PICTURE.len() as i64;
    world.post(1, &[("a.words", "left in the middle")], 1).await;
    let done = world.post(2, &[("a.score", "9"), ("do", "submit")], 1).await;
    assert!(matches!(done, Shown::Done(..)));
    let app = &world.asked.test.app;
    world.asked.hours_later(6 * 24);
    // Who goes on keeps the file for another week.
    world.post(1, &[("a.words", "still here")], 0).await;
    world.asked.hours_later(6 * 24);
    Expiry.step(app, app.now()).await.expect("a step");
    assert_eq!((world.bytes().await, world.back(1).await.0.files().count()), (2 * one, 1));
    world.asked.hours_later(25);
    Expiry.step(app, app.now()).await.expect("a step");
    let (draft, _) = world.back(1).await;
    assert_eq!(
        (world.bytes().await, draft.files().count(), draft.words()),
        (one, 0, "still here".to_owned())
    );
    let held = app
        .store()
        .read_global("expired", |tx| files::expired(tx, "2100-01-01T00:00:00Z".parse().expect("a time"), 10));
    assert_eq!(held.await, Ok::<_, StoreError>(Vec::new()), "what is completed stays");
}

async fn a_place_whose_link_was_withdrawn_gets_another(test: TestApp) {
    let TestSurvey { test, actor, survey } = World::begin(test).await.asked;
    let app = &test.app;
    test.add_stores(&["S1", "S2"]).await.expect("two stores");
    let sheet = async || {
        let made = app.link_sheet(&actor, survey, None, UnitKind::Store).await.expect("a sheet");
        made.places.into_iter().map(|place| place.url).collect::<Vec<_>>()
    };
    let first = sheet().await;
    assert_eq!(sheet().await, first);
    for _ in 0..2 {
        let before = sheet().await;
        let links = app.list_links(&actor, (survey, None), None, 10).await.expect("links");
        let link = links.items.iter().find(|made| made.url == before[0]).expect("the first place's link");
        app.revoke_link(&actor, survey, link.link.id).await.expect("withdrawn");
        let after = sheet().await;
        assert!(after[0] != before[0] && after[1] == first[1], "{before:?} {after:?}");
        assert_eq!(sheet().await, after);
    }
}

on_both!(
    what_was_typed_meanwhile_is_kept,
    who_hangs_up_is_heard_all_the_same,
    a_response_stays_in_its_version_without_cookies,
    what_is_begun_is_counted_once_something_is_answered,
    files_are_taken_within_a_budget,
    files_of_what_is_never_completed_are_forgotten,
    a_place_whose_link_was_withdrawn_gets_another,
);
