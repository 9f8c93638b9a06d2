//! What is exported comes back identically, whatever a survey consists of.

use jiff::Timestamp;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use super::id;
use crate::locale::{Lang, LocalizedText};
use crate::survey::exchange::{Format, import};
use crate::survey::*;

fn key() -> impl Strategy<Value = Key> {
    "[a-zA-Z_][a-zA-Z0-9_]{0,12}".prop_map(|text| text.parse().expect("a name"))
}

const TAGS: [&str; 6] = ["en", "zh-CN", "ar", "pt-BR", "sr-Latn-RS", "fil"];

fn lang() -> impl Strategy<Value = Lang> {
    select(&TAGS[..]).prop_map(|tag| tag.parse().expect("a tag"))
}

/// The languages of a survey in any order, and which of them it begins in.
fn languages() -> impl Strategy<Value = (Lang, Vec<Lang>)> {
    let some = proptest::sample::subsequence(&TAGS[..], 1..=TAGS.len()).prop_shuffle();
    (some, any::<proptest::sample::Index>()).prop_map(|(tags, default)| {
        let languages: Vec<Lang> = tags.iter().map(|tag| tag.parse().expect("a tag")).collect();
        (default.get(&languages).clone(), languages)
    })
}

fn text() -> impl Strategy<Value = LocalizedText> {
    let words = prop_oneof![Just("你好 {{ answers.a }}".to_owned()), "\\PC{0,12}"];
    proptest::collection::btree_map(lang(), words, 0..3).prop_map(|texts| {
        // A text that is empty in all languages is not written.
        let text: LocalizedText = texts.into_iter().collect();
        if text.is_empty() { LocalizedText::default() } else { text }
    })
}

fn source() -> impl Strategy<Value = Source> {
    "\\PC{1,30}".prop_map(Source)
}

fn decimal() -> impl Strategy<Value = Number> {
    prop_oneof![
        (-1_000_i32..1_000).prop_map(Number::from),
        any::<f64>().prop_filter_map("a number", Number::new)
    ]
}

fn scale() -> impl Strategy<Value = Scale> {
    (text(), text()).prop_map(|(low, high)| Scale { low, high })
}

fn rating() -> impl Strategy<Value = Rating> {
    let shape = select(&[Shape::Star, Shape::Emoji, Shape::Number][..]);
    (shape, 0_u8..2, 2_u8..11, scale()).prop_map(|(shape, min, max, scale)| Rating { shape, min, max, scale })
}

fn choice() -> impl Strategy<Value = Choice> {
    let image = of("https://[a-z]{1,8}/x.png");
    (key(), text(), image, of(decimal()), any::<(bool, bool)>(), of(source())).prop_map(
        |(id, label, image, score, (exclusive, fixed), show_when)| Choice {
            id,
            label,
            image,
            score,
            exclusive,
            fixed,
            show_when,
        },
    )
}

fn choices() -> impl Strategy<Value = Vec<Choice>> {
    proptest::collection::vec(choice(), 0..5)
}

fn day() -> impl Strategy<Value = jiff::civil::Date> {
    (1_900_i16..2_100, 1_i8..13, 1_i8..29).prop_map(|(year, month, day)| jiff::civil::date(year, month, day))
}

fn ask() -> impl Strategy<Value = Ask> {
    let cells = prop_oneof![
        choices().prop_map(|columns| Cells::Single { columns }),
        choices().prop_map(|columns| Cells::Multiple { columns }),
        rating().prop_map(Cells::Rating),
    ];
    let parts = proptest::collection::vec(select(&ContactPart::ALL[..]), 0..4);
    prop_oneof![
        scale().prop_map(Ask::Nps),
        scale().prop_map(Ask::Csat),
        scale().prop_map(Ask::Ces),
        scale().prop_map(Ask::ItemRating),
        rating().prop_map(Ask::Rating),
        (choices(), any::<(bool, bool, bool)>()).prop_map(|(options, (other, dropdown, random_options))| {
            Ask::SingleChoice(SingleChoice { options, other, dropdown, random_options })
        }),
        (choices(), any::<(bool, bool, Option<u32>, Option<u32>)>()).prop_map(
            |(options, (other, random_options, choose_min, choose_max))| {
                Ask::MultipleChoice(MultipleChoice { options, other, choose_min, choose_max, random_options })
            }
        ),
        (choices(), any::<(Option<u32>, bool)>()).prop_map(|(options, (places, random_options))| {
            Ask::Ranking(Ranking { options, places, random_options })
        }),
        (choices(), cells, any::<(bool, bool)>()).prop_map(|(rows, cells, (random_rows, every_row))| {
            Ask::Matrix(Matrix { rows, cells, random_rows, every_row })
        }),
        (decimal(), decimal(), decimal(), scale()).prop_map(|(min, max, step, scale)| Ask::Slider(Slider {
            min,
            max,
            step,
            scale
        })),
        any::<(u32, bool)>().prop_map(|(chars_max, multiline)| Ask::Text(TextField { chars_max, multiline })),
        (of(decimal()), of(decimal()), any::<u8>(), text()).prop_map(|(min, max, decimals, measure)| {
            Ask::Number(NumberField { min, max, decimals, measure })
        }),
        (of(day()), of(day())).prop_map(|(min, max)| Ask::Date(DateField { min, max })),
        select(&[Ask::Time, Ask::Email, Ask::Phone, Ask::Statement][..]),
        parts.prop_map(|parts| Ask::Contact(Contact { parts })),
        (text(), text()).prop_map(|(yes, no)| Ask::YesNo(YesNo { yes, no })),
        text().prop_map(|label| Ask::Consent(Consent { label })),
        any::<(bool, u8, u32)>().prop_map(|(images_only, files_max, size_max_kb)| Ask::File(FileField {
            images_only,
            files_max,
            size_max_kb
        })),
    ]
}

