//! How two versions of a survey differ, so that a person can read it.
//!
//! Both are compared as the documents they are saved as: what a survey is made of later is compared without a line here.
//! Parts with a stable name (pages, questions, options, fields) are matched by it, so that a part can be told to have
//! moved or changed; texts are compared language by language.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Survey;

/// Most changes that are listed; more than this are two surveys rather than two versions of one.
pub const CHANGES_MAX: usize = 1_000;

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// What became of it.
    pub what: What,
    /// What kind of part it is of.
    pub part: Part,
    /// The part's name; empty of the survey itself.
    pub id: String,
    /// The question, page or ending that the part belongs to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub of: Option<String>,
    /// Which field changed; none where the whole part came, went or moved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// In which language, if it is a text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// What it was.
    #[serde(skip_serializing_if = "Value::is_null", default)]
    pub before: Value,
    /// What it is.
    #[serde(skip_serializing_if = "Value::is_null", default)]
    pub after: Value,
}

/// What became of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere.
    Moved,
    /// A field of it is another.
    Changed,
}

/// What a survey is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The survey itself.
    Survey,
    /// A page.
    Page,
    /// A question.
    Question,
    /// An option of a question.
    Option,
    /// A row of a matrix.
    Row,
    /// A column of a matrix.
    Column,
    /// A value that comes with the link.
    HiddenField,
    /// A value that is worked out.
    Computed,
    /// What happens between pages.
    Rule,
    /// What is said at the end.
    Ending,
    /// How many of which mix are wanted.
    Quota,
}

/// What is not a field of a part but parts of their own.
const PARTS: [&str; 9] =
    ["pages", "questions", "options", "rows", "columns", "hidden", "computed", "endings", "quotas"];

/// How `after` differs from `before`, in the order of the survey. Empty exactly when they are the same.
#[must_use]
pub fn difference(before: &Survey, after: &Survey) -> Vec<Change> {
    let (before, after) = (before.to_json(), after.to_json());
    let mut found = Found::default();
    found.fields(&Place::of(Part::Survey, "", None), &before, &after);
    found.list(&parts(&before, "pages", Part::Page, None), &parts(&after, "pages", Part::Page, None));
    found.list(&questions(&before), &questions(&after));
    for (name, part) in [
        ("hidden", Part::HiddenField),
        ("computed", Part::Computed),
        ("endings", Part::Ending),
        ("quotas", Part::Quota),
    ] {
        found.list(&parts(&before, name, part, None), &parts(&after, name, part, None));
    }
    found.rules(&before["rules"], &after["rules"]);
    found.changes
}

/// A part of a survey, and where it stands.
#[derive(Debug, Clone, Copy)]
struct Place<'v> {
    part: Part,
    id: &'v str,
    of: Option<&'v str>,
    value: &'v Value,
}

impl<'v> Place<'v> {
    fn of(part: Part, id: &'v str, of: Option<&'v str>) -> Self {
        Self { part, id, of, value: &Value::Null }
    }
}

/// The parts of a list in their order.
fn parts<'v>(whole: &'v Value, name: &str, part: Part, of: Option<&'v str>) -> Vec<Place<'v>> {
    let list = whole[name].as_array().map_or(&[][..], Vec::as_slice);
    let place = |value: &'v Value| Some(Place { part, id: value["id"].as_str()?, of, value });
    list.iter().filter_map(place).collect()
}

/// All questions in the order asked, each with its page.
fn questions(survey: &Value) -> Vec<Place<'_>> {
    let pages = parts(survey, "pages", Part::Page, None);
    pages.iter().flat_map(|page| parts(page.value, "questions", Part::Question, Some(page.id))).collect()
}

#[derive(Default)]
struct Found {
    changes: Vec<Change>,
}

impl Found {
    fn add(
        &mut self,
        what: What,
        place: &Place<'_>,
        (field, language): (Option<&str>, Option<&str>),
        (before, after): (Value, Value),
    ) {
        if self.changes.len() < CHANGES_MAX {
            self.changes.push(Change {
                what,
                part: place.part,
                id: place.id.to_owned(),
                of: place.of.map(str::to_owned),
                field: field.map(str::to_owned),
                language: language.map(str::to_owned),
                before,
                after,
            });
        }
    }

