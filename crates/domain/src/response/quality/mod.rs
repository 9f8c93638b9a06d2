//! Honest data: what raises doubts about a completed response. It is flagged with its evidence and never dropped; whoever
//! reads results decides whether it counts.
//!
//! Every rule is a pure function of what is stored, so that it can be looked at again with other limits. None looks at an
//! address: the guests of a shop share one.

mod burst;
mod pace;
mod straight;
#[cfg(test)]
mod tests;
mod vouch;

use serde::{Deserialize, Serialize};

use super::{Answer, Draft};
use crate::hash::digest16;
use crate::id::ResponseId;

pub use burst::{BURST_WITHIN, BurstOf, burst};
pub use pace::{PACES_MIN, Usual, pace, speeding};
pub use straight::{STRAIGHT_MIN, straight_lining};
pub use vouch::{WORK_BITS, is_vouched};

/// Why a response is doubted, with the evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "flag", rename_all = "snake_case")]
pub enum Flag {
    /// Answered much faster than most answer this survey.
    Speeder {
        /// Seconds for each answer.
        seconds: f64,
        /// The median of others.
        usual: f64,
    },
    /// Everything that asks for a judgement was answered the same.
    StraightLiner {
        /// How many judgements.
        judgements: usize,
    },
    /// Somebody answered the same a short while before. The first of them counts and is not flagged.
    Duplicate {
        /// That response.
        of: ResponseId,
        /// What both share.
        by: Alike,
    },
    /// More came at once than people answer. Those that came before it was known are flagged as well.
    Burst {
        /// How many within [`BURST_WITHIN`].
        responses: usize,
        /// From where.
        #[serde(default)]
        of: BurstOf,
    },
    /// Nothing speaks for a person: the page's script did not do its small work, or a program sent the answers without it.
    /// The script may be switched off.
    Unvouched,
}

/// What two responses share besides their answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alike {
    /// The browser.
    Device,
    /// The customer.
    Customer,
}

impl Flag {
    /// Their words.
    pub const NAMES: [&'static str; 5] = ["speeder", "straight_liner", "duplicate", "burst", "unvouched"];

    /// The word in JSON.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Speeder { .. } => "speeder",
            Self::StraightLiner { .. } => "straight_liner",
            Self::Duplicate { .. } => "duplicate",
            Self::Burst { .. } => "burst",
            Self::Unvouched => "unvouched",
        }
    }

    /// Whether it raises doubts by itself. A browser without script is no reason to leave a person out.
    #[must_use]
    pub const fn is_doubt(&self) -> bool {
        !matches!(self, Self::Unvouched)
    }
}

/// What was flagged, as stored; nothing that cannot be read.
#[must_use]
pub fn flags(stored: Option<&str>) -> Vec<Flag> {
    stored.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// Whether something stored raises doubts.
#[must_use]
pub fn is_doubted(stored: Option<&str>) -> bool {
    flags(stored).iter().any(Flag::is_doubt)
}

/// What makes two responses of a survey duplicates: the same answers from the same one. Nothing where there is nothing to
/// compare: fewer than two answers are given alike by many.
#[must_use]
pub fn mark(draft: &Draft, by: Alike, whose: &[u8]) -> Option<[u8; 16]> {
    if draft.answers.len() < 2 || whose.is_empty() {
        return None;
    }
    let answers = serde_json::to_vec(&draft.answers).ok()?;
    let what: &[u8] = match by {
        Alike::Device => b"device",
        Alike::Customer => b"customer",
    };
    Some(digest16(&[what, whose, &answers]))
}

/// How many judgements an answer holds: rows and items count one each.
fn judgements(answer: &Answer) -> usize {
    match answer {
        Answer::Items { items } => items.len(),
        Answer::Rows { rows } => rows.len(),
        Answer::Ranked { ranked } => ranked.len(),
        Answer::Contact { contact } => contact.len(),
        _ => 1,
    }
}
