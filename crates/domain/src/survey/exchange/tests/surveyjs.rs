use serde_json::{Value, json};

use super::{imported, losses};
use crate::survey::{Ask, Cells, Paging, Then};

/// Questions for conditions: `s` a number, `r` one option, `m` several, `t` text, `d` a day, `b` yes or no, `x` a matrix.
fn with_condition(condition: &str) -> Value {
    json!({ "clearInvisibleValues": "onHidden", "elements": [
        { "type": "rating", "name": "s", "rateMax": 10, "rateMin": 0 },
        { "type": "radiogroup", "name": "r", "choices": ["one", "Two words", 3, { "value": "-4", "text": "Four" }], "showOtherItem": true },
        { "type": "checkbox", "name": "m", "choices": ["a", "b", "c"], "showNoneItem": true },
        { "type": "text", "name": "t" },
        { "type": "text", "name": "n", "inputType": "number" },
        { "type": "text", "name": "d", "inputType": "date" },
        { "type": "boolean", "name": "b" },
        { "type": "matrix", "name": "x", "rows": ["food", "staff"], "columns": ["bad", "good"] },
        { "type": "comment", "name": "shown", "visibleIf": condition },
    ] })
}

fn cel(condition: &str) -> String {
    let imported = imported(&with_condition(condition));
    match imported.survey.question("shown").and_then(|question| question.show_when.clone()) {
        Some(source) => source.to_string(),
        None => {
            let item = imported.items.iter().find(|item| item.source.ends_with("visibleIf"));
            item.map_or_else(|| "always".to_owned(), |item| item.reason.english())
        }
    }
}

#[test]
fn conditions_become_cel() {
    let table = [
        ("{s} >= 9", "answers.s >= 9"),
        ("{s} = '5' or {s} < 2", "answers.s == 5 || answers.s < 2"),
        ("{r} = 'ONE'", "answers.r == 'one'"),
        ("{r} <> 1", "Cannot be said in CEL: not understood from \"> 1\""),
        ("{r} != 'two words'", "answers.r != 'Two_words'"),
        ("{r} > 2", "answers.r == '3'"),
        ("{r} <= 3", "answers.r in ['3', 'm4']"),
        ("{r} anyof ['one', 3, 'other']", "answers.r in ['one', '3', 'other']"),
        ("{r} notempty", "answers.r != null"),
        ("{m} contains 'a'", "'a' in answers.m"),
        ("{m} notcontains 'a'", "!('a' in answers.m)"),
        ("{m} allof ['a', 'b']", "'a' in answers.m && 'b' in answers.m"),
        ("{m} anyof ['a', 'none'] and {b}", "('a' in answers.m || 'none' in answers.m) && answers.b"),
        ("{m} = ['b', 'a']", "size(answers.m) == 2 && 'b' in answers.m && 'a' in answers.m"),
        ("{t} = ' Yes'", "answers.t.trim().lowerAscii() == 'yes'"),
        ("{t} contains 'Price'", "answers.t.lowerAscii().contains('price')"),
        ("{n} * 2 + 1 > 10", "(answers.n == null ? 0 : answers.n) * 2 + 1 > 10"),
        ("!({b} = true)", "!(answers.b == true)"),
        ("{x.food} = 'bad'", "answers.x.food == 'bad'"),
        ("{x} notempty", "answers.x != null"),
        (
            "age({d}) >= 18",
            "now.getFullYear() - timestamp(answers.d + 'T00:00:00Z').getFullYear() - (now.getMonth() * 32 + now.getDate() < timestamp(answers.d + 'T00:00:00Z').getMonth() * 32 + timestamp(answers.d + 'T00:00:00Z').getDate() ? 1 : 0) >= 18",
        ),
        ("{d} > today()", "int(timestamp(answers.d + 'T00:00:00Z')) / 86400 > math.floor(int(now) / 86400)"),
        ("iif({b}, {s}, 0) > 3", "(answers.b ? answers.s : 0) > 3"),
        ("{campaign} = 'spring'", "hidden.campaign.trim().lowerAscii() == 'spring'"),
        ("{r} = 'five'", "Can never hold: no option has the value five."),
        ("{r} = 'five' or {s} > 3", "answers.s > 3"),
        ("{r} != 'five' and 1 < 2", "Is written in CEL now: true"),
        ("myFunction({s}) = 1", "Cannot be said in CEL: nothing here is like the function myFunction"),
        ("{s", "Cannot be said in CEL: a brace is not closed"),
    ];
    for (condition, expected) in table {
        assert_eq!(cel(condition), expected, "{condition}");
    }
}

