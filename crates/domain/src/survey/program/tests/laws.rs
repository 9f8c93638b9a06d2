//! Laws that hold for every survey and answer. More of them than usual: `make surveys`.

use proptest::prelude::*;

use super::*;
use crate::response::{Answer, Step, read_json, step};
use crate::survey::Program;

const KINDS: [&str; 9] =
    ["nps", "csat", "yes_no", "single_choice", "multiple_choice", "text", "number", "matrix", "statement"];

/// Choices to make, so that a failure shrinks to the first of each.
struct Tape<'t> {
    choices: &'t [u16],
    at: usize,
}

impl Tape<'_> {
    fn pick(&mut self, count: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(choice) % count.max(1)
    }

    fn chance(&mut self, of: usize) -> bool {
        self.pick(of) == 1
    }
}

/// A condition over questions that may be asked before, on the same page, later, or never.
fn condition(tape: &mut Tape<'_>, kinds: &[(String, &str)]) -> String {
    let (id, kind) = &kinds[tape.pick(kinds.len())];
    let plain = match *kind {
        "nps" | "csat" | "number" => {
            let operator = ["<=", ">", "==", "!="][tape.pick(4)];
            format!("answers.{id} {operator} {}", tape.pick(12))
        }
        "yes_no" => format!("answers.{id} == {}", tape.chance(2)),
        "single_choice" => format!("answers.{id} == '{}'", ["a", "b", "c"][tape.pick(3)]),
        "multiple_choice" => format!("'{}' in answers.{id}", ["a", "b", "c"][tape.pick(3)]),
        "matrix" => format!("answers.{id}.r1 == 'a'"),
        "text" => format!("answers.{id}.size() > {}", tape.pick(4)),
        _ => "hidden.x == 'set'".to_owned(),
    };
    match tape.pick(8) {
        1 => format!("!({plain})"),
        2 => format!("({plain}) || scores.total > 5"),
        3 => format!("({plain}) && computed.c0 != null"),
        4 => format!("({plain}) || int(hidden.x) > 3"),
        _ => plain,
    }
}

fn any_question(tape: &mut Tape<'_>, id: &str, kind: &str, kinds: &[(String, &str)]) -> Value {
    let mut fields = json!({"required": tape.chance(2)});
    if tape.chance(3) {
        fields["show_when"] = json!(condition(tape, kinds));
    }
    if tape.chance(4) {
        fields["required_when"] = json!(condition(tape, kinds));
    }
    if tape.chance(5) {
        fields["checks"] =
            json!([{"holds": condition(tape, kinds), "message": {"en": format!("{{{{answers.{id}}}}} no")}}]);
    }
    let mut choices = options(&["a", "b", "c", "d"]);
    choices[3]["fixed"] = json!(true);
    if tape.chance(3) {
        choices[0]["show_when"] = json!(condition(tape, kinds));
        choices[1]["score"] = json!(2);
    }
    match kind {
        "single_choice" | "multiple_choice" => {
            fields["options"] = choices;
            fields["random_options"] = json!(tape.chance(2));
            fields["other"] = json!(tape.chance(3));
        }
        "matrix" => {
            fields["rows"] = options(&["r1", "r2"]);
            fields["cells"] = json!({"kind": "single", "columns": choices});
            fields["every_row"] = json!(tape.chance(2));
        }
        "number" => fields["decimals"] = json!(2),
        _ => {}
    }
    question(id, kind, fields)
}

/// Any survey: some of what it says makes no sense, as drafts do.
fn any_survey(tape: &mut Tape<'_>) -> Survey {
    let count = 1 + tape.pick(7);
    let kinds: Vec<(String, &str)> =
        (0..count).map(|at| (format!("q{at}"), KINDS[tape.pick(KINDS.len())])).collect();
    let mut pages: Vec<Value> = Vec::new();
    for (id, kind) in &kinds {
        if pages.is_empty() || tape.chance(3) {
            let mut page = page(&format!("p{}", pages.len()), &[]);
            page["fixed"] = json!(tape.chance(4));
            page["random_questions"] = json!(tape.chance(3));
            if tape.chance(5) {
                page["show_when"] = json!(condition(tape, &kinds));
            }
            pages.push(page);
        }
        let question = any_question(tape, id, kind, &kinds);
        let questions = pages.last_mut().and_then(|page| page["questions"].as_array_mut());
        questions.expect("a page").push(question);
    }
    let mut rules = Vec::new();
    for _ in 0..tape.pick(4) {
        let then = match tape.pick(4) {
            0 => json!({"do": "end"}),
            1 => json!({"do": "skip_to", "page": format!("p{}", tape.pick(pages.len()))}),
            2 => json!({"do": "set", "field": "x", "value": "'set'"}),
            _ => json!({"do": "set", "field": kinds[tape.pick(count)].0, "value": "scores.total"}),
        };
        let mut rule = json!({"when": condition(tape, &kinds), "then": then});
        if tape.chance(2) {
            rule["after"] = json!(format!("p{}", tape.pick(pages.len())));
        }
        rules.push(rule);
    }
    let paging = ["one_page", "page_by_page", "one_question"][tape.pick(3)];
    let others = json!({
        "random_pages": tape.chance(2),
        "paging": paging,
        "rules": rules,
        "hidden": [{"id": "x", "default": "4"}],
        "computed": [{"id": "c0", "value": format!("answers.{} == null ? null : scores.total", kinds[0].0)}],
        "endings": [{"id": "e", "when": condition(tape, &kinds), "title": {"en": "{{computed.c0}}"}}],
        "quotas": [{"id": "q", "name": "Q", "when": condition(tape, &kinds), "limit": 5}],
    });
    survey(pages.into(), others)
}

