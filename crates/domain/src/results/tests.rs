use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::id::SurveyId;
use crate::journey::Metric;
use crate::response::{Answer, Draft};
use crate::survey::{Key, Paging, Survey};

fn survey() -> Survey {
    let option = |id: &str| json!({ "id": id, "label": { "en": id } });
    let document = json!({
        "version": 2, "name": "Everything", "default_language": "en", "languages": ["en", "zh-CN"], "title": { "en": "T" },
        "paging": "page_by_page",
        "pages": [
            { "id": "one", "questions": [
                { "id": "nps", "kind": "nps", "required": false, "title": { "en": "N" } },
                { "id": "taste", "kind": "single_choice", "required": false, "title": { "en": "C" },
                  "options": [option("hot"), option("mild")], "other": true },
            ] },
            { "id": "two", "questions": [
                { "id": "order", "kind": "ranking", "required": false, "title": { "en": "R" },
                  "options": [option("a"), option("b"), option("c")] },
                { "id": "grid", "kind": "matrix", "required": false, "title": { "en": "M" },
                  "rows": [option("food"), option("staff")],
                  "cells": { "kind": "rating", "shape": "star", "min": 1, "max": 5 } },
                { "id": "many", "kind": "multiple_choice", "required": false, "title": { "en": "X" },
                  "options": [option("p"), option("q")] },
            ] },
            { "id": "three", "questions": [
                { "id": "spent", "kind": "number", "required": false, "title": { "en": "S" } },
                { "id": "dishes", "kind": "item_rating", "required": false, "title": { "en": "D" } },
                { "id": "again", "kind": "yes_no", "required": false, "title": { "en": "Y" } },
                { "id": "words", "kind": "text", "required": false, "title": { "en": "W" } },
            ] },
        ],
    });
    Survey::read(SurveyId::from_bytes([1; 16]), &document).expect("a survey")
}

fn key(text: &str) -> Key {
    text.parse().expect("a key")
}

fn draft(answers: serde_json::Value) -> Draft {
    let mut draft = json!({});
    draft["answers"] = answers;
    serde_json::from_value(draft).expect("a draft")
}

fn sum(survey: &Survey, drafts: &[Draft]) -> Sum {
    let mut sum = Sum::default();
    for draft in drafts {
        sum.add(&seen(survey, draft, true));
    }
    sum
}

fn seen<'a>(survey: &'a Survey, draft: &'a Draft, is_complete: bool) -> Seen<'a> {
    Seen { survey, version: 1, draft, is_complete, seconds: Some(42.0), is_flagged: false }
}