#[test]
fn every_kind_has_a_place_or_a_reason() {
    let document = json!({
        "title": { "default": "How was it?", "zh-cn": "感觉如何？" }, "locale": "en",
        "questionsOnPageMode": "questionPerPage", "logo": "https://example.org/logo.png",
        "completedHtml": "<h3>Thank you</h3>", "calculatedValues": [
            { "name": "total", "expression": "{double} + {score}" }, { "name": "double", "expression": "{score} * 2" },
            { "name": "loop", "expression": "{loop} + 1" } ],
        "triggers": [ { "type": "complete", "expression": "{score} = 0" },
            { "type": "skip", "expression": "{score} = 10", "gotoName": "last" },
            { "type": "setvalue", "expression": "{score} > 5", "setToName": "mood", "setValue": "good" } ],
        "completedHtmlOnCondition": [{ "expression": "{score} > 8", "html": "Wow" }],
        "pages": [
            { "name": "first page", "elements": [
                { "type": "rating", "name": "score", "isRequired": true, "minRateDescription": "bad" },
                { "type": "panel", "name": "p", "title": "Details", "visibleIf": "{score} < 3", "elements": [
                    { "type": "comment", "name": "why", "title": "Why only {score}?", "maxLength": 300, "requiredIf": "{score} = 1" },
                    { "type": "ranking", "name": "order", "choices": ["a", "b"] } ] },
                { "type": "matrix", "name": "parts", "rows": [{ "value": "1", "text": "Food" }], "columns": ["bad", "good"], "eachRowRequired": true },
                { "type": "matrixdropdown", "name": "grid", "rows": ["r"], "columns": [
                    { "name": "one", "cellType": "radiogroup", "choices": [1, 2] }, { "name": "free", "cellType": "text" }] },
                { "type": "multipletext", "name": "who", "items": [{ "name": "first" }, { "name": "mail", "inputType": "email" }] },
                { "type": "boolean", "name": "again", "valueTrue": "Y", "valueFalse": "N" },
                { "type": "text", "name": "if_again", "visibleIf": "{again} = 'Y'", "unheard": 1 },
                { "type": "paneldynamic", "name": "people", "templateElements": [] },
                { "type": "signaturepad", "name": "sign" },
                { "type": "dropdown", "name": "country", "choicesByUrl": { "url": "https://example.org" } },
                { "type": "expression", "name": "sum", "expression": "{total} + 1" },
                { "type": "text", "name": "store", "visible": false } ] },
            { "name": "last", "elements": [
                { "type": "checkbox", "name": "liked", "choices": ["x", "y"], "choicesOrder": "random", "maxSelectedChoices": 1 },
                { "type": "checkbox", "name": "best", "choicesFromQuestion": "liked", "choicesFromQuestionMode": "selected" },
                { "type": "text", "name": "code", "validators": [
                    { "type": "regex", "regex": "^[A-Z]{3}$", "text": "Three letters" }, { "type": "text", "minLength": 2 },
                    { "type": "mine" }] } ] } ] });
    let imported = imported(&document);
    let survey = &imported.survey;
    assert_eq!(survey.paging, Paging::OneQuestion);
    assert_eq!(survey.languages.len(), 2);
    let source =
        |source: &Option<crate::survey::Source>| source.as_ref().map(ToString::to_string).unwrap_or_default();
    let question = |key: &str| survey.question(key).expect(key);
    assert_eq!(source(&question("why").show_when), "answers.score < 3");
    assert_eq!(source(&question("why").required_when), "answers.score == 1");
    assert_eq!(
        question("why").title.exact(&crate::locale::Lang::en()),
        Some("Why only {{ answers.score }}?")
    );
    assert_eq!(source(&question("if_again").show_when), "answers.again == true");
    assert_eq!(question("sum_shown").help.exact(&crate::locale::Lang::en()), Some("{{ computed.sum }}"));
    assert_eq!(survey.computed.len(), 3);
    assert!(
        matches!(&question("grid_one").ask, Ask::Matrix(matrix) if matches!(matrix.cells, Cells::Single { .. }))
    );
    let Ask::MultipleChoice(best) = &question("best").ask else { panic!("options of another question") };
    assert_eq!(source(&best.options[1].show_when), "'y' in answers.liked");
    assert_eq!(question("code").checks.len(), 2);
    let rules = survey.rules.iter().map(|rule| &rule.then).collect::<Vec<_>>();
    assert!(matches!(rules[..], [Then::Set { .. }, Then::End { .. }, Then::SkipTo { .. }]), "{rules:?}");
    assert_eq!(survey.endings.len(), 1);
    assert_eq!(survey.hidden.len(), 2);
    let faults = crate::survey::check(survey);
    assert!(faults.is_empty(), "{faults:?}");
    expect_test::expect_file!["surveyjs_losses.txt"].assert_eq(&losses(&imported));
}

