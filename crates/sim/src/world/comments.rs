//! What real customers wrote of food and service, from `data/reviews-zh`.

use rand::Rng;
use rand::seq::IndexedRandom;

const REVIEWS: &str = include_str!("../../../../data/reviews-zh/reviews.tsv");

/// Comments by mood.
#[derive(Debug)]
pub struct Comments {
    good: Vec<&'static str>,
    bad: Vec<&'static str>,
}

impl Comments {
    /// The comments that ship with the source.
    #[must_use]
    pub fn shipped() -> Self {
        let of = |label: &str| {
            let lines = REVIEWS.lines().skip(1).filter_map(|line| line.split_once('\t'));
            lines.filter(|(found, _)| *found == label).map(|(_, text)| text).collect()
        };
        Self { good: of("1"), bad: of("0") }
    }

    /// A comment of someone who was happy, or not.
    #[must_use]
    pub fn draw(&self, happy: bool, numbers: &mut impl Rng) -> &'static str {
        let of = if happy { &self.good } else { &self.bad };
        of.choose(numbers).expect("the shipped file has comments of both moods")
    }
}
