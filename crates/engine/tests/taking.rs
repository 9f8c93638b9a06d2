//! Limits and quotas are those of the version that is published now, on real databases: for what was begun before it, and
//! for what came without a limit or from elsewhere.

use serde_json::{Value, json};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::id::{LinkId, SurveyId};
use touchstone_domain::link::{LinkKind, LinkParams, Refusal, ResumeKey, Token};
use touchstone_domain::survey::Command;
use touchstone_engine::access::{Actor, Setup};
use touchstone_engine::answering::{self, Posted, Shown, Visit};
use touchstone_engine::surveys::{NewLink, PastResponse};
use touchstone_engine::testing::TestApp;

async fn actor(test: &TestApp) -> Actor {
    let setup = Setup {
        settings: BrandSettings { name: "Noodle House".to_owned(), ..BrandSettings::default() },
        email: "li.na@example.com".to_owned(),
        password: "a warm bowl of noodles".to_owned(),
    };
    let done = test.app.set_up(setup).await.expect("the first setup");
    test.app.bearer(&done.token).await.expect("a look-up").expect("its token")
}

/// A published survey, and a link to it.
struct World {
    test: TestApp,
    actor: Actor,
    survey: SurveyId,
    link: LinkId,
    token: Token,
}

/// A survey of one question, with other parts of the document.
fn document(others: Value) -> Value {
    let mut document = json!({
        "version": 2, "name": "Visit", "default_language": "en", "languages": ["en"], "title": {"en": "Visit"},
        "endings": [{"id": "enough", "title": {"en": "We have heard from enough"}}],
        "pages": [{"id": "p", "questions": [
            {"id": "score", "kind": "nps", "title": {"en": "?"}, "required": true},
        ]}],
    });
    if let (Value::Object(document), Value::Object(others)) = (&mut document, others) {
        document.extend(others);
    }
    document
}

impl World {
    async fn begin(test: TestApp, others: Value) -> Self {
        let actor = actor(&test).await;
        let survey = test.app.create_survey(&actor, document(others)).await.expect("a survey").id;
        test.app.command_survey(&actor, survey, Command::Publish, None).await.expect("published");
        let new = NewLink { kind: LinkKind::Open, params: LinkParams::default(), expires_at: None };
        let made = test.app.create_link(&actor, survey, new).await.expect("a link");
        let token = made.url.rsplit('/').next().and_then(|token| token.parse().ok()).expect("an address");
        Self { test, actor, survey, link: made.link.id, token }
    }

    /// Publishes the next version, with other parts of the document.
    async fn publish(&self, others: Value) {
        let app = &self.test.app;
        app.update_survey(&self.actor, self.survey, document(others), None).await.expect("changed");
        app.command_survey(&self.actor, self.survey, Command::Publish, None).await.expect("published");
    }

    async fn answer(&self, visitor: u8, score: u8) -> String {
        answer(&self.test, self.token, visitor, score).await
    }

    /// A visitor leaves in the middle.
    async fn begin_to_answer(&self, visitor: u8, score: u8) {
        let visit = Visit { token: self.token, resume: Some(ResumeKey::new([visitor; 16])) };
        let fields = vec![("a.score".to_owned(), score.to_string())];
        let shown = answering::post(&self.test.app, visit, Posted::Fields(fields)).await.expect("saved");
        assert!(matches!(shown, Shown::Form(..)));
    }

    /// What is said to one who opens the link.
    async fn opened(&self) -> Option<Refusal> {
        match answering::open(&self.test.app, Visit { token: self.token, resume: None }).await {
            Ok(Shown::Refused(_, refusal)) => Some(refusal),
            Ok(_) => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// An answer given elsewhere.
    async fn add_past(&self, score: u8) {
        let answered_at = self.test.app.now();
        let past = PastResponse { answered_at, language: None, answers: json!({ "score": score }) };
        let through = (self.survey, self.link);
        self.test.app.add_past_responses(&self.actor, through, vec![past]).await.expect("taken in");
    }
}

/// What comes of a visitor's complete answers.
async fn answer(test: &TestApp, token: Token, visitor: u8, score: u8) -> String {
    let visit = Visit { token, resume: Some(ResumeKey::new([visitor; 16])) };
    let posted = Posted::Json(json!({ "score": score }));
    match answering::post(&test.app, visit, posted).await.expect("an answer") {
        Shown::Done(invitation, _) => {
            let ended =
                invitation.completed.as_ref().and_then(|draft| draft.ended.clone()).unwrap_or_default();
            let ending = invitation.ending().map(|ending| ending.id.to_string());
            match ended.quota_full {
                Some(quota) => format!("{quota} is full: {}", ending.unwrap_or_default()),
                None => "counts".to_owned(),
            }
        }
        Shown::Refused(_, refusal) => format!("{refusal:?}"),
        Shown::Form(_, form) => format!("{:?}", form.faults),
        Shown::Unknown => "unknown".to_owned(),
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
    assert_eq!(world.opened().await, None);
    world.add_past(9).await;
    assert_eq!(world.opened().await, Some(Refusal::Full));
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
    limits_of_today_hold_for_what_was_begun_before,
    a_limit_holds_for_what_came_without_one,
    quotas_of_today_hold_for_what_was_begun_before,
);
