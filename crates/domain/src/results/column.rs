//! What the answers to one question add up to.

use std::collections::BTreeMap;

use touchstone_stats::mean::Moments;

use super::Numbers;
use crate::journey::{Scale, Tally};
use crate::response::{Answer, Cell};
use crate::survey::{Ask, Key, NpsBands, Question};

/// So many items of a rating are told apart; what comes beyond is counted together, under no name.
pub const ITEMS_MAX: usize = 500;

/// The answers to one question, counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Column {
    /// How many answered it.
    pub answered: u64,
    /// Numbers given.
    pub numbers: Numbers,
    /// NPS, CSAT and CES with how they felt, by the bands of the version answered.
    pub tally: Tally,
    /// How often each option was chosen; `yes` and `no` too.
    pub options: BTreeMap<Key, u64>,
    /// Where each option was put.
    pub places: BTreeMap<Key, Places>,
    /// What was said about each row of a matrix.
    pub rows: BTreeMap<Key, Column>,
    /// The ratings of each item; the empty name stands for all beyond [`ITEMS_MAX`].
    pub items: BTreeMap<String, Tally>,
    /// How many wrote something.
    pub words: u64,
}

/// Where an option was put by those who gave it a place.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Places {
    /// Their places, from 1.
    pub moments: Moments,
    /// How many put it first.
    pub firsts: u64,
}

impl Column {
    /// Adds an answer to a question, by the bands of its version.
    pub(super) fn add(&mut self, question: &Question, answer: &Answer, bands: NpsBands) {
        self.answered += 1;
        match answer {
            Answer::Score(score) => {
                self.numbers.add(f64::from(*score));
                if let Some(scale) = scale(&question.ask) {
                    self.tally.add(&Tally::of(scale, *score, bands));
                }
            }
            Answer::Number(number) => self.numbers.add(number.get()),
            Answer::Flag(flag) => self.choose([&yes_or_no(*flag)]),
            Answer::Text(_) => self.words += 1,
            Answer::Options { options, other } => {
                self.choose(options);
                self.words += u64::from(other.is_some());
            }
            Answer::Ranked { ranked } => {
                for (place, option) in (1_u32..).zip(ranked) {
                    let places = self.places.entry(option.clone()).or_default();
                    places.moments.add(f64::from(place), 1);
                    places.firsts += u64::from(place == 1);
                }
            }
            Answer::Items { items } => {
                for (item, rating) in items {
                    let rated = Tally::of(Scale::Items, *rating, bands);
                    self.tally.add(&rated);
                    self.item(item).add(&rated);
                }
            }
            Answer::Rows { rows } => {
                for (row, cell) in rows {
                    let column = self.rows.entry(row.clone()).or_default();
                    column.answered += 1;
                    match cell {
                        Cell::Score(score) => column.numbers.add(f64::from(*score)),
                        Cell::Options(options) => column.choose(options),
                    }
                }
            }
            // Who answered and what they sent is not for counting.
            Answer::Contact { .. } | Answer::Files { .. } => {}
        }
    }

    fn choose<'k>(&mut self, options: impl IntoIterator<Item = &'k Key>) {
        for option in options {
            match self.options.get_mut(option) {
                Some(count) => *count += 1,
                None => {
                    self.options.insert(option.clone(), 1);
                }
            }
        }
    }

    fn item(&mut self, item: &str) -> &mut Tally {
        let is_told_apart = self.items.contains_key(item) || self.items.len() < ITEMS_MAX;
        self.items.entry(if is_told_apart { item.to_owned() } else { String::new() }).or_default()
    }

    /// Adds what was counted elsewhere.
    pub(super) fn merge(&mut self, other: &Self) {
        self.answered += other.answered;
        self.words += other.words;
        self.numbers.merge(&other.numbers);
        self.tally.add(&other.tally);
        for (option, count) in &other.options {
            *self.options.entry(option.clone()).or_default() += count;
        }
        for (option, places) in &other.places {
            let own = self.places.entry(option.clone()).or_default();
            own.moments.n += places.moments.n;
            own.moments.sum += places.moments.sum;
            own.moments.squares += places.moments.squares;
            own.firsts += places.firsts;
        }
        for (row, column) in &other.rows {
            self.rows.entry(row.clone()).or_default().merge(column);
        }
        for (item, tally) in &other.items {
            self.item(item).add(tally);
        }
    }

    /// About how many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let rows: usize = self.rows.values().map(Self::size).sum();
        400 + self.numbers.size()
            + self.options.len() * 64
            + self.places.len() * 96
            + self.items.len() * 192
            + rows
    }
}

/// The scale of a question whose score is a known metric.
pub(super) fn scale(ask: &Ask) -> Option<Scale> {
    match ask {
        Ask::Nps(_) => Some(Scale::Nps),
        Ask::Csat(_) => Some(Scale::Csat),
        Ask::Ces(_) => Some(Scale::Ces),
        Ask::ItemRating(_) => Some(Scale::Items),
        _ => None,
    }
}

/// A yes or no as if it were an option.
pub(super) fn yes_or_no(flag: bool) -> Key {
    let word = if flag { "yes" } else { "no" };
    word.parse().expect("the word is of letters")
}
