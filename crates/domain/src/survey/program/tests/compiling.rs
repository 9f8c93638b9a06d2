use expect_test::{Expect, expect};

use super::super::{Program, compile, never};
use super::*;

fn refused(survey: &Survey, expected: &Expect) {
    let errors = crate::survey::check(survey);
    let lines: String =
        errors.iter().map(|error| format!("{} [{}] {}\n", error.field, error.code, error.message)).collect();
    expected.assert_eq(&lines);
    for error in errors {
        assert!(error.chinese.is_some(), "{error} is said in Chinese too");
    }
}

/// Two pages: `score` and `reason`, then `comment` with what is given.
fn with(comment: Value, others: Value) -> Survey {
    let reasons = json!({"options": options(&["near", "price"])});
    let first = [question("score", "nps", json!({})), question("reason", "single_choice", reasons)];
    survey(json!([page("first", &first), page("second", &[question("comment", "text", comment)])]), others)
}

#[test]
fn mistakes_in_conditions_are_found_at_their_field() {
    for (condition, expected) in [
        (
            "answers.score <",
            expect![[r#"
            pages[1].questions[0].show_when [syntax] line 1, column 16: syntax error: the expression ends too early
        "#]],
        ),
        (
            "answers.skore < 7",
            expect![[r#"
            pages[1].questions[0].show_when [unknown_field] line 1, column 9: `answers` has no field `skore`; did you mean score?
        "#]],
        ),
        (
            "answers.score == '7'",
            expect![[r#"
            pages[1].questions[0].show_when [types] line 1, column 15: == cannot take number and text; did you mean 7?
        "#]],
        ),
        (
            "answers.reason == 'nere'",
            expect![[r#"
                pages[1].questions[0].show_when [unknown_option] line 1, column 19: `answers.reason` has no option `nere`; known are near, price
            "#]],
        ),
        (
            "answers.reason in ['near', 'far']",
            expect![[r#"
            pages[1].questions[0].show_when [unknown_option] line 1, column 19: `answers.reason` has no option `far`; known are near, price
        "#]],
        ),
        (
            "hidden.campaign == 'x'",
            expect![[r#"
                pages[1].questions[0].show_when [unknown_field] line 1, column 8: `hidden` has no field `campaign`
            "#]],
        ),
        (
            "response.nps > 3",
            expect![[r#"
            pages[1].questions[0].show_when [not_in_scope] line 1, column 1: `response` is not available here; known are customer, unit, now, answers, hidden, computed, scores, order, language
        "#]],
        ),
        (
            "answers.score > 10",
            expect![[r#"
            pages[1].questions[0].show_when [unreachable] no answer ever leads to this question
        "#]],
        ),
        (
            "answers.score < 3 && answers.score > 8",
            expect![[r#"
            pages[1].questions[0].show_when [unreachable] no answer ever leads to this question
        "#]],
        ),
        (
            "answers.comment == 'x'",
            expect![[r#"
            pages[1].questions[0].show_when [cycle] goes round in a circle: answers.comment → answers.comment
        "#]],
        ),
        (
            "scores.reason > 1",
            expect![[r#"
            pages[1].questions[0].show_when [unknown_field] line 1, column 8: `scores` has no field `reason`; known are total, score
        "#]],
        ),
        (
            "customer.orders_90d > 3 && order.total > 100 && unit.kind == 'store' && language == 'en' && order.items.exists(i, i.name == 'soup')",
            expect![[""]],
        ),
        ("answers.reason.startsWith('n') && scores.total > 3 && scores.score > 3", expect![[""]]),
    ] {
        refused(&with(json!({"show_when": condition}), json!({})), &expected);
    }
}

#[test]
fn every_place_of_logic_is_checked() {
    let wrong = "answers.nothing";
    let comment = json!({
        "required_when": wrong, "checks": [{"holds": wrong, "message": {"en": "no {{answers.nobody}}"}}],
        "title": {"en": "{{answers.score}} and {{ answers.scor }}"}, "help": {"en": "a {{answers.reason"},
    });
    let others = json!({
        "hidden": [{"id": "kind"}],
        "computed": [{"id": "a", "value": wrong}],
        "rules": [
            {"after": "first", "when": wrong, "then": {"do": "end"}},
            {"then": {"do": "set", "field": "kind", "value": wrong}},
            {"then": {"do": "set", "field": "score", "value": "'eleven'"}},
        ],
        "endings": [{"id": "bye", "when": wrong, "title": {"en": "你好\n{{ answers }}"}}],
        "quotas": [{"id": "all", "name": "All", "when": wrong, "limit": 1}],
    });
    refused(
        &with(comment, others),
        &expect![[r#"
        computed[0].value [unknown_field] line 1, column 9: `answers` has no field `nothing`; known are score, reason, comment
        pages[1].questions[0].required_when [unknown_field] line 1, column 9: `answers` has no field `nothing`; known are score, reason, comment
        pages[1].questions[0].checks[0].holds [unknown_field] line 1, column 9: `answers` has no field `nothing`; known are score, reason, comment
        rules[0].when [unknown_field] line 1, column 9: `answers` has no field `nothing`; known are score, reason, comment
        rules[1].then.value [unknown_field] line 1, column 9: `answers` has no field `nothing`; known are score, reason, comment
        rules[2].then.value [expected] the question `score` does not take this value
        endings[0].when [unknown_field] line 1, column 9: `answers` has no field `nothing`; known are score, reason, comment
        quotas[0].when [unknown_field] line 1, column 9: `answers` has no field `nothing`; known are score, reason, comment
        pages[1].questions[0].title.en [unknown_field] line 1, column 34: `answers` has no field `scor`; did you mean score?
        pages[1].questions[0].help.en [syntax] a {{ without its }}
        pages[1].questions[0].checks[0].message.en [unknown_field] line 1, column 14: `answers` has no field `nobody`; known are score, reason, comment
        endings[0].title.en [expected] line 2, column 3: expected a text, found a record
    "#]],
    );
}

#[test]
fn circles_and_what_is_asked_later_are_found() {
    let computed = json!({"computed": [
        {"id": "a", "value": "computed.b + 1"}, {"id": "b", "value": "computed.c"},
        {"id": "c", "value": "computed.a"}, {"id": "d", "value": "computed.e"}, {"id": "e", "value": "1"},
    ]});
    refused(
        &with(json!({}), computed),
        &expect![[r#"
        computed[0].value [cycle] goes round in a circle: computed.a → computed.b → computed.c → computed.a
    "#]],
    );
    let pages = json!([
        {"id": "first", "show_when": "answers.a == 1", "questions": [
            question("a", "csat", json!({"show_when": "answers.later > 1"})),
            question("b", "csat", json!({"show_when": "computed.of_c > 3"})),
            question("c", "csat", json!({"show_when": "answers.b > 3"})),
        ]},
        page("second", &[question("later", "csat", json!({}))]),
    ]);
    let others = json!({"computed": [{"id": "of_c", "value": "answers.c"}], "rules": [
        {"after": "first", "when": "answers.later > 3", "then": {"do": "end"}},
        {"when": "answers.later > 3", "then": {"do": "end"}},
    ]});
    refused(
        &survey(pages, others),
        &expect![[r#"
        pages[0].show_when [later] `answers.a` is asked on page `first`, which comes later; a condition sees what has been asked before
        pages[0].questions[0].show_when [later] `answers.later` is asked on page `second`, which comes later; a condition sees what has been asked before
        pages[0].questions[1].show_when [cycle] goes round in a circle: answers.b → answers.c → answers.b
        rules[0].when [later] `answers.later` is asked on page `second`, which comes later; a condition sees what has been asked before
    "#]],
    );
}

#[test]
fn what_nobody_can_see_is_found() {
    let kinds = json!({"options": [
        {"id": "x", "label": {"en": "X"}},
        {"id": "y", "label": {"en": "Y"}, "show_when": "answers.a == 'p' && answers.a == 'q'"},
    ]});
    let pages = json!([
        page("one", &[question("a", "single_choice", json!({"options": options(&["p", "q"])}))]),
        page("two", &[
            question("b", "single_choice", kinds),
            question("never", "yes_no", json!({"show_when": "answers.a == 'p' && false"})),
            question("of_never", "yes_no", json!({"show_when": "answers.never"})),
        ]),
        {"id": "three", "show_when": "answers.never == true", "questions": [question("c", "nps", json!({}))]},
        page("four", &[question("d", "nps", json!({}))]),
        page("five", &[question("e", "nps", json!({}))]),
    ]);
    let rules = json!({"rules": [{"after": "two", "then": {"do": "skip_to", "page": "five"}}]});
    refused(
        &survey(pages, rules),
        &expect![[r#"
        pages[1].questions[0].options[1].show_when [unreachable] no answer ever leads to this option
        pages[1].questions[1].show_when [unreachable] no answer ever leads to this question
        pages[1].questions[2].show_when [unreachable] no answer ever leads to this question
        pages[2].show_when [unreachable] no answer ever leads to this page
        pages[3] [unreachable] no answer ever leads to this page
    "#]],
    );
}

/// Three questions with 1,440 combinations of answers, and `count` questions that are shown under a condition on
/// them. The last one's holds for none of them.
fn shown_when(condition: &str, count: usize) -> Survey {
    let first = [
        question("a", "nps", json!({})),
        question("b", "nps", json!({})),
        question("c", "rating", json!({"shape": "number", "min": 1, "max": 9})),
    ];
    let mut second: Vec<Value> = (0..count)
        .map(|at| question(&format!("q{at}"), "yes_no", json!({ "show_when": condition })))
        .collect();
    second.push(question("last", "yes_no", json!({"show_when": "answers.a > 10"})));
    survey(json!([page("first", &first), page("second", &second)]), json!({}))
}

/// The fields that nobody can see, and the steps that took.
fn never_seen(survey: &Survey) -> (Vec<String>, u32) {
    let (program, errors) = compile::compile(survey);
    assert_eq!(errors, []);
    let mut left = never::STEPS_MAX;
    let errors = never::find(survey, &program, &mut left);
    (errors.into_iter().map(|error| error.field).collect(), never::STEPS_MAX - left)
}

#[test]
fn looking_for_what_nobody_can_see_ends_whatever_the_conditions_cost() {
    let (found, steps) = never_seen(&shown_when("answers.a == 3 && answers.b > 8 || answers.c == 1", 41));
    assert_eq!(found, ["pages[1].questions[41].show_when"]);
    assert!((1_000..never::STEPS_MAX / 10).contains(&steps), "{steps}");
    // Each of these takes some 87,000 steps, with each of the combinations.
    let list: Vec<String> = (0..120).map(|number| number.to_string()).collect();
    let list = list.join(", ");
    let none = "answers.a == 99 && answers.b == 99 && answers.c == 99";
    let costly = format!("[{list}].exists(x, [{list}].exists(y, {none}))");
    let survey = shown_when(&costly, 3);
    assert_eq!(never_seen(&survey), (Vec::new(), never::STEPS_MAX), "nothing is claimed");
    assert_eq!(Program::compile(&survey).map(drop), Ok(()));
}

#[test]
fn a_page_that_an_earlier_rule_leads_to_can_be_seen() {
    let pages = ["one", "two", "three", "four", "five"]
        .map(|id| page(id, &[question(&format!("of_{id}"), "yes_no", json!({}))]));
    let rules = json!({"rules": [
        {"after": "one", "when": "answers.of_one", "then": {"do": "skip_to", "page": "four"}},
        {"after": "two", "then": {"do": "skip_to", "page": "five"}},
    ]});
    let survey = survey(pages.into(), rules);
    // Page three is behind two alone.
    refused(
        &survey,
        &expect![[r#"
        pages[2] [unreachable] no answer ever leads to this page
    "#]],
    );
    let version = Version::of_published(1, survey);
    assert_eq!(after(&version, json!({"of_one": true})), "one: of_one | four: of_four | five: of_five");
    assert_eq!(after(&version, json!({})), "one: of_one | two: of_two | five: of_five");
}

#[test]
fn an_older_servers_survey_stays_answerable() {
    let others = json!({"computed": [{"id": "a", "value": "computed.a"}], "rules": [
        {"when": "nonsense", "then": {"do": "end"}},
    ]});
    let comment = json!({"show_when": "1 +", "title": {"en": "{{ oh"}});
    let version = Version::of_published(1, with(comment, others));
    assert_eq!(after(&version, json!({"score": 3})), "first: score reason | second: comment");
    let draft = draft(json!({}));
    let facts = facts();
    let walk = version.walk(&draft, &facts);
    assert_eq!(walk.recall("{{ oh", walk.language()), "{{ oh");
}
