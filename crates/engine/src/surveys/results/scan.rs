//! Reading the responses of days, one by one.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use touchstone_domain::id::ResponseId;
use touchstone_domain::response::quality::is_doubted;
use touchstone_domain::response::{Apart, Draft};
use touchstone_domain::results::Seen;
use touchstone_domain::survey::Version;
use touchstone_domain::time;
use touchstone_store::rows::results::{self, Answered};
use touchstone_store::{StoreError, Tx};

use super::days::{Day, Frame, Look, Piece, What};
use crate::units::Reach;

impl Look {
    /// What these pieces add up to.
    pub(super) fn read(
        &self,
        tx: &mut Tx<'_>,
        frame: &Frame,
        pieces: &[Piece],
    ) -> Result<BTreeMap<Piece, Day>, StoreError> {
        let versions = super::figures::published(tx, &self.app, self.survey)?;
        let versions = versions.into_iter().map(|version| (i64::from(version.number), version)).collect();
        let days = pieces.iter().map(|piece| (*piece, Day::default())).collect();
        let mut adding = Adding { look: self, frame, versions, days };
        for (first, end) in runs(pieces.iter().filter_map(|piece| match *piece {
            Piece::Completed(day) => Some(day),
            Piece::Uncounted(_) => None,
        })) {
            adding.completed(tx, frame.span(first, end))?;
        }
        for (first, end) in runs(pieces.iter().filter_map(|piece| match *piece {
            Piece::Completed(_) => None,
            Piece::Uncounted(day) => Some(day),
        })) {
            adding.uncounted(tx, frame.span(first, end))?;
        }
        Ok(adding.days)
    }
}

/// Ascending days in runs that follow one another.
fn runs(days: impl Iterator<Item = i32>) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, end)) if *end == day => *end += 1,
            _ => runs.push((day, day + 1)),
        }
    }
    runs
}

struct Adding<'l> {
    look: &'l Look,
    frame: &'l Frame,
    /// The versions that responses can be of.
    versions: HashMap<i64, Arc<Version>>,
    days: BTreeMap<Piece, Day>,
}

impl Adding<'_> {
    fn completed(&mut self, tx: &mut Tx<'_>, span: results::Span) -> Result<(), StoreError> {
        let (survey, frame) = (self.look.survey, self.frame);
        // The few responses of a few stores are not looked for among those of all.
        if let Reach::Few(units) = &frame.reach {
            for &unit in units {
                results::completed(tx, survey, Some(unit), span, &mut |seen| self.add(seen))?;
            }
            return Ok(());
        }
        results::completed(tx, survey, None, span, &mut |seen| self.add(seen))
    }

    fn uncounted(&mut self, tx: &mut Tx<'_>, span: results::Span) -> Result<(), StoreError> {
        let (survey, frame) = (self.look.survey, self.frame);
        let Reach::Few(units) = &frame.reach else {
            return results::uncounted(tx, survey, span, &mut |seen| self.add(seen));
        };
        // Ids begin with the milliseconds at which a response was begun.
        let begun = (
            ResponseId::new(span.0.as_millisecond(), [0; 10]),
            ResponseId::new(span.1.as_millisecond(), [0; 10]),
        );
        for &unit in units {
            results::uncounted_of_unit(tx, unit, begun, &mut |to, seen| {
                if to == survey { self.add(seen) } else { Ok(()) }
            })?;
        }
        Ok(())
    }

    fn add(&mut self, seen: &Answered<'_>) -> Result<(), StoreError> {
        let (query, frame) = (&self.look.query, self.frame);
        let is_wanted = query.version.is_none_or(|version| i64::from(version) == seen.version)
            && query.channel.as_deref().is_none_or(|channel| seen.channel == Some(channel))
            && frame.reach.covers(&frame.brand.units, seen.unit);
        let is_flagged = is_doubted(seen.flags);
        let Some(version) = self.versions.get(&seen.version).filter(|_| is_wanted) else { return Ok(()) };
        if !query.flagged.takes(is_flagged) || seen.apart == Some(Apart::Test) {
            return Ok(());
        }
        let is_complete = seen.submitted_at.is_some() && seen.apart.is_none();
        let local = |at| time::local_day(at, &frame.zone);
        let piece = match seen.submitted_at {
            Some(at) if is_complete => Piece::Completed(local(at)),
            _ => Piece::Uncounted(local(seen.started_at)),
        };
        let Some(day) = self.days.get_mut(&piece) else { return Ok(()) };
        if let Some(asked_at) = seen.asked_at {
            let asked = day.asked.entry(local(asked_at)).or_default();
            match seen.apart {
                None => asked.partial += 1,
                Some(_) => asked.screened_out += 1,
            }
        }
        if seen.apart.is_some() {
            return Ok(());
        }
        let draft: Draft = serde_json::from_str(seen.answers)
            .map_err(|error| StoreError::Corrupt(format!("response {}: {error}", seen.response)))?;
        let survey = &version.survey;
        let language = draft.language.as_ref().unwrap_or(&survey.default_language);
        if query.language.as_ref().is_some_and(|wanted| wanted != language) {
            return Ok(());
        }
        match &self.look.what {
            What::Sums => {
                let seconds = seen.took_ms.map(|ms| ms as f64 / 1_000.0);
                let version = version.number;
                day.sum.add(&Seen { survey, version, draft: &draft, is_complete, seconds, is_flagged });
            }
            What::Cross(row, column) if is_complete => day.crossed.add(survey, &draft, (row, column)),
            What::Cross(..) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_follow_one_another_are_read_together() {
        assert_eq!(runs([1, 2, 3, 7, 8, 10].into_iter()), [(1, 4), (7, 9), (10, 11)]);
        assert_eq!(runs(std::iter::empty()), []);
    }
}
