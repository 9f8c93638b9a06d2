//! A cursor over a JSON object that knows its path, so that every fault names its field.
//!
//! Derived deserialisers stop at the first error and lose the path inside tagged variants; people
//! who write surveys by hand or by program deserve all errors at once and where they are.

use serde_json::{Map, Value};

use super::{FaultKind, Faults, Key, Number, Source, shorten};
use crate::locale::{Lang, LocalizedText};

/// An object being read field by field. Call [`Fields::finish`] at the end: it reports what nobody
/// asked for.
pub(super) struct Fields<'v> {
    object: &'v Map<String, Value>,
    path: String,
    asked: Vec<&'static str>,
}

impl<'v> Fields<'v> {
    /// The fields of an object, or a fault when the value is none.
    pub fn of(value: &'v Value, path: &str, faults: &mut Faults) -> Option<Self> {
        let Some(object) = value.as_object() else {
            faults.add(path, FaultKind::Expected { expected: "an object" });
            return None;
        };
        Some(Self { object, path: path.to_owned(), asked: Vec::new() })
    }

    /// The full path of a field.
    pub fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A field that may be absent; `null` counts as absent.
    pub fn optional(&mut self, name: &'static str) -> Option<&'v Value> {
        self.asked.push(name);
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// A field that has to be there.
    pub fn required(&mut self, name: &'static str, faults: &mut Faults) -> Option<&'v Value> {
        let value = self.optional(name);
        if value.is_none() {
            faults.add(self.path(name), FaultKind::Required);
        }
        value
    }

    /// A text, parsed into what it stands for.
    pub fn parsed<T: std::str::FromStr>(
        &mut self,
        name: &'static str,
        expected: &'static str,
        faults: &mut Faults,
    ) -> Option<T> {
        let value = self.required(name, faults)?;
        let parsed = value.as_str().and_then(|text| text.parse().ok());
        if parsed.is_none() {
            faults.add(self.path(name), FaultKind::Expected { expected });
        }
        parsed
    }

    /// A key.
    pub fn key(&mut self, name: &'static str, faults: &mut Faults) -> Option<Key> {
        self.parsed(name, "1 to 64 letters, digits and underscores", faults)
    }

    /// A yes or no; no when absent.
    pub fn flag(&mut self, name: &'static str, faults: &mut Faults) -> bool {
        let Some(value) = self.optional(name) else { return false };
        value.as_bool().unwrap_or_else(|| {
            faults.add(self.path(name), FaultKind::Expected { expected: "true or false" });
            false
        })
    }

    /// A number that is not negative.
    pub fn number(&mut self, name: &'static str, faults: &mut Faults) -> Option<u32> {
        let value = self.optional(name)?;
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        if number.is_none() {
            faults.add(self.path(name), FaultKind::Expected { expected: "a whole number, not negative" });
        }
        number
    }

    /// A number with or without a fraction.
    pub fn decimal(&mut self, name: &'static str, faults: &mut Faults) -> Option<Number> {
        let value = self.optional(name)?;
        let number = value.as_f64().and_then(Number::new);
        if number.is_none() {
            faults.add(self.path(name), FaultKind::Expected { expected: "a number of at most 15 digits" });
        }
        number
    }

    /// A text that may be absent, parsed into what it stands for.
    pub fn maybe<T: std::str::FromStr>(
        &mut self,
        name: &'static str,
        expected: &'static str,
        faults: &mut Faults,
    ) -> Option<T> {
        self.object.get(name).filter(|value| !value.is_null())?;
        self.parsed(name, expected, faults)
    }

    /// An expression that may be absent.
    pub fn source(&mut self, name: &'static str, faults: &mut Faults) -> Option<Source> {
        self.maybe(name, "a CEL expression as a text", faults).map(Source)
    }

    /// A text in several languages; empty when absent.
    pub fn localized(&mut self, name: &'static str, faults: &mut Faults) -> LocalizedText {
        let Some(value) = self.optional(name) else { return LocalizedText::default() };
        let path = self.path(name);
        let Some(texts) = value.as_object() else {
            faults.add(path, FaultKind::Expected { expected: "texts by language, like {\"en\": \"…\"}" });
            return LocalizedText::default();
        };
        texts
            .iter()
            .filter_map(|(tag, text)| {
                let Ok(lang) = tag.parse::<Lang>() else {
                    let expected = "a language tag like zh-CN or en";
                    faults.add(format!("{path}.{}", shorten(tag)), FaultKind::Expected { expected });
                    return None;
                };
                let Some(text) = text.as_str() else {
                    faults.add(format!("{path}.{lang}"), FaultKind::Expected { expected: "a text" });
                    return None;
                };
                Some((lang, text.to_owned()))
            })
            .collect()
    }

    /// A list that may be absent; see [`list`](Self::list).
    pub fn maybe_list<T>(
        &mut self,
        name: &'static str,
        faults: &mut Faults,
        read: impl Fn(&'v Value, &str, &mut Faults) -> Option<T>,
    ) -> Vec<T> {
        if self.optional(name).is_some() { self.list(name, faults, read) } else { Vec::new() }
    }

    /// A list whose entries `read` turns into values; entries it refuses are left out, with a fault.
    pub fn list<T>(
        &mut self,
        name: &'static str,
        faults: &mut Faults,
        read: impl Fn(&'v Value, &str, &mut Faults) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.required(name, faults) else { return Vec::new() };
        let path = self.path(name);
        let Some(entries) = value.as_array() else {
            faults.add(path, FaultKind::Expected { expected: "a list" });
            return Vec::new();
        };
        entries
            .iter()
            .enumerate()
            .filter_map(|(position, entry)| read(entry, &format!("{path}[{position}]"), faults))
            .collect()
    }

    /// Reports the fields that the format does not know: a misspelt `required` must not be lost.
    pub fn finish(self, faults: &mut Faults) {
        for name in self.object.keys().filter(|name| !self.asked.contains(&name.as_str())) {
            faults.add(self.path(&shorten(name)), FaultKind::UnknownField);
        }
    }
}
