//! Walking responses, newest first, by the index that fits what a member may see.

use std::collections::VecDeque;

use touchstone_domain::id::{ResponseId, SurveyId, UnitId};
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::surveys::ResponseRow;
use touchstone_store::{StoreError, Tx};

use crate::units::Reach;

/// Between two ids, both left out; ids begin with the time at which a response was begun.
pub(super) type Between = (Option<ResponseId>, Option<ResponseId>);

/// The fewest rows that are read of a unit at a time.
const SHARE_MIN: u32 = 16;

/// The next responses, fewer than `limit` only at the end. A few units' are read by themselves and not looked for among
/// those of all; whatever else is wanted, also the survey then, whoever walks looks at row by row.
pub(super) fn rows(
    tx: &mut Tx<'_>,
    reach: &Reach,
    survey: Option<SurveyId>,
    (from, before): Between,
    limit: u32,
) -> Result<Vec<ResponseRow>, StoreError> {
    match reach {
        Reach::Few(units) => of_units(tx, units, (from, before), limit),
        Reach::Everything | Reach::Many(_) => {
            let source = survey.map_or(Source::All, Source::Survey);
            listing::responses(tx, source, from, before, limit)
        }
    }
}

/// A unit's responses under way: what was read and not yet taken.
struct Run {
    unit: UnitId,
    rows: VecDeque<ResponseRow>,
    before: Option<ResponseId>,
    has_more: bool,
}

/// Merges the responses of units. About twice as many as are wanted are read, however many units there are.
fn of_units(
    tx: &mut Tx<'_>,
    units: &[UnitId],
    (from, before): Between,
    limit: u32,
) -> Result<Vec<ResponseRow>, StoreError> {
    let count = u32::try_from(units.len()).unwrap_or(u32::MAX).max(1);
    let share = limit.div_ceil(count).max(SHARE_MIN);
    let mut runs: Vec<Run> =
        units.iter().map(|&unit| Run { unit, rows: VecDeque::new(), before, has_more: true }).collect();
    let mut merged = Vec::new();
    while merged.len() < limit as usize {
        for run in runs.iter_mut().filter(|run| run.rows.is_empty() && run.has_more) {
            run.rows = listing::responses(tx, Source::Unit(run.unit), from, run.before, share)?.into();
            run.has_more = run.rows.len() == share as usize;
            run.before = run.rows.back().map(|row| row.response);
        }
        let newest = runs.iter_mut().max_by_key(|run| run.rows.front().map(|row| row.response));
        let Some(row) = newest.and_then(|run| run.rows.pop_front()) else { break };
        merged.push(row);
    }
    Ok(merged)
}