    /// Two lists of parts with names: which went, came, moved, changed.
    fn list<'v>(&mut self, before: &[Place<'v>], after: &[Place<'v>]) {
        let then: BTreeMap<&str, &Place<'v>> = before.iter().map(|place| (place.id, place)).collect();
        let now: BTreeMap<&str, &Place<'v>> = after.iter().map(|place| (place.id, place)).collect();
        for place in before.iter().filter(|place| !now.contains_key(place.id)) {
            self.add(What::Removed, place, (None, None), (shown(place.value), Value::Null));
        }
        // What stands on another page has moved in any case; of the others, as few as explain the new order.
        let stayed = |place: &&Place<'_>| then.get(place.id).is_some_and(|earlier| earlier.of == place.of);
        let places: Vec<usize> = after
            .iter()
            .filter(stayed)
            .filter_map(|place| before.iter().position(|earlier| earlier.id == place.id))
            .collect();
        let mut in_order = longest_ascending(&places).into_iter();
        for place in after {
            let Some(earlier) = then.get(place.id) else {
                self.add(What::Added, place, (None, None), (Value::Null, shown(place.value)));
                continue;
            };
            if earlier.of != place.of || !in_order.next().unwrap_or(true) {
                let whereabouts = |of: Option<&str>| of.map_or(Value::Null, Value::from);
                let moved = (whereabouts(earlier.of), whereabouts(place.of));
                self.add(What::Moved, place, (None, None), moved);
            }
            self.fields(place, earlier.value, place.value);
            self.below(place, earlier.value);
        }
    }

    /// What belongs to a question: its options, rows and columns.
    fn below<'v>(&mut self, place: &Place<'v>, earlier: &'v Value) {
        if place.part != Part::Question {
            return;
        }
        for (name, part) in [("options", Part::Option), ("rows", Part::Row), ("columns", Part::Column)] {
            let holder =
                |question: &'v Value| if part == Part::Column { &question["cells"] } else { question };
            let list = |question: &'v Value| parts(holder(question), name, part, Some(place.id));
            self.list(&list(earlier), &list(place.value));
        }
    }

    /// The fields of a part that are not parts themselves.
    fn fields(&mut self, place: &Place<'_>, before: &Value, after: &Value) {
        let none = Map::new();
        let (then, now) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
        let mut names: Vec<&String> =
            now.keys().chain(then.keys().filter(|name| !now.contains_key(*name))).collect();
        names.retain(|name| {
            !PARTS.contains(&name.as_str()) && !["id", "rules", "version"].contains(&name.as_str())
        });
        for name in names {
            let of = |fields: &Map<String, Value>| fields.get(name).map_or(Value::Null, without_parts);
            let (before, after) = (of(then), of(now));
            if before == after {
                continue;
            }
            if is_text(&before) && is_text(&after) {
                self.text(place, name, &before, &after);
            } else {
                self.add(What::Changed, place, (Some(name), None), (before, after));
            }
        }
    }

    fn text(&mut self, place: &Place<'_>, field: &str, before: &Value, after: &Value) {
        let none = Map::new();
        let (then, now) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
        let languages = now.keys().chain(then.keys().filter(|language| !now.contains_key(*language)));
        for language in languages {
            let of = |texts: &Map<String, Value>| texts.get(language).cloned().unwrap_or_default();
            if of(then) != of(now) {
                self.add(What::Changed, place, (Some(field), Some(language)), (of(then), of(now)));
            }
        }
    }

    /// Rules have no names: what is the same is passed over, the rest went and came.
    fn rules(&mut self, before: &Value, after: &Value) {
        if before == after {
            return;
        }
        let list = |rules: &Value| rules.as_array().cloned().unwrap_or_default();
        let (mut went, mut came) = (Vec::new(), list(after));
        for rule in list(before) {
            match came.iter().position(|other| *other == rule) {
                Some(at) => drop(came.remove(at)),
                None => went.push(rule),
            }
        }
        let place = Place::of(Part::Rule, "", None);
        if went.is_empty() && came.is_empty() {
            // The same rules in another order can end elsewhere.
            self.add(What::Moved, &place, (None, None), (Value::Null, Value::Null));
        }
        for rule in went {
            self.add(What::Removed, &place, (None, None), (rule, Value::Null));
        }
        for rule in came {
            self.add(What::Added, &place, (None, None), (Value::Null, rule));
        }
    }
}