#[test]
fn what_is_asked_later_counts_as_unanswered() {
    let text = |name: &str, condition: &str| json!({ "type": "text", "name": name, "visibleIf": condition });
    let document = json!({
        "triggers": [
            { "type": "setvalue", "expression": "{first} = 'a' or {last} = 'b'", "setToName": "mood", "setValue": "good" },
            { "type": "setvalue", "expression": "{first} != 'a'", "setToName": "mood", "setValue": "bad" },
            { "type": "copyvalue", "fromName": "first", "setToName": "copy" },
            { "type": "skip", "expression": "{last} = 'x'", "gotoName": "first" },
            { "type": "complete", "expression": "{first} = 'end'" },
        ],
        "pages": [
            { "name": "one", "visibleIf": "{last} empty", "elements": [
                { "type": "text", "name": "first" },
                text("either", "{first} = 'x' or {last} = 'y'"), text("unless", "{last} empty"),
                text("never", "{last} = 'y'"), text("summed", "{number} + {last.length} > 3"),
                text("of_number", "iif({number} > 3, {number}, 1) < 2"),
                { "type": "radiogroup", "name": "choice", "choices": ["a", { "value": "b", "visibleIf": "{number} > 3" }] },
            ] },
            { "name": "two", "elements": [
                { "type": "text", "name": "last" }, { "type": "text", "name": "number", "inputType": "number" },
            ] },
        ],
    });
    let imported = imported(&document);
    let survey = &imported.survey;
    let faults = crate::survey::check(survey);
    assert!(faults.is_empty(), "{faults:?}");
    let mut said = String::new();
    for question in survey.questions() {
        let shown = question.show_when.as_ref().map_or("always", |source| source.0.as_str());
        said.push_str(&format!("{}: {shown}\n", question.id));
    }
    for rule in &survey.rules {
        let page = rule.after.as_ref().map_or("any", crate::survey::Key::as_str);
        let when = rule.when.as_ref().map_or("always", |source| source.0.as_str());
        said.push_str(&format!("{page}: {when} → {}\n", serde_json::to_string(&rule.then).expect("JSON")));
    }
    said.push_str(&losses(&imported));
    expect_test::expect![[r#"
        first: always
        either: answers.first.trim().lowerAscii() == 'x'
        unless: always
        never: always
        summed: always
        of_number: always
        choice: always
        last: always
        number: always
        one: answers.first.trim().lowerAscii() == 'a' → {"do":"set","field":"mood","value":"'good'"}
        two: answers.first.trim().lowerAscii() == 'a' || answers.last.trim().lowerAscii() == 'b' → {"do":"set","field":"mood","value":"'good'"}
        one: (answers.first.trim().lowerAscii() != 'a') && (answers.first != null) → {"do":"set","field":"mood","value":"'bad'"}
        one: answers.first != null → {"do":"set","field":"copy","value":"answers.first"}
        one: answers.first.trim().lowerAscii() == 'end' → {"do":"end"}
        changed pages[0].visibleIf → pages.one.show_when: Asks about last, which is asked on a later page: on the way there it counts as unanswered, and here that does not change when someone goes back.
        changed pages[0].elements[1].visibleIf → questions.either.show_when: Asks about last, which is asked on a later page: on the way there it counts as unanswered, and here that does not change when someone goes back.
        changed pages[0].elements[1].visibleIf → questions.either.show_when: Asks about first, which is not always asked: what is not asked counts as unanswered here, there its last answer counts on.
        changed pages[0].elements[2].visibleIf → questions.unless.show_when: Asks about last, which is asked on a later page: on the way there it counts as unanswered, and here that does not change when someone goes back.
        left_out pages[0].elements[3].visibleIf → -: Asks about last, which is asked on a later page: on the way there it counts as unanswered, and here that does not change when someone goes back.
        left_out pages[0].elements[4].visibleIf → -: Asks about number, which is asked on a later page: on the way there it counts as unanswered, and here that does not change when someone goes back.
        changed pages[0].elements[5].visibleIf → questions.of_number.show_when: Asks about number, which is asked on a later page: on the way there it counts as unanswered, and here that does not change when someone goes back.
        left_out pages[0].elements[6].choices[1].visibleIf → -: Its condition can never hold, so it is never offered.
        changed triggers[0] → rules: Asks about last, which is asked on a later page: on the way there it counts as unanswered, and here that does not change when someone goes back.
        changed triggers[0] → rules: Asks about first, which is not always asked: what is not asked counts as unanswered here, there its last answer counts on.
        changed triggers[0] → rules: Asks about first, which is not always asked: what is not asked counts as unanswered here, there its last answer counts on.
        changed triggers[0] → rules: Happens when the page is left, not while it is answered.
        changed triggers[1] → rules: Asks about first, which is not always asked: what is not asked counts as unanswered here, there its last answer counts on.
        changed triggers[1] → rules: Happens when the page is left, not while it is answered.
        changed triggers[2] → rules: Happens when the page is left, not while it is answered.
        left_out triggers[3] → -: Goes back to a page before, which no rule can do here: the same answers have to lead to the same survey.
        changed triggers[4] → rules: Asks about first, which is not always asked: what is not asked counts as unanswered here, there its last answer counts on.
        changed triggers[4] → rules: Happens when the page is left, not while it is answered.
    "#]].assert_eq(&said);
}

#[test]
fn a_survey_that_leans_on_hidden_answers_is_told_so() {
    let mut document = with_condition("{t} = 'x'");
    document["elements"][3]["visibleIf"] = "{b}".into();
    assert!(!losses(&imported(&document)).contains("not always asked"));
    document["clearInvisibleValues"] = "onComplete".into();
    assert!(losses(&imported(&document)).contains("Asks about t, which is not always asked"));
}
