//! A completed response and what it says.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::id::{ResponseId, SurveyId};
use crate::link::Item;
use crate::locale::Lang;
use crate::playbook::ResponseFacts;
use crate::survey::{Band, Key, NpsBands};

/// A completed response: typed answers and the signals in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Accepted {
    /// The survey answered.
    pub survey: SurveyId,
    /// The version answered.
    pub version: u32,
    /// The language it was answered in.
    pub language: Lang,
    /// When.
    pub completed_at: Timestamp,
    /// The NPS bands of that version.
    pub nps_bands: NpsBands,
    /// The answers by question.
    pub answers: BTreeMap<Key, Answer>,
    /// One signal per answered field, in the order of the survey.
    pub signals: Vec<Signal>,
}

/// Something felt: one answered field, on its touchpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// The question answered.
    pub question: Key,
    /// The touchpoint it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<String>,
    /// What kind of signal.
    pub kind: SignalKind,
    /// The item rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Item>,
    /// The row of a matrix rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Key>,
    /// The number given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<u8>,
    /// Where that number stands on its scale, 0 worst to 1 best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The options chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Key>,
    /// The words given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What kind of signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Likelihood to recommend, 0 to 10.
    Nps,
    /// Satisfaction, 1 to 5.
    Csat,
    /// Ease, 1 to 7.
    Ces,
    /// Rating of an item, 1 to 5.
    ItemRating,
    /// Rating in stars, faces or numbers, of a whole question or of a row of a matrix; its range is the question's.
    Rating,
    /// Options.
    Choice,
    /// Words.
    Text,
}

/// What conditions ask about a response.
impl Accepted {
    /// The first NPS answer, 0 to 10.
    #[must_use]
    pub fn nps(&self) -> Option<u8> {
        self.first(SignalKind::Nps)
    }

    /// The first CSAT answer, 1 to 5.
    #[must_use]
    pub fn csat(&self) -> Option<u8> {
        self.first(SignalKind::Csat)
    }

    /// The first CES answer, 1 to 7.
    #[must_use]
    pub fn ces(&self) -> Option<u8> {
        self.first(SignalKind::Ces)
    }

    fn first(&self, kind: SignalKind) -> Option<u8> {
        self.signals.iter().find(|signal| signal.kind == kind)?.value
    }

    /// How good it is as a whole, 0 to 1: the mean over the scored questions, where all items of a
    /// rating count as one question. `None` when nothing was scored.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let mut by_question: BTreeMap<&Key, (f64, f64)> = BTreeMap::new();
        for signal in &self.signals {
            if let Some(score) = signal.score {
                let (sum, count) = by_question.entry(&signal.question).or_default();
                *sum += score;
                *count += 1.0;
            }
        }
        let questions = by_question.len() as f64;
        let sum: f64 = by_question.values().map(|(sum, count)| sum / count).sum();
        (questions > 0.0).then(|| sum / questions)
    }

    /// How the customer feels: by the NPS bands when NPS was asked, else by CSAT (1–2, 3, 4–5), else by
    /// CES (1–3, 4, 5–7), else by the mean rating of the items (below 3, below 4, from 4), else by the mean
    /// of the other ratings on their scales (below a half, below three quarters, from there).
    #[must_use]
    pub fn band(&self) -> Option<Band> {
        let thirds = |value: u8, middle: u8| match value.cmp(&middle) {
            std::cmp::Ordering::Less => Band::Detractor,
            std::cmp::Ordering::Equal => Band::Passive,
            std::cmp::Ordering::Greater => Band::Promoter,
        };
        self.nps()
            .map(|score| self.nps_bands.band(score))
            .or_else(|| self.csat().map(|value| thirds(value, 3)))
            .or_else(|| self.ces().map(|value| thirds(value, 4)))
            .or_else(|| {
                let (sum, count) = self
                    .ratings()
                    .fold((0_u32, 0_u32), |(sum, count), (_, rating)| (sum + u32::from(rating), count + 1));
                match sum {
                    _ if count == 0 => None,
                    sum if sum < 3 * count => Some(Band::Detractor),
                    sum if sum < 4 * count => Some(Band::Passive),
                    _ => Some(Band::Promoter),
                }
            })
            .or_else(|| {
                let scores = || self.signals.iter().filter(|signal| signal.kind == SignalKind::Rating);
                let (count, sum) =
                    (scores().count(), scores().filter_map(|signal| signal.score).sum::<f64>());
                match sum / count as f64 {
                    _ if count == 0 => None,
                    mean if mean < 0.5 => Some(Band::Detractor),
                    mean if mean < 0.75 => Some(Band::Passive),
                    _ => Some(Band::Promoter),
                }
            })
    }

    /// The answer to a question.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<&Answer> {
        self.answers.get(question)
    }

    /// The items rated, with their ratings.
    pub fn ratings(&self) -> impl Iterator<Item = (&Item, u8)> {
        self.signals.iter().filter_map(|signal| signal.item.as_ref().zip(signal.value))
    }

    /// The options chosen anywhere.
    pub fn options(&self) -> impl Iterator<Item = &Key> {
        self.signals.iter().flat_map(|signal| &signal.options)
    }

    /// Every text given, own words beside options included.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.signals.iter().filter_map(|signal| signal.text.as_deref())
    }

    /// The response as conditions and messages see it.
    #[must_use]
    pub fn facts(&self, id: ResponseId) -> ResponseFacts {
        ResponseFacts {
            id,
            survey: self.survey,
            nps: self.nps(),
            csat: self.csat(),
            ces: self.ces(),
            score: self.score(),
            band: self.band().map(|band| band.name().to_owned()),
            complete: true,
            answers: serde_json::to_value(&self.answers)
                .expect("answers hold only strings, numbers and lists"),
            text: Some(self.text()).filter(|text| !text.is_empty()),
        }
    }

    /// All texts, one per line.
    #[must_use]
    pub fn text(&self) -> String {
        self.texts().collect::<Vec<_>>().join("\n")
    }
}
