//! What is persisted stays readable.

use super::*;

/// As version 1 of the format was first written; never changed.
const GOLDEN_PLAYBOOK: &str = include_str!("golden/playbook-1.json");
const GOLDEN_RUN: &str = include_str!("golden/run-1.json");
const GOLDEN_EFFECTS: &str = include_str!("golden/effects-1.json");

#[test]
fn a_playbook_of_every_format_is_read() {
    let document: Value = serde_json::from_str(GOLDEN_PLAYBOOK).expect("JSON");
    let playbook = Playbook::read(&document).expect("readable");
    assert_eq!(sound(&playbook), []);
    assert_eq!(playbook.to_json(), document);
    assert_eq!(Playbook::read(&playbook.to_json()), Ok(playbook));
}

#[test]
fn a_run_of_every_format_is_read() {
    let run: Run = serde_json::from_str(GOLDEN_RUN).expect("readable");
    let document: Value = serde_json::from_str(GOLDEN_RUN).expect("JSON");
    assert_eq!(serde_json::to_value(&run).expect("JSON"), document);
}

#[test]
fn effects_of_every_format_are_read() {
    let effects: Vec<Effect> = serde_json::from_str(GOLDEN_EFFECTS).expect("readable");
    let document: Value = serde_json::from_str(GOLDEN_EFFECTS).expect("JSON");
    assert_eq!(serde_json::to_value(&effects).expect("JSON"), document);
}

/// Writes the golden files of a new format: `cargo test -p touchstone-domain write_golden -- --ignored`.
#[test]
#[ignore = "run by hand when the format gets a new number"]
fn write_golden() {
    let (mut world, link) = super::stories::asked();
    let (mut happy, _) = super::stories::asked();
    super::stories::agree(&mut happy);
    world.answer(link, 3);
    happy.answer(link, 10);
    let effects: Vec<&Effect> = world.effects.iter().chain(&happy.effects[1..]).collect();
    let pretty = |value: &Value| serde_json::to_string_pretty(value).expect("JSON") + "\n";
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/playbook/tests/golden");
    let write = |name: &str, value: &Value| {
        std::fs::write(format!("{folder}/{name}-{FORMAT}.json"), pretty(value)).expect("writable");
    };
    write("playbook", &super::stories::journey().to_json());
    write("run", &serde_json::to_value(world.only_run()).expect("JSON"));
    write("effects", &serde_json::to_value(effects).expect("JSON"));
}
