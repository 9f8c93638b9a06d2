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
use touchstone_domain::survey::{Facts, Survey, Version};

fn main() {
    divan::main();
}

fn read(document: &Value) -> Version {
    Version::of_draft(Survey::read(SurveyId::from_bytes([1; 16]), document).unwrap()).unwrap()
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
    let facts = Facts::at(Timestamp::UNIX_EPOCH).about(&items);
    bencher.bench_local(|| {
        let form = read_form(&version.survey, &items, black_box(fields));
        let done = step(&version, &facts, Draft::default(), form, 1);
        assert!(matches!(done, Step::Done(_)));
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
    let facts = Facts::at(Timestamp::UNIX_EPOCH);
    bencher.bench_local(|| {
        let fields = names.iter().map(|name| (name.as_str(), "4")).chain([("do", "submit")]);
        let form = read_form(&version.survey, &[], fields);
        step(&version, &facts, Draft::default(), form, 1)
    });
}

/// A survey of 100 questions on ten pages with 200 conditions.
fn hundred_questions() -> Value {
    let question = |at: usize| {
        let before = at.saturating_sub(1);
        let mut question =
            json!({"id": format!("q{at}"), "kind": "csat", "title": {"zh-CN": "?"}, "required": false});
        question["required_when"] = json!(format!("answers.q{before} != null && answers.q{before} <= 2"));
        if at > 0 {
            question["show_when"] = json!(format!("answers.q{before} != null && answers.q{before} >= 1"));
        } else {
            question["required_when"] = json!("language == 'zh-CN'");
            question["show_when"] = json!("now.getFullYear() > 1900");
        }
        question
    };
    let page = |at: usize| {
        let questions: Vec<Value> = (at * 10..at * 10 + 10).map(question).collect();
        json!({"id": format!("p{at}"), "questions": questions})
    };
    let mut document = golden();
    document["paging"] = json!("page_by_page");
    document["version"] = json!(2);
    document["pages"] = (0..10).map(page).collect();
    document
}

/// A step in it, with all conditions looked at.
#[divan::bench]
fn step_in_a_hundred_questions_with_two_hundred_conditions(bencher: Bencher<'_, '_>) {
    let version = read(&hundred_questions());
    let facts = Facts::at(Timestamp::UNIX_EPOCH);
    let answers = (0..100).map(|at| (format!("q{at}"), json!(3))).collect::<serde_json::Map<_, _>>();
    let draft: Draft = serde_json::from_value(json!({"answers": answers})).unwrap();
    assert_eq!(version.walk(&draft, &facts).questions().count(), 100);
    bencher.bench_local(|| {
        let form =
            read_form(&version.survey, &[], black_box([("page", "5"), ("a.q55", "4"), ("do", "next")]));
        step(&version, &facts, draft.clone(), form, 1)
    });
}

/// Reading, checking and compiling a definition, as each save and preview does.
#[divan::bench]
fn definition_read_and_compiled(bencher: Bencher<'_, '_>) {
    let document = golden();
    bencher.bench_local(|| read(black_box(&document)));
}

/// The same with 100 questions and 200 conditions.
#[divan::bench]
fn two_hundred_conditions_read_and_compiled(bencher: Bencher<'_, '_>) {
    let document = hundred_questions();
    bencher.bench_local(|| read(black_box(&document)));
}