/// What names a part to a reader: its texts and kind, without what belongs to it.
fn shown(value: &Value) -> Value {
    let Some(fields) = value.as_object() else { return value.clone() };
    let kept = ["title", "label", "name", "kind", "text", "value", "default"];
    Value::Object(
        fields
            .iter()
            .filter(|(name, _)| kept.contains(&name.as_str()))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect(),
    )
}

/// The cells of a matrix without their columns, which are parts of their own.
fn without_parts(value: &Value) -> Value {
    match value {
        Value::Object(fields) if fields.contains_key("columns") => Value::Object(
            fields
                .iter()
                .filter(|(name, _)| *name != "columns")
                .map(|(k, v)| (k.clone(), v.clone()))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// A text in languages, or none.
fn is_text(value: &Value) -> bool {
    let is_language = |name: &String| name.parse::<crate::locale::Lang>().is_ok();
    match value {
        Value::Null => true,
        Value::Object(texts) => {
            texts.iter().all(|(language, text)| is_language(language) && text.is_string())
        }
        _ => false,
    }
}

/// Which of these belong to a longest ascending part: the others are those that moved.
fn longest_ascending(numbers: &[usize]) -> Vec<bool> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let before =
            (0..at).filter(|earlier| numbers[*earlier] < *number).max_by_key(|earlier| best[*earlier].0);
        best.push((before.map_or(1, |earlier| best[earlier].0 + 1), before));
    }
    let mut kept = vec![false; numbers.len()];
    let mut at = (0..best.len()).max_by_key(|at| (best[*at].0, std::cmp::Reverse(*at)));
    while let Some(place) = at {
        kept[place] = true;
        at = best[place].1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::id::SurveyId;

    fn document() -> Value {
        json!({
            "version": 2, "name": "After the meal", "default_language": "en", "languages": ["en", "zh-CN"],
            "title": { "en": "How was it?", "zh-CN": "怎么样？" }, "paging": "one_page",
            "pages": [
                { "id": "meal", "questions": [
                    { "id": "recommend", "kind": "nps", "required": true, "title": { "en": "Recommend?", "zh-CN": "推荐吗？" } },
                    { "id": "taste", "kind": "single_choice", "required": false, "title": { "en": "Taste?" },
                      "options": [{ "id": "hot", "label": { "en": "Hot" } }, { "id": "mild", "label": { "en": "Mild" } }] },
                ] },
                { "id": "more", "questions": [
                    { "id": "grid", "kind": "matrix", "required": false, "title": { "en": "How were" },
                      "rows": [{ "id": "food", "label": { "en": "Food" } }],
                      "cells": { "kind": "single", "columns": [{ "id": "good", "label": { "en": "Good" } }] } },
                    { "id": "words", "kind": "text", "required": false, "title": { "en": "Anything else?" } },
                ] },
            ],
            "rules": [{ "after": "meal", "then": { "do": "skip_to", "page": "more" } }],
        })
    }

    fn read(document: &Value) -> Survey {
        Survey::read(SurveyId::from_bytes([1; 16]), document).expect("a survey")
    }

    fn check(change: impl Fn(&mut Value), expected: &Expect) {
        let mut after = document();
        change(&mut after);
        let lines: Vec<String> = difference(&read(&document()), &read(&after))
            .iter()
            .map(|change| serde_json::to_string(change).expect("JSON"))
            .collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn texts_differ_by_language() {
        check(
            |survey| survey["pages"][0]["questions"][0]["title"]["zh-CN"] = "会推荐吗？".into(),
            &expect![[
                r#"{"what":"changed","part":"question","id":"recommend","of":"meal","field":"title","language":"zh-CN","before":"推荐吗？","after":"会推荐吗？"}"#
            ]],
        );
    }

    #[test]
    fn parts_come_go_and_move() {
        check(
            |survey| {
                let words = survey["pages"][1]["questions"].as_array_mut().expect("a list").remove(1);
                survey["pages"][0]["questions"].as_array_mut().expect("a list").insert(0, words);
                let options = survey["pages"][0]["questions"][2]["options"].as_array_mut().expect("a list");
                options.remove(0);
                options.push(json!({ "id": "sour", "label": { "en": "Sour" } }));
            },
            &expect![[r#"
                {"what":"moved","part":"question","id":"words","of":"meal","before":"more","after":"meal"}
                {"what":"removed","part":"option","id":"hot","of":"taste","before":{"label":{"en":"Hot"}}}
                {"what":"added","part":"option","id":"sour","of":"taste","after":{"label":{"en":"Sour"}}}"#]],
        );
    }

    #[test]
    fn fields_columns_and_rules_are_told() {
        check(
            |survey| {
                survey["paging"] = "page_by_page".into();
                survey["pages"][0]["questions"][0]["required"] = false.into();
                survey["pages"][1]["questions"][0]["cells"]["columns"][0]["label"]["en"] = "Fine".into();
                survey["rules"][0]["when"] = "answers.recommend < 7".into();
            },
            &expect![[r#"
                {"what":"changed","part":"survey","id":"","field":"paging","before":"one_page","after":"page_by_page"}
                {"what":"changed","part":"question","id":"recommend","of":"meal","field":"required","before":true,"after":false}
                {"what":"changed","part":"column","id":"good","of":"grid","field":"label","language":"en","before":"Good","after":"Fine"}
                {"what":"removed","part":"rule","id":"","before":{"after":"meal","then":{"do":"skip_to","page":"more"}}}
                {"what":"added","part":"rule","id":"","after":{"after":"meal","then":{"do":"skip_to","page":"more"},"when":"answers.recommend < 7"}}"#]],
        );
    }

    /// A survey with some of its questions, in any order.
    fn surveys() -> impl Strategy<Value = Survey> {
        let ids = prop::sample::subsequence(vec!["a", "b", "c", "d", "e", "f"], 1..=6).prop_shuffle();
        (ids, 1..=3_usize, prop::collection::vec(0..3_u8, 6)).prop_map(|(ids, cut, titles)| {
            let question = |id: &&str| {
                let title = format!("{id}{}", titles[usize::from(id.as_bytes()[0] - b'a')]);
                json!({ "id": id, "kind": "text", "required": false, "title": { "en": title } })
            };
            let cut = cut.min(ids.len());
            let (first, second) = ids.split_at(cut);
            let page = |id: &str, ids: &[&str]| json!({ "id": id, "questions": ids.iter().map(question).collect::<Vec<_>>() });
            read(&json!({
                "version": 2, "name": "S", "default_language": "en", "languages": ["en"], "title": { "en": "S" },
                "paging": "one_page", "pages": [page("one", first), page("two", second)],
            }))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        /// Nothing differs exactly when both are the same.
        #[test]
        fn what_is_the_same_has_no_difference(one in surveys(), other in surveys()) {
            prop_assert!(difference(&one, &one).is_empty());
            prop_assert_eq!(difference(&one, &other).is_empty(), one == other);
        }

        /// What came one way went the other way.
        #[test]
        fn the_way_back_is_the_opposite(one in surveys(), other in surveys()) {
            let ids = |changes: Vec<Change>, what: What| {
                let mut ids: Vec<String> =
                    changes.into_iter().filter(|change| change.what == what).map(|change| change.id).collect();
                ids.sort();
                ids
            };
            let there = difference(&one, &other);
            let back = difference(&other, &one);
            prop_assert_eq!(ids(there.clone(), What::Added), ids(back.clone(), What::Removed));
            prop_assert_eq!(ids(there.clone(), What::Changed), ids(back.clone(), What::Changed));
            prop_assert_eq!(ids(there, What::Moved).len(), ids(back, What::Moved).len());
        }
    }
}
