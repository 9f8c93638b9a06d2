//! Who may answer through a link how often, on real databases.

use jiff::SignedDuration;
use touchstone_domain::id::LinkId;
use touchstone_domain::link::{LinkKind, LinkParams, Token};
use touchstone_engine::answering::Shown;
use touchstone_engine::on_both;
use touchstone_engine::testing::{TestApp, TestSurvey, outcome};
use touchstone_store::Tx;
use touchstone_store::rows::surveys::{self, LinkRow};

const SUBMIT: [(&str, &str); 2] = [("a.recommend", "9"), ("do", "submit")];

async fn a_link_that_works_once_is_completed_once(test: TestApp) {
    let asked = TestSurvey::starter(test).await;
    let (_, token) = asked.link(LinkKind::SingleUse, LinkParams::default()).await;
    let post = async |visitor: u8, fields: &[(&str, &str)]| {
        outcome(&asked.visitor(token, visitor).post(fields).await)
    };
    for visitor in [1, 2] {
        assert_eq!(post(visitor, &[("a.recommend", "9")]).await, "page 0");
    }
    let (one, two) = tokio::join!(post(1, &SUBMIT), post(2, &SUBMIT));
    let winner = if one == "counts" { 1 } else { 2 };
    let mut both = [one, two];
    both.sort_unstable();
    assert_eq!(both, ["AlreadyAnswered", "counts"], "both had begun, both send at once");
    assert_eq!(post(winner, &SUBMIT).await, "counts", "sent twice by the same visitor");
    assert_eq!(post(3, &[]).await, "AlreadyAnswered");
}

async fn a_link_that_many_share_gives_each_a_response(test: TestApp) {
    let asked = TestSurvey::starter(test).await;
    let token = asked.open_link().await;
    let visitor = |number: u8| asked.visitor(token, number);
    assert_eq!(outcome(&visitor(1).post(&SUBMIT).await), "counts");
    let Shown::Form(_, form) = visitor(2).post(&[("a.recommend", "3")]).await else {
        panic!("the second visitor has begun")
    };
    assert_eq!(form.draft.answers.len(), 1, "nothing of the first visitor's");
    assert_eq!(outcome(&visitor(2).post(&[("do", "submit")]).await), "counts");
    let nothing = visitor(3).post(&[("do", "submit")]).await;
    assert!(matches!(nothing, Shown::Form(..)), "nothing answered yet");
}

async fn links_of_a_kind_are_found_behind_as_many_personal_ones(test: TestApp) {
    let asked = TestSurvey::starter(test).await;
    let TestSurvey { test, actor, survey } = &asked;
    // More than one request looks at, all of them older than the one that is asked for.
    let survey = *survey;
    let personal: Vec<LinkRow> = (0..6_000_u32)
        .map(|number| {
            let id = test.app.new_id(LinkId::new);
            let mut token = [0; 16];
            token[8..12].copy_from_slice(&number.to_be_bytes());
            LinkRow {
                link: id,
                token: Token::new(token).to_string(),
                survey,
                kind: LinkKind::Personal.name().to_owned(),
                customer: None,
                created_at: test.app.now(),
                body: "{}".to_owned(),
            }
        })
        .collect();
    let save = move |tx: &mut Tx<'_>| surveys::save_links(tx, &personal);
    test.app.store().write("personal", actor.brand, save).await.expect("saved");
    test.clock.advance(SignedDuration::from_secs(1));
    let (open, _) = asked.link(LinkKind::Open, LinkParams::default()).await;
    let (single, _) = asked.link(LinkKind::SingleUse, LinkParams::default()).await;
    for (kind, link) in [(LinkKind::Open, open), (LinkKind::SingleUse, single)] {
        let page = test.app.list_links(actor, (survey, Some(kind)), None, 10).await.expect("links");
        let found: Vec<LinkId> = page.items.iter().map(|stored| stored.link.id).collect();
        assert_eq!((found, page.next), (vec![link.id], None), "{kind:?}");
    }
}

on_both!(
    a_link_that_works_once_is_completed_once,
    a_link_that_many_share_gives_each_a_response,
    links_of_a_kind_are_found_behind_as_many_personal_ones,
);
