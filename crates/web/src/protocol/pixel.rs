//! Calls in the query of an image's address: `?event=Opened&anonymousId=a1&properties.step=2`.

use serde_json::{Map, Value};

/// Most objects a dotted name may stand in.
const DEPTH_MAX: usize = 8;
/// Most fields of one query.
const FIELDS_MAX: usize = 128;

/// The body that the same call would have as JSON; `call` becomes its `type`. The key is left out.
#[must_use]
pub fn body<'q>(call: &str, query: impl IntoIterator<Item = (&'q str, &'q str)>) -> Value {
    let mut root = Map::new();
    for (name, value) in query.into_iter().take(FIELDS_MAX).filter(|(name, _)| *name != "writeKey") {
        if name.split('.').count() <= DEPTH_MAX {
            insert(&mut root, name, value);
        }
    }
    root.insert("type".to_owned(), Value::String(call.to_owned()));
    Value::Object(root)
}

fn insert(object: &mut Map<String, Value>, name: &str, value: &str) {
    match name.split_once('.') {
        None => {
            object.insert(name.to_owned(), Value::String(value.to_owned()));
        }
        Some((first, rest)) => {
            let inner = object.entry(first).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_names_become_objects() {
        let query = [
            ("writeKey", "secret"),
            ("event", "Opened"),
            ("properties.mail.id", "7"),
            ("event.x", "lost"),
            ("type", "x"),
        ];
        assert_eq!(
            body("track", query).to_string(),
            r#"{"event":"Opened","properties":{"mail":{"id":"7"}},"type":"track"}"#
        );
    }
}
