//! Laws that hold for every survey and answer. More of them than usual: `make surveys`.

use proptest::prelude::*;

use super::*;
use crate::id::FileId;
use crate::link::Item;
use crate::response::{Answer, FileRef, Step, read_json, step};
use crate::survey::{Ask, Cells, Key, Program, Question};

/// All kinds of question; a matrix is of one of three, by its cells.
const KINDS: [&str; 23] = [
    "nps",
    "csat",
    "yes_no",
    "single_choice",
    "multiple_choice",
    "text",
    "number",
    "matrix",
    "statement",
    "ces",
    "rating",
    "item_rating",
    "ranking",
    "matrix multiple",
    "matrix rating",
    "slider",
    "date",
    "time",
    "email",
    "phone",
    "contact",
    "consent",
    "file",
];

/// What is offered; the last keeps its place.
const OPTIONS: [&str; 4] = ["a", "b", "c", "d"];

#[test]
fn every_kind_is_asked() {
    let mut asked: Vec<&str> = KINDS.iter().map(|kind| kind_of(kind)).collect();
    let mut all: Vec<&str> = Ask::KINDS.split(',').map(str::trim).collect();
    asked.sort_unstable();
    all.sort_unstable();
    asked.dedup();
    assert_eq!(asked, all);
}

/// The word in JSON.
fn kind_of(kind: &str) -> &str {
    kind.split(' ').next().unwrap_or(kind)
}

/// The dishes of the order that some of the surveys are about.
fn dishes() -> Vec<Item> {
    let dish = |id: &str| Item { id: id.to_owned(), name: id.to_uppercase() };
    vec![dish("soup"), dish("rice")]
}

/// A photo that was sent before.
fn photo(number: u8) -> FileRef {
    let (name, media_type) = (format!("{number}.png"), "image/png".to_owned());
    FileRef { id: FileId::from_bytes([number; 16]), name, media_type, size: 3 }
}

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
    let option = |tape: &mut Tape<'_>| ["a", "b", "c"][tape.pick(3)];
    let number = |tape: &mut Tape<'_>, path: String| {
        let operator = ["<=", ">", "==", "!="][tape.pick(4)];
        format!("{path} {operator} {}", tape.pick(12))
    };
    let plain = match *kind {
        "nps" | "csat" | "number" | "ces" | "rating" | "slider" | "file" => {
            number(tape, format!("answers.{id}"))
        }
        "yes_no" | "consent" => format!("answers.{id} == {}", tape.chance(2)),
        "single_choice" => format!("answers.{id} == '{}'", option(tape)),
        "multiple_choice" => format!("'{}' in answers.{id}", option(tape)),
        "ranking" if tape.chance(2) => format!("answers.{id}[0] == '{}'", option(tape)),
        "ranking" => format!("'{}' in answers.{id}", option(tape)),
        "matrix" => format!("answers.{id}.r1 == '{}'", option(tape)),
        "matrix multiple" => format!("'{}' in answers.{id}.r2", option(tape)),
        "matrix rating" => number(tape, format!("answers.{id}.r1")),
        "item_rating" => number(tape, format!("answers.{id}['soup']")),
        "date" => format!("answers.{id} > '2026-11-{}'", 10 + tape.pick(20)),
        "time" => format!("answers.{id} < '{}:00'", 10 + tape.pick(14)),
        "contact" => format!("answers.{id}.{} == null", ["name", "email", "phone"][tape.pick(3)]),
        "text" | "email" | "phone" => format!("answers.{id}.size() > {}", tape.pick(4)),
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
    let mut fields = json!({"required": tape.chance(4)});
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
    let mut choices = options(&OPTIONS);
    choices[3]["fixed"] = json!(true);
    if tape.chance(3) {
        choices[0]["show_when"] = json!(condition(tape, kinds));
        choices[1]["score"] = json!(2);
    }
    of_kind(tape, kind, choices, &mut fields);
    question(id, kind_of(kind), fields)
}

