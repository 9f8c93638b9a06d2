//! One metric over a period: its figure, the earlier one, and its course; exact, from the counters.

use std::collections::{BTreeMap, BTreeSet};

use touchstone_domain::id::{SurveyId, UnitId};
use touchstone_domain::journey::{self, Asked, Figure, Metric, Tally};
use touchstone_domain::survey::Key;
use touchstone_stats::proportion;
use touchstone_store::rows::counts::{self, Asking, Wanted, Within};
use touchstone_store::rows::surveys;
use touchstone_store::{StoreError, Tx};

use super::{Bucket, Period, PeriodQuery, SURVEYS_MAX};
use crate::access::Actor;
use crate::units::Reach;
use crate::{App, Refusal};

pub use touchstone_domain::journey::Compared;

/// Most units that are compared at once.
const COMPARED_MAX: usize = 500;

/// What is measured.
#[derive(Debug, Clone)]
pub struct MetricQuery {
    /// How.
    pub metric: Metric,
    /// Only in answers to this survey.
    pub survey: Option<SurveyId>,
    /// Only to this question of it.
    pub question: Option<Key>,
    /// Of this unit and all below it.
    pub unit: Option<UnitId>,
    /// Over this channel.
    pub channel: Option<String>,
    /// On these days.
    pub period: PeriodQuery,
}

/// A metric over a period.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The days.
    pub period: Period,
    /// The figure; none without answers.
    pub figure: Option<Figure>,
    /// That of the equally long period before.
    pub earlier: Option<Figure>,
    /// How they differ; none when either has too few answers.
    pub change: Option<Compared>,
    /// How often each number was given, 0 to 10.
    pub counts: [i64; 11],
    /// How it was asked.
    pub asking: Asking,
    /// The share of those asked who answered; none when nobody was asked personally.
    pub response_rate: Option<Rate>,
    /// The course.
    pub points: Vec<Point>,
}

/// A share, in percent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The share.
    pub rate: f64,
    /// Its Wilson interval.
    pub interval: (f64, f64),
}

impl Rate {
    /// Who answered of those who were asked.
    pub(super) fn of(asking: Asking) -> Option<Self> {
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        let invited = count(asking.invited);
        let found = proportion::wilson(count(asking.answered).min(invited), invited)?;
        Some(Self { rate: found.value * 100.0, interval: (found.low * 100.0, found.high * 100.0) })
    }
}

/// A point of a course.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// The days.
    pub period: Period,
    /// The figure; none without answers.
    pub figure: Option<Figure>,
}

/// The figure of a unit with all below it.
#[derive(Debug, Clone)]
pub struct UnitFigure {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// The figure; none without answers.
    pub figure: Option<Figure>,
}

/// What counters are read for, within what may be seen.
pub(crate) struct Counters<'a> {
    pub(crate) reach: &'a Reach,
    pub(crate) channel: Option<&'a str>,
}

