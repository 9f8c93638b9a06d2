//! What the days of a survey say.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use touchstone_domain::id::SurveyId;
use touchstone_domain::journey::{self, Metric};
use touchstone_domain::link::Link;
use touchstone_domain::results::{self, Figures, Funnel, Sum};
use touchstone_domain::survey::{Ask, Key, Survey, Version};
use touchstone_stats::proportion;
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::{results as rows, surveys};
use touchstone_store::{StoreError, Tx};

use super::days::{Days, Unfinished, What, days};
use super::{ResultsQuery, date};
use crate::access::Actor;
use crate::journeys::{Asking, Bucket, Period, Point, Rate};
use crate::{App, Refusal};

/// Most versions that responses are read with.
const VERSIONS_MAX: i64 = 500;
/// Responses whose links are looked at for the names of what was rated.
const NAMING_MAX: u32 = 300;

/// The results of a survey.
#[derive(Debug, Clone)]
pub struct SurveyResults {
    /// The days.
    pub period: Period,
    /// The version by which questions are ordered and named; none before the first was published.
    pub version: Option<Arc<Version>>,
    /// What the responses add up to.
    pub sum: Sum,
    /// What they say, question by question.
    pub figures: Figures,
    /// How far respondents came.
    pub funnel: Funnel,
    /// The course of each question that is scored.
    pub trends: Vec<Trend>,
    /// How many of those asked answered; none where responses were narrowed by what the counters do not tell apart.
    pub rates: Option<Rates>,
    /// What rated items are called, as far as recent links tell.
    pub names: HashMap<String, String>,
}

/// The course of a question.
#[derive(Debug, Clone)]
pub struct Trend {
    /// The question.
    pub question: Key,
    /// How it is measured.
    pub metric: Metric,
    /// Oldest first.
    pub points: Vec<Point>,
}

/// Outcome rates by the Standard Definitions of AAPOR (10th edition, 2023), for surveys of specifically named persons: those
/// who were asked personally in the period. Whether someone who did not answer refused or was never reached is not known,
/// so refusals and non-contacts stand together in `no_reply`; both rates have all of them in the denominator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Asked personally in the period.
    pub invited: u64,
    /// Complete responses of these (I).
    pub complete: u64,
    /// Break-offs and partial ones (P) of these, whenever they were begun.
    pub partial: u64,
    /// Of these, screened out by a full quota (4.8): not eligible, and in no denominator.
    pub not_eligible: u64,
    /// Refusals, non-contacts, and those of whom nothing is known (R, NC, O, UH, UO).
    pub no_reply: u64,
    /// Response rate 1: I over all who were eligible. The minimum.
    pub rr1: Option<Rate>,
    /// Response rate 2: I and P over all who were eligible.
    pub rr2: Option<Rate>,
    /// Completed of all that were begun, over every link.
    pub completion: Option<Rate>,
}

impl Rates {
    fn of(asking: Asking, unfinished: Unfinished, sum: &Sum) -> Self {
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let invited = count(asking.invited);
        let not_eligible = unfinished.screened_out.min(invited);
        let eligible = invited - not_eligible;
        let complete = count(asking.answered).min(eligible);
        let partial = unfinished.partial.min(eligible - complete);
        let rate = |hits: u64, n: u64| {
            proportion::wilson(hits, n).map(|found| Rate {
                rate: found.value * 100.0,
                interval: (found.low * 100.0, found.high * 100.0),
            })
        };
        Self {
            invited,
            complete,
            partial,
            not_eligible,
            no_reply: eligible - complete - partial,
            rr1: rate(complete, eligible),
            rr2: rate(complete + partial, eligible),
            completion: rate(sum.completed, sum.completed + sum.partial),
        }
    }
}