/// The fields of a kind's own.
fn of_kind(tape: &mut Tape<'_>, kind: &str, choices: Value, fields: &mut Value) {
    match kind {
        "single_choice" | "multiple_choice" => {
            fields["options"] = choices;
            fields["random_options"] = json!(tape.chance(2));
            fields["other"] = json!(tape.chance(3));
            if kind == "multiple_choice" && tape.chance(3) {
                fields["choose_min"] = json!(tape.pick(3));
                fields["choose_max"] = json!(2 + tape.pick(2));
                fields["options"][2]["exclusive"] = json!(tape.chance(2));
            }
        }
        "ranking" => {
            fields["options"] = choices;
            fields["random_options"] = json!(tape.chance(2));
            if tape.chance(2) {
                fields["places"] = json!(1 + tape.pick(4));
            }
        }
        "matrix" | "matrix multiple" | "matrix rating" => {
            fields["rows"] = options(&["r1", "r2"]);
            fields["random_rows"] = json!(tape.chance(2));
            if let (Some(when), true) = (choices[0].get("show_when"), tape.chance(3)) {
                fields["rows"][0]["show_when"] = when.clone();
            }
            fields["cells"] = match kind {
                "matrix" => json!({"kind": "single", "columns": choices}),
                "matrix multiple" => json!({"kind": "multiple", "columns": choices}),
                _ => json!({"kind": "rating", "max": 3 + tape.pick(8)}),
            };
            fields["every_row"] = json!(tape.chance(2));
        }
        "number" => fields["decimals"] = json!(2),
        "rating" => {
            fields["min"] = json!(tape.pick(2));
            fields["max"] = json!(3 + tape.pick(8));
            fields["shape"] = json!(["star", "emoji", "number"][tape.pick(3)]);
        }
        "slider" => {
            fields["max"] = json!(10);
            fields["step"] = json!([1.0, 0.5, 2.5][tape.pick(3)]);
        }
        "date" if tape.chance(2) => fields["min"] = json!("2026-11-15"),
        "contact" => fields["parts"] = json!(["name", "email", "phone"]),
        "consent" => fields["label"] = json!({"en": "Yes, I do"}),
        "file" => fields["files_max"] = json!(1 + tape.pick(2)),
        _ => {}
    }
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
            2 => strange(tape),
            _ => fitting(tape, question),
        };
        answers.insert(question.id.to_string(), answer);
    }
    answers.into()
}

/// An answer to some question, seldom to the one that it is given to.
fn strange(tape: &mut Tape<'_>) -> Value {
    match tape.pick(10) {
        0 => json!(true),
        1 => json!(["a", "d"]),
        2 => json!({"rows": {"r1": ["a"], "r2": ["b"]}}),
        3 => json!("soup"),
        4 => json!("a"),
        5 => json!({"ranked": ["a", "a"]}),
        6 => json!({"items": {"soup": 3, "cake": 1}}),
        7 => json!({"contact": {"fax": "1"}}),
        8 => json!({"files": [photo(9).id]}),
        _ => json!(tape.pick(20)),
    }
}

