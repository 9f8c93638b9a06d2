//! What becomes of posted answers, on real databases: kept while none are taken, answered in the version they were
//! begun in, counted once something is answered, and their files within a budget and for as long as they are needed.

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::id::{BrandId, SurveyId};
use touchstone_domain::link::{LinkKind, LinkParams, Refusal, ResumeKey, Token};
use touchstone_domain::response::Draft;
use touchstone_domain::survey::{Command, FaultKind};
use touchstone_domain::unit::UnitKind;
use touchstone_engine::access::{Actor, Setup};
use touchstone_engine::answering::{self, Posted, Shown, Upload, Visit};
use touchstone_engine::surveys::NewLink;
use touchstone_engine::testing::TestApp;
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::expiry::Expiry;
use touchstone_store::StoreError;
use touchstone_store::rows::counts::{self, Wanted, Within};
use touchstone_store::rows::files;

const PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0\x3b";

struct World {
    test: TestApp,
    actor: Actor,
    survey: SurveyId,
}

fn document(questions: &Value, others: Value) -> Value {
    let mut document = json!({
        "version": 2, "name": "Visit", "default_language": "en", "languages": ["en"], "title": {"en": "Visit"},
        "pages": [{"id": "p", "questions": questions}],
    });
    if let (Value::Object(document), Value::Object(others)) = (&mut document, others) {
        document.extend(others);
    }
    document
}

fn questions() -> Value {
    json!([
        {"id": "score", "kind": "nps", "title": {"en": "?"}, "required": true},
        {"id": "words", "kind": "text", "title": {"en": "?"}, "required": false},
        {"id": "photo", "kind": "file", "title": {"en": "?"}, "required": false, "files_max": 2},
    ])
}

impl World {
    async fn begin(test: TestApp) -> Self {
        let setup = Setup {
            settings: BrandSettings { name: "Noodle House".to_owned(), ..BrandSettings::default() },
            email: "li.na@example.com".to_owned(),
            password: "a warm bowl of noodles".to_owned(),
        };
        let done = test.app.set_up(setup).await.expect("the first setup");
        let actor = test.app.bearer(&done.token).await.expect("a look-up").expect("its token");
        let survey = test.app.create_survey(&actor, document(&questions(), json!({}))).await;
        let world = Self { survey: survey.expect("a survey").id, test, actor };
        world.command(Command::Publish).await;
        world
    }

    async fn command(&self, command: Command) {
        self.test.app.command_survey(&self.actor, self.survey, command, None).await.expect("done");
    }

    async fn publish(&self, questions: &Value, others: Value) {
        let document = document(questions, others);
        self.test.app.update_survey(&self.actor, self.survey, document, None).await.expect("changed");
        self.command(Command::Publish).await;
    }

    async fn link(&self) -> Token {
        let new = NewLink { kind: LinkKind::Open, params: LinkParams::default(), expires_at: None };
        let link = self.test.app.create_link(&self.actor, self.survey, new).await.expect("a link");
        link.url.rsplit('/').next().and_then(|token| token.parse().ok()).expect("an address")
    }

    /// Posts a form as a browser without cookies does; the key comes with the fields.
    async fn post(&self, token: Token, visitor: u8, given: &[(&str, &str)], photos: usize) -> Shown {
        let key = ResumeKey::new([visitor; 16]).to_string();
        let given = given.iter().copied().chain([("resume", key.as_str())]);
        let fields = given.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let photo =
            Upload { question: "photo".to_owned(), name: "a.gif".to_owned(), bytes: Ok(PICTURE.to_vec()) };
        let visit = Visit { token, resume: None };
        let photos = vec![photo; photos];
        answering::post_with_files(&self.test.app, visit, fields, photos).await.expect("an answer")
    }

    /// What a visitor finds who comes back, and the version.
    async fn back(&self, token: Token, visitor: u8) -> (Draft, u32) {
        let visit = Visit { token, resume: Some(ResumeKey::new([visitor; 16])) };
        match answering::open(&self.test.app, visit).await.expect("opened") {
            Shown::Form(invitation, form) => (form.draft, invitation.version.expect("a version").number),
            _ => panic!("no form"),
        }
    }

