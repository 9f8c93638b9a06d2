//! Who may answer through a link how often, on real databases.

use touchstone_domain::brand::BrandSettings;
use touchstone_domain::link::{LinkKind, LinkParams, Refusal, ResumeKey, Token};
use touchstone_engine::access::{Actor, Setup};
use touchstone_engine::answering::{self, Posted, Shown, Visit};
use touchstone_engine::starter;
use touchstone_engine::surveys::NewLink;
use touchstone_engine::testing::TestApp;

/// A brand with a published survey and a link to it.
async fn begin(test: &TestApp, kind: LinkKind) -> (Actor, Token) {
    let setup = Setup {
        settings: BrandSettings { name: "Noodle House".to_owned(), ..BrandSettings::default() },
        email: "li.na@example.com".to_owned(),
        password: "a warm bowl of noodles".to_owned(),
    };
    let done = test.app.set_up(setup).await.expect("the first setup");
    let actor = test.app.bearer(&done.token).await.expect("a look-up").expect("its token");
    let survey = starter::install(&test.app, &actor, false).await.expect("installed").survey;
    let new = NewLink { kind, params: LinkParams::default(), expires_at: None };
    let link = test.app.create_link(&actor, survey, new).await.expect("a link");
    let token = link.url.rsplit('/').next().and_then(|token| token.parse().ok()).expect("an address");
    (actor, token)
}

async fn post(test: &TestApp, token: Token, visitor: u8, fields: &[(&str, &str)]) -> Shown {
    let visit = Visit { token, resume: Some(ResumeKey::new([visitor; 16])) };
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    answering::post(&test.app, visit, Posted::Fields(fields)).await.expect("an answer")
}

fn word(shown: &Shown) -> &'static str {
    match shown {
        Shown::Unknown => "unknown",
        Shown::Refused(_, Refusal::AlreadyAnswered) => "used",
        Shown::Refused(..) => "refused",
        Shown::Form(..) => "form",
        Shown::Done(..) => "thanks",
    }
}

const SUBMIT: [(&str, &str); 2] = [("a.recommend", "9"), ("do", "submit")];

async fn a_link_that_works_once_is_completed_once(test: TestApp) {
    let (_, token) = begin(&test, LinkKind::SingleUse).await;
    for visitor in [1, 2] {
        assert_eq!(word(&post(&test, token, visitor, &[("a.recommend", "9")]).await), "form");
    }
    let (one, two) = tokio::join!(post(&test, token, 1, &SUBMIT), post(&test, token, 2, &SUBMIT));
    let mut words = [word(&one), word(&two)];
    words.sort_unstable();
    assert_eq!(words, ["thanks", "used"], "both had begun, both send at once");
    let winner = if word(&one) == "thanks" { 1 } else { 2 };
    assert_eq!(word(&post(&test, token, winner, &SUBMIT).await), "thanks", "sent twice by the same visitor");
    assert_eq!(word(&post(&test, token, 3, &[]).await), "used");
}

async fn a_link_that_many_share_gives_each_a_response(test: TestApp) {
    let (_, token) = begin(&test, LinkKind::Open).await;
    assert_eq!(word(&post(&test, token, 1, &SUBMIT).await), "thanks");
    let Shown::Form(_, form) = post(&test, token, 2, &[("a.recommend", "3")]).await else {
        panic!("the second visitor has begun")
    };
    assert_eq!(form.draft.answers.len(), 1, "nothing of the first visitor's");
    assert_eq!(word(&post(&test, token, 2, &[("do", "submit")]).await), "thanks");
    assert_eq!(word(&post(&test, token, 3, &[("do", "submit")]).await), "form", "nothing answered yet");
}

#[tokio::test]
async fn a_link_that_works_once_is_completed_once_on_sqlite() {
    a_link_that_works_once_is_completed_once(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_link_that_works_once_is_completed_once_on_postgres() {
    a_link_that_works_once_is_completed_once(TestApp::postgres()).await;
}

#[tokio::test]
async fn a_link_that_many_share_gives_each_a_response_on_sqlite() {
    a_link_that_many_share_gives_each_a_response(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_link_that_many_share_gives_each_a_response_on_postgres() {
    a_link_that_many_share_gives_each_a_response(TestApp::postgres()).await;
}