fn question() -> impl Strategy<Value = Question> {
    let checks = proptest::collection::vec(
        (source(), text()).prop_map(|(holds, message)| Check { holds, message }),
        0..3,
    );
    (key(), (text(), text()), any::<bool>(), (of(source()), of(source())), checks, of("[a-z]{1,8}"), ask())
        .prop_map(|(id, (title, help), required, (required_when, show_when), checks, touchpoint, ask)| {
            Question { id, title, help, required, required_when, show_when, checks, touchpoint, ask }
        })
}

fn page() -> impl Strategy<Value = Page> {
    let questions = proptest::collection::vec(question(), 0..4);
    (key(), text(), of(source()), any::<(bool, bool)>(), questions).prop_map(
        |(id, title, show_when, (random_questions, fixed), questions)| Page {
            id,
            title,
            show_when,
            random_questions,
            fixed,
            questions,
        },
    )
}

fn rule() -> impl Strategy<Value = Rule> {
    let then = prop_oneof![
        key().prop_map(|page| Then::SkipTo { page }),
        of(key()).prop_map(|ending| Then::End { ending }),
        (key(), source()).prop_map(|(field, value)| Then::Set { field, value }),
    ];
    (of(key()), of(source()), then).prop_map(|(after, when, then)| Rule { after, when, then })
}

fn ending() -> impl Strategy<Value = Ending> {
    (key(), of(source()), (text(), text(), text()), of("https://[a-z]{1,9}")).prop_map(
        |(id, when, (title, text, link_label), link)| Ending { id, when, title, text, link, link_label },
    )
}

fn quota() -> impl Strategy<Value = Quota> {
    (key(), "[a-z]{1,9}", source(), any::<u32>(), of(key()))
        .prop_map(|(id, name, when, limit, ending)| Quota { id, name, when, limit, ending })
}

fn taking() -> impl Strategy<Value = Taking> {
    let instant = (0_i64..4_000_000_000).prop_map(|second| Timestamp::from_second(second).expect("a time"));
    (of(instant.clone()), of(instant), any::<(Option<u32>, Option<u32>)>()).prop_map(
        |(opens_at, closes_at, (responses_max, again_after_days))| Taking {
            opens_at,
            closes_at,
            responses_max,
            again_after_days,
        },
    )
}

prop_compose! {
    fn survey()(
        (default_language, languages) in languages(),
        (title, intro, thank_you, notice) in (text(), text(), text(), text()),
        paging in select(&[Paging::OnePage, Paging::PageByPage, Paging::OneQuestion][..]),
        (pages, random_pages) in (proptest::collection::vec(page(), 0..4), any::<bool>()),
        hidden in proptest::collection::vec((key(), of("\\PC{0,9}")).prop_map(|(id, default)| HiddenField { id, default }), 0..3),
        computed in proptest::collection::vec((key(), source()).prop_map(|(id, value)| Computed { id, value }), 0..3),
        rules in proptest::collection::vec(rule(), 0..4),
        endings in proptest::collection::vec(ending(), 0..3),
        quotas in proptest::collection::vec(quota(), 0..3),
        (detractor_max, passive_max) in any::<(u8, u8)>(),
        taking in taking(),
    ) -> Survey {
        Survey {
            id: id(), name: "Any".to_owned(), default_language, languages,
            title, intro, paging, pages, random_pages, hidden, computed, rules, endings, quotas, thank_you, notice,
            nps_bands: NpsBands { detractor_max, passive_max }, taking,
        }
    }
}

proptest! {
    #[test]
    fn an_export_imports_back_identically(survey in survey()) {
        let written = serde_json::to_string(&survey.to_json()).expect("JSON");
        let read = serde_json::from_str(&written).expect("JSON");
        let imported = import(id(), &read, None).expect("our own export");
        prop_assert_eq!(imported.format, Format::Touchstone);
        prop_assert_eq!(imported.survey, survey);
    }
}