    async fn began(&self) -> i64 {
        let survey = self.survey;
        let asking = move |tx: &mut touchstone_store::Tx<'_>| {
            let (from, until, channel) = (0, i32::MAX, None);
            counts::asking(tx, &Wanted { survey, from, until, channel, within: Within::Everything })
        };
        self.test.app.store().read("asking", self.actor.brand, asking).await.expect("counts").began
    }

    async fn bytes(&self) -> i64 {
        let brand: BrandId = self.actor.brand;
        self.test.app.store().read("bytes", brand, files::bytes_of_brand).await.expect("a sum")
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
    let token = world.link().await;
    world.post(token, 1, &[("a.score", "9")], 0).await;
    world.command(Command::Pause).await;
    let paused = world.post(token, 1, &[("a.words", "the soup"), ("do", "submit")], 0).await;
    assert_eq!(refusal(&paused), Some(Refusal::Paused));
    let paused = world.post(token, 2, &[("a.words", "the tea"), ("do", "submit")], 0).await;
    assert_eq!(refusal(&paused), Some(Refusal::Paused));
    let nothing = world.post(token, 3, &[("do", "submit")], 0).await;
    assert_eq!(refusal(&nothing), Some(Refusal::Paused));
    world.command(Command::Resume).await;
    let (draft, _) = world.back(token, 1).await;
    assert_eq!((draft.words(), draft.answers.len()), ("the soup".to_owned(), 2));
    assert_eq!(world.back(token, 2).await.0.words(), "the tea");
    assert_eq!(world.began().await, 2, "who typed nothing has not begun");

    world.publish(&questions(), json!({"taking": {"responses_max": 1}})).await;
    assert!(matches!(world.post(token, 4, &[("a.score", "3"), ("do", "submit")], 0).await, Shown::Done(..)));
    let full = world.post(token, 2, &[("a.words", "the rice"), ("do", "submit")], 0).await;
    assert_eq!(refusal(&full), Some(Refusal::Full));
    world.publish(&questions(), json!({})).await;
    assert_eq!(world.back(token, 2).await.0.words(), "the rice");
    world.command(Command::Close).await;
    let closed = world.post(token, 2, &[("a.words", "the fish"), ("do", "submit")], 0).await;
    assert_eq!(refusal(&closed), Some(Refusal::Closed));
    let listed = world.test.app.list_responses(&world.actor, world.survey, None, 10).await.expect("a list");
    assert!(listed.items.iter().any(|response| response.answers["words"] == "the fish"), "members see it");
}

async fn a_response_stays_in_its_version_without_cookies(test: TestApp) {
    let world = World::begin(test).await;
    let token = world.link().await;
    world.post(token, 1, &[("a.words", "the soup")], 0).await;
    let other = json!([
        {"id": "score", "kind": "nps", "title": {"en": "?"}, "required": true},
        {"id": "again", "kind": "yes_no", "title": {"en": "?"}, "required": true},
    ]);
    world.publish(&other, json!({})).await;
    let shown = world.post(token, 1, &[("a.words", "the tea"), ("do", "next")], 1).await;
    let Shown::Form(invitation, form) = shown else { panic!("no form") };
    assert_eq!(invitation.version.expect("a version").number, 1);
    assert!(form.faults.iter().all(|fault| fault.field == "answers.score"), "{:?}", form.faults);
    let (draft, version) = world.back(token, 1).await;
    assert_eq!((draft.words(), version, draft.files().count()), ("the tea".to_owned(), 1, 1));
    let done = world.post(token, 1, &[("a.score", "9"), ("do", "submit")], 0).await;
    let Shown::Done(invitation, _) = done else { panic!("not done") };
    assert_eq!(invitation.completed.map(|draft| draft.words()).as_deref(), Some("the tea"));
}

