//! What each day adds up to: from memory where it is known, else from the responses of that day.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tokio::sync::Semaphore;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::{ResponseId, SurveyId};
use touchstone_domain::response::Draft;
use touchstone_domain::response::quality::is_doubted;
use touchstone_domain::results::{Crossed, Seen, Sum};
use touchstone_domain::survey::{Key, Version};
use touchstone_domain::time;
use touchstone_store::rows::results::{self, Answered};
use touchstone_store::{StoreError, Tx};

use super::{ResultsQuery, date};
use crate::access::Actor;
use crate::brand::Brand;
use crate::journeys::{Asking, Counters, Period};
use crate::units::Reach;
use crate::{App, Refusal};

/// Days that are read in one transaction.
const DAYS_EACH: i32 = 31;
/// Bytes of days kept in memory.
const KEPT_BYTES: u64 = 64 << 20;
/// About how many days that is.
const KEPT_DAYS: usize = 20_000;
/// Who looks at results that are not in memory waits while so many others do: reading must not keep answers waiting.
const READING_MAX: usize = 2;
/// A day is added up again after this long: a response may be erased, moved to another customer, or flagged since.
const KEPT_FOR: SignedDuration = SignedDuration::from_hours(1);
/// A response was begun at most so long before it was completed.
const BEGUN_BEFORE_MAX: SignedDuration = SignedDuration::from_hours(24 * 90);

/// What a day adds up to.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub(super) sum: Sum,
    /// Two questions against each other, if that is wanted.
    pub(super) crossed: Crossed,
    /// Partial responses through a customer's own link.
    pub(super) personal_partial: u64,
}

/// Days in memory.
pub(crate) struct Kept {
    days: Cache<[u8; 16], Arc<Day>, Weight>,
    reading: Semaphore,
}

#[derive(Clone)]
struct Weight;

impl Weighter<[u8; 16], Arc<Day>> for Weight {
    fn weight(&self, _: &[u8; 16], day: &Arc<Day>) -> u64 {
        (day.sum.size() + day.crossed.size()) as u64
    }
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            days: Cache::with_weighter(KEPT_DAYS, KEPT_BYTES, Weight),
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
    pub(super) days: BTreeMap<i32, Arc<Day>>,
    pub(super) asking: Asking,
}

impl Days {
    /// All days together.
    pub(super) fn sum(&self) -> Sum {
        let mut sum = Sum::default();
        self.days.values().for_each(|day| sum.merge(&day.sum));
        sum
    }
}

/// What was found out before any response is read.
struct Found {
    brand: Arc<Brand>,
    reach: Arc<Reach>,
    period: Period,
    today: i32,
    asking: Asking,
    /// How many were begun and completed before today, and today: a day's sum is another when these are.
    came: [(i64, i64); 2],
}

/// The days of a survey within what the actor may see.
pub(super) async fn days(
    app: &App,
    actor: &Actor,
    survey: SurveyId,
    query: &ResultsQuery,
    what: What,
) -> Result<Days, Refusal> {
    let found = found(app, actor, survey, query).await?;
    let keys = Keys::new(app, actor, survey, query, &what, &found);
    let mut days = BTreeMap::new();
    let mut missing = Vec::new();
    // What is not over yet, or has not begun, is read up to today.
    for day in found.period.first..found.period.end.min(found.today + 1) {
        match app.kept_days().days.get(&keys.of(day)) {
            Some(kept) => drop(days.insert(day, kept)),
            None => missing.push(day),
        }
    }
    if !missing.is_empty() {
        let _permit = app.kept_days().reading.acquire().await.map_err(|_| StoreError::Busy)?;
        for (first, end) in runs(&missing) {
            let scan = Scan {
                app: app.clone(),
                survey,
                query: query.clone(),
                what: what.clone(),
                reach: Arc::clone(&found.reach),
                brand: Arc::clone(&found.brand),
            };
            let read = app.store().read("results", actor.brand, move |tx| scan.days(tx, first, end)).await?;
            for (day, sum) in read {
                let sum = Arc::new(sum);
                app.kept_days().days.insert(keys.of(day), Arc::clone(&sum));
                days.insert(day, sum);
            }
        }
    }
    Ok(Days { period: found.period, days, asking: found.asking })
}

async fn found(app: &App, actor: &Actor, survey: SurveyId, query: &ResultsQuery) -> Result<Found, Refusal> {
    let (shared, scope, now, query) = (app.clone(), actor.scope.clone(), app.now(), query.clone());
    app.store()
        .read("results_frame", actor.brand, move |tx| {
            let brand = shared.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
            super::super::row(tx, survey)?;
            let period = Period::of(query.period, &brand, now)?;
            let reach = Reach::of(&brand.units, &scope, query.unit)?;
            let today = time::local_day(now, &time::zone(&brand.settings.time_zone));
            let counters = Counters { reach: &reach, channel: query.channel.as_deref() };
            let past = Period { first: period.first.min(today), end: period.end.min(today) };
            let mut asking = counters.asking_of(tx, survey, past)?;
            let of_today = counters.asking_of(tx, survey, Period { first: today, end: today + 1 })?;
            let came = [&asking, &of_today].map(|asking| (asking.began, asking.completed));
            if period.holds(today) {
                asking.add(of_today);
            }
            Ok(Found { brand, reach: Arc::new(reach), period, today, asking, came })
        })
        .await
}

