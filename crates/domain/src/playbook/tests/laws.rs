//! Laws that hold for every playbook and every course of events.

use proptest::prelude::*;

use super::*;
use crate::budget::Cap;

/// Steps of a random sound playbook; the numbers choose kind and jumps.
fn steps() -> impl Strategy<Value = Value> {
    prop::collection::vec((0u8..12, any::<u8>(), any::<u8>()), 1..20).prop_map(|choices| {
        let count = choices.len();
        let ahead = |at: usize, choice: u8| {
            let rest = count - at - 1;
            match usize::from(choice) % (rest + 1) {
                0 => "end".to_owned(),
                steps => format!("s{}", at + steps),
            }
        };
        let step = |(at, (kind, one, two)): (usize, (u8, u8, u8))| {
            let mut step = match kind {
                0 => json!({"do": "wait", "for": format!("{one}m")}),
                1 => json!({"do": "wait_until", "hour": format!("{:02}:{:02}", one % 24, two % 60)}),
                2 => json!({"do": "wait_for", "event": "Visit Started", "timeout": "P1D", "on_timeout": ahead(at, one)}),
                3 => json!({"do": "split", "branches": [{"share": f64::from(one) / 256.0, "to": ahead(at, one)},
                    {"when": "customer.contacts_7d > 1", "to": ahead(at, two)}]}),
                4 => json!({"do": "send", "template": template(1)}),
                5 | 6 => json!({"do": "ask", "survey": SURVEY, "channel": "sms"}),
                7 => json!({"do": "tag", "name": format!("t{one}"), "for": "P1D"}),
                8 => json!({"do": "open_case", "reason": "r"}),
                9 => json!({"do": "notify", "to": "unit", "text": "t"}),
                10 => json!({"do": "call_webhook", "url": "https://x.example/"}),
                _ => json!({"do": "wait_for", "event": "Survey Answered", "timeout": "P2D"}),
            };
            step["id"] = format!("s{at}").into();
            if two % 3 == 0 {
                step["next"] = ahead(at, two).into();
            }
            step
        };
        choices.into_iter().enumerate().map(step).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_run_ends_and_asks_for_each_effect_once(steps in steps(), visits in prop::collection::vec(0u32..5_000, 0..6)) {
        let mut world = World::new([playbook(steps, json!({"re_entry": {"rule": "once"}}))]);
        world.event("Order Completed", order("O1"));
        for minutes in visits {
            world.now = crate::time::after(world.now, jiff::SignedDuration::from_mins(minutes.into()));
            world.event("Visit Started", json!({"unit": "S001"}));
        }
        let mut fired = 0;
        while let Some(due) = world.only_run().due_at() {
            fired += 1;
            prop_assert!(fired <= STEPS_MAX, "more waits than steps");
            world.now = world.now.max(due);
            let run = world.only_run().clone();
            let profile = world.profile.clone();
            let first = world.fire(run.id);
            // Replayed on the same state it asks for the same, on the new state for nothing.
            let (moved, changed) = (world.only_run().clone(), world.profile.clone());
            let known = world.effects.len();
            world.runs.insert(run.id, run.clone());
            world.profile = profile;
            prop_assert_eq!(&world.fire(run.id), &first);
            world.effects.truncate(known);
            world.runs.insert(run.id, moved);
            world.profile = changed;
        }
        prop_assert!(world.profile.waiting.is_empty());
        let ids: HashSet<_> = world.effects.iter().map(|effect| effect.id).collect();
        prop_assert_eq!(ids.len(), world.effects.len());
        prop_assert!(world.only_run().history.len() <= HISTORY_MAX);
    }

    #[test]
    fn a_run_survives_being_stored(steps in steps()) {
        let mut world = World::new([playbook(steps, json!({}))]);
        world.event("Order Completed", order("O1"));
        let run = world.only_run();
        let stored: Run = serde_json::from_str(&run.to_json()).expect("readable");
        prop_assert_eq!(&stored, run);
        for effect in &world.effects {
            let json = serde_json::to_string(effect).expect("JSON");
            prop_assert_eq!(&serde_json::from_str::<Effect>(&json).expect("readable"), effect);
        }
    }

    #[test]
    fn playbooks_never_pass_the_budget(gaps in prop::collection::vec(0i64..3_000, 1..60), max in 1u32..4) {
        let ask = json!([{"id": "a", "do": "ask", "survey": SURVEY, "channel": ["sms", "email"]}]);
        let mut world = World::new([playbook(ask, json!({}))]);
        let per: crate::schedule::Length = "PT48H".parse().expect("a length");
        world.budget.total = Some(Cap { max, per });
        for minutes in gaps {
            world.now = crate::time::after(world.now, jiff::SignedDuration::from_mins(minutes));
            world.event("Order Completed", order("O1"));
        }
        let mut sent: Vec<Timestamp> =
            world.effects.iter().map(|effect| effect.not_before.unwrap_or(effect.created_at)).collect();
        sent.sort_unstable();
        let window = jiff::SignedDuration::from_hours(48);
        for stretch in sent.windows(max as usize + 1) {
            prop_assert!(stretch[max as usize].duration_since(stretch[0]) >= window);
        }
    }

    #[test]
    fn reading_never_panics(text in "[a-z:{}\\[\\]\",0-9 ]{0,80}", field in "[a-z_]{1,9}") {
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            let _ = Playbook::read(&value);
            let _ = Playbook::read(&json!({ field.as_str(): value, "steps": [value] }));
        }
    }
}
