//! Who answers everything the same.

use std::collections::BTreeMap;

use super::Flag;
use crate::response::{Answer, Cell, Draft};
use crate::survey::{Ask, Survey};

/// So many judgements on the same scale, all the same, are called a straight line. Fewer are an opinion: someone may well
/// find four things equally good.
pub const STRAIGHT_MIN: usize = 6;

/// Whether every judgement was the same on each scale, the longest of which has at least [`STRAIGHT_MIN`] (non-differentiation,
/// Krosnick 1991). Judgements on one scale are taken together over matrices, rated items and questions of the same range.
#[must_use]
pub fn straight_lining(survey: &Survey, draft: &Draft) -> Option<Flag> {
    let mut scales: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for question in survey.questions() {
        let Some(answer) = draft.answers.get(&question.id) else { continue };
        let range = question.ask.range().map(|(least, greatest)| format!("{least}-{greatest}"));
        match (answer, range) {
            (Answer::Score(score), Some(range)) => scales.entry(range).or_default().push(score.to_string()),
            (Answer::Items { items }, Some(range)) => {
                scales.entry(range).or_default().extend(items.values().map(u8::to_string));
            }
            (Answer::Rows { rows }, range) => {
                let scale = range.unwrap_or_else(|| question.id.to_string());
                scales.entry(scale).or_default().extend(rows.values().filter_map(said(&question.ask)));
            }
            _ => {}
        }
    }
    let is_straight = |judgements: &&Vec<String>| judgements.iter().all(|one| *one == judgements[0]);
    let all_straight = scales.values().all(|judgements| is_straight(&judgements));
    let longest = scales.values().map(Vec::len).max().unwrap_or(0);
    (all_straight && longest >= STRAIGHT_MIN).then_some(Flag::StraightLiner { judgements: longest })
}

/// One judgement of a row. Several columns of a row are no scale.
fn said(ask: &Ask) -> impl Fn(&Cell) -> Option<String> {
    let is_multiple =
        matches!(ask, Ask::Matrix(matrix) if matches!(matrix.cells, crate::survey::Cells::Multiple { .. }));
    move |cell| match cell {
        Cell::Score(score) => Some(score.to_string()),
        Cell::Options(options) if !is_multiple => options.first().map(ToString::to_string),
        Cell::Options(_) => None,
    }
}