impl App {
    /// The results of a survey, of what the actor may see, with the course of its scores in steps.
    pub async fn survey_results(
        &self,
        actor: &Actor,
        survey: SurveyId,
        query: ResultsQuery,
        by: Bucket,
    ) -> Result<SurveyResults, Refusal> {
        let days = days(self, actor, survey, &query, What::Sums).await?;
        let sum = days.sum();
        let app = self.clone();
        let rated = sum.columns.values().any(|column| !column.items.is_empty());
        let (wanted, names) = self
            .store()
            .read("results_versions", actor.brand, move |tx| {
                let names = if rated { names(tx, survey)? } else { HashMap::new() };
                Ok::<_, StoreError>((published(tx, &app, survey)?, names))
            })
            .await?;
        let chosen =
            wanted.iter().find(|version| query.version.is_none_or(|number| version.number == number));
        let earlier: Vec<&Survey> = wanted.iter().map(|version| &version.survey).collect();
        let rates = query.is_counted().then(|| Rates::of(days.asking, days.unfinished(), &sum));
        let version = chosen.cloned();
        let shown = version.as_ref().map(|version| &version.survey);
        Ok(SurveyResults {
            period: days.period,
            figures: shown.map_or(Figures { questions: Vec::new(), seconds: None }, |survey| {
                results::figures(survey, &earlier, &sum)
            }),
            funnel: shown.map_or(Funnel { started: 0, pages: Vec::new(), completed: 0 }, |survey| {
                results::funnel(survey, &sum)
            }),
            trends: shown.map(|survey| trends(survey, &days, by)).unwrap_or_default(),
            rates,
            names,
            version,
            sum,
        })
    }
}

/// The course of each question that is scored.
fn trends(survey: &Survey, days: &Days, by: Bucket) -> Vec<Trend> {
    let scored = survey.questions().filter_map(|question| {
        let metric = match question.ask {
            Ask::Nps(_) => Metric::Nps,
            Ask::Csat(_) => Metric::Csat,
            Ask::Ces(_) => Metric::Ces,
            _ => return None,
        };
        Some((&question.id, metric))
    });
    let of = |(question, metric): (&Key, Metric)| {
        let tallies: BTreeMap<i32, journey::Tally> = days
            .completed()
            .filter_map(|(day, found)| Some((day, found.sum.columns.get(question)?.tally)))
            .collect();
        Trend {
            question: question.clone(),
            metric,
            points: crate::journeys::course(metric, &tallies, (days.period, by)),
        }
    };
    scored.map(of).collect()
}

/// The published versions, the latest first.
pub(super) fn published(
    tx: &mut Tx<'_>,
    app: &App,
    survey: SurveyId,
) -> Result<Vec<Arc<Version>>, StoreError> {
    let mut versions = Vec::new();
    for row in surveys::published(tx, survey, None, VERSIONS_MAX)? {
        let number = u32::try_from(row.version).unwrap_or(0);
        versions.extend(app.versions().get(tx, survey, number)?);
    }
    Ok(versions)
}

/// What items were called in the links of the latest responses.
fn names(tx: &mut Tx<'_>, survey: SurveyId) -> Result<HashMap<String, String>, StoreError> {
    let latest = listing::responses(tx, Source::Survey(survey), None, None, NAMING_MAX)?;
    let links: Vec<_> = latest.iter().map(|row| row.link).collect();
    let mut names = HashMap::new();
    for body in rows::links(tx, &links)? {
        let link: Link =
            serde_json::from_str(&body).map_err(|error| StoreError::Corrupt(format!("a link: {error}")))?;
        names.extend(link.params.items.into_iter().map(|item| (item.id, item.name)));
    }
    Ok(names)
}

/// The first and the day after the last, as times, for a walk through the list of responses.
pub(super) fn walked(period: Period, zone: &jiff::tz::TimeZone) -> (jiff::Timestamp, jiff::Timestamp) {
    use touchstone_domain::time::start_of;
    (start_of(date(period.first), zone), start_of(date(period.end), zone))
}