impl Counters<'_> {
    /// The answers to what is asked, per day.
    pub(super) fn days(
        &self,
        tx: &mut Tx<'_>,
        metric: Metric,
        asked: &[Asked],
        period: Period,
    ) -> Result<BTreeMap<i32, Tally>, StoreError> {
        let mut days: BTreeMap<i32, Tally> = BTreeMap::new();
        self.each(metric, asked, period, |wanted, scale, question| {
            for (day, tally) in counts::scores(tx, wanted, scale, question)? {
                days.entry(day).or_default().add(&tally);
            }
            Ok(())
        })?;
        Ok(days)
    }

    /// The channels over which surveys were answered in a period, and how often.
    pub(super) fn channels(
        &self,
        tx: &mut Tx<'_>,
        asked: &[Asked],
        period: Period,
    ) -> Result<BTreeMap<String, i64>, StoreError> {
        let surveys: BTreeSet<SurveyId> = asked.iter().map(|asked| asked.survey).collect();
        let mut found = BTreeMap::new();
        for survey in surveys {
            self.with(survey, period, |wanted| {
                for (channel, completed) in counts::channels(tx, wanted)? {
                    *found.entry(channel).or_default() += completed;
                }
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// How the surveys were asked in a period.
    pub(super) fn asking(
        &self,
        tx: &mut Tx<'_>,
        asked: &[Asked],
        period: Period,
    ) -> Result<Asking, StoreError> {
        let surveys: BTreeSet<SurveyId> = asked.iter().map(|asked| asked.survey).collect();
        let mut sum = Asking::default();
        for survey in surveys {
            self.with(survey, period, |wanted| {
                sum.add(counts::asking(tx, wanted)?);
                Ok(())
            })?;
        }
        Ok(sum)
    }

    /// How one survey was asked in a period.
    pub(crate) fn asking_of(
        &self,
        tx: &mut Tx<'_>,
        survey: SurveyId,
        period: Period,
    ) -> Result<Asking, StoreError> {
        let mut sum = Asking::default();
        self.with(survey, period, |wanted| {
            sum = counts::asking(tx, wanted)?;
            Ok(())
        })?;
        Ok(sum)
    }

    fn each(
        &self,
        metric: Metric,
        asked: &[Asked],
        period: Period,
        mut read: impl FnMut(&Wanted<'_>, journey::Scale, Option<&str>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        // What is named twice counts once; a survey named without a question covers its questions.
        let whole: BTreeSet<SurveyId> =
            asked.iter().filter(|asked| asked.question.is_none()).map(|asked| asked.survey).collect();
        let parts: BTreeSet<(SurveyId, Option<&str>)> = asked
            .iter()
            .filter(|asked| asked.question.is_none() || !whole.contains(&asked.survey))
            .map(|asked| (asked.survey, asked.question.as_ref().map(Key::as_str)))
            .collect();
        for (survey, question) in parts {
            self.with(survey, period, |wanted| {
                metric.scales().iter().try_for_each(|&scale| read(wanted, scale, question))
            })?;
        }
        Ok(())
    }

    fn with(
        &self,
        survey: SurveyId,
        period: Period,
        read: impl FnOnce(&Wanted<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let ranges = match self.reach {
            Reach::Many(scope) => scope.ranges().unwrap_or_default(),
            Reach::Everything | Reach::Few(_) => Vec::new(),
        };
        let within = match self.reach {
            Reach::Everything => Within::Everything,
            Reach::Few(units) => Within::Few(units),
            Reach::Many(_) => Within::Ranges(&ranges),
        };
        read(&Wanted { survey, from: period.first, until: period.end, channel: self.channel, within })
    }
}

/// All answers of a period.
pub(super) fn sum(days: &BTreeMap<i32, Tally>, period: Period) -> Tally {
    let mut sum = Tally::default();
    days.range(period.first..period.end).for_each(|(_, tally)| sum.add(tally));
    sum
}

impl App {
    /// A metric over a period, and its course.
    pub async fn measure(&self, actor: &Actor, query: MetricQuery, by: Bucket) -> Result<Measured, Refusal> {
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        self.store()
            .read("measure", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let period = Period::of(query.period, &brand, now)?;
                let reach = Reach::of(&brand.units, &scope, query.unit)?;
                let counters = Counters { reach: &reach, channel: query.channel.as_deref() };
                let asked = asked(tx, query.survey, query.question.as_ref())?;
                Ok(measured(tx, &counters, query.metric, &asked, (period, by))?)
            })
            .await
    }

    /// The metric of each unit directly below one, or of the tops that the actor sees, each with all below it.
    pub async fn measure_units(&self, actor: &Actor, query: MetricQuery) -> Result<Vec<UnitFigure>, Refusal> {
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        self.store()
            .read("measure_units", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let period = Period::of(query.period, &brand, now)?;
                let reach = Reach::of(&brand.units, &scope, query.unit)?;
                let counters = Counters { reach: &reach, channel: query.channel.as_deref() };
                let compared = crate::units::below(&brand.units, &scope, query.unit);
                let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
                let asked = asked(tx, query.survey, query.question.as_ref())?;
                counters.each(query.metric, &asked, period, |wanted, scale, question| {
                    for (unit, tally) in counts::scores_by_unit(tx, wanted, scale, question)? {
                        let Some(path) = brand.units.get(unit).map(|unit| &unit.path) else { continue };
                        if let Some(at) = compared.iter().position(|top| top.path.contains(path)) {
                            tallies.entry(at).or_default().add(&tally);
                        }
                    }
                    Ok(())
                })?;
                let figures = compared.iter().take(COMPARED_MAX).enumerate().map(|(at, unit)| UnitFigure {
                    unit: unit.id,
                    name: unit.name.clone(),
                    figure: tallies.get(&at).and_then(|tally| journey::figure(query.metric, tally)),
                });
                Ok(figures.collect())
            })
            .await
    }
}

/// What the query asks about: one survey, or all there are.
pub(super) fn asked(
    tx: &mut Tx<'_>,
    survey: Option<SurveyId>,
    question: Option<&Key>,
) -> Result<Vec<Asked>, Refusal> {
    let Some(survey) = survey else {
        let all = surveys::list(tx, None, SURVEYS_MAX)?;
        return Ok(all.into_iter().map(|row| Asked { survey: row.survey, question: None }).collect());
    };
    surveys::find(tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
    Ok(vec![Asked { survey, question: question.cloned() }])
}

/// A metric over a period, with the earlier one and the course.
pub(super) fn measured(
    tx: &mut Tx<'_>,
    counters: &Counters<'_>,
    metric: Metric,
    asked: &[Asked],
    (period, by): (Period, Bucket),
) -> Result<Measured, StoreError> {
    let both = Period { first: period.earlier().first, end: period.end };
    let days = counters.days(tx, metric, asked, both)?;
    let (now, before) = (sum(&days, period), sum(&days, period.earlier()));
    let asking = counters.asking(tx, asked, period)?;
    Ok(Measured {
        period,
        figure: journey::figure(metric, &now),
        earlier: journey::figure(metric, &before),
        change: journey::compare(metric, &now, &before),
        counts: now.counts,
        asking,
        response_rate: Rate::of(asking),
        points: course(metric, &days, (period, by)),
    })
}

/// The figure of each part of a period.
pub(crate) fn course(
    metric: Metric,
    days: &BTreeMap<i32, Tally>,
    (period, by): (Period, Bucket),
) -> Vec<Point> {
    let point = |period| Point { period, figure: journey::figure(metric, &sum(days, period)) };
    period.cut(by).map(point).collect()
}
