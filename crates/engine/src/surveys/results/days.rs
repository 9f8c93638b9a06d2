//! What each day adds up to: from memory where it is known, else from the responses of that day.
//!
//! Completed responses that count and all others are added up apart. The first belong to the day of their completion: they stay
//! what they are, and the counters, written with each, tell whether more came. The others belong to the day on which
//! they were begun, and may go on or be completed at any time: their index tells how many there are and when one last
//! changed. Of both, the survey tells how many were erased. So a sum in memory is never older than what it is made of, and
//! all that is shown together is of one moment.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::Semaphore;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{SurveyId, UnitId};
use touchstone_domain::results::{Crossed, Sum};
use touchstone_domain::survey::Key;
use touchstone_domain::time;
use touchstone_store::rows::results;
use touchstone_store::{StoreError, Tx};

use super::{ResultsQuery, date};
use crate::access::Actor;
use crate::brand::Brand;
use crate::journeys::{Asking, Counters, Period};
use crate::units::Reach;
use crate::{App, Refusal};

/// Pieces that are read in one transaction.
const PIECES_EACH: usize = 62;
/// Bytes of pieces kept in memory.
const KEPT_BYTES: u64 = 64 << 20;
/// About how many pieces that is.
const KEPT_PIECES: usize = 20_000;
/// Who looks at results that are not in memory waits while so many others do: reading must not keep answers waiting.
const READING_MAX: usize = 2;

/// The responses that are added up together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    /// Those that count and were completed on a day.
    Completed(i32),
    /// Those that were begun on a day and are not completed, or count nowhere.
    Uncounted(i32),
}

/// What a piece adds up to.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub(super) sum: Sum,
    /// Two questions against each other, if that is wanted.
    pub(super) crossed: Crossed,
    /// Those through customers' own links that are no complete responses, by the day of asking.
    pub(super) asked: BTreeMap<i32, Unfinished>,
}

/// Responses of people asked that are no complete ones.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Unfinished {
    /// Begun.
    pub(super) partial: u64,
    /// Completed, when a quota was full.
    pub(super) screened_out: u64,
}

/// Pieces in memory.
pub(crate) struct Kept {
    days: Cache<Name, Arc<Day>, Weight>,
    reading: Semaphore,
}

/// What a piece in memory is found by: a digest of all that it depends on.
type Name = [u8; 16];

#[derive(Clone)]
struct Weight;

impl Weighter<Name, Arc<Day>> for Weight {
    fn weight(&self, _: &Name, day: &Arc<Day>) -> u64 {
        (day.sum.size() + day.crossed.size() + day.asked.len() * 48) as u64
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            days: Cache::with_weighter(KEPT_PIECES, KEPT_BYTES, Weight),
            reading: Semaphore::const_new(READING_MAX),
        }
    }
}

/// What is added up: answers by question, or two questions against each other.
#[derive(Debug, Clone)]
pub(super) enum What {
    Sums,
    Cross(Key, Key),
}

/// The days of a query, and what is known beside them.
pub(super) struct Days {
    pub(super) period: Period,
    pub(super) asking: Asking,
    pieces: BTreeMap<Piece, Arc<Day>>,
}

impl Days {
    /// All days together.
    pub(super) fn sum(&self) -> Sum {
        let mut sum = Sum::default();
        let of_period = |piece: &Piece| match *piece {
            Piece::Completed(day) | Piece::Uncounted(day) => self.period.holds(day),
        };
        self.pieces.iter().filter(|(piece, _)| of_period(piece)).for_each(|(_, day)| sum.merge(&day.sum));
        sum
    }

    /// What was completed, by day.
    pub(super) fn completed(&self) -> impl Iterator<Item = (i32, &Day)> {
        self.pieces.iter().filter_map(|(piece, day)| match *piece {
            Piece::Completed(on) => Some((on, &**day)),
            Piece::Uncounted(_) => None,
        })
    }

    /// What people asked in the period have begun since and not completed.
    pub(super) fn unfinished(&self) -> Unfinished {
        let of_period = |day: &Arc<Day>| -> Vec<Unfinished> {
            day.asked.range(self.period.first..self.period.end).map(|(_, asked)| *asked).collect()
        };
        self.pieces.values().flat_map(of_period).fold(Unfinished::default(), |sum, asked| Unfinished {
            partial: sum.partial + asked.partial,
            screened_out: sum.screened_out + asked.screened_out,
        })
    }
}

