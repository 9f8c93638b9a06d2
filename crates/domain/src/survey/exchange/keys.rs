//! Names of ours for foreign names and values.

use std::collections::{HashMap, HashSet};

use crate::survey::{Key, OTHER};

/// The longest name made here; a number may follow.
const NAME_CHARS_MAX: usize = 56;

/// Words of CEL that cannot stand for a field.
const RESERVED: [&str; 24] = [
    "in",
    "true",
    "false",
    "null",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
    "optional",
    "map",
    "filter",
];

/// Gives each foreign name one name of ours.
#[derive(Debug, Default)]
pub(super) struct Keys {
    given: HashMap<String, Key>,
    /// The first foreign name of each spelling, whatever its case.
    folded: HashMap<String, String>,
    taken: HashSet<String>,
    /// The number that the next name like one that is taken gets.
    numbers: HashMap<String, u32>,
}

impl Keys {
    /// The name for a foreign one: itself if it can be, the same each time, and nobody else's.
    pub fn key(&mut self, foreign: &str) -> Key {
        if let Some(key) = self.given.get(foreign) {
            return key.clone();
        }
        let key = self.fresh(foreign);
        self.keep(foreign, &key);
        key
    }

    fn keep(&mut self, foreign: &str, key: &Key) {
        self.given.insert(foreign.to_owned(), key.clone());
        self.folded.entry(foreign.to_lowercase()).or_insert_with(|| foreign.to_owned());
    }

    /// A name like this one that nobody has.
    pub fn fresh(&mut self, wish: &str) -> Key {
        let wish = if wish.parse::<Key>().is_ok() { wish.to_owned() } else { cleaned(wish) };
        let wish: String = wish.chars().take(NAME_CHARS_MAX).collect();
        let number = self.numbers.entry(wish.clone()).or_insert(1);
        loop {
            let name = if *number == 1 { wish.clone() } else { format!("{wish}_{number}") };
            *number += 1;
            if self.taken.insert(name.clone()) {
                return name.parse().expect("letters, digits and underscores only, and short");
            }
        }
    }

    /// The name of a question or value for a foreign one. Conditions write it behind a point, so it
    /// begins with a letter and is no word of the language.
    pub fn field(&mut self, foreign: &str) -> Key {
        if let Some(key) = self.given.get(foreign) {
            return key.clone();
        }
        let begins =
            foreign.starts_with(|character: char| character.is_ascii_alphabetic() || character == '_');
        let wish = cleaned(foreign);
        let wish = if foreign.parse::<Key>().is_ok() { foreign } else { wish.as_str() };
        let key = if begins && !RESERVED.contains(&wish) {
            self.fresh(wish)
        } else {
            self.fresh(&format!("q_{wish}"))
        };
        self.keep(foreign, &key);
        key
    }

    /// The name given to a foreign one, as it was written or in another case.
    pub fn find(&self, foreign: &str) -> Option<(&str, &Key)> {
        let in_any_case = || self.given.get_key_value(self.folded.get(&foreign.to_lowercase())?);
        let found = self.given.get_key_value(foreign).or_else(in_any_case);
        found.map(|(name, key)| (name.as_str(), key))
    }
}

/// The name for the value of an option. The word for own words is kept free.
pub(super) fn option_key(keys: &mut Keys, value: &str) -> Key {
    if value == OTHER { keys.key("other_option") } else { keys.key(value) }
}

/// Letters, digits and underscores of a text, with an underscore for each run of others.
fn cleaned(text: &str) -> String {
    // A minus says something in front of a number.
    let (mut name, rest) = match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|character: char| character.is_ascii_digit()) => {
            ("m".to_owned(), rest)
        }
        _ => (String::new(), text),
    };
    for character in rest.chars() {
        if name.len() >= NAME_CHARS_MAX {
            break;
        }
        if character.is_ascii_alphanumeric() || character == '_' {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('_') {
            name.push('_');
        }
    }
    let name = name.trim_end_matches('_');
    if name.is_empty() { "item".to_owned() } else { name.to_owned() }
}
