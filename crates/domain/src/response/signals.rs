//! The signals in an answer.

use super::{Answer, Cell, Signal, SignalKind};
use crate::link::Item;
use crate::survey::{Ask, Question};

/// One signal per answered field: each item of a rating and each row of a rated matrix is a field of its own.
/// What is neither a score nor a choice nor words, such as a day or a phone number, is no signal.
pub(super) fn read_signals(question: &Question, items: &[Item], answer: &Answer, signals: &mut Vec<Signal>) {
    let signal = |kind, value: Option<u8>| Signal {
        question: question.id.clone(),
        touchpoint: question.touchpoint.clone(),
        kind,
        item: None,
        row: None,
        value,
        score: value.zip(question.ask.range()).map(|(value, range)| share(value, range)),
        options: Vec::new(),
        text: None,
    };
    let kind = match &question.ask {
        Ask::Nps(_) => SignalKind::Nps,
        Ask::Csat(_) => SignalKind::Csat,
        Ask::Ces(_) => SignalKind::Ces,
        Ask::ItemRating(_) => SignalKind::ItemRating,
        Ask::Rating(_) | Ask::Matrix(_) => SignalKind::Rating,
        Ask::SingleChoice(_) | Ask::MultipleChoice(_) => SignalKind::Choice,
        Ask::Text(_) => SignalKind::Text,
        _ => return,
    };
    match answer {
        Answer::Score(score) => signals.push(signal(kind, Some(*score))),
        Answer::Text(text) => signals.push(Signal { text: Some(text.clone()), ..signal(kind, None) }),
        Answer::Options { options, other } => {
            let said = Signal { options: options.clone(), text: other.clone(), ..signal(kind, None) };
            signals.push(said);
        }
        Answer::Items { items: ratings } => {
            signals.extend(ratings.iter().map(|(id, rating)| {
                let unnamed = || Item { id: id.clone(), name: id.clone() };
                let item = items.iter().find(|item| item.id == *id).cloned().unwrap_or_else(unnamed);
                Signal { item: Some(item), ..signal(kind, Some(*rating)) }
            }));
        }
        Answer::Rows { rows } => signals.extend(rows.iter().filter_map(|(row, cell)| match cell {
            Cell::Score(score) => Some(Signal { row: Some(row.clone()), ..signal(kind, Some(*score)) }),
            Cell::Options(_) => None,
        })),
        _ => {}
    }
}

/// Where a number stands on its scale, 0 to 1.
fn share(value: u8, (min, max): (u8, u8)) -> f64 {
    (f64::from(value) - f64::from(min)) / (f64::from(max) - f64::from(min))
}
