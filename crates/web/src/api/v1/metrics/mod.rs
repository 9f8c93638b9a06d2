//! Metrics: scores with their intervals, over time and by unit, and the channels in use, from live counters.

mod channels;
mod show;
mod units;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::UnitId;
use touchstone_domain::journey;
use touchstone_engine::journeys::{self, Asking, Bucket, PeriodQuery};
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(show::show_metric))
        .with(guarded!(units::compare_units))
        .with(guarded!(channels::list_channels))
}

/// What figures are narrowed to, and the steps of their course if it is wanted.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OptionalCourse {
    /// Of this unit and all below it; of all that one may see when left out.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Over this channel, such as `dine_in`.
    #[param(max_length = 200)]
    pub channel: Option<String>,
    /// The first day, in the brand's time zone; 30 days back when left out.
    #[param(value_type = Option<schema::Day>)]
    pub from: Option<Date>,
    /// The last day; today when left out. At most 732 days.
    #[param(value_type = Option<schema::Day>)]
    pub to: Option<Date>,
    /// The days of a point of the course; no course when left out.
    #[param(inline)]
    pub by: Option<Step>,
}

/// What figures are narrowed to, and the steps of their course.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CourseScope {
    /// Of this unit and all below it; of all that one may see when left out.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Over this channel, such as `dine_in`.
    #[param(max_length = 200)]
    pub channel: Option<String>,
    /// The first day, in the brand's time zone; 30 days back when left out.
    #[param(value_type = Option<schema::Day>)]
    pub from: Option<Date>,
    /// The last day; today when left out. At most 732 days.
    #[param(value_type = Option<schema::Day>)]
    pub to: Option<Date>,
    /// The days of a point; `day` when left out.
    #[serde(default)]
    #[param(inline)]
    pub by: Step,
}

/// The days of a point.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// One day.
    #[default]
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

impl From<Step> for Bucket {
    fn from(step: Step) -> Self {
        match step {
            Step::Day => Self::Day,
            Step::Week => Self::Week,
            Step::Month => Self::Month,
        }
    }
}

impl CourseScope {
    /// The days.
    pub fn period(&self) -> PeriodQuery {
        PeriodQuery { from: self.from, to: self.to }
    }
}

/// A score with its interval at 95 %.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figure {
    /// NPS from −100 to 100; CSAT, the share of 4 and 5 out of 5, from 0 to 100; CES, the mean ease, from 1 to 7.
    #[schema(example = 41.2)]
    pub score: f64,
    /// The lower end; null when there is one answer, which tells nothing of the spread.
    #[schema(required, example = 38.1)]
    pub low: Option<f64>,
    /// The upper end.
    #[schema(required, example = 44.0)]
    pub high: Option<f64>,
    /// How many answers.
    #[schema(example = 7204)]
    pub n: u64,
    /// The method of the interval: `adjusted_wald`, `wilson` or `student_t`.
    #[schema(example = "adjusted_wald")]
    pub method: &'static str,
}

impl From<journey::Figure> for Figure {
    fn from(figure: journey::Figure) -> Self {
        Self {
            score: figure.score,
            low: figure.interval.map(|(low, _)| low),
            high: figure.interval.map(|(_, high)| high),
            n: figure.n,
            method: figure.method,
        }
    }
}

/// How two figures differ.
#[derive(Debug, Serialize, ToSchema)]
pub struct Change {
    /// Now minus earlier.
    #[schema(example = -3.4)]
    pub difference: f64,
    /// The lower end of its interval at 95 %.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// How often chance alone gives at least as much.
    #[schema(example = 0.012)]
    pub p: f64,
    /// Whether it is more than noise at 95 %.
    pub is_real: bool,
}

impl From<journeys::Compared> for Change {
    fn from(compared: journeys::Compared) -> Self {
        let (low, high) = compared.interval;
        Self { difference: compared.difference, low, high, p: compared.p, is_real: compared.is_real }
    }
}

/// How surveys were asked and answered. Rates are in percent with a Wilson interval at 95 %.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResponseRate {
    /// Customers asked personally in the period.
    #[schema(example = 1200)]
    pub invited: i64,
    /// Those of them who have answered by now.
    #[schema(example = 312)]
    pub answered: i64,
    /// Responses begun in the period, over all links.
    pub began: i64,
    /// Responses completed in the period, over all links.
    pub completed: i64,
    /// Answered of invited; null when nobody was asked personally.
    #[schema(required, example = 26.0)]
    pub rate: Option<f64>,
    /// The lower end of the rate.
    #[schema(required)]
    pub low: Option<f64>,
    /// The upper end.
    #[schema(required)]
    pub high: Option<f64>,
}

impl ResponseRate {
    /// What was asked and what came of it.
    pub fn of(asking: Asking, rate: Option<journeys::Rate>) -> Self {
        Self {
            invited: asking.invited,
            answered: asking.answered,
            began: asking.began,
            completed: asking.completed,
            rate: rate.map(|rate| rate.rate),
            low: rate.map(|rate| rate.interval.0),
            high: rate.map(|rate| rate.interval.1),
        }
    }
}

/// A metric over a period, with its course.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measured {
    /// The first day.
    #[schema(value_type = schema::Day)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = schema::Day)]
    pub to: Date,
    /// The figure; null without answers.
    #[schema(required)]
    pub figure: Option<Figure>,
    /// That of the equally long period before.
    #[schema(required)]
    pub earlier: Option<Figure>,
    /// How they differ; null when either has too few answers.
    #[schema(required)]
    pub change: Option<Change>,
    /// How often each number was given: from 0 to 10, the last ones empty on shorter scales.
    #[schema(example = json!([2, 0, 1, 1, 0, 3, 4, 9, 14, 21, 30]))]
    pub counts: Vec<i64>,
    /// How the surveys were asked and answered.
    pub response_rate: ResponseRate,
    /// The course, oldest first.
    pub points: Vec<MetricPoint>,
}

/// A point of a course.
#[derive(Debug, Serialize, ToSchema)]
pub struct MetricPoint {
    /// Its first day.
    #[schema(value_type = schema::Day)]
    pub from: Date,
    /// Its last day.
    #[schema(value_type = schema::Day)]
    pub to: Date,
    /// The figure; null without answers.
    #[schema(required)]
    pub figure: Option<Figure>,
}

impl From<journeys::Point> for MetricPoint {
    fn from(point: journeys::Point) -> Self {
        Self { from: point.period.from(), to: point.period.to(), figure: point.figure.map(Figure::from) }
    }
}

impl From<journeys::Measured> for Measured {
    fn from(found: journeys::Measured) -> Self {
        Self {
            from: found.period.from(),
            to: found.period.to(),
            figure: found.figure.map(Figure::from),
            earlier: found.earlier.map(Figure::from),
            change: found.change.map(Change::from),
            counts: found.counts.to_vec(),
            response_rate: ResponseRate::of(found.asking, found.response_rate),
            points: found.points.into_iter().map(MetricPoint::from).collect(),
        }
    }
}
