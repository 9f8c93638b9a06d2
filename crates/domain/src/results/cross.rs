//! Two questions against each other: who answered this to one, and what they answered to the other.

use std::collections::BTreeMap;

use touchstone_stats::table::{Association, association};
use touchstone_stats::{Estimate, proportion};

use super::column::yes_or_no;
use crate::locale::LocalizedText;
use crate::response::{Answer, Draft};
use crate::survey::{Ask, Band, Key, OTHER, Question, Survey};

/// Most categories of a question; who answered something else is not in the table.
pub const CATEGORIES_MAX: usize = 50;

/// Whether a question's answers fall into few enough kinds to be set against another's.
#[must_use]
pub fn can_cross(question: &Question) -> bool {
    match &question.ask {
        Ask::Nps(_) | Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_) | Ask::YesNo(_) | Ask::Consent(_) => true,
        Ask::SingleChoice(_) | Ask::MultipleChoice(_) => true,
        Ask::ItemRating(_)
        | Ask::Ranking(_)
        | Ask::Matrix(_)
        | Ask::Slider(_)
        | Ask::Text(_)
        | Ask::Number(_)
        | Ask::Date(_)
        | Ask::Time
        | Ask::Email
        | Ask::Phone
        | Ask::Contact(_)
        | Ask::File(_)
        | Ask::Statement => false,
    }
}

/// Pairs of answers, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crossed {
    pairs: BTreeMap<(String, String), u64>,
    rows: BTreeMap<String, u64>,
    columns: BTreeMap<String, u64>,
    n: u64,
}

impl Crossed {
    /// Adds a complete response, if it answers both.
    pub fn add(&mut self, survey: &Survey, draft: &Draft, (row, column): (&Key, &Key)) {
        let of = |key: &Key| {
            let question = survey.question(key.as_str())?;
            Some(categories(survey, question, draft.answers.get(key)?))
        };
        let (Some(rows), Some(columns)) = (of(row), of(column)) else { return };
        if rows.is_empty() || columns.is_empty() {
            return;
        }
        self.n += 1;
        for row in &rows {
            *self.rows.entry(row.clone()).or_default() += 1;
            for column in &columns {
                *self.pairs.entry((row.clone(), column.clone())).or_default() += 1;
            }
        }
        for column in columns {
            *self.columns.entry(column).or_default() += 1;
        }
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        for (pair, count) in &other.pairs {
            *self.pairs.entry(pair.clone()).or_default() += count;
        }
        for (own, others) in [(&mut self.rows, &other.rows), (&mut self.columns, &other.columns)] {
            for (category, count) in others {
                *own.entry(category.clone()).or_default() += count;
            }
        }
    }

    /// About how many bytes it takes.
    #[must_use]
    pub fn size(&self) -> usize {
        64 + self.pairs.len() * 96 + (self.rows.len() + self.columns.len()) * 56
    }

    /// The table of two questions.
    #[must_use]
    pub fn table(&self, row: &Question, column: &Question) -> Table {
        let (rows, columns) = (told(row, &self.rows), told(column, &self.columns));
        let count = |row: &Category, column: &Category| {
            self.pairs.get(&(row.id.clone(), column.id.clone())).copied().unwrap_or(0)
        };
        let cells: Vec<Vec<Cell>> = rows
            .iter()
            .map(|row| {
                let cell = |column: &Category| {
                    let count = count(row, column);
                    let share = proportion::wilson(count.min(row.n), row.n);
                    Cell { count, share: share.unwrap_or(Estimate { value: 0.0, low: 0.0, high: 1.0 }) }
                };
                columns.iter().map(cell).collect()
            })
            .collect();
        // Where one person stands in several rows or columns, the cells are not independent and there is no test.
        let is_single = |question: &Question| !matches!(question.ask, Ask::MultipleChoice(_));
        let counts: Vec<Vec<u64>> =
            cells.iter().map(|row| row.iter().map(|cell| cell.count).collect()).collect();
        let association = (is_single(row) && is_single(column)).then(|| association(&counts)).flatten();
        Table { n: self.n, rows, columns, cells, association }
    }
}

/// A table of two questions.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Who answered both.
    pub n: u64,
    /// What was answered to the one.
    pub rows: Vec<Category>,
    /// What was answered to the other.
    pub columns: Vec<Category>,
    /// Row by row.
    pub cells: Vec<Vec<Cell>>,
    /// Whether the two hang together; none where several options could be chosen, or too few were.
    pub association: Option<Association>,
}

/// One kind of answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The option, number or band.
    pub id: String,
    /// What the option says; empty for numbers and bands.
    pub label: LocalizedText,
    /// How many answered so, of those who answered both.
    pub n: u64,
}

/// Who answered one thing to the one and another to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// How many.
    pub count: u64,
    /// Their share of the row, with its Wilson interval.
    pub share: Estimate,
}

/// NPS answers are told apart by band, which is how they are read; other scales by number.
fn categories(survey: &Survey, question: &Question, answer: &Answer) -> Vec<String> {
    match (&question.ask, answer) {
        (Ask::Nps(_), Answer::Score(score)) => vec![survey.nps_bands.band(*score).name().to_owned()],
        (Ask::Csat(_) | Ask::Ces(_) | Ask::Rating(_), Answer::Score(score)) => vec![score.to_string()],
        (Ask::YesNo(_) | Ask::Consent(_), Answer::Flag(flag)) => vec![yes_or_no(*flag).to_string()],
        (Ask::SingleChoice(_) | Ask::MultipleChoice(_), Answer::Options { options, .. }) => {
            options.iter().map(Key::to_string).collect()
        }
        _ => Vec::new(),
    }
}

/// The categories of a question in their order, then those that only earlier versions had.
fn told(question: &Question, counts: &BTreeMap<String, u64>) -> Vec<Category> {
    let plain = |id: String| (id, LocalizedText::default());
    let mut known: Vec<(String, LocalizedText)> = match &question.ask {
        Ask::Nps(_) => {
            [Band::Detractor, Band::Passive, Band::Promoter].map(|band| plain(band.name().to_owned())).into()
        }
        Ask::YesNo(field) => vec![("yes".to_owned(), field.yes.clone()), ("no".to_owned(), field.no.clone())],
        ask => match (ask.range(), ask.choices()) {
            (Some((least, greatest)), _) => (least..=greatest).map(|n| plain(n.to_string())).collect(),
            (None, Some((choices, other))) => choices
                .iter()
                .map(|choice| (choice.id.to_string(), choice.label.clone()))
                .chain(other.then(|| plain(OTHER.to_owned())))
                .collect(),
            (None, None) => Vec::new(),
        },
    };
    let gone: Vec<String> =
        counts.keys().filter(|id| !known.iter().any(|(known, _)| known == *id)).cloned().collect();
    known.extend(gone.into_iter().map(plain));
    let n = |id: &str| counts.get(id).copied().unwrap_or(0);
    if known.len() > CATEGORIES_MAX {
        let mut by_count: Vec<u64> = known.iter().map(|(id, _)| n(id)).collect();
        by_count.sort_unstable_by(|one, other| other.cmp(one));
        let least = by_count.get(CATEGORIES_MAX - 1).copied().unwrap_or(0);
        known.retain(|(id, _)| n(id) >= least.max(1));
        known.truncate(CATEGORIES_MAX);
    }
    known.into_iter().map(|(id, label)| Category { n: n(&id), id, label }).collect()
}
