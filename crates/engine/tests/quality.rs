//! What raises doubts about responses, on real databases: flagged with its evidence, kept, and left out only by those who ask
//! for that.

use jiff::SignedDuration;
use serde_json::json;
use touchstone_domain::link::{ResumeKey, Token};
use touchstone_domain::response::quality::{Flag, is_vouched};
use touchstone_engine::answering::{Given, Shown};
use touchstone_engine::journeys::Bucket;
use touchstone_engine::on_both;
use touchstone_engine::surveys::{Flagged, ResponseQuery, ResultsQuery};
use touchstone_engine::testing::{TestApp, TestSurvey};

/// A published survey, and a link to it.
struct World {
    asked: TestSurvey,
    token: Token,
}

impl World {
    async fn begin(test: TestApp) -> Self {
        let asked = TestSurvey::starter(test).await;
        Self { token: asked.open_link().await, asked }
    }

    /// A visitor posts a whole form; answers what it was flagged with.
    async fn post(&self, visitor: u8, fields: &[(&str, &str)]) -> Vec<Flag> {
        let fields = [fields, &[("do", "submit")]].concat();
        let shown = self.asked.visitor(self.token, visitor).post(&fields).await;
        self.flags_of(&shown).await
    }

    /// A program sends complete answers; answers what they were flagged with.
    async fn answer(&self, visitor: u8, given: impl Into<Given>) -> Vec<Flag> {
        let shown = self.asked.visitor(self.token, visitor).answer(given).await;
        self.flags_of(&shown).await
    }

    async fn flags_of(&self, shown: &Shown) -> Vec<Flag> {
        assert!(matches!(shown, Shown::Done(..)));
        let TestSurvey { test, actor, survey } = &self.asked;
        let query = ResponseQuery { survey: Some(*survey), ..ResponseQuery::default() };
        let page = test.app.search_responses(actor, query, 1).await.expect("a list");
        page.items.first().expect("the latest").flags.clone()
    }

    async fn counted(&self, flagged: Flagged) -> u64 {
        let query = ResultsQuery { flagged, ..ResultsQuery::default() };
        let TestSurvey { test, actor, survey } = &self.asked;
        let results = test.app.survey_results(actor, *survey, query, Bucket::Day).await;
        results.expect("results").sum.completed
    }
}

fn names(flags: &[Flag]) -> Vec<&'static str> {
    flags.iter().map(Flag::name).collect()
}

/// The work that a page's script does.
fn proof(visitor: u8) -> String {
    let key = ResumeKey::new([visitor; 16]).to_string();
    (0_u32..)
        .map(|nonce| nonce.to_string())
        .find(|nonce| is_vouched(&key, Some(nonce)))
        .expect("some number does")
}

async fn doubts_are_flagged_and_nothing_is_dropped(test: TestApp) {
    let world = World::begin(test).await;
    // Thirty people take their time, so that it is known how long that is.
    for visitor in 0..30_u8 {
        let recommend = (visitor % 11).to_string();
        let spent = (20_000 + u32::from(visitor) * 100).to_string();
        let words = format!("person {visitor}");
        let fields = [("a.recommend", recommend.as_str()), ("a.comment", &words), ("spent", &spent)];
        assert_eq!(names(&world.post(visitor, &fields).await), ["unvouched"], "no script, no work done");
        world.asked.test.clock.advance(SignedDuration::from_secs(60));
    }
    let work = proof(40);
    let slow =
        [("a.recommend", "9"), ("a.comment", "hm"), ("spent", "21000"), ("proof", &work), ("device", "d1")];
    assert_eq!(world.post(40, &slow).await, [], "a person with a script");
    let fast = [("a.recommend", "9"), ("a.comment", "ok"), ("spent", "900"), ("device", "d2")];
    assert_eq!(names(&world.post(41, &fast).await), ["speeder", "unvouched"]);
    let again = world.post(42, &slow).await;
    assert_eq!(
        names(&again),
        ["duplicate", "unvouched"],
        "the same answers from the same browser, another's work"
    );
    // Later than a day it is another visit.
    world.asked.hours_later(25);
    assert_eq!(names(&world.post(43, &slow).await), ["unvouched"]);
    for visitor in 50..55 {
        let words = format!("no {visitor}");
        let fields = [("a.recommend", "1"), ("a.comment", &words), ("spent", "30000"), ("device", "d1")];
        let flags = names(&world.post(visitor, &fields).await);
        assert_eq!(flags.contains(&"burst"), visitor == 54, "{visitor}: {flags:?}");
        world.asked.test.clock.advance(SignedDuration::from_secs(20));
    }
    let all = world.counted(Flagged::In).await;
    // A speeder, a duplicate, and the six of the burst: those that came before it was known, too.
    assert_eq!((all, world.counted(Flagged::Only).await, world.counted(Flagged::Out).await), (39, 8, 31));
    let query = ResponseQuery { flagged: Some(true), ..ResponseQuery::default() };
    let listed = world.asked.test.app.search_responses(&world.asked.actor, query, 50).await.expect("a list");
    assert_eq!(listed.items.len(), 8);
}

async fn a_machine_at_one_link_is_found_whatever_device_it_names(test: TestApp) {
    let world = World::begin(test).await;
    for visitor in 0..40_u8 {
        // Guests with a script in between, as many as come.
        let (work, words) = (proof(100 + visitor), format!("guest {visitor}"));
        let guest = [("a.recommend", "9"), ("a.comment", &words), ("proof", &work)];
        assert_eq!(world.post(100 + visitor, &guest).await, []);
        world.asked.test.clock.advance(SignedDuration::from_secs(2));
        let (device, words) = (format!("device-{visitor}"), format!("machine {visitor}"));
        let machine = [("a.recommend", "0"), ("a.comment", words.as_str()), ("device", &device)];
        let flags = names(&world.post(visitor, &machine).await);
        assert_eq!(flags.contains(&"burst"), visitor >= 20, "{visitor}: {flags:?}");
        world.asked.test.clock.advance(SignedDuration::from_secs(5));
    }
    assert_eq!((world.counted(Flagged::Only).await, world.counted(Flagged::Out).await), (40, 40));
}

/// What a program sends is as simple to send without end as a form without script.
async fn a_program_vouches_for_what_it_sends_as_a_page_does(test: TestApp) {
    let world = World::begin(test).await;
    for visitor in 0..21_u8 {
        let answers = json!({ "recommend": 9, "comment": format!("machine {visitor}") });
        let flags = names(&world.answer(visitor, answers).await);
        let expected: &[&str] = if visitor == 20 { &["burst", "unvouched"] } else { &["unvouched"] };
        assert_eq!(flags, expected, "{visitor}");
        world.asked.test.clock.advance(SignedDuration::from_secs(1));
    }
    let answers = json!({ "recommend": 8, "comment": "at the till" });
    let proof = Some(proof(50));
    assert_eq!(world.answer(50, Given { answers, proof }).await, []);
    assert_eq!(world.counted(Flagged::In).await, 22, "nothing is dropped");
}

on_both!(
    doubts_are_flagged_and_nothing_is_dropped,
    a_machine_at_one_link_is_found_whatever_device_it_names,
    a_program_vouches_for_what_it_sends_as_a_page_does,
);