/// The days of a survey within what the actor may see.
pub(super) async fn days(
    app: &App,
    actor: &Actor,
    survey: SurveyId,
    query: &ResultsQuery,
    what: What,
) -> Result<Days, Refusal> {
    let look = Look { app: app.clone(), actor: actor.clone(), survey, query: query.clone(), what };
    let look = Arc::new(look);
    let mut read: HashMap<Name, Arc<Day>> = HashMap::new();
    let mut permit = None;
    loop {
        let (look, known, may_read) = (Arc::clone(&look), read.clone(), permit.is_some());
        let round = app.store().read("results", actor.brand, move |tx| look.round(tx, &known, may_read));
        let Round { fresh, days } = round.await?;
        for (name, day) in fresh {
            app.kept_days().days.insert(name, Arc::clone(&day));
            read.insert(name, day);
        }
        if let Some(days) = days {
            return Ok(days);
        }
        if permit.is_none() {
            permit = Some(app.kept_days().reading.acquire().await.map_err(|_| StoreError::Busy)?);
        }
    }
}

/// What one transaction brought.
struct Round {
    /// What was read, to be kept.
    fresh: Vec<(Name, Arc<Day>)>,
    /// Everything, if nothing is missing any more.
    days: Option<Days>,
}

/// Somebody's look at results.
pub(super) struct Look {
    pub(super) app: App,
    actor: Actor,
    pub(super) survey: SurveyId,
    pub(super) query: ResultsQuery,
    pub(super) what: What,
}

/// What is found out before any response is read.
pub(super) struct Frame {
    pub(super) brand: Arc<Brand>,
    pub(super) reach: Reach,
    pub(super) zone: TimeZone,
    period: Period,
    today: i32,
    asking: Asking,
    /// How many were completed before today, and today.
    completed: [i64; 2],
    /// How many responses begun on a day are none that count, and when one of them last changed.
    uncounted: BTreeMap<i32, (u64, Timestamp)>,
    /// How many responses have lost what was personal.
    erasures: i64,
}

impl Frame {
    /// From the start of a day until the start of another.
    pub(super) fn span(&self, first: i32, end: i32) -> results::Span {
        (time::start_of(date(first), &self.zone), time::start_of(date(end), &self.zone))
    }
}

impl Look {
    /// Finds out what the pieces are called now, and reads what is not known of that; the last round reads all that is left, in
    /// the same transaction.
    fn round(
        &self,
        tx: &mut Tx<'_>,
        known: &HashMap<Name, Arc<Day>>,
        may_read: bool,
    ) -> Result<Round, Refusal> {
        let frame = self.frame(tx)?;
        let (mut pieces, mut missing) = (BTreeMap::new(), BTreeMap::new());
        for (piece, name) in self.names(&frame) {
            match known.get(&name).cloned().or_else(|| self.app.kept_days().days.get(&name)) {
                Some(day) => drop(pieces.insert(piece, day)),
                None => drop(missing.insert(piece, name)),
            }
        }
        let mut fresh = Vec::new();
        if may_read && !missing.is_empty() {
            let now: Vec<Piece> = missing.keys().copied().take(PIECES_EACH).collect();
            for (piece, day) in self.read(tx, &frame, &now)? {
                let day = Arc::new(day);
                fresh.extend(missing.remove(&piece).map(|name| (name, Arc::clone(&day))));
                pieces.insert(piece, day);
            }
        }
        let days = Days { period: frame.period, asking: frame.asking, pieces };
        Ok(Round { fresh, days: missing.is_empty().then_some(days) })
    }

    fn frame(&self, tx: &mut Tx<'_>) -> Result<Frame, Refusal> {
        let (query, now) = (&self.query, self.app.now());
        let brand = self.app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
        let erasures = results::erasures(tx, self.survey)?.ok_or(Refusal::NotFound("survey"))?;
        let period = Period::of(query.period, &brand, now)?;
        let reach = Reach::of(&brand.units, &self.actor.scope, query.unit)?;
        let zone = time::zone(&brand.settings.time_zone);
        let today = time::local_day(now, &zone);
        let counters = Counters { reach: &reach, channel: query.channel.as_deref() };
        let past = Period { first: period.first.min(today), end: period.end.min(today) };
        let mut asking = counters.asking_of(tx, self.survey, past)?;
        let of_today = counters.asking_of(tx, self.survey, Period { first: today, end: today + 1 })?;
        let completed = [asking.completed, of_today.completed];
        if period.holds(today) {
            asking.add(of_today);
        }
        let uncounted = BTreeMap::new();
        let mut frame = Frame { brand, reach, zone, period, today, asking, completed, uncounted, erasures };
        // People who were asked in the period may have begun at any time since.
        let end = if query.is_counted() { today + 1 } else { period.end.min(today + 1) };
        if matches!(self.what, What::Sums) && period.first < end {
            frame.uncounted = self.uncounted(tx, &frame, (period.first, end))?;
        }
        Ok(frame)
    }

