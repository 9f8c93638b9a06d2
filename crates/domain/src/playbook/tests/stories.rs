//! Stories A and B, as playbooks play them.

use super::*;
use crate::effect::Audience;
use crate::profile::{Consent, Rating};

/// Story A and B in one: ask the same evening, act on the answer.
pub fn journey() -> Playbook {
    let playbook = playbook(
        json!([
            {"id": "settle", "do": "wait", "for": "PT2H"},
            {"id": "ask", "do": "ask", "survey": SURVEY, "channel": ["wechat", "sms"], "template": template(3)},
            {"id": "answer", "do": "wait_for", "event": "Survey Answered", "timeout": "P3D", "on_timeout": "end"},
            {"id": "mood", "do": "split", "branches": [
                {"when": "response.band == 'detractor'", "to": "sorry"},
                {"when": "response.nps >= 9", "to": "need"}], "otherwise": "end"},
            {"id": "sorry", "do": "send", "template": template(1), "channel": "sms"},
            {"id": "case", "do": "open_case", "reason": "NPS {{ response.nps }} at {{ unit.name }}", "priority": "high"},
            {"id": "owner", "do": "notify", "to": "owner", "text": "{{ customer.name }}: {{ response.nps }}"},
            {"id": "office", "do": "notify", "to": "head_office", "text": "Order {{ event.properties.order_id }}", "next": "end"},
            {"id": "need", "do": "tag", "name": "promoter", "value": "{{ response.nps }}", "source": "stated", "for": "P90D"},
            {"id": "offer", "do": "offer", "template": template(2), "max_products": 2},
            {"id": "crm", "do": "call_webhook", "url": "https://crm.example/hook"}
        ]),
        json!({"condition": "event.properties.total > 100", "key": "event.properties.order_id", "re_entry": {"rule": "once_per_key"}}),
    );
    assert_eq!(sound(&playbook), []);
    playbook
}

pub fn asked() -> (World, LinkId) {
    let mut world = World::new([journey()]);
    for (product, category) in [("p1", "noodles"), ("p3", "noodles"), ("p4", "noodles"), ("p9", "tea")] {
        let stock = event(
            "Stock Changed",
            json!({"product_id": product, "category": category, "unit": "S001", "quantity": 5}),
            world.now,
        );
        assert!(world.catalogue.apply(&fact_of(&stock), world.now));
    }
    world.profile.category_ratings.insert("noodles".to_owned(), Rating { count: 1, sum: 0.9, last: 0.9 });
    let started = world.event("Order Completed", order("O1"));
    assert_eq!(started.timers.len(), 1);
    assert!(started.effects.is_empty());
    let asked = world.next_timer();
    let link = message(&asked.effects[0]).link.clone().expect("a link");
    (world, link.id)
}

/// The customer agrees to marketing by e-mail.
pub fn agree(world: &mut World) {
    let consent = Consent { granted: true, at: world.now, source: "event".to_owned() };
    world.profile.consent.insert("email.marketing".to_owned(), consent);
}

#[test]
fn an_invitation_carries_the_order() {
    let (world, _) = asked();
    let sent = message(&world.effects[0]);
    assert_eq!((sent.channel, sent.class), (Channel::Sms, MessageClass::Survey));
    assert_eq!(sent.address.value, "+8613800138000");
    let link = sent.link.as_ref().expect("a link");
    assert_eq!(sent.text, format!("请评价 https://t.example/s/{}", link.id));
    assert_eq!(link.unit, Some(STORE));
    let about = &link.about;
    assert_eq!((about.order_id.as_deref(), about.staff.as_deref()), (Some("O1"), Some("E7")));
    let products: Vec<&str> = about.products.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(products, ["p1", "p2"]);
    assert_eq!(world.only_run().history[0].step, "settle");
    assert_eq!(world.profile.waiting.len(), 1);
}