/// The names of days in memory: whatever their sums depend on.
struct Keys {
    shared: String,
    today: i32,
    came: [(i64, i64); 2],
}

impl Keys {
    fn new(
        app: &App,
        actor: &Actor,
        survey: SurveyId,
        query: &ResultsQuery,
        what: &What,
        found: &Found,
    ) -> Self {
        let ResultsQuery { unit, channel, period: _, version, language, flagged } = query;
        let (ranges, tree) = (actor.scope.ranges(), found.brand.versions.config);
        let hour = app.now().as_second() / KEPT_FOR.as_secs();
        let shared = format!(
            "{:?}",
            (actor.brand, survey, tree, ranges, unit, channel, version, language, flagged, what, hour)
        );
        Self { shared, today: found.today, came: found.came }
    }

    fn of(&self, day: i32) -> [u8; 16] {
        let came = format!("{:?}", self.came[usize::from(day == self.today)]);
        digest16(&[self.shared.as_bytes(), &day.to_be_bytes(), came.as_bytes()])
    }
}

/// Days in runs that follow one another, none too long.
fn runs(days: &[i32]) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for &day in days {
        match runs.last_mut() {
            Some((first, end)) if *end == day && day - *first < DAYS_EACH => *end += 1,
            _ => runs.push((day, day + 1)),
        }
    }
    runs
}

/// Reading the responses of some days.
struct Scan {
    app: App,
    survey: SurveyId,
    query: ResultsQuery,
    what: What,
    reach: Arc<Reach>,
    brand: Arc<Brand>,
}

impl Scan {
    fn days(&self, tx: &mut Tx<'_>, first: i32, end: i32) -> Result<BTreeMap<i32, Day>, StoreError> {
        let zone = time::zone(&self.brand.settings.time_zone);
        let span = (time::start_of(date(first), &zone), time::start_of(date(end), &zone));
        let versions = self.versions(tx)?;
        let mut adding = Adding { scan: self, versions, zone, span, days: BTreeMap::new() };
        for day in first..end {
            adding.days.insert(day, Day::default());
        }
        match &*self.reach {
            // The few responses of a few stores are not looked for among those of all.
            Reach::Few(units) => {
                let begun = (
                    ResponseId::new(time::after(span.0, -BEGUN_BEFORE_MAX).as_millisecond(), [0; 10]),
                    ResponseId::new(span.1.as_millisecond(), [0; 10]),
                );
                for &unit in units {
                    results::of_unit(tx, unit, begun, &mut |survey, seen| {
                        if survey == self.survey { adding.add(seen) } else { Ok(()) }
                    })?;
                }
            }
            Reach::Everything | Reach::Many(_) => {
                results::completed(tx, self.survey, span, &mut |seen| adding.add(seen))?;
                results::partial(tx, self.survey, span, &mut |seen| adding.add(seen))?;
            }
        }
        Ok(adding.days)
    }

    /// The versions that responses can be of.
    fn versions(&self, tx: &mut Tx<'_>) -> Result<HashMap<i64, Arc<Version>>, StoreError> {
        super::figures::published(tx, &self.app, self.survey)
            .map(|list| list.into_iter().map(|version| (i64::from(version.number), version)).collect())
    }
}

struct Adding<'s> {
    scan: &'s Scan,
    versions: HashMap<i64, Arc<Version>>,
    zone: TimeZone,
    span: (Timestamp, Timestamp),
    days: BTreeMap<i32, Day>,
}

impl Adding<'_> {
    fn add(&mut self, seen: &Answered<'_>) -> Result<(), StoreError> {
        let query = &self.scan.query;
        let at = seen.submitted_at.unwrap_or(seen.started_at);
        let is_wanted = self.span.0 <= at
            && at < self.span.1
            && query.version.is_none_or(|version| i64::from(version) == seen.version)
            && query.channel.as_deref().is_none_or(|channel| seen.channel == Some(channel))
            && self.scan.reach.covers(&self.scan.brand.units, seen.unit);
        let is_flagged = is_doubted(seen.flags);
        let Some(version) = self.versions.get(&seen.version).filter(|_| is_wanted) else { return Ok(()) };
        if !query.flagged.takes(is_flagged) {
            return Ok(());
        }
        let draft: Draft = serde_json::from_str(seen.answers)
            .map_err(|error| StoreError::Corrupt(format!("response {}: {error}", seen.response)))?;
        let survey = &version.survey;
        let language = draft.language.as_ref().unwrap_or(&survey.default_language);
        if query.language.as_ref().is_some_and(|wanted| wanted != language) {
            return Ok(());
        }
        let Some(day) = self.days.get_mut(&time::local_day(at, &self.zone)) else { return Ok(()) };
        let is_complete = seen.submitted_at.is_some();
        match &self.scan.what {
            What::Sums => {
                let seconds = seen.took_ms.map(|ms| ms as f64 / 1_000.0);
                let version = version.number;
                day.sum.add(&Seen { survey, version, draft: &draft, is_complete, seconds, is_flagged });
                day.personal_partial += u64::from(!is_complete && seen.is_personal);
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
        assert_eq!(runs(&[1, 2, 3, 7, 8, 10]), [(1, 4), (7, 9), (10, 11)]);
        let long: Vec<i32> = (0..70).collect();
        assert_eq!(runs(&long), [(0, 31), (31, 62), (62, 70)]);
        assert_eq!(runs(&[]), []);
    }
}