/// An answer of the question's kind, which may yet be too great, too long or too much.
fn fitting(tape: &mut Tape<'_>, question: &Question) -> Value {
    match &question.ask {
        Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) => json!(tape.pick(12)),
        Ask::ItemRating(_) => match tape.pick(3) {
            0 => json!({"items": {"soup": 1 + tape.pick(5)}}),
            _ => json!({"items": {"soup": 1 + tape.pick(5), "rice": 1 + tape.pick(6)}}),
        },
        Ask::SingleChoice(_) if tape.chance(4) => json!({"options": ["other"], "other": "the music"}),
        Ask::SingleChoice(_) => json!(OPTIONS[tape.pick(4)]),
        Ask::MultipleChoice(_) if tape.chance(4) => json!({"options": ["b", "other"], "other": "the music"}),
        Ask::MultipleChoice(_) => some(tape).into(),
        Ask::Ranking(_) => {
            let mut ranked = if tape.chance(3) {
                some(tape)
            } else {
                OPTIONS.iter().map(|option| json!(option)).collect()
            };
            let turn = tape.pick(4).min(ranked.len());
            ranked.rotate_left(turn);
            json!({"ranked": ranked})
        }
        Ask::Matrix(matrix) => {
            let mut cell = || match &matrix.cells {
                Cells::Single { .. } => json!(OPTIONS[tape.pick(4)]),
                Cells::Multiple { .. } => some(tape).into(),
                Cells::Rating(_) => json!(1 + tape.pick(10)),
            };
            let (first, second) = (cell(), cell());
            if tape.chance(3) {
                json!({"rows": {"r2": first}})
            } else {
                json!({"rows": {"r1": first, "r2": second}})
            }
        }
        Ask::Slider(_) => json!(tape.pick(42) as f64 / 4.0),
        Ask::Number(_) => json!(tape.pick(4_000) as f64 / 100.0 - 9.0),
        Ask::Text(_) => json!("好".repeat(tape.pick(6))),
        Ask::Date(_) => json!(format!("2026-11-{}", 10 + tape.pick(22))),
        Ask::Time => json!(format!("{}:30", 8 + tape.pick(18))),
        Ask::Email => json!(["li@example.com", "Li@Example.COM ", "li"][tape.pick(3)]),
        Ask::Phone => json!(["13800138000", "+44 20 7946 0018", "1"][tape.pick(3)]),
        Ask::Contact(_) => match tape.pick(3) {
            0 => json!({"contact": {"name": "李雷"}}),
            1 => json!({"contact": {"name": "李雷", "email": "li@example.com", "phone": "13800138000"}}),
            _ => json!({"contact": {"email": "li", "name": ""}}),
        },
        Ask::YesNo(_) | Ask::Consent(_) => json!(tape.chance(2)),
        Ask::File(_) => match tape.pick(3) {
            0 => json!({"files": [photo(1).id]}),
            1 => json!({"files": [photo(2).id, photo(1).id, photo(9).id]}),
            _ => json!([]),
        },
        Ask::Statement => Value::Null,
    }
}

/// Some of the options, in their order.
fn some(tape: &mut Tape<'_>) -> Vec<Value> {
    let chosen = tape.pick(16);
    let is_chosen = |(at, _): &(usize, &&str)| chosen >> at & 1 == 1;
    OPTIONS.iter().enumerate().filter(is_chosen).map(|(_, option)| json!(option)).collect()
}

/// A draft of nobody yet, but with the photos that were sent for it.
fn begun(survey: &Survey, seed: u64) -> Draft {
    let asks_files = |question: &&Question| matches!(question.ask, Ask::File(_));
    let sent = |question: &Question| (question.id.clone(), Answer::Files { files: vec![photo(1), photo(2)] });
    let answers: std::collections::BTreeMap<Key, Answer> =
        survey.questions().filter(asks_files).map(sent).collect();
    Draft { seed, answers, ..Draft::default() }
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
    fn every_survey_can_be_walked_through(
        choices in prop::collection::vec(any::<u16>(), 0..240),
        answering in prop::collection::vec(any::<u16>(), 20..60),
        seed in any::<u64>(),
    ) {
        let survey = any_survey(&mut Tape { choices: &choices, at: 0 });
        let answers = any_answers(&mut Tape { choices: &answering, at: 0 }, &survey);
        let _ = Program::compile(&survey);
        // What does not compile is left out, and the rest is walked through all the same.
        let version = Version::of_published(1, survey);
        let dishes = dishes();
        let items = &dishes[..usize::from(seed % 3 < 2) * dishes.len()];
        let (patch, _) = read_json(&version.survey, items, &answers);
        let mut draft = begun(&version.survey, seed);
        draft.merge(patch.clone());
        let facts = facts().about(items);
        let walk = version.walk(&draft, &facts);
        // A function of the answers: neither walking again nor the order of saves makes a difference.
        let mut again = begun(&version.survey, seed);
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
