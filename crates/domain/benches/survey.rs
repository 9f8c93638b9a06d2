//! What an answer costs: `cargo bench -p touchstone-domain --bench survey`.
//!
//! The bound is 20,000 responses of four questions per second and core, checked and evaluated.

#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use divan::{Bencher, black_box};
use jiff::Timestamp;
use serde_json::{Value, json};
use touchstone_domain::id::SurveyId;
use touchstone_domain::link::Item;
use touchstone_domain::response::{Draft, Step, read_form, step};
use touchstone_domain::survey::{Survey, Version, check};

fn main() {
    divan::main();
}

fn read(document: &Value) -> Version {
    let survey = Survey::read(SurveyId::from_bytes([1; 16]), document).unwrap();
    assert_eq!(check(&survey), []);
    Version::of_published(1, survey)
}

fn golden() -> Value {
    serde_json::from_str(include_str!("../golden/survey-v1.json")).unwrap()
}

/// A form posted, read, checked and turned into signals: NPS, two dishes, a reason, words.
#[divan::bench]
fn four_questions_submitted(bencher: Bencher<'_, '_>) {
    let version = read(&golden());
    let items = ["sku-1", "sku-2"].map(|id| Item { id: id.to_owned(), name: "酸菜鱼".to_owned() });
    let fields = [
        ("page", "2"),
        ("lang", "zh-CN"),
        ("a.recommend", "3"),
        ("a.dishes.0", "2"),
        ("a.dishes.1", "5"),
        ("a.reason", "friends"),
        ("a.comment", "汤是凉的，等位太久，服务员态度还可以。"),
        ("do", "submit"),
    ];
    bencher.bench(|| {
        let form = read_form(&version.survey, &items, black_box(fields));
        let done = step(&version, &items, Draft::default(), form, Timestamp::UNIX_EPOCH);
        assert!(matches!(done, Step::Done { .. }));
        done
    });
}

/// A survey at its limit of questions, every one answered.
#[divan::bench]
fn two_hundred_questions_submitted(bencher: Bencher<'_, '_>) {
    let question = |at: usize| json!({"id": format!("q{at}"), "kind": "csat", "title": {"zh-CN": "?"}, "required": true});
    let questions: Vec<Value> = (0..200).map(question).collect();
    let mut document = golden();
    document["pages"] = json!([{"id": "all", "questions": questions}]);
    let version = read(&document);
    let names: Vec<String> = (0..200).map(|at| format!("a.q{at}")).collect();
    bencher.bench(|| {
        let fields = names.iter().map(|name| (name.as_str(), "4")).chain([("do", "submit")]);
        let form = read_form(&version.survey, &[], fields);
        step(&version, &[], Draft::default(), form, Timestamp::UNIX_EPOCH)
    });
}

/// Reading and checking a definition, as each save does.
#[divan::bench]
fn definition_read_and_checked() -> Version {
    read(black_box(&golden()))
}
