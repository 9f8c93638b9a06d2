use expect_test::expect;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::field::FieldError;

const GOLDEN_V1: &str = include_str!("../../golden/survey-v1.json");
const GOLDEN_V2: &str = include_str!("../../golden/survey-v2.json");

fn id() -> SurveyId {
    "srv_00000000000000000000000001".parse().expect("an id")
}

fn golden() -> Value {
    serde_json::from_str(GOLDEN_V1).expect("the golden file is JSON")
}

fn lines(errors: &[FieldError]) -> String {
    errors.iter().map(|error| format!("{} [{}] {}\n", error.field, error.code, error.message)).collect()
}

/// What reading or checking says of the golden survey with one value replaced.
fn errors_with(pointer: &str, value: Value) -> String {
    let mut document = golden();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    match document.pointer_mut(parent).expect("the parent exists") {
        Value::Array(list) => list[name.parse::<usize>().expect("a position")] = value,
        parent => parent[name] = value,
    }
    let errors = Survey::read(id(), &document).map_or_else(|errors| errors, |survey| check(&survey));
    lines(&errors)
}

#[test]
fn format_1_stays_readable_and_is_written_alike() {
    let survey = Survey::read(id(), &golden()).expect("readable");
    assert_eq!(check(&survey), []);
    let mut written = golden();
    written["version"] = FORMAT.into();
    assert_eq!(survey.to_json(), written);
}

#[test]
fn format_2_is_written_as_it_is_read() {
    let golden: Value = serde_json::from_str(GOLDEN_V2).expect("the golden file is JSON");
    let survey = Survey::read(id(), &golden).unwrap_or_else(|errors| panic!("{}", lines(&errors)));
    assert_eq!(lines(&check(&survey)), "");
    assert_eq!(survey.to_json(), golden);
    let mut kinds: Vec<&str> = survey.questions().map(|question| question.ask.name()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), Ask::KINDS.split(", ").count(), "every kind stands in the golden file");
}

/// What reading or checking says of the second golden survey with one value replaced.
fn errors_in_v2(pointer: &str, value: Value) -> String {
    let mut document: Value = serde_json::from_str(GOLDEN_V2).expect("the golden file is JSON");
    *document.pointer_mut(pointer).expect("exists") = value;
    let errors = Survey::read(id(), &document).map_or_else(|errors| errors, |survey| check(&survey));
    lines(&errors)
}

