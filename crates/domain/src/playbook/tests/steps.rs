//! Single steps, re-entry and holdout.

use super::*;
use crate::eligibility::Look;
use crate::profile::{Tag, TagSource};

fn send(number: u8) -> Value {
    json!([{"id": "a", "do": "send", "template": template(number)}])
}

#[test]
fn waiting_until_an_hour_is_the_customers_hour() {
    let steps = json!([{"id": "evening", "do": "wait_until", "hour": "18:00"}]);
    let mut world = World::new([playbook(steps, json!({}))]);
    world.profile.time_zone = Some("Europe/Berlin".to_owned());
    let decision = world.event("Order Completed", order("O1"));
    assert_eq!(decision.timers[0].due_at, at("2026-05-16T16:00:00Z"));
}

#[test]
fn a_timer_that_is_early_or_fires_twice_changes_nothing() {
    let steps =
        json!([{"id": "w", "do": "wait", "for": "1h"}, {"id": "a", "do": "send", "template": template(1)}]);
    let mut world = World::new([playbook(steps, json!({}))]);
    world.event("Order Completed", order("O1"));
    let run = world.only_run().id;
    assert_eq!(world.fire(run), Decision::default());
    let before = world.only_run().clone();
    let profile = world.profile.clone();
    let first = world.next_timer();
    assert_eq!(kinds(&first.effects), ["send"]);
    assert_eq!(world.fire(run), Decision::default());
    // A crash before the commit: the same timer on the same state asks for the same effects.
    world.runs.insert(run, before);
    world.profile = profile;
    assert_eq!(world.fire(run), first);
}

#[test]
fn quiet_hours_put_marketing_off_but_not_what_follows() {
    let steps = json!([
        {"id": "invite", "do": "ask", "survey": SURVEY, "channel": "sms"},
        {"id": "case", "do": "open_case", "reason": "late"}
    ]);
    let mut world = World::new([playbook(steps, json!({}))]);
    world.now = at("2026-05-16T15:00:00Z");
    let decision = world.event("Order Completed", order("O1"));
    assert_eq!(kinds(&decision.effects), ["send", "open_case"]);
    assert_eq!(decision.effects[0].not_before, Some(at("2026-05-17T01:00:00Z")));
    assert_eq!(world.profile.contacts[0].at, at("2026-05-17T01:00:00Z"));
    let text = &message(&decision.effects[0]).text;
    assert!(text.starts_with("【山城面馆】感谢您的光临"), "{text}");
}

#[test]
fn caps_hold_within_one_batch() {
    let ask = json!([{"id": "a", "do": "ask", "survey": SURVEY, "channel": "sms"}]);
    let mut world = World::new([playbook(ask, json!({}))]);
    for second in 0..4 {
        world.now = crate::time::after(world.now, jiff::SignedDuration::from_secs(second));
        world.event("Order Completed", order("O1"));
    }
    assert_eq!(world.effects.len(), 2);
}

#[test]
fn a_survey_that_is_not_to_be_asked_is_not_and_the_run_says_why() {
    let steps = json!([
        {"id": "a", "do": "ask", "survey": SURVEY, "channel": "sms"},
        {"id": "b", "do": "tag", "name": "went on"}
    ]);
    let rules = |world: &World| match &world.only_run().history[0].outcome {
        Outcome::NotAsked { looks } => looks.iter().map(Look::word).collect(),
        other => vec![match other {
            Outcome::Sent { .. } => "sent",
            Outcome::Refused { .. } => "refused",
            Outcome::Failed { .. } => "failed",
            _ => "?",
        }],
    };
    let asked = |change: &dyn Fn(&mut World)| {
        let mut world = World::new([playbook(steps.clone(), json!({}))]);
        change(&mut world);
        world.event("Order Completed", order("O1"));
        assert!(world.profile.tags.contains_key("went on"), "the run goes on");
        rules(&world)
    };
    let terms = |world: &mut World| world.surveys.get_mut(&SURVEY).expect("the survey").clone();
    let with = |change: &dyn Fn(&mut SurveyTerms)| {
        asked(&|world: &mut World| {
            let mut changed = terms(world);
            change(&mut changed);
            world.surveys.insert(SURVEY, changed);
            world.profile.note_asked(SURVEY, at("2026-04-16T04:00:00Z"), Some(at("2026-06-16T04:00:00Z")));
        })
    };
    // An order is an occasion of its own: an invitation that is open does not keep it away, a clock does.
    assert_eq!(with(&|_| ()), ["sent"]);
    assert_eq!(with(&|survey| survey.taking.again_after_days = Some(29)), ["sent"]);
    assert_eq!(with(&|survey| survey.taking.again_after_days = Some(31)), ["again_after"]);
    assert_eq!(with(&|survey| survey.state = SurveyState::Paused { version: 1 }), ["state"]);
    assert_eq!(with(&|survey| survey.taking.closes_at = Some(at("2026-05-01T00:00:00Z"))), ["schedule"]);
    let full = |survey: &mut SurveyTerms| {
        (survey.taking.responses_max, survey.completed) = (Some(9), 9);
        survey.taking.again_after_days = Some(90);
    };
    assert_eq!(with(&full), ["responses_max", "again_after"]);
    assert_eq!(asked(&|world| world.surveys.clear()), ["failed"]);
    assert_eq!(asked(&|world| world.profile.identities.clear()), ["refused"]);
}

