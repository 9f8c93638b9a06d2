//! What a survey takes, on real databases: quotas and limits under visitors who come at once, its time, and
//! links for trying it out.

use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_domain::eligibility::Look;
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::link::{LinkKind, LinkParams, Token};
use touchstone_domain::response::{Apart, Draft};
use touchstone_domain::survey::{Command, SurveyState};
use touchstone_engine::answering::Shown;
use touchstone_engine::asking::{Means, Whom};
use touchstone_engine::journeys::Bucket;
use touchstone_engine::surveys::{Counted, ExportQuery, ResponseQuery, ResultsQuery, WordsQuery};
use touchstone_engine::testing::{TestApp, TestSurvey, document, outcome, question};
use touchstone_engine::{Refusal, on_both};
use touchstone_store::rows::surveys;

/// A published survey, and a link to it.
struct World {
    asked: TestSurvey,
    token: Token,
}

impl World {
    /// A survey that asks for a score, with other parts of the document.
    async fn begin(test: TestApp, others: Value) -> Self {
        Self::asking(test, document([json!([score()])], others), LinkParams::default()).await
    }

    async fn asking(test: TestApp, mut document: Value, params: LinkParams) -> Self {
        document["endings"] = json!([{"id": "enough", "title": {"en": "We have heard from enough"}}]);
        let asked = TestSurvey::of(test, document).await;
        let (_, token) = asked.link(LinkKind::Open, params).await;
        Self { asked, token }
    }

    /// What comes of a visitor's complete answers.
    async fn answer(&self, visitor: u8, score: u8) -> String {
        outcome(&self.asked.visitor(self.token, visitor).answer(json!({ "score": score })).await)
    }

    /// What comes of the first page of a form.
    async fn leave_first_page(&self, visitor: u8, score: &str) -> String {
        let fields = [("page", "0"), ("a.score", score), ("do", "next")];
        outcome(&self.asked.visitor(self.token, visitor).post(&fields).await)
    }
}

fn score() -> Value {
    question("score", "nps", json!({"required": true}))
}

async fn the_last_place_of_a_quota_is_given_once(test: TestApp) {
    let quotas = json!({"quotas": [
        {"id": "fans", "name": "Fans", "when": "answers.score >= 9", "limit": 3, "ending": "enough"},
        {"id": "all", "name": "All", "when": "true", "limit": 100},
    ]});
    let world = World::begin(test, quotas).await;
    assert_eq!(world.answer(1, 9).await, "counts");
    assert_eq!(world.answer(2, 10).await, "counts");
    let both = tokio::join!(world.answer(3, 9), world.answer(4, 9));
    let mut both = [both.0, both.1];
    both.sort();
    assert_eq!(both, ["counts", "fans is full: enough"], "two come for the last place");
    assert_eq!(world.answer(5, 3).await, "counts", "of those below nine there are none yet");
}

async fn a_full_quota_is_noticed_when_its_page_is_left(test: TestApp) {
    let page = |id: &str| json!([question(id, "nps", json!({}))]);
    let others = json!({
        "paging": "page_by_page",
        "quotas": [
            {"id": "fans", "name": "Fans", "when": "answers.score >= 9", "limit": 1, "ending": "enough"},
            {"id": "later", "name": "Later", "when": "answers.score >= 7 && answers.more == null", "limit": 1},
        ],
    });
    let document = document([page("score"), page("more")], others);
    let world = World::asking(test, document, LinkParams::default()).await;
    assert_eq!(world.leave_first_page(1, "9").await, "page 1", "there is a place yet");
    assert_eq!(world.answer(2, 9).await, "counts");
    assert_eq!(world.leave_first_page(3, "9").await, "fans is full: enough");
    assert_eq!(
        world.leave_first_page(3, "3").await,
        "fans is full: enough",
        "it is over for whom it was said to"
    );
    assert_eq!(world.leave_first_page(4, "7").await, "page 1", "the second page decides about the other");
    // Who was under way when the last place was given finds that out at the end.
    assert_eq!(world.answer(1, 9).await, "fans is full: enough");
}

async fn a_survey_stops_at_its_limit(test: TestApp) {
    let world = World::begin(test, json!({"taking": {"responses_max": 2}})).await;
    assert_eq!(world.answer(1, 9).await, "counts");
    let both = tokio::join!(world.answer(2, 9), world.answer(3, 9));
    let mut both = [both.0, both.1];
    both.sort();
    assert_eq!(both, ["Full", "counts"]);
    assert_eq!(world.answer(4, 1).await, "Full");
    assert_eq!(outcome(&world.asked.guest(world.token).open().await), "Full");
}

async fn a_link_for_trying_out_counts_nowhere(test: TestApp) {
    let params = LinkParams { test: true, ..LinkParams::default() };
    let limited = json!({"taking": {"responses_max": 1, "closes_at": "2020-01-01T00:00:00Z"}});
    let world = World::asking(test, document([json!([score()])], limited), params).await;
    for visitor in 1..4 {
        assert_eq!(world.answer(visitor, 9).await, "counts", "whatever the survey's time and limit");
    }
    let TestSurvey { test, actor, survey } = &world.asked;
    let found = test.app.list_responses(actor, *survey, None, 10).await.expect("responses");
    assert!(found.items.is_empty(), "what was tried out is not among the responses");
    let stranger = Whom::Identity(Identity::parse(IdentityKind::Anonymous, "a-1").expect("an identity"));
    let found = test.app.eligibility(actor, *survey, stranger, Means::Page).await.expect("an explanation");
    let counted = found.eligibility.looks.iter().find_map(|look| match look {
        Look::ResponsesMax { completed, passed, .. } => Some((*completed, *passed)),
        _ => None,
    });
    assert_eq!(counted, Some((0, true)), "and does not use up the places of others");
}

