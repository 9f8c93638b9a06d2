use super::*;

const SMALL: Size = Size { stores: 6, groups: 3, customers: 500 };

fn now() -> Timestamp {
    "2026-03-02T04:00:00Z".parse().expect("a time")
}

#[test]
fn the_same_seed_makes_the_same_world() {
    let (one, two, other) = (World::new(7, SMALL), World::new(7, SMALL), World::new(8, SMALL));
    let messages = |world: &World| -> Vec<serde_json::Value> {
        world.history(now()).into_iter().map(|planned| world.message(planned)).collect()
    };
    assert_eq!(messages(&one), messages(&two));
    assert_ne!(messages(&one), messages(&other));
}

#[test]
fn the_rhythm_is_that_of_real_customers() {
    let rhythm = Rhythm::shipped();
    assert_eq!(rhythm.len(), 2_357, "as the provenance says");
}

#[test]
fn a_year_has_every_customer_once_in_person_and_its_orders_after_that() {
    let world = World::new(1, SMALL);
    let planned = world.history(now());
    let mut met = std::collections::HashSet::new();
    let mut ids = std::collections::HashSet::new();
    for planned in &planned {
        assert!(planned.at_s <= now().as_second());
        assert!(planned.at_s >= World::beginning(now()).as_second() - 24 * 3600);
        if planned.nth == 0 {
            assert!(met.insert(planned.customer));
        } else {
            assert!(met.contains(&planned.customer), "a customer is known before they order");
        }
        let message = world.message(*planned);
        assert!(ids.insert(message["messageId"].to_string()), "message ids are unique");
    }
    assert_eq!(met.len(), 500);
    let orders = planned.len() - 500;
    assert!((400..4_000).contains(&orders), "{orders} orders");
}

#[test]
fn lunch_and_dinner_are_busy() {
    let world = World::new(1, SMALL);
    let mut hours = [0; 24];
    for planned in world.history(now()).iter().filter(|planned| planned.nth > 0) {
        hours[usize::try_from((planned.at_s + 8 * 3600).rem_euclid(86_400) / 3600).expect("an hour")] += 1;
    }
    assert!(hours[12] > 3 * hours[15] && hours[18] > 3 * hours[15], "{hours:?}");
}

#[test]
fn units_come_after_the_unit_above_them() {
    let csv = World::new(1, Size::default()).chain.to_csv(true);
    let mut seen = std::collections::HashSet::from(["HQ"]);
    for line in csv.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        assert!(seen.contains(fields[3]), "{line}");
        assert!(seen.insert(fields[0]), "{line}");
    }
    assert_eq!(seen.len(), 1 + 6 + 120 + 60);
}