#[test]
fn entering_again_follows_the_rule() {
    let cases = [
        (json!({}), [true, true, true, true]),
        (json!({"re_entry": {"rule": "once"}}), [true, false, false, false]),
        (
            json!({"re_entry": {"rule": "once_per_key"}, "key": "event.properties.order_id"}),
            [true, false, true, false],
        ),
        (json!({"re_entry": {"rule": "after", "duration": "P2D"}}), [true, false, true, false]),
    ];
    for (fields, expected) in cases {
        let mut world = World::new([playbook(send(1), fields.clone())]);
        let entered = ["O1", "O1", "O2", "O2"].map(|id| {
            let decision = world.event("Order Completed", order(id));
            world.now = crate::time::after(world.now, jiff::SignedDuration::from_hours(24));
            !decision.effects.is_empty()
        });
        assert_eq!(entered, expected, "{fields}");
    }
}

#[test]
fn a_run_under_way_is_not_begun_again() {
    let steps = json!([{"id": "w", "do": "wait", "for": "P1D"}]);
    let mut world = World::new([playbook(steps, json!({"key": "event.name"}))]);
    world.event("Order Completed", order("O1"));
    let second = world.event("Order Completed", order("O2"));
    assert_eq!(second.looks[0].admission, Some(Admission::Running));
    world.next_timer();
    let third = world.event("Order Completed", order("O3"));
    assert_eq!(third.looks[0].admission, Some(Admission::Enter { generation: 2 }));
}

#[test]
fn the_control_group_is_kept_and_nothing_is_done_for_it() {
    let mut world = World::new([playbook(send(1), json!({"holdout": {"share": 1.0, "salt": "s"}}))]);
    let decision = world.event("Order Completed", order("O1"));
    assert!(decision.effects.is_empty());
    assert_eq!(decision.looks[0].admission, Some(Admission::HoldOut { generation: 1 }));
    assert_eq!(world.only_run().state, RunState::HeldOut { at: world.now });
    let mut open = World::new([playbook(send(1), json!({"holdout": {"share": 0.0, "salt": "s"}}))]);
    assert_eq!(open.event("Order Completed", order("O1")).effects.len(), 1);
}

#[test]
fn a_condition_that_fails_does_not_hold_and_says_why() {
    let mut world = World::new([playbook(send(1), json!({"condition": "event.properties.order_id > 5"}))]);
    let decision = world.event("Order Completed", order("O1"));
    assert!(matches!(&decision.looks[0].condition, Condition::Failed { reason } if reason.contains("text")));
    assert!(decision.runs.is_empty());
}

#[test]
fn a_condition_that_does_not_hold_says_which_part() {
    let condition =
        "event.properties.total > 100 && event.properties.channel == 'delivery' && unit.kind == 'store'";
    let mut world = World::new([playbook(send(1), json!({"condition": condition}))]);
    let decision = world.event("Order Completed", order("O1"));
    assert_eq!(decision.looks[0].condition, Condition::DoesNotHold { part: Some(1) });
    let compiled = world.set.get(PLAYBOOK).expect("the playbook");
    assert_eq!(compiled.part(1), Some("event.properties.channel == 'delivery'"));
}

#[test]
fn conditions_see_customer_unit_and_time() {
    let condition = "customer.traits.name == '李雷' && unit.kind == 'store' && 'vip' in customer.tags \
                     && unit.path.size() == 2 && now > timestamp('2026-01-01T00:00:00Z') && !customer.open_case";
    let mut world = World::new([playbook(send(1), json!({"condition": condition}))]);
    let tag = Tag { source: TagSource::Given, value: None, set_at: world.now, expires_at: None, by: None };
    world.profile.tags.insert("vip".to_owned(), tag);
    let decision = world.event("Order Completed", order("O1"));
    assert_eq!(decision.looks[0].condition, Condition::Holds);
}

