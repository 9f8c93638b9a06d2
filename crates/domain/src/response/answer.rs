//! Answers and the draft they add up to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::FileId;
use crate::link::PARAM_CHARS_MAX;
use crate::locale::Lang;
use crate::survey::{ContactPart, Key, Number};

/// The longest product number that keys a rating.
pub const ITEM_KEY_CHARS_MAX: usize = PARAM_CHARS_MAX;

/// The answer to one question. In JSON: `9`, `12.5`, `true`, `"汤是凉的"`, `{"options": ["soup", "other"],
/// "other": "the music"}`, `{"ranked": ["b", "a"]}`, `{"items": {"sku-1": 4}}`, `{"rows": {"food": 4, "staff":
/// ["kind"]}}`, `{"contact": {"name": "…"}}`, `{"files": [{"id": "fil_…", …}]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A whole number that fits a byte, whatever kind of question wanted it; see [`Answer::number`].
    Score(u8),
    /// Any other number.
    Number(Number),
    /// Yes or no; `true` for consent.
    Flag(bool),
    /// Words; a day, a time, an e-mail address or a phone number.
    Text(String),
    /// One or several options, in the survey's order.
    Options {
        /// The options' keys; [`OTHER`](crate::survey::OTHER) for own words.
        options: Vec<Key>,
        /// The own words.
        #[serde(skip_serializing_if = "Option::is_none")]
        other: Option<String>,
    },
    /// Options in the respondent's order, best first.
    Ranked {
        /// The options' keys.
        ranked: Vec<Key>,
    },
    /// A number for each rated item, by product number.
    Items {
        /// The ratings.
        items: BTreeMap<String, u8>,
    },
    /// What was said about the rows of a matrix.
    Rows {
        /// By row.
        rows: BTreeMap<Key, Cell>,
    },
    /// Who and where.
    Contact {
        /// By part.
        contact: BTreeMap<ContactPart, String>,
    },
    /// Files sent before.
    Files {
        /// In the order sent.
        files: Vec<FileRef>,
    },
}

/// What was said about one row of a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number.
    Score(u8),
    /// One or several columns.
    Options(Vec<Key>),
}

/// A file that belongs to an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Where it is kept.
    pub id: FileId,
    /// Its name at the respondent's, cleaned.
    pub name: String,
    /// What it is, as found in its content.
    pub media_type: String,
    /// How many bytes it has.
    pub size: u32,
}

impl Answer {
    /// The one form of a number: a whole one that fits a byte is a score.
    #[must_use]
    pub fn number(number: Number) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number from 0 to 255"
        )]
        match number.get() {
            value if number.is_whole() && (0.0..=255.0).contains(&value) => Self::Score(value as u8),
            _ => Self::Number(number),
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Score(score) => Some(f64::from(*score)),
            Self::Number(number) => Some(number.get()),
            _ => None,
        }
    }
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
    /// Adds or replaces what is said about these rows of a matrix only; an empty cell takes a row away.
    Fill(BTreeMap<Key, Option<Cell>>),
    /// Of the files sent before, keeps these alone and in this order.
    Keep(Vec<FileId>),
    /// Takes these files away.
    Drop(Vec<FileId>),
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
    /// What the link brought for hidden fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub hidden: BTreeMap<Key, String>,
    /// What random orders follow, drawn when the response began.
    #[serde(skip_serializing_if = "is_zero")]
    pub seed: u64,
    /// How it ended, once it is completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

/// How a completed response ended, and what was worked out from its answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ended {
    /// The ending shown; the thank-you when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<Key>,
    /// The version whose ending it is; that of the response when absent. A quota may be of a later one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending_of: Option<u32>,
    /// The quota that was full already, so that the response counts nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota_full: Option<Key>,
    /// The computed values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub computed: BTreeMap<Key, serde_json::Value>,
    /// What the answers count together, where any of them counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Number>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form serde calls")]
fn is_zero(seed: &u64) -> bool {
    *seed == 0
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
            Answer::Text(_) | Answer::Contact { .. } | Answer::Files { .. } => None,
            Answer::Options { options, .. } => Some((key, Answer::Options { options, other: None })),
            _ => Some((key, answer)),
        };
        let answers = self.answers.into_iter().filter_map(kept).collect();
        // What a link brought may name the person, and what was worked out may repeat their words.
        let ended = self.ended.map(|ended| Ended { computed: BTreeMap::new(), ..ended });
        Self { answers, hidden: BTreeMap::new(), ended, ..self }
    }

    /// The respondent's own words, one answer per line.
    #[must_use]
    pub fn words(&self) -> String {
        let own = self.answers.values().filter_map(|answer| match answer {
            Answer::Text(text) => Some(text.as_str()),
            Answer::Options { other, .. } => other.as_deref(),
            _ => None,
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
                Change::Fill(cells) => self.fill(key, cells),
                Change::Keep(ids) => {
                    let sent = self.files_of(&key);
                    let mut kept: Vec<FileRef> = Vec::with_capacity(ids.len().min(sent.len()));
                    for file in ids.iter().filter_map(|id| sent.iter().find(|file| file.id == *id)) {
                        if !kept.contains(file) {
                            kept.push(file.clone());
                        }
                    }
                    self.set_files(key, kept);
                }
                Change::Drop(ids) => {
                    let mut kept = self.files_of(&key).to_vec();
                    if !kept.is_empty() {
                        kept.retain(|file| !ids.contains(&file.id));
                        self.set_files(key, kept);
                    }
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

    /// The files that answer a question.
    #[must_use]
    pub fn files_of(&self, question: &Key) -> &[FileRef] {
        match self.answers.get(question) {
            Some(Answer::Files { files }) => files,
            _ => &[],
        }
    }

    /// All files that belong to it.
    pub fn files(&self) -> impl Iterator<Item = &FileRef> {
        self.answers.values().flat_map(|answer| match answer {
            Answer::Files { files } => &files[..],
            _ => &[],
        })
    }

    /// Adds a file to the answer of a question.
    pub fn attach(&mut self, question: Key, file: FileRef) {
        let mut files = self.files_of(&question).to_vec();
        files.push(file);
        self.set_files(question, files);
    }

    fn set_files(&mut self, question: Key, files: Vec<FileRef>) {
        if files.is_empty() {
            self.answers.remove(&question);
        } else {
            self.answers.insert(question, Answer::Files { files });
        }
    }

    fn fill(&mut self, key: Key, cells: BTreeMap<Key, Option<Cell>>) {
        let mut rows = match self.answers.remove(&key) {
            Some(Answer::Rows { rows }) => rows,
            _ => BTreeMap::new(),
        };
        for (row, cell) in cells {
            match cell {
                Some(cell) => rows.insert(row, cell),
                None => rows.remove(&row),
            };
        }
        if !rows.is_empty() {
            self.answers.insert(key, Answer::Rows { rows });
        }
    }
}