async fn what_counts_nowhere_says_so(test: TestApp) {
    let others = json!({
        "quotas": [{"id": "fans", "name": "Fans", "when": "answers.score >= 9", "limit": 1, "ending": "enough"}],
    });
    let document = document([json!([score(), question("why", "text", json!({}))])], others);
    let world = World::asking(test, document, LinkParams::default()).await;
    let params = LinkParams { test: true, ..LinkParams::default() };
    let (open, (_, trial)) = (world.token, world.asked.link(LinkKind::Open, params).await);
    let TestSurvey { test, actor, survey } = &world.asked;
    let survey = *survey;
    for (visitor, token, why) in [(1, open, "counts"), (2, open, "over"), (3, trial, "trial")] {
        let shown = world.asked.visitor(token, visitor).answer(json!({ "score": 9, "why": why })).await;
        assert!(matches!(shown, Shown::Done(..)), "{why}");
        test.clock.advance(SignedDuration::from_secs(1));
    }
    let listed = async |counted: Counted| -> Vec<(String, Option<Apart>)> {
        let query = ResponseQuery { survey: Some(survey), counted, ..ResponseQuery::default() };
        let found = test.app.search_responses(actor, query, 10).await.expect("a list");
        let why = |answers: &Value| answers["why"].as_str().unwrap_or_default().to_owned();
        let mut listed: Vec<_> = found.items.iter().map(|one| (why(&one.answers), one.apart)).collect();
        let query = ExportQuery { survey, complete: None, counted, from: None, until: None };
        let left = test.app.export_responses(actor, query, None).await.expect("an export").responses();
        let left: Vec<_> = left.collect::<Result<_, _>>().expect("responses");
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
    let found = test.app.survey_results(actor, survey, results.clone(), Bucket::Day).await.expect("results");
    assert_eq!(found.sum.completed, 1, "the same as the list of those that count");
    let query = WordsQuery { question: "why".parse().expect("a key"), results, before: None };
    let words = test.app.survey_words(actor, survey, query, 10).await.expect("words");
    let words: Vec<&str> = words.items.iter().map(|said| said.text.as_str()).collect();
    assert_eq!(words, ["counts"], "words of answers that count");
}

/// Writes a draft, and the published version, as a release wrote them that did not look at how much work they make.
async fn write_past_checks(asked: &TestSurvey, document: &Value) {
    let (survey, draft) = (asked.survey, document.to_string());
    let written = asked.test.app.store().write("past_checks", asked.actor.brand, move |tx| {
        let mut row = surveys::find(tx, survey)?.expect("the survey");
        row.draft.clone_from(&draft);
        row.version += 1;
        surveys::publish(tx, survey, row.version, &draft, row.changed_at)?;
        surveys::save(tx, &row)
    });
    written.await.expect("written");
}

async fn what_takes_too_much_work_goes_live_no_more(test: TestApp) {
    let world = World::begin(test, json!({})).await;
    let slow = "answers.words.matches('[\\\\s\\\\S]*a[\\\\s\\\\S]{120}z')";
    let many = |count: usize| -> Value {
        (0..count).map(|at| question(&format!("q{at}"), "csat", json!({ "show_when": slow }))).collect()
    };
    let words = || json!([score(), question("words", "text", json!({ "chars_max": 3_000 }))]);
    let heavy = document([words(), many(20)], json!({}));
    write_past_checks(&world.asked, &heavy).await;
    let TestSurvey { test, actor, survey } = &world.asked;
    let of_saving = test.app.update_survey(actor, *survey, heavy, None).await.expect_err("too much work");
    let Refusal::Fields(errors) = &of_saving else { panic!("{of_saving:?}") };
    assert_eq!(errors[0].code, "too_much_work", "{errors:?}");
    let told = |command| test.app.command_survey(actor, *survey, command, None);
    assert_eq!(told(Command::Publish).await, Err(of_saving.clone()));
    world.asked.command(Command::Pause).await;
    assert_eq!(told(Command::Resume).await, Err(of_saving));
    let stands = test.app.survey(actor, *survey).await.expect("the survey").state;
    assert_eq!(stands, SurveyState::Paused { version: 2 }, "and nothing changed");
    world.asked.publish(document([words(), many(2)], json!({}))).await;
    world.asked.command(Command::Pause).await;
    world.asked.command(Command::Resume).await;
}

on_both!(
    what_takes_too_much_work_goes_live_no_more,
    the_last_place_of_a_quota_is_given_once,
    a_full_quota_is_noticed_when_its_page_is_left,
    a_survey_stops_at_its_limit,
    a_link_for_trying_out_counts_nowhere,
    what_counts_nowhere_says_so,
);