    fn uncounted(
        &self,
        tx: &mut Tx<'_>,
        frame: &Frame,
        (first, end): (i32, i32),
    ) -> Result<BTreeMap<i32, (u64, Timestamp)>, StoreError> {
        let mut found: BTreeMap<i32, (u64, Timestamp)> = BTreeMap::new();
        let (mut day, mut tomorrow) = (first, frame.span(first, first + 1).1);
        results::uncounted_times(tx, self.survey, frame.span(first, end), |started_at, changed_at| {
            // They come in the order of their days.
            while started_at >= tomorrow {
                day += 1;
                tomorrow = frame.span(day, day + 1).1;
            }
            let (count, latest) = found.entry(day).or_insert((0, changed_at));
            *count += 1;
            *latest = changed_at.max(*latest);
        })?;
        Ok(found)
    }

    /// The names of the pieces: whatever their sums depend on, and nothing that may change without them. Who looks, and at
    /// which unit, comes to the units that are seen. The versions of a survey never change once they have responses.
    fn names(&self, frame: &Frame) -> Vec<(Piece, Name)> {
        let ResultsQuery { unit: _, channel, period: _, version, language, flagged } = &self.query;
        let (zone, units) = (&frame.brand.settings.time_zone, frame.reach.units(&frame.brand.units));
        let units = units.map(|units| {
            digest16(&units.iter().map(UnitId::as_bytes).map(<[u8; 16]>::as_slice).collect::<Vec<_>>())
        });
        let place = (self.actor.brand, self.survey, frame.erasures, zone, units);
        let shared = format!("{:?}", (place, channel, version, language, flagged, &self.what));
        let named = |piece: Piece, of: &dyn std::fmt::Debug| {
            (piece, digest16(&[shared.as_bytes(), format!("{piece:?} {of:?}").as_bytes()]))
        };
        // What is not over yet, or has not begun, is read up to today.
        let Period { first, end } = frame.period;
        let completed = (first..end.min(frame.today + 1))
            .map(|day| named(Piece::Completed(day), &frame.completed[usize::from(day == frame.today)]));
        let uncounted = frame.uncounted.iter().map(|(day, stamp)| named(Piece::Uncounted(*day), stamp));
        completed.chain(uncounted).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use touchstone_domain::id::ResponseId;
    use touchstone_store::rows::erasure;

    use super::*;
    use crate::testing::{TestApp, TestSurvey, document, question};

    /// What the pieces of a survey are called now.
    async fn names(asked: &TestSurvey, unit: Option<UnitId>) -> Vec<Name> {
        let query = ResultsQuery { unit, ..ResultsQuery::default() };
        let (app, actor) = (asked.test.app.clone(), asked.actor.clone());
        let look = Look { app, actor, survey: asked.survey, query, what: What::Sums };
        let names = asked.test.app.store().read("names", asked.actor.brand, move |tx| {
            let frame = look.frame(tx)?;
            Ok::<_, Refusal>(look.names(&frame).into_iter().map(|(_, name)| name).collect())
        });
        names.await.expect("names")
    }

    async fn set(asked: &TestSurvey, settings: Value) {
        let Value::Object(settings) = settings else { panic!("no object") };
        asked.test.app.change_settings(&asked.actor, settings).await.expect("changed");
    }

    #[tokio::test]
    async fn sums_are_renewed_by_what_they_depend_on_alone() {
        let definition = |others: Value| document([json!([question("score", "nps", json!({}))])], others);
        let asked = TestSurvey::of(TestApp::sqlite(), definition(json!({}))).await;
        let token = asked.open_link().await;
        asked.visitor(token, 1).answer(json!({ "score": 9 })).await;
        let everywhere = names(&asked, None).await;
        let store = asked.test.add_stores(&["S1"]).await.expect("a store")[0];
        let here = names(&asked, Some(store)).await;
        assert_ne!(here, everywhere);

        set(&asked, json!({ "name": "Soup House" })).await;
        asked.publish(definition(json!({ "paging": "one_question" }))).await;
        asked.test.add_stores(&["S2"]).await.expect("another store");
        assert_eq!(
            names(&asked, None).await,
            everywhere,
            "of configuration nothing that matters has changed"
        );
        assert_eq!(names(&asked, Some(store)).await, here);

        set(&asked, json!({ "time_zone": "America/Lima" })).await;
        let elsewhere = names(&asked, None).await;
        assert_ne!(elsewhere, everywhere, "its days begin at other times");
        asked.visitor(token, 2).answer(json!({ "score": 3 })).await;
        let more = names(&asked, None).await;
        assert_ne!(more, elsewhere);
        let (survey, response) = (asked.survey, ResponseId::from_bytes([1; 16]));
        let erased = asked.test.app.store().write("erase", asked.actor.brand, move |tx| {
            erasure::disown_response(tx, survey, response, "{}")
        });
        erased.await.expect("erased");
        assert_ne!(names(&asked, None).await, more);
    }
}
