//! However much work a survey asks for, a walk ends, and says that it did not do all of it.

use super::*;
use crate::survey::check;

/// Searching three thousand characters for it is much work.
const SLOW: &str = "answers.words.matches('[\\\\s\\\\S]*a[\\\\s\\\\S]{120}z')";

fn words() -> Value {
    question("words", "text", json!({"chars_max": 3_000}))
}

/// A second page of so many questions under a condition, and one under none.
fn many(condition: &str, count: usize) -> Value {
    let under = |at: usize| question(&format!("q{at}"), "csat", json!({"show_when": condition}));
    let mut questions: Vec<Value> = (0..count).map(under).collect();
    questions.push(question("free", "csat", json!({})));
    page("many", &questions)
}

fn refused(survey: &Survey) -> Vec<String> {
    check(survey).iter().map(|error| format!("{} {}", error.field, error.code)).collect()
}

#[test]
fn what_takes_too_much_work_is_not_saved() {
    let first = page("first", &[words()]);
    let few = survey(json!([first, many(SLOW, 10)]), json!({}));
    assert_eq!(refused(&few), Vec::<String>::new());
    let too_many = survey(json!([first, many(SLOW, 20)]), json!({}));
    assert_eq!(refused(&too_many), ["pages[1] too_much_work"]);
    // What nobody has to answer anything for.
    let list = (0..300).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let nested = format!("hidden.x == 'a' || [{list}].all(a, [{list}].all(b, a + b >= 0))");
    let quotas: Vec<Value> = (0..20)
        .map(|at| json!({"id": format!("k{at}"), "name": "Quota", "when": nested, "limit": 5}))
        .collect();
    let others = json!({"hidden": [{"id": "x"}], "quotas": quotas});
    assert_eq!(refused(&survey(json!([first]), others)), ["quotas too_much_work"]);
}

#[test]
fn a_walk_that_has_made_too_much_work_goes_on_without_conditions() {
    let pages = json!([
        page("first", &[words()]),
        many(&format!("!({SLOW})"), 40),
        page("last", &[question("end", "csat", json!({}))])
    ]);
    let version = Version::of_published(1, survey(pages, json!({})));
    let short = draft(json!({"words": "fine"}));
    let facts = facts();
    let walk = version.walk(&short, &facts);
    assert!(!walk.is_spent() && walk.is_asked("q39"));
    let long = draft(json!({"words": "字".repeat(3_000)}));
    let walk = version.walk(&long, &facts);
    assert!(walk.is_spent() && walk.is_asked("q0") && !walk.is_asked("q39"));
    assert!(walk.is_asked("free") && walk.is_asked("end"), "what is under no condition is asked");
    assert_eq!(shown(&walk), shown(&version.walk(&long, &facts)), "it comes as far every time");
}

#[test]
fn what_is_computed_and_kept_is_bounded() {
    let others = json!({"computed": [
        {"id": "some", "value": "answers.words + answers.words"},
        {"id": "much", "value": "computed.some + computed.some"},
    ]});
    let version = Version::of_published(1, survey(json!([page("first", &[words()])]), others));
    let long = draft(json!({"words": "字".repeat(10_000)}));
    let facts = facts();
    let walk = version.walk(&long, &facts);
    let sizes = walk.computed().map(|(_, value)| value.as_text().map(str::len));
    assert_eq!(sizes.collect::<Vec<_>>(), [Some(60_000), None]);
    assert!(!walk.is_spent());
}