#[test]
fn every_kind_comes_to_its_figures() {
    let survey = survey();
    let one = draft(json!({
        "nps": 10, "taste": { "options": ["hot"] }, "order": { "ranked": ["b", "a"] },
        "grid": { "rows": { "food": 5, "staff": 3 } }, "many": { "options": ["p", "q"] }, "spent": 12.5,
        "dishes": { "items": { "soup": 4 } }, "again": true, "words": "good",
    }));
    let other = draft(json!({
        "nps": 3, "taste": { "options": ["other"], "other": "sour" }, "order": { "ranked": ["b", "c"] },
        "grid": { "rows": { "food": 4 } }, "many": { "options": ["q"] }, "spent": 40,
        "dishes": { "items": { "soup": 2, "fish": 5 } }, "again": false,
    }));
    let found = figures(&survey, &[], &sum(&survey, &[one, other]));
    let of = |id: &str| found.questions.iter().find(|question| question.id == *id).expect("a question");
    let (metric, nps) = of("nps").figure.expect("a figure");
    assert_eq!((metric, nps.score, nps.n), (Metric::Nps, 0.0, 2));
    assert_eq!(of("nps").part.bars.len(), 11);
    let taste: Vec<(&str, u64)> =
        of("taste").part.bars.iter().map(|bar| (bar.id.as_str(), bar.count)).collect();
    assert_eq!(taste, [("hot", 1), ("mild", 0), ("other", 1)]);
    assert_eq!((of("taste").words, of("words").words), (1, 1));
    let places: Vec<(String, f64, u64)> = of("order")
        .places
        .iter()
        .map(|place| (place.id.to_string(), place.mean.value, place.firsts))
        .collect();
    assert_eq!(places, [("b".to_owned(), 1.0, 2), ("a".to_owned(), 2.0, 0), ("c".to_owned(), 2.0, 0)]);
    let food = &of("grid").rows[0];
    assert_eq!((food.n, food.part.mean.expect("a mean").value), (2, 4.5));
    assert_eq!(of("grid").rows[1].n, 1);
    assert_eq!(of("many").part.bars.iter().map(|bar| bar.share.value).collect::<Vec<_>>(), [0.5, 1.0]);
    let spent = &of("spent").part;
    let bars: u64 = spent.bars.iter().map(|bar| bar.count).sum();
    assert_eq!((spent.spread.expect("quartiles").median, bars), (26.25, 2));
    let dishes: Vec<(&str, u64)> = of("dishes").items.iter().map(|item| (item.id.as_str(), item.n)).collect();
    assert_eq!(dishes, [("soup", 2), ("fish", 1)]);
    assert_eq!(of("again").part.bars.iter().map(|bar| bar.count).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(found.seconds.expect("times").median, 42.0);
}

#[test]
fn what_an_earlier_version_asked_is_still_told() {
    let old = survey();
    let mut new = old.clone();
    new.pages[0].questions.remove(0);
    if let crate::survey::Ask::SingleChoice(choice) = &mut new.pages[0].questions[0].ask {
        choice.options.remove(0);
    }
    let answers = draft(json!({ "nps": 9, "taste": { "options": ["hot"] } }));
    let found = figures(&new, &[&old], &sum(&old, &[answers]));
    let taste = &found.questions[0];
    let bars: Vec<(&str, u64)> = taste.part.bars.iter().map(|bar| (bar.id.as_str(), bar.count)).collect();
    assert_eq!(bars, [("mild", 0), ("other", 0), ("hot", 1)]);
    assert!(!taste.part.bars[2].label.is_empty(), "named as it was then");
    let nps = found.questions.last().expect("a question");
    assert_eq!((nps.id.as_str(), nps.is_current, nps.n), ("nps", false, 1));
}

#[test]
fn people_leave_where_they_stood() {
    let survey = survey();
    let mut sum = sum(&survey, &[draft(json!({ "nps": 9 })), draft(json!({ "nps": 1 }))]);
    let mut at_two = draft(json!({ "nps": 9 }));
    at_two.page = 1;
    let far = draft(json!({ "nps": 9, "spent": 3 }));
    for left in [draft(json!({ "nps": 2 })), at_two, far] {
        sum.add(&seen(&survey, &left, false));
    }
    let told = funnel(&survey, &sum);
    assert_eq!((told.started, told.completed), (5, 2));
    assert_eq!(pages(&told), [("one", Some(5), 1), ("two", Some(4), 1), ("three", Some(3), 1)]);
    assert_eq!(sum.columns[&key("nps")].answered, 2, "answers count when all is complete");
}

fn pages(told: &Funnel) -> Vec<(&str, Option<u64>, u64)> {
    told.pages.iter().map(|page| (page.page.as_str(), page.reached, page.left)).collect()
}

#[test]
fn who_leaves_at_a_question_leaves_its_page() {
    let mut survey = survey();
    survey.paging = Paging::OneQuestion;
    let left = |questions: &[usize], survey: &Survey| {
        let mut sum = sum(survey, &[]);
        for &question in questions {
            let draft = Draft { page: question, ..draft(json!({ "nps": 9 })) };
            sum.add(&seen(survey, &draft, false));
        }
        funnel(survey, &sum)
    };
    // Two questions stand on the first page, three on the second, four on the third.
    let told = left(&[1, 2, 4, 5, 8, 70], &survey);
    assert_eq!(pages(&told), [("one", Some(6), 1), ("two", Some(5), 2), ("three", Some(3), 3)]);
}

#[test]
fn pages_in_random_order_are_left_and_not_reached_in_turn() {
    let mut survey = survey();
    survey.random_pages = true;
    let mut sum = sum(&survey, &[draft(json!({ "nps": 9 }))]);
    // The last page came first for this one, who left at the first.
    sum.add(&seen(&survey, &draft(json!({ "spent": 3 })), false));
    assert_eq!(pages(&funnel(&survey, &sum)), [("one", None, 1), ("two", None, 0), ("three", None, 0)]);
}

#[test]
fn decimals_stand_in_the_bar_that_begins_with_them() {
    let survey = survey();
    for numbers in [
        [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0].as_slice(),
        &[1.1, 1.2, 1.3, 2.3, 3.3],
        &[-0.3, -0.2, -0.1, 0.7],
        &[1_000_000.1, 1_000_000.3, 1_000_000.7],
    ] {
        let drafts: Vec<Draft> = numbers.iter().map(|number| draft(json!({ "spent": number }))).collect();
        let found = figures(&survey, &[], &sum(&survey, &drafts));
        let spent = found.questions.iter().find(|question| question.id == *"spent").expect("a question");
        for number in numbers {
            let bar = spent.part.bars.iter().rfind(|bar| bar.id.parse::<f64>().expect("a number") <= *number);
            let bar = bar.expect("a bar");
            let of_bar = |other: &&f64| {
                bar.id.parse::<f64>().expect("a number") <= **other
                    && bar.until.is_none_or(|until| **other < until)
            };
            assert_eq!(bar.count, numbers.iter().filter(of_bar).count() as u64, "{number} in {bar:?}");
        }
    }
}

#[test]
fn two_questions_make_a_table() {
    let survey = survey();
    let mut crossed = Crossed::default();
    let pair = (&key("taste"), &key("nps"));
    for (taste, nps, times) in [("hot", 10, 30), ("hot", 2, 10), ("mild", 9, 12), ("mild", 0, 28)] {
        let answers = draft(json!({ "nps": nps, "taste": { "options": [taste] } }));
        (0..times).for_each(|_| crossed.add(&survey, &answers, pair));
    }
    crossed.add(&survey, &draft(json!({ "nps": 5 })), pair);
    let question = |id: &str| survey.question(id).expect("a question");
    let table = crossed.table(question("taste"), question("nps"));
    assert_eq!(table.n, 80);
    let counts: Vec<Vec<u64>> =
        table.cells.iter().map(|row| row.iter().map(|cell| cell.count).collect()).collect();
    assert_eq!(counts, [[10, 0, 30], [28, 0, 12], [0, 0, 0]]);
    assert_eq!(table.cells[0][2].share.value, 0.75);
    let association = table.association.expect("a test");
    // R: chisq.test(matrix(c(10, 28, 30, 12), 2), correct = FALSE): X-squared = 16.241, p-value = 5.575e-05.
    assert!((association.statistic.expect("a statistic") - 16.240_6).abs() < 1e-3);
    assert!((association.p - 5.575e-5).abs() < 1e-7);
    let several = crossed.table(question("many"), question("nps"));
    assert_eq!(several.association, None, "one person stands in several rows");
}

fn answers() -> impl Strategy<Value = Draft> {
    let options = prop::sample::subsequence(vec!["p", "q"], 1..=2);
    let ranked = Just(vec!["a", "b", "c"]).prop_shuffle();
    (0..=10_u8, options, ranked, -50.0..5_000.0_f64, 1..=5_u8, prop::bool::ANY).prop_map(
        |(nps, options, ranked, spent, stars, again)| {
            draft(json!({
                "nps": nps, "many": { "options": options }, "order": { "ranked": ranked },
                "spent": (spent * 10.0).round() / 10.0, "grid": { "rows": { "food": stars } },
                "dishes": { "items": { "soup": stars } }, "again": again,
            }))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Days put together are what their responses would be.
    #[test]
    fn sums_are_put_together(drafts in prop::collection::vec(answers(), 0..40), cut in 0_usize..40) {
        let survey = survey();
        let cut = cut.min(drafts.len());
        let mut parts = sum(&survey, &drafts[..cut]);
        parts.merge(&sum(&survey, &drafts[cut..]));
        let whole = sum(&survey, &drafts);
        prop_assert_eq!(parts.completed, whole.completed);
        for (id, column) in &whole.columns {
            let other = &parts.columns[id];
            prop_assert_eq!(&column.options, &other.options);
            prop_assert_eq!(column.numbers.counted(), other.numbers.counted());
            prop_assert_eq!(column.tally, other.tally);
        }
    }

    /// A share lies in its interval, bars of one answer each add up to n, and the mean lies between the extremes.
    #[test]
    fn figures_keep_their_laws(drafts in prop::collection::vec(answers(), 1..40)) {
        let survey = survey();
        let found = figures(&survey, &[], &sum(&survey, &drafts));
        for question in &found.questions {
            for bar in &question.part.bars {
                prop_assert!(bar.share.low <= bar.share.value && bar.share.value <= bar.share.high);
            }
            let all: u64 = question.part.bars.iter().map(|bar| bar.count).sum();
            if ["nps", "yes_no", "number"].contains(&question.kind) {
                prop_assert_eq!(all, question.n);
            }
            if let (Some(mean), Some(spread)) = (question.part.mean, question.part.spread) {
                prop_assert!(spread.least <= mean.value + 1e-9 && mean.value <= spread.greatest + 1e-9);
                prop_assert!(spread.lower <= spread.median && spread.median <= spread.upper);
            }
        }
    }

    /// A table's rows hold everybody who answered both, and turning it changes no cell.
    #[test]
    fn tables_keep_their_laws(drafts in prop::collection::vec(answers(), 1..40)) {
        let survey = survey();
        let (mut one, mut other) = (Crossed::default(), Crossed::default());
        let (again, nps) = (key("again"), key("nps"));
        for draft in &drafts {
            one.add(&survey, draft, (&again, &nps));
            other.add(&survey, draft, (&nps, &again));
        }
        let question = |id: &str| survey.question(id).expect("a question");
        let (one, other) = (one.table(question("again"), question("nps")), other.table(question("nps"), question("again")));
        let mut seen = BTreeMap::new();
        for (row, cells) in one.rows.iter().zip(&one.cells) {
            prop_assert_eq!(cells.iter().map(|cell| cell.count).sum::<u64>(), row.n);
            for (column, cell) in one.columns.iter().zip(cells) {
                seen.insert((row.id.clone(), column.id.clone()), cell.count);
            }
        }
        for (row, cells) in other.rows.iter().zip(&other.cells) {
            for (column, cell) in other.columns.iter().zip(cells) {
                prop_assert_eq!(seen[&(column.id.clone(), row.id.clone())], cell.count);
            }
        }
    }
}

#[test]
fn an_answer_of_another_kind_is_no_defect() {
    let survey = survey();
    let odd = Draft {
        answers: BTreeMap::from([(key("nps"), Answer::Text("nine".to_owned()))]),
        ..Draft::default()
    };
    let found = figures(&survey, &[], &sum(&survey, &[odd]));
    assert_eq!(found.questions[0].figure, None);
}
