//! Answers and the draft they add up to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::link::PARAM_CHARS_MAX;
use crate::locale::Lang;
use crate::survey::Key;

/// The longest product number that keys a rating.
pub const ITEM_KEY_CHARS_MAX: usize = PARAM_CHARS_MAX;

/// The answer to one question. In JSON: `9`, `"汤是凉的"`, `{"options": ["soup", "other"], "other":
/// "the music"}`, `{"items": {"sku-1": 4}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A number on the question's scale.
    Score(u8),
    /// Words.
    Text(String),
    /// One or several options, in the survey's order.
    Options {
        /// The options' keys; [`OTHER`](crate::survey::OTHER) for own words.
        options: Vec<Key>,
        /// The own words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<String>,
    },
    /// A number for each rated item, by product number.
    Items {
        /// The ratings.
        items: BTreeMap<String, u8>,
    },
}

/// What a partial save does to one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Takes the answer away.
    Clear,
    /// Replaces the answer.
    Set(Answer),
    /// Adds or replaces the ratings of these items only.
    Rate(BTreeMap<String, u8>),
}

/// Changes by question.
pub type Patch = BTreeMap<Key, Change>;

/// What a respondent has answered so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The language chosen on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Lang>,
    /// The page to show next, from 0.
    pub page: usize,
    /// The answers by question.
    pub answers: BTreeMap<Key, Answer>,
}

impl Draft {
    /// Whether nothing was answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The draft without the respondent's own words: what was chosen and scored stays.
    #[must_use]
    pub fn without_words(self) -> Self {
        let kept = |(key, answer): (Key, Answer)| match answer {
            Answer::Text(_) => None,
            Answer::Options { options, .. } => Some((key, Answer::Options { options, other: None })),
            Answer::Score(_) | Answer::Items { .. } => Some((key, answer)),
        };
        Self { answers: self.answers.into_iter().filter_map(kept).collect(), ..self }
    }

    /// The respondent's own words, one answer per line.
    #[must_use]
    pub fn words(&self) -> String {
        let own = self.answers.values().filter_map(|answer| match answer {
            Answer::Text(text) => Some(text.as_str()),
            Answer::Options { other, .. } => other.as_deref(),
            Answer::Score(_) | Answer::Items { .. } => None,
        });
        own.collect::<Vec<_>>().join("\n")
    }

    /// Adds a partial save. What the patch does not name stays, so an older page's save never
    /// takes a newer answer to another question away.
    pub fn merge(&mut self, patch: Patch) {
        for (key, change) in patch {
            match change {
                Change::Clear => {
                    self.answers.remove(&key);
                }
                Change::Set(answer) => {
                    self.answers.insert(key, answer);
                }
                Change::Rate(ratings) => match self.answers.get_mut(&key) {
                    Some(Answer::Items { items }) => items.extend(ratings),
                    _ => {
                        self.answers.insert(key, Answer::Items { items: ratings });
                    }
                },
            }
        }
    }
}