#[test]
fn shares_split_all_customers_and_always_the_same_way() {
    let steps = json!([
        {"id": "ab", "do": "split", "branches": [{"share": 0.5, "to": "a"}, {"share": 0.5, "to": "b"}]},
        {"id": "a", "do": "tag", "name": "A", "next": "end"},
        {"id": "b", "do": "tag", "name": "B"}
    ]);
    let mut world = World::new([playbook(steps, json!({}))]);
    for order_id in ["O1", "O2", "O3"] {
        world.now = crate::time::after(world.now, jiff::SignedDuration::from_secs(1));
        world.event("Order Completed", order(order_id));
    }
    assert_eq!(world.profile.tags.len(), 1);
}

#[test]
fn a_tag_without_the_value_it_names_is_not_set() {
    let steps = json!([
        {"id": "a", "do": "tag", "name": "wants", "value": " {{ event.properties.wish }} "},
        {"id": "b", "do": "tag", "name": "first", "value": "{{ event.properties.products[0].name }}"}
    ]);
    let mut world = World::new([playbook(steps, json!({}))]);
    world.event("Order Completed", order("O1"));
    assert_eq!(history(world.only_run()), ["a failed", "b tagged"]);
    assert_eq!(world.profile.tags["first"].value.as_deref(), Some("牛肉面"));
}

#[test]
fn an_awaited_event_must_be_about_the_same_thing() {
    let steps = json!([
        {"id": "w", "do": "wait_for", "event": "Order Refunded", "same": ["order_id"], "timeout": "P7D",
         "on_timeout": "end", "condition": "event.properties.total > 10"},
        {"id": "t", "do": "tag", "name": "refunded"}
    ]);
    let mut world = World::new([playbook(steps, json!({}))]);
    world.event("Order Completed", order("O1"));
    for (order_id, total, tagged) in [("O2", 50, false), ("O1", 5, false), ("O1", 50, true)] {
        world.event("Order Refunded", json!({"order_id": order_id, "total": total}));
        assert_eq!(world.profile.tags.contains_key("refunded"), tagged, "{order_id} {total}");
    }
}

#[test]
fn pausing_stops_and_changing_goes_on() {
    let steps =
        json!([{"id": "w", "do": "wait", "for": "P1D"}, {"id": "a", "do": "send", "template": template(1)}]);
    let changed = [
        (playbook(steps.clone(), json!({"state": "paused"})), Some(StopReason::PlaybookNotActive)),
        (playbook(json!([{"id": "x", "do": "end"}]), json!({"version": 2})), Some(StopReason::StepGone)),
        (playbook(json!([{"id": "w", "do": "wait", "for": "P9D"}]), json!({"version": 2})), None),
    ];
    for (playbook_after, expected) in changed {
        let mut world = World::new([playbook(steps.clone(), json!({}))]);
        world.event("Order Completed", order("O1"));
        world.set = PlaybookSet::new([compile(playbook_after)]);
        let decision = world.next_timer();
        assert!(decision.effects.is_empty());
        let stopped = match world.only_run().state {
            RunState::Stopped { reason, .. } => Some(reason),
            _ => None,
        };
        assert_eq!(stopped, expected);
    }
    let mut world = World::new([playbook(steps, json!({}))]);
    world.event("Order Completed", order("O1"));
    world.set = PlaybookSet::default();
    world.next_timer();
    assert!(!world.only_run().is_active());
}

#[test]
fn webhooks_tell_what_happened() {
    let steps = json!([{"id": "hook", "do": "call_webhook", "url": "https://crm.example/hook"}]);
    let mut world = World::new([playbook(steps, json!({}))]);
    let decision = world.event("Order Completed", order("O1"));
    let EffectKind::Webhook(call) = &decision.effects[0].kind else { panic!("a webhook") };
    assert_eq!(call.payload["event"]["properties"]["order_id"], "O1");
    assert_eq!(call.payload["customer"]["identities"][0]["value"], "+8613800138000");
}

#[test]
fn large_properties_keep_what_is_short() {
    let mut properties = order("O1");
    properties["note"] = "很".repeat(10_000).into();
    let steps = json!([{"id": "w", "do": "wait", "for": "P1D"}]);
    let mut world = World::new([playbook(steps, json!({}))]);
    world.event("Order Completed", properties);
    let origin = &world.only_run().origin;
    assert_eq!(origin.properties["order_id"], "O1");
    assert!(origin.properties.get("note").is_none() && origin.properties.get("products").is_none());
    assert_eq!(origin.about.products.len(), 2);
}