async fn what_is_begun_is_counted_once_something_is_answered(test: TestApp) {
    let world = World::begin(test).await;
    let token = world.link().await;
    for _ in 0..3 {
        world.post(token, 1, &[("do", "next")], 0).await;
        let visit = Visit { token, resume: Some(ResumeKey::new([2; 16])) };
        let refused = Posted::Json(json!({ "score": 99 }));
        answering::post(&world.test.app, visit, refused).await.expect("refused");
    }
    assert_eq!(world.began().await, 0);
    for score in ["9", "8", "7"] {
        world.post(token, 1, &[("a.score", score)], 0).await;
    }
    assert_eq!(world.began().await, 1);
}

async fn files_are_taken_within_a_budget(test: TestApp) {
    let world = World::begin(test).await;
    let none = json!({ "files": { "link_mb_per_hour": 0, "brand_mb": 1 } });
    let change = |to: Value| async {
        let Value::Object(to) = to else { panic!("no object") };
        world.test.app.change_settings(&world.actor, to).await.expect("changed");
    };
    let token = world.link().await;
    change(none).await;
    let refused = world.post(token, 1, &[("a.words", "the soup")], 1).await;
    let Shown::Form(_, form) = refused else { panic!("no form") };
    assert_eq!(form.faults.iter().map(|fault| &fault.kind).collect::<Vec<_>>(), [&FaultKind::NoRoom]);
    assert_eq!((form.draft.words(), world.bytes().await), ("the soup".to_owned(), 0));
    change(json!({ "files": {} })).await;
    assert!(matches!(world.post(token, 1, &[], 2).await, Shown::Form(_, form) if form.faults.is_empty()));
    assert_eq!(world.bytes().await, 2 * PICTURE.len() as i64);
}

async fn files_of_what_is_never_completed_are_forgotten(test: TestApp) {
    let world = World::begin(test).await;
    let token = world.link().await;
    let one = PICTURE.len() as i64;
    world.post(token, 1, &[("a.words", "left in the middle")], 1).await;
    let done = world.post(token, 2, &[("a.score", "9"), ("do", "submit")], 1).await;
    assert!(matches!(done, Shown::Done(..)));
    let (app, clock) = (&world.test.app, &world.test.clock);
    clock.advance(SignedDuration::from_hours(6 * 24));
    // Who goes on keeps the file for another week.
    world.post(token, 1, &[("a.words", "still here")], 0).await;
    clock.advance(SignedDuration::from_hours(6 * 24));
    Expiry.step(app, app.now()).await.expect("a step");
    assert_eq!((world.bytes().await, world.back(token, 1).await.0.files().count()), (2 * one, 1));
    clock.advance(SignedDuration::from_hours(25));
    Expiry.step(app, app.now()).await.expect("a step");
    let (draft, _) = world.back(token, 1).await;
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
    let world = World::begin(test).await;
    let app = &world.test.app;
    world.test.add_stores(&["S1", "S2"]).await.expect("two stores");
    let sheet = async || {
        let made = app.link_sheet(&world.actor, world.survey, None, UnitKind::Store).await.expect("a sheet");
        made.places.into_iter().map(|place| place.url).collect::<Vec<_>>()
    };
    let first = sheet().await;
    assert_eq!(sheet().await, first);
    for _ in 0..2 {
        let before = sheet().await;
        let links = app.list_links(&world.actor, world.survey, None, 10).await.expect("links");
        let link = links.items.iter().find(|made| made.url == before[0]).expect("the first place's link");
        app.revoke_link(&world.actor, world.survey, link.link.id).await.expect("withdrawn");
        let after = sheet().await;
        assert!(after[0] != before[0] && after[1] == first[1], "{before:?} {after:?}");
        assert_eq!(sheet().await, after);
    }
}

macro_rules! on_both {
    ($($story:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $story() { super::$story(touchstone_engine::testing::TestApp::sqlite()).await; })+
        }
        mod postgres {
            $(#[tokio::test] async fn $story() { super::$story(touchstone_engine::testing::TestApp::postgres()).await; })+
        }
    };
}

on_both!(
    what_was_typed_meanwhile_is_kept,
    a_response_stays_in_its_version_without_cookies,
    what_is_begun_is_counted_once_something_is_answered,
    files_are_taken_within_a_budget,
    files_of_what_is_never_completed_are_forgotten,
    a_place_whose_link_was_withdrawn_gets_another,
);
