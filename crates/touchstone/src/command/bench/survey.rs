//! The survey's evaluator alone, on one core: checking and evaluating complete answers, and one step in a
//! survey with much logic.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use touchstone_domain::id::SurveyId;
use touchstone_domain::response::{ALL_PAGES, Command, Draft, Form, Step, read_form, read_json, step};
use touchstone_domain::survey::{Facts, Survey, Version, check};

use super::report::Report;

pub fn measure(seconds: u64, report: &mut Report) -> anyhow::Result<()> {
    let length = Duration::from_secs(seconds.min(20));
    let body = json!({
        "recommend": 4, "reason": {"options": ["wait"]}, "comment": "汤是凉的，等位太久", "again": false,
    })
    .to_string();
    let version = version(&four_questions())?;
    let facts = Facts::at(Timestamp::UNIX_EPOCH);
    let evaluated = per_second(length, || {
        let answers: Value = serde_json::from_str(black_box(&body))?;
        let (patch, faults) = read_json(&version.survey, &[], &answers);
        let form = Form { patch, faults, command: Command::Submit, page: ALL_PAGES, ..Form::default() };
        match step(&version, &facts, Draft::default(), form, 1) {
            Step::Done(completed) => {
                black_box(completed);
                Ok(())
            }
            Step::Show { faults, .. } => bail!("refused: {faults:?}"),
        }
    })?;
    let parsed = per_second(length / 4, || {
        let answers: Value = serde_json::from_str(black_box(&body))?;
        black_box(answers);
        Ok(())
    })?;
    report.bounded(
        "survey.evaluated_per_s_core",
        evaluated,
        "responses/s",
        Some(parsed),
        "reading the same answers as JSON",
    );
    report.add("survey.step_100_questions_us", hundred_questions(length)?, "µs");
    Ok(())
}

/// How often something can be done in a second.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
fn per_second(length: Duration, mut work: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let begin = Instant::now();
    let mut count = 0_u32;
    while begin.elapsed() < length {
        for _ in 0..100 {
            work()?;
        }
        count += 100;
    }
    Ok(f64::from(count) / begin.elapsed().as_secs_f64())
}

fn version(document: &Value) -> anyhow::Result<Version> {
    let survey = Survey::read(SurveyId::from_bytes([1; 16]), document)
        .map_err(|errors| anyhow::anyhow!("unreadable: {errors:?}"))?;
    let errors = check(&survey);
    ensure!(errors.is_empty(), "{errors:?}");
    Ok(Version::of_published(1, survey))
}

fn frame(pages: Value) -> Value {
    let mut document = json!({
        "version": 2, "name": "Bench", "default_language": "zh-CN", "languages": ["zh-CN"],
        "title": {"zh-CN": "您的用餐"}, "paging": "page_by_page",
    });
    document["pages"] = pages;
    document
}

/// Four questions with conditions, a check, a computed value, a rule, an ending and a quota.
fn four_questions() -> Value {
    let title = json!({"zh-CN": "？"});
    let option = |id: &str, score: u8| json!({"id": id, "label": {"zh-CN": id}, "score": score});
    let mut document = frame(json!([
        {"id": "first", "questions": [
            {"id": "recommend", "kind": "nps", "title": title, "required": true},
            {"id": "reason", "kind": "single_choice", "title": title, "required": false, "other": false,
             "options": [option("taste", 3), option("wait", 1)], "required_when": "answers.recommend <= 6"},
        ]},
        {"id": "second", "questions": [
            {"id": "comment", "kind": "text", "title": title, "required": false, "chars_max": 200, "multiline": true,
             "show_when": "answers.recommend <= 6 && answers.reason != null",
             "checks": [{"holds": "answers.comment.size() > 3", "message": title}]},
            {"id": "again", "kind": "yes_no", "title": title, "required": false},
        ]},
    ]));
    document["computed"] = json!([{"id": "total", "value": "scores.total * 10"}]);
    document["hidden"] = json!([{"id": "mood", "default": "calm"}]);
    document["rules"] = json!([
        {"after": "first", "when": "computed.total < 60", "then": {"do": "set", "field": "mood", "value": "'angry'"}},
    ]);
    document["endings"] = json!([{"id": "sorry", "when": "hidden.mood == 'angry'", "text": title}]);
    document["quotas"] =
        json!([{"id": "all", "name": "All", "when": "answers.again == false", "limit": 1_000_000}]);
    document
}

/// Microseconds of one step in a survey of 100 questions with 200 conditions, all questions answered.
fn hundred_questions(length: Duration) -> anyhow::Result<f64> {
    let question = |at: usize| {
        let show = match at {
            0 => "language == 'zh-CN'".to_owned(),
            _ => format!("answers.q{} != null && answers.q{} >= 1", at - 1, at - 1),
        };
        let needed =
            format!("answers.q{} != null && answers.q{} <= 2", at.saturating_sub(1), at.saturating_sub(1));
        json!({"id": format!("q{at}"), "kind": "csat", "title": {"zh-CN": "？"}, "required": false,
            "show_when": show, "required_when": needed})
    };
    let page = |at: usize| {
        let questions: Vec<Value> = (at * 10..at * 10 + 10).map(question).collect();
        json!({"id": format!("p{at}"), "questions": questions})
    };
    let version = version(&frame((0..10).map(page).collect()))?;
    let facts = Facts::at(Timestamp::UNIX_EPOCH);
    let answers: Map<String, Value> = (0..100).map(|at| (format!("q{at}"), json!(3))).collect();
    let draft: Draft = serde_json::from_value(json!({ "answers": answers }))?;
    ensure!(version.walk(&draft, &facts).questions().count() == 100, "not all are asked");
    let steps = per_second(length / 4, || {
        let form =
            read_form(&version.survey, &[], black_box([("page", "5"), ("a.q55", "4"), ("do", "next")]));
        black_box(step(&version, &facts, draft.clone(), form, 1));
        Ok(())
    })?;
    Ok(1e6 / steps)
}