/// Answers to some of the questions, some of which no question takes.
fn any_answers(tape: &mut Tape<'_>, survey: &Survey) -> Value {
    let mut answers = serde_json::Map::new();
    for question in survey.questions() {
        let answer = match tape.pick(9) {
            0 | 1 => continue,
            2 => json!(true),
            3 => json!(["a", "d"]),
            4 => json!({"rows": {"r1": ["a"], "r2": ["b"]}}),
            5 => json!("soup"),
            6 => json!("a"),
            number => json!(number + tape.pick(4)),
        };
        answers.insert(question.id.to_string(), answer);
    }
    answers.into()
}

fn facts_about(walk: &Walk<'_>) -> String {
    let answers: Vec<(&str, Option<&Answer>)> =
        walk.questions().map(|question| (question.id.as_str(), walk.answer(question.id.as_str()))).collect();
    let hidden: Vec<_> = walk.hidden().collect();
    let computed: Vec<_> = walk.computed().collect();
    format!("{} {answers:?} {hidden:?} {computed:?} {:?}", shown(walk), walk.end())
}

proptest! {
    #[test]
    fn every_survey_can_be_walked_through(choices in prop::collection::vec(any::<u16>(), 0..160), seed in any::<u64>()) {
        let mut tape = Tape { choices: &choices, at: 0 };
        let survey = any_survey(&mut tape);
        let answers = any_answers(&mut tape, &survey);
        let _ = Program::compile(&survey);
        // What does not compile is left out, and the rest is walked through all the same.
        let version = Version::of_published(1, survey);
        let (patch, _) = read_json(&version.survey, &[], &answers);
        let mut draft = Draft { seed, ..Draft::default() };
        draft.merge(patch.clone());
        let facts = facts();
        let walk = version.walk(&draft, &facts);
        // A function of the answers: neither walking again nor the order of saves makes a difference.
        let mut again = Draft { seed, ..Draft::default() };
        for (question, change) in patch.into_iter().rev() {
            again.merge([(question, change)].into());
        }
        prop_assert_eq!(facts_about(&walk), facts_about(&version.walk(&again, &facts)));
        for question in version.survey.questions() {
            let id = question.id.as_str();
            let asked = walk.is_asked(id);
            prop_assert!(asked || !walk.is_required(id), "{} is required and hidden", id);
            prop_assert!(asked || (walk.answer(id).is_none() && walk.failed(id).is_none()), "{} is hidden", id);
            prop_assert_eq!(asked, walk.questions().any(|shown| shown.id == question.id));
            if let Some((all, _)) = question.ask.choices() {
                let offered = walk.options(id);
                let all_offered = offered.len() == all.len();
                prop_assert!(offered.iter().all(|choice| all.contains(choice)));
                prop_assert!(!all_offered || offered[3].id == *"d", "a fixed option keeps its place");
                prop_assert!(!asked || !offered.is_empty() || question.ask.choices().is_some_and(|(_, other)| other));
            }
        }
        for ending in &version.survey.endings {
            let _ = walk.recall(ending.title.get(walk.language(), walk.language()), walk.language());
        }
        let screens = walk.screens();
        prop_assert!(!screens.is_empty());
        let mut numbers: Vec<usize> = screens.iter().map(|screen| screen.number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        prop_assert_eq!(numbers.len(), screens.len());
        walked_to_its_end(&version, &draft, &facts)?;
    }
}

/// Whoever presses "next" gets on with every step or is told why not, and gets to the end in time.
fn walked_to_its_end(version: &Version, draft: &Draft, facts: &Facts<'_>) -> Result<(), TestCaseError> {
    let mut draft = draft.clone();
    let mut page = version.walk(&draft, facts).screens()[0].number;
    for _ in 0..=version.survey.questions().count() + 1 {
        let form =
            crate::response::Form { command: crate::response::Command::Next, page, ..Default::default() };
        match step(version, facts, draft.clone(), form, 1) {
            Step::Done(completed) => {
                let walk = version.walk(&draft, facts);
                for (question, answer) in &completed.accepted.answers {
                    prop_assert!(walk.is_asked(question.as_str()));
                    prop_assert_eq!(walk.answer(question.as_str()), Some(answer));
                }
                return Ok(());
            }
            Step::Show { faults, .. } if !faults.is_empty() => return Ok(()),
            Step::Show { draft: next, .. } => {
                prop_assert_ne!(next.page, page, "stuck");
                page = next.page;
                draft = next;
            }
        }
    }
    Err(TestCaseError::fail("never ends"))
}
