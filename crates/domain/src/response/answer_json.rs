//! Reading answers from JSON, where their form tells what they are.
//!
//! Every export, every result and every page reads drafts, and serde's own way with untagged enums copies each value first and
//! then words an error for each variant that it is not.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Answer, Cell, FileRef};
use crate::survey::{ContactPart, Key, Number};

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnswerVisitor)
    }
}

struct AnswerVisitor;

/// The answers that are objects; each has one field that no other has.
#[derive(Deserialize)]
struct Fields {
    options: Option<Vec<Key>>,
    other: Option<String>,
    ranked: Option<Vec<Key>>,
    items: Option<BTreeMap<String, u8>>,
    rows: Option<BTreeMap<Key, Cell>>,
    contact: Option<BTreeMap<ContactPart, String>>,
    files: Option<Vec<FileRef>>,
}

impl Fields {
    fn answer(self) -> Option<Answer> {
        let Self { options, other, ranked, items, rows, contact, files } = self;
        let chosen = options.map(|options| Answer::Options { options, other });
        chosen
            .or_else(|| ranked.map(|ranked| Answer::Ranked { ranked }))
            .or_else(|| items.map(|items| Answer::Items { items }))
            .or_else(|| rows.map(|rows| Answer::Rows { rows }))
            .or_else(|| contact.map(|contact| Answer::Contact { contact }))
            .or_else(|| files.map(|files| Answer::Files { files }))
    }
}

impl<'de> Visitor<'de> for AnswerVisitor {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Answer, E> {
        match u8::try_from(value) {
            Ok(score) => Ok(Answer::Score(score)),
            #[expect(clippy::cast_precision_loss, reason = "beyond 15 digits it is refused")]
            Err(_) => self.visit_f64(value as f64),
        }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Answer, E> {
        match u8::try_from(value) {
            Ok(score) => Ok(Answer::Score(score)),
            #[expect(clippy::cast_precision_loss, reason = "beyond 15 digits it is refused")]
            Err(_) => self.visit_f64(value as f64),
        }
    }

    // A number with a fraction, even if that is 0, is no score.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Answer, E> {
        Number::new(value).map(Answer::Number).ok_or_else(|| E::custom("a number of more than 15 digits"))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Answer, E> {
        Ok(Answer::Flag(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Answer, E> {
        self.visit_string(text.to_owned())
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Answer, E> {
        Ok(Answer::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Answer, A::Error> {
        let fields = Fields::deserialize(MapAccessDeserializer::new(map))?;
        fields.answer().ok_or_else(|| A::Error::custom("an object that is no answer"))
    }
}

impl<'de> Deserialize<'de> for Cell {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what was said about a row")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Cell, E> {
        u8::try_from(value).map(Cell::Score).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Cell, A::Error> {
        let mut columns = Vec::new();
        while let Some(column) = seq.next_element()? {
            columns.push(column);
        }
        Ok(Cell::Options(columns))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_of_answer_is_read_as_it_was_written() {
        let key = |key: &str| key.parse::<Key>().expect("a key");
        let number = |number| Answer::Number(Number::new(number).expect("a number"));
        let file = json!({ "id": "fil_00000000000000000000000001", "name": "a.png", "media_type": "image/png", "size": 3 });
        for (text, answer) in [
            ("9", Answer::Score(9)),
            ("255", Answer::Score(255)),
            ("256", number(256.0)),
            ("-1", number(-1.0)),
            ("12.5", number(12.5)),
            ("true", Answer::Flag(true)),
            (r#""""#, Answer::Text(String::new())),
            (r#""\u6c64\n""#, Answer::Text("汤\n".to_owned())),
            (r#"{"options":["a"]}"#, Answer::Options { options: vec![key("a")], other: None }),
            (
                r#"{"options":["a","other"],"other":"x"}"#,
                Answer::Options { options: vec![key("a"), key("other")], other: Some("x".to_owned()) },
            ),
            (r#"{"ranked":["b","a"]}"#, Answer::Ranked { ranked: vec![key("b"), key("a")] }),
            (r#"{"items":{"sku/1 ":4}}"#, Answer::Items { items: [("sku/1 ".to_owned(), 4)].into() }),
            (
                r#"{"rows":{"r1":4,"r2":["c","d"]}}"#,
                Answer::Rows {
                    rows: [(key("r1"), Cell::Score(4)), (key("r2"), Cell::Options(vec![key("c"), key("d")]))]
                        .into(),
                },
            ),
            (
                r#"{"contact":{"email":"a@example.com"}}"#,
                Answer::Contact { contact: [(ContactPart::Email, "a@example.com".to_owned())].into() },
            ),
            (
                &json!({ "files": [file] }).to_string(),
                Answer::Files { files: vec![serde_json::from_value(file.clone()).expect("a file")] },
            ),
        ] {
            assert_eq!(serde_json::from_str::<Answer>(text).expect(text), answer, "{text}");
            let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
            assert_eq!(serde_json::from_value::<Answer>(value).expect(text), answer, "{text} by its value");
            let written = serde_json::to_string(&answer).expect("JSON");
            assert_eq!(serde_json::from_str::<Answer>(&written).expect("read again"), answer);
        }
        assert_eq!(serde_json::from_str::<Answer>("9.0").expect("a number"), number(9.0));
    }

    #[test]
    fn what_is_no_answer_is_refused() {
        for text in [
            "null",
            "[]",
            "{}",
            "1e16",
            r#"{"other":"x"}"#,
            r#"{"options":["no key"]}"#,
            r#"{"items":{"a":256}}"#,
            r#"{"rows":{"a":"x"}}"#,
            r#"{"rows":{"a":256}}"#,
        ] {
            assert!(serde_json::from_str::<Answer>(text).is_err(), "{text}");
        }
    }
}