#[test]
fn what_logic_refers_to_has_to_exist() {
    let rules = [
        ("/rules/0/after", json!("nowhere")),
        ("/rules/0/then/page", json!("first")),
        ("/rules/0/then/do", json!("jump")),
        ("/rules/1/then/ending", json!("happy")),
        ("/rules/2/then/field", json!("nothing")),
        ("/rules/2/then/value", json!(3)),
        ("/endings/1/id", json!("sorry")),
        ("/endings/1/link", json!("javascript:alert(1)")),
        ("/quotas/0/limit", json!(0)),
        ("/quotas/0/ending", json!("x")),
        ("/taking/closes_at", json!("2026-10-01T00:00:00Z")),
        ("/pages/0/questions/3/max", json!(11)),
        ("/pages/1/questions/0/options/1/image", json!("http://example.com/a.png")),
        ("/pages/1/questions/2/places", json!(3)),
        ("/pages/1/questions/3/cells/columns", json!([])),
        ("/pages/1/questions/5/step", json!(0)),
        ("/pages/1/questions/5/max", json!("a lot")),
        ("/pages/2/questions/1/decimals", json!(7)),
        ("/pages/2/questions/2/min", json!("2026-02-30")),
        ("/pages/2/questions/6/parts", json!(["name", "name", "shoe size"])),
        ("/pages/2/questions/9/files_max", json!(11)),
    ];
    let said: String = rules.into_iter().map(|(pointer, value)| errors_in_v2(pointer, value)).collect();
    expect![[r#"
        rules[0].after [unknown] "nowhere" does not exist
        rules[0].then.page [expected] expected a page behind the one that is left
        rules[0].then.do [unknown_kind] "jump" is not known here; known are skip_to, end, set
        rules[1].then.ending [unknown] "happy" does not exist
        rules[2].then.field [unknown] "nothing" does not exist
        rules[2].then.value [expected] expected a CEL expression as a text
        endings[1].id [duplicate] repeats endings[0].id
        endings[1].link [expected] expected an address that begins with https://
        quotas[0].limit [out_of_range] must be from 1 to 1000000000
        quotas[0].ending [unknown] "x" does not exist
        taking.closes_at [expected] expected an instant after opens_at
        pages[0].questions[3].max [out_of_range] must be from 2 to 10
        pages[1].questions[0].options[1].image [expected] expected an address that begins with https://
        pages[1].questions[2].places [out_of_range] must be from 1 to 2
        pages[1].questions[3].cells.columns [too_few] has fewer than 1 entries
        pages[1].questions[5].step [expected] expected a distance above 0 that makes at most 10,000 positions
        pages[1].questions[5].max [expected] expected a number of at most 15 digits
        pages[2].questions[1].decimals [out_of_range] must be from 0 to 6
        pages[2].questions[2].min [expected] expected a day like 2026-11-22
        pages[2].questions[6].parts[2] [unknown_kind] "shoe size" is not known here; known are name, first_name, last_name, email, phone, company, address, street, city, region, postal_code, country
        pages[2].questions[9].files_max [out_of_range] must be from 1 to 10
    "#]].assert_eq(&said);
}

#[test]
fn numbers_have_one_form() {
    let shown = ["7", " 7.50", "3,5", "-0", "1e3", "1,000.5", "NaN", "inf", "", "9007199254740993"]
        .map(|text| text.parse::<Number>().map_or("refused".to_owned(), |number| number.to_string()));
    assert_eq!(
        shown,
        ["7", "7.5", "3.5", "0", "refused", "refused", "refused", "refused", "refused", "refused"]
    );
    assert_eq!(serde_json::to_string(&Number::from(7)).expect("a number"), "7");
}

#[test]
fn an_unknown_kind_names_its_field_and_what_is_known() {
    expect![[r#"
        pages[0].questions[1].kind [unknown_kind] "wheel" is not known here; known are nps, csat, ces, rating, item_rating, single_choice, multiple_choice, ranking, matrix, slider, text, number, date, time, email, phone, contact, yes_no, consent, file, statement
    "#]].assert_eq(&errors_with("/pages/0/questions/1/kind", json!("wheel")));
}

#[test]
fn a_misspelt_field_is_not_lost() {
    expect![[r#"
        pages[0].questions[1].requierd [unknown_field] is not a known field
    "#]]
    .assert_eq(&errors_with("/pages/0/questions/1/requierd", json!(true)));
    expect![[r#"
        pages[2].questions[0].options[1].name [unknown_field] is not a known field
    "#]]
    .assert_eq(&errors_with("/pages/2/questions/0/options/1/name", json!("x")));
}

#[test]
fn wrong_forms_are_all_reported_at_once() {
    let document = json!({
        "version": 3, "name": 7, "default_language": "中文", "languages": ["en", 3], "title": "Hi",
        "paging": "scroll", "nps_bands": {"detractor_max": -1, "passive": 8},
        "pages": [{"id": "a b", "questions": [{"id": "q", "kind": "nps", "required": "yes", "touchpoint": 1}, 4]}, []],
    });
    let errors = Survey::read(id(), &document).expect_err("not readable");
    expect![[r#"
        version [expected] expected 1 or 2, the number of the format
        default_language [expected] expected a language tag like zh-CN or en
        languages[1] [expected] expected a language tag like zh-CN or en
        name [expected] expected a text
        title [expected] expected texts by language, like {"en": "…"}
        paging [unknown_kind] "scroll" is not known here; known are one_page, page_by_page, one_question
        pages[0].id [expected] expected 1 to 64 letters, digits and underscores
        pages[0].questions[0].required [expected] expected true or false
        pages[0].questions[0].touchpoint [expected] expected the name of a touchpoint
        pages[0].questions[1] [expected] expected an object
        pages[1] [expected] expected an object
        nps_bands.detractor_max [expected] expected a whole number, not negative
        nps_bands.passive [unknown_field] is not a known field
    "#]]
    .assert_eq(&lines(&errors));
    for document in [json!(null), json!([]), json!("survey")] {
        assert_eq!(Survey::read(id(), &document).expect_err("not readable").len(), 1);
    }
}

#[test]
fn rules_name_the_field() {
    let rules = [
        ("/name", json!("  ")),
        ("/languages", json!(["en", "en"])),
        ("/title", json!({"en": "Only English"})),
        ("/pages", json!([])),
        ("/pages/1/questions", json!([])),
        ("/pages/2/questions/0/id", json!("recommend")),
        ("/pages/2/questions/0/options/1/id", json!("near")),
        ("/pages/2/questions/0/options/1/id", json!("other")),
        ("/pages/2/questions/0/options", json!([])),
        ("/pages/2/questions/1/choose_max", json!(5)),
        ("/pages/2/questions/1/choose_min", json!(3)),
        ("/pages/2/questions/2/chars_max", json!(0)),
        ("/pages/0/questions/0/touchpoint", json!("x".repeat(101))),
        ("/nps_bands/passive_max", json!(10)),
        ("/nps_bands/detractor_max", json!(300)),
    ];
    let said: String = rules.into_iter().map(|(pointer, value)| errors_with(pointer, value)).collect();
    expect![[r#"
        name [required] is required
        languages [expected] expected the default language among the languages
        languages[1] [duplicate] repeats languages[0]
        title.zh-CN [required] is required
        pages [too_few] has fewer than 1 entries
        pages[1].questions [too_few] has fewer than 1 entries
        pages[2].questions[0].id [duplicate] repeats pages[0].questions[0].id
        pages[2].questions[0].options[1].id [duplicate] repeats pages[2].questions[0].options[0].id
        pages[2].questions[0].options[1].id [expected] expected a name other than "other", which stands for own words
        pages[2].questions[0].options [too_few] has fewer than 1 entries
        pages[2].questions[1].choose_max [out_of_range] must be from 1 to 4
        pages[2].questions[1].choose_min [out_of_range] must be from 0 to 2
        pages[2].questions[2].chars_max [out_of_range] must be from 1 to 10000
        pages[0].questions[0].touchpoint [too_long] is longer than 100 characters
        nps_bands.passive_max [out_of_range] must be from 1 to 9
        nps_bands.detractor_max [out_of_range] must be from 0 to 7
    "#]].assert_eq(&said);
}

#[test]
fn limits_hold_and_one_less_is_fine() {
    let question = |at: usize| json!({"id": format!("q{at}"), "kind": "nps", "title": {"zh-CN": "?"}});
    let questions = |count: usize| json!((0..count).map(question).collect::<Vec<_>>());
    let option = |at: usize| json!({"id": format!("o{at}"), "label": {"zh-CN": "甲"}});
    let options = |count: usize| json!((0..count).map(option).collect::<Vec<_>>());
    // Four questions stand on the other pages.
    assert_eq!(errors_with("/pages/0/questions", questions(QUESTIONS_MAX - 4)), "");
    assert_eq!(errors_with("/pages/2/questions/0/options", options(CHOICES_MAX)), "");
    assert_eq!(errors_with("/title/zh-CN", json!("长".repeat(LABEL_CHARS_MAX))), "");
    let said = [
        errors_with("/pages/0/questions", questions(QUESTIONS_MAX - 3)),
        errors_with("/pages/2/questions/0/options", options(CHOICES_MAX + 1)),
        errors_with("/title/zh-CN", json!("长".repeat(LABEL_CHARS_MAX + 1))),
    ];
    expect![[r#"
        pages [too_many] has more than 200 entries
        pages[2].questions[0].options [too_many] has more than 200 entries
        title.zh-CN [too_long] is longer than 500 characters
    "#]]
    .assert_eq(&said.concat());
}

#[test]
fn bands_can_be_moved() {
    let strict = NpsBands { detractor_max: 7, passive_max: 9 };
    assert_eq!(
        [6, 7, 8, 9, 10].map(|score| NpsBands::default().band(score).name()),
        ["detractor", "passive", "passive", "promoter", "promoter"]
    );
    assert_eq!([7, 8, 10].map(|score| strict.band(score).name()), ["detractor", "passive", "promoter"]);
}

#[test]
fn a_survey_lives_from_draft_to_closed() {
    let published = SurveyState::Draft.after(Command::Publish).expect("can publish");
    let again = published.after(Command::Publish).expect("can publish again");
    assert_eq!(again, SurveyState::Published { version: 2 });
    let paused = again.after(Command::Pause).expect("can pause");
    assert_eq!(paused.after(Command::Resume), Ok(again));
    let closed = paused.after(Command::Close).expect("can close");
    assert_eq!(closed.after(Command::Publish), Ok(SurveyState::Published { version: 3 }));
    assert_eq!(closed.after(Command::Pause), Err(StateRefusal { state: "closed" }));
    assert_eq!(SurveyState::Draft.after(Command::Close), Err(StateRefusal { state: "draft" }));
}

/// Any JSON, with the words of the format mixed in, so that readers get past the first field.
fn any_json() -> impl Strategy<Value = Value> {
    let names = [
        "pages",
        "questions",
        "id",
        "kind",
        "title",
        "options",
        "en",
        "label",
        "version",
        "nps_bands",
        "languages",
        "\u{0}",
    ];
    let leaves = [
        json!(null),
        json!(true),
        json!(1),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("en"),
        json!("nps"),
        json!("text"),
        json!("single_choice"),
        json!("汤"),
        json!("长".repeat(600)),
        json!({}),
        json!([]),
    ];
    let leaf = prop::sample::select(leaves.to_vec());
    let name = prop::sample::select(names.to_vec());
    leaf.prop_recursive(5, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|fields| {
                Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_document_is_read_or_refused(document in any_json()) {
        match Survey::read(id(), &document) {
            Ok(survey) => drop(check(&survey)),
            Err(errors) => prop_assert!(!errors.is_empty() && errors.len() <= FAULTS_MAX),
        }
    }

    #[test]
    fn a_damaged_survey_that_is_still_read_is_written_as_read(at in 0..9usize, value in any_json()) {
        let pointers = ["/title", "/pages/0", "/pages/0/questions/0", "/pages/0/questions/1/title",
            "/pages/2/questions/0/options", "/pages/2/questions/1", "/languages", "/nps_bands", "/paging"];
        let mut document = golden();
        *document.pointer_mut(pointers[at]).expect("exists") = value;
        if let Ok(survey) = Survey::read(id(), &document) {
            let written = Survey::read(id(), &survey.to_json());
            prop_assert_eq!(written, Ok(survey));
        }
    }
}