#[test]
fn a_bad_answer_is_made_good_at_once() {
    let (mut world, link) = asked();
    let decision = world.answer(link, 3);
    assert_eq!(kinds(&decision.effects), ["send", "open_case", "notify", "notify"]);
    let apology = message(&decision.effects[0]);
    assert_eq!(apology.text, "李雷您好，人民广场店向您致歉");
    assert_eq!(apology.unsubscribe_link, None);
    let EffectKind::OpenCase(case) = &decision.effects[1].kind else { panic!("a case") };
    assert_eq!(case.reason, "NPS 3 at 人民广场店");
    assert_eq!(case.due_at, crate::time::after(world.now, jiff::SignedDuration::from_hours(72)));
    assert_eq!(world.profile.open_case, Some(case.case));
    let notices: Vec<(Audience, &str)> = decision.effects[2..]
        .iter()
        .map(|effect| match &effect.kind {
            EffectKind::Notify(notice) => {
                assert_eq!(notice.case, Some(case.case));
                (notice.to, notice.text.as_str())
            }
            other => panic!("expected a notice, not {}", other.as_str()),
        })
        .collect();
    assert_eq!(notices, [(Audience::Owner, "李雷: 3"), (Audience::HeadOffice, "Order O1")]);
    assert!(world.profile.waiting.is_empty());
    assert_eq!(world.only_run().state, RunState::Done { at: world.now });
    assert!(decision.timers.is_empty());
}

#[test]
fn a_good_answer_leads_to_what_fits() {
    let (mut world, link) = asked();
    agree(&mut world);
    // Bought with this order; the profile usually learns it when the event is applied.
    world.profile.purchases.push(crate::profile::Purchase {
        day: crate::time::day(world.now),
        product: "p1".to_owned(),
        category: Some("noodles".to_owned()),
        quantity: 1.0,
        amount: 3800,
        order: "O1".to_owned(),
    });
    let decision = world.answer(link, 10);
    assert_eq!(kinds(&decision.effects), ["send", "webhook"]);
    let sent = message(&decision.effects[0]);
    assert!(sent.text.starts_with("p3;p4; https://t.example/u/"), "{}", sent.text);
    assert_eq!(sent.subject.as_deref(), Some("为您推荐"));
    assert_eq!(world.profile.tags["promoter"].value.as_deref(), Some("10"));
    assert_eq!(world.profile.contacts.len(), 2);
}

#[test]
fn without_consent_the_offer_is_refused_and_says_why() {
    let (mut world, link) = asked();
    let decision = world.answer(link, 10);
    assert_eq!(kinds(&decision.effects), ["webhook"]);
    let outcome = world.only_run().history.iter().rev().nth(1).map(|trace| &trace.outcome);
    let Some(Outcome::Refused { reasons, offer }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(reasons[..], [(Channel::Email, crate::budget::Refusal::NoConsent)]);
    assert!(offer.as_ref().is_some_and(|offer| !offer.picks.is_empty()), "the page can still show it");
}

#[test]
fn an_answer_to_another_link_wakes_nobody() {
    let (mut world, _) = asked();
    let decision = world.answer(LinkId::from_bytes([8; 16]), 3);
    assert!(decision.effects.is_empty() && decision.runs.is_empty());
    assert!(world.only_run().is_active());
    let ended = world.next_timer();
    assert!(ended.effects.is_empty());
    assert_eq!(
        history(world.only_run()),
        ["settle waiting", "settle waited", "ask sent", "answer waiting", "answer timed_out"]
    );
}

#[test]
fn a_question_that_was_not_sent_has_no_answer() {
    let mut world = World::new([journey()]);
    world.budget.total = Some(crate::budget::Cap { max: 0, per: "P1D".parse().expect("a length") });
    world.event("Order Completed", order("O1"));
    assert!(world.next_timer().effects.is_empty());
    let decision = world.answer(LinkId::from_bytes([8; 16]), 3);
    assert!(decision.effects.is_empty() && world.only_run().is_active());
}

#[test]
fn a_second_complaint_joins_the_open_case() {
    let (mut world, link) = asked();
    let open = crate::id::CaseId::from_bytes([7; 16]);
    world.profile.open_case = Some(open);
    let decision = world.answer(link, 2);
    let EffectKind::OpenCase(case) = &decision.effects[1].kind else { panic!("a case") };
    assert!(case.joins && case.case == open);
}
