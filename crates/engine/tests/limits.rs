//! What a survey takes, on real databases: quotas and limits under visitors who come at once, its time, and
//! links for trying it out.

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::eligibility::Look;
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::link::{LinkKind, LinkParams, Refusal, ResumeKey, Token};
use touchstone_domain::response::{Apart, Draft};
use touchstone_domain::survey::Command;
use touchstone_engine::access::{Actor, Setup};
use touchstone_engine::answering::{self, Posted, Shown, Visit};
use touchstone_engine::asking::{Means, Whom};
use touchstone_engine::journeys::Bucket;
use touchstone_engine::surveys::{Counted, ExportQuery, NewLink, ResponseQuery, ResultsQuery, WordsQuery};
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

/// A published survey of one question, with other parts of the document, and a link to it.
async fn begin(test: &TestApp, others: Value, params: LinkParams) -> (Actor, Token) {
    let actor = actor(test).await;
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
    let survey = test.app.create_survey(&actor, document).await.expect("a survey").id;
    test.app.command_survey(&actor, survey, Command::Publish, None).await.expect("published");
    let new = NewLink { kind: LinkKind::Open, params, expires_at: None };
    let link = test.app.create_link(&actor, survey, new).await.expect("a link");
    (actor, link.url.rsplit('/').next().and_then(|token| token.parse().ok()).expect("an address"))
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

async fn the_last_place_of_a_quota_is_given_once(test: TestApp) {
    let quotas = json!({"quotas": [
        {"id": "fans", "name": "Fans", "when": "answers.score >= 9", "limit": 3, "ending": "enough"},
        {"id": "all", "name": "All", "when": "true", "limit": 100},
    ]});
    let (_, token) = begin(&test, quotas, LinkParams::default()).await;
    assert_eq!(answer(&test, token, 1, 9).await, "counts");
    assert_eq!(answer(&test, token, 2, 10).await, "counts");
    let both = tokio::join!(answer(&test, token, 3, 9), answer(&test, token, 4, 9));
    let mut both = [both.0, both.1];
    both.sort();
    assert_eq!(both, ["counts", "fans is full: enough"], "two come for the last place");
    assert_eq!(answer(&test, token, 5, 3).await, "counts", "of those below nine there are none yet");
}

/// What comes of the first page of a form.
async fn leave_first_page(test: &TestApp, token: Token, visitor: u8, score: &str) -> String {
    let visit = Visit { token, resume: Some(ResumeKey::new([visitor; 16])) };
    let fields = [("page", "0"), ("a.score", score), ("do", "next")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    match answering::post(&test.app, visit, Posted::Fields(fields)).await.expect("a page") {
        Shown::Form(_, form) => format!("page {}", form.draft.page),
        Shown::Done(invitation, _) => {
            invitation.ending().map_or_else(|| "thanks".to_owned(), |ending| ending.id.to_string())
        }
        _ => "refused".to_owned(),
    }
}

async fn a_full_quota_is_noticed_when_its_page_is_left(test: TestApp) {
    let question = |id: &str| json!({"id": id, "kind": "nps", "title": {"en": "?"}, "required": false});
    let others = json!({
        "paging": "page_by_page",
        "quotas": [
            {"id": "fans", "name": "Fans", "when": "answers.score >= 9", "limit": 1, "ending": "enough"},
            {"id": "later", "name": "Later", "when": "answers.score >= 7 && answers.more == null", "limit": 1},
        ],
        "pages": [
            {"id": "p", "questions": [question("score")]}, {"id": "q", "questions": [question("more")]},
        ],
    });
    let (_, token) = begin(&test, others, LinkParams::default()).await;
    assert_eq!(leave_first_page(&test, token, 1, "9").await, "page 1", "there is a place yet");
    assert_eq!(answer(&test, token, 2, 9).await, "counts");
    assert_eq!(leave_first_page(&test, token, 3, "9").await, "enough");
    assert_eq!(leave_first_page(&test, token, 3, "3").await, "enough", "it is over for whom it was said to");
    assert_eq!(
        leave_first_page(&test, token, 4, "7").await,
        "page 1",
        "the second page decides about the other"
    );
    // Who was under way when the last place was given finds that out at the end.
    assert_eq!(answer(&test, token, 1, 9).await, "fans is full: enough");
}

#[tokio::test]
async fn a_full_quota_is_noticed_when_its_page_is_left_on_sqlite() {
    a_full_quota_is_noticed_when_its_page_is_left(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_full_quota_is_noticed_when_its_page_is_left_on_postgres() {
    a_full_quota_is_noticed_when_its_page_is_left(TestApp::postgres()).await;
}

async fn a_survey_stops_at_its_limit(test: TestApp) {
    let (_, token) = begin(&test, json!({"taking": {"responses_max": 2}}), LinkParams::default()).await;
    assert_eq!(answer(&test, token, 1, 9).await, "counts");
    let both = tokio::join!(answer(&test, token, 2, 9), answer(&test, token, 3, 9));
    let mut both = [both.0, both.1];
    both.sort();
    assert_eq!(both, ["Full", "counts"]);
    assert_eq!(answer(&test, token, 4, 1).await, "Full");
    let visit = Visit { token, resume: None };
    let opened = answering::open(&test.app, visit).await.expect("opened");
    assert!(matches!(opened, Shown::Refused(_, Refusal::Full)));
}

async fn a_link_for_trying_out_counts_nowhere(test: TestApp) {
    let params = LinkParams { test: true, ..LinkParams::default() };
    let limited = json!({"taking": {"responses_max": 1, "closes_at": "2020-01-01T00:00:00Z"}});
    let (actor, token) = begin(&test, limited, params).await;
    for visitor in 1..4 {
        assert_eq!(answer(&test, token, visitor, 9).await, "counts", "whatever the survey's time and limit");
    }
    let surveys = test.app.list_surveys(&actor, None, 10).await.expect("surveys");
    let found = test.app.list_responses(&actor, surveys[0].id, None, 10).await.expect("responses");
    assert!(found.items.is_empty(), "what was tried out is not among the responses");
    let stranger = Whom::Identity(Identity::parse(IdentityKind::Anonymous, "a-1").expect("an identity"));
    let found =
        test.app.eligibility(&actor, surveys[0].id, stranger, Means::Page).await.expect("an explanation");
    let counted = found.eligibility.looks.iter().find_map(|look| match look {
        Look::ResponsesMax { completed, passed, .. } => Some((*completed, *passed)),
        _ => None,
    });
    assert_eq!(counted, Some((0, true)), "and does not use up the places of others");
}

async fn what_counts_nowhere_says_so(test: TestApp) {
    let others = json!({
        "quotas": [{"id": "fans", "name": "Fans", "when": "answers.score >= 9", "limit": 1, "ending": "enough"}],
        "pages": [{"id": "p", "questions": [
            {"id": "score", "kind": "nps", "title": {"en": "?"}, "required": true},
            {"id": "why", "kind": "text", "title": {"en": "Why?"}},
        ]}],
    });
    let (actor, open) = begin(&test, others, LinkParams::default()).await;
    let survey = test.app.list_surveys(&actor, None, 1).await.expect("surveys")[0].id;
    let params = LinkParams { test: true, ..LinkParams::default() };
    let new = NewLink { kind: LinkKind::Open, params, expires_at: None };
    let link = test.app.create_link(&actor, survey, new).await.expect("a link");
    let trial = link.url.rsplit('/').next().and_then(|token| token.parse().ok()).expect("an address");
    for (visitor, token, why) in [(1, open, "counts"), (2, open, "over"), (3, trial, "trial")] {
        let visit = Visit { token, resume: Some(ResumeKey::new([visitor; 16])) };
        let posted = Posted::Json(json!({ "score": 9, "why": why }));
        let shown = answering::post(&test.app, visit, posted).await.expect("an answer");
        assert!(matches!(shown, Shown::Done(..)), "{why}");
        test.clock.advance(SignedDuration::from_secs(1));
    }
    let listed = async |counted: Counted| -> Vec<(String, Option<Apart>)> {
        let query = ResponseQuery { survey: Some(survey), counted, ..ResponseQuery::default() };
        let found = test.app.search_responses(&actor, query, 10).await.expect("a list");
        let why = |answers: &Value| answers["why"].as_str().unwrap_or_default().to_owned();
        let mut listed: Vec<_> = found.items.iter().map(|one| (why(&one.answers), one.apart)).collect();
        let query = ExportQuery { survey, complete: None, counted, from: None, until: None };
        let left = test.app.export_responses(&actor, query, None).await.expect("an export").responses;
        let answered = |draft: &Draft| why(&serde_json::to_value(&draft.answers).expect("answers"));
        let left: Vec<_> = left.iter().map(|one| (answered(&one.draft), one.apart)).collect();
        assert_eq!(listed, left, "an export has what the list has");
        listed.sort();
        listed
    };
    let of = |why: &str, apart| (why.to_owned(), apart);
    let over = of("over", Some(Apart::QuotaFull));
    assert_eq!(listed(Counted::ButTests).await, [of("counts", None), over.clone()]);
    assert_eq!(listed(Counted::Counted).await, [of("counts", None)]);
    assert_eq!(listed(Counted::Apart(Apart::QuotaFull)).await, [over]);
    assert_eq!(listed(Counted::Apart(Apart::Test)).await, [of("trial", Some(Apart::Test))]);
    let results = ResultsQuery::default();
    let found = test.app.survey_results(&actor, survey, results.clone(), Bucket::Day).await.expect("results");
    assert_eq!(found.sum.completed, 1, "the same as the list of those that count");
    let query = WordsQuery { question: "why".parse().expect("a key"), results, before: None };
    let words = test.app.survey_words(&actor, survey, query, 10).await.expect("words");
    let words: Vec<&str> = words.items.iter().map(|said| said.text.as_str()).collect();
    assert_eq!(words, ["counts"], "words of answers that count");
}

#[tokio::test]
async fn what_counts_nowhere_says_so_on_sqlite() {
    what_counts_nowhere_says_so(TestApp::sqlite()).await;
}

#[tokio::test]
async fn what_counts_nowhere_says_so_on_postgres() {
    what_counts_nowhere_says_so(TestApp::postgres()).await;
}

#[tokio::test]
async fn the_last_place_of_a_quota_is_given_once_on_sqlite() {
    the_last_place_of_a_quota_is_given_once(TestApp::sqlite()).await;
}

#[tokio::test]
async fn the_last_place_of_a_quota_is_given_once_on_postgres() {
    the_last_place_of_a_quota_is_given_once(TestApp::postgres()).await;
}

#[tokio::test]
async fn a_survey_stops_at_its_limit_on_sqlite() {
    a_survey_stops_at_its_limit(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_survey_stops_at_its_limit_on_postgres() {
    a_survey_stops_at_its_limit(TestApp::postgres()).await;
}

#[tokio::test]
async fn a_link_for_trying_out_counts_nowhere_on_sqlite() {
    a_link_for_trying_out_counts_nowhere(TestApp::sqlite()).await;
}

#[tokio::test]
async fn a_link_for_trying_out_counts_nowhere_on_postgres() {
    a_link_for_trying_out_counts_nowhere(TestApp::postgres()).await;
}
