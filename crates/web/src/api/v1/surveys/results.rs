//! What the responses to a survey say.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{SurveyId, UnitId};
use touchstone_domain::journey::Metric;
use touchstone_domain::locale::{Lang, LocalizedText};
use touchstone_domain::results as found;
use touchstone_engine::App;
use touchstone_engine::journeys::{PeriodQuery, Rate};
use touchstone_engine::surveys::{self, ResultsQuery, SurveyResults};
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::api::v1::metrics::{Figure, MetricPoint, Step};
use crate::api::v1::playbooks::Share;
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Listing, PageQuery, Path};
use crate::problem::{Problem, ProblemBody};
use crate::sheet;

/// Longest name of a channel, in bytes.
const CHANNEL_BYTES_MAX: usize = 200;

/// Which responses count.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ResultsFilter {
    /// Of this unit and all below it; of all that one may see when left out.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Asked over this channel, such as `dine_in`.
    #[param(max_length = 200)]
    pub channel: Option<String>,
    /// The first day, in the brand's time zone; 30 days back when left out. Complete responses count on the day of their
    /// completion, partial ones on the day they were begun.
    #[param(value_type = Option<schema::Day>)]
    pub from: Option<Date>,
    /// The last day; today when left out. At most 732 days.
    #[param(value_type = Option<schema::Day>)]
    pub to: Option<Date>,
    /// To this version of the survey.
    #[param(minimum = 0, maximum = 4_294_967_295_u32)]
    pub version: Option<u32>,
    /// Answered in this language, such as `zh-CN`.
    #[param(value_type = Option<String>, max_length = 35, pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
    pub language: Option<Lang>,
    /// What becomes of responses that raise doubts; they count when left out.
    #[param(inline)]
    pub flagged: Option<Flagged>,
}

/// What becomes of responses that raise doubts.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flagged {
    /// They count as all others.
    In,
    /// They are left out.
    Out,
    /// Only they count.
    Only,
}

impl From<Flagged> for surveys::Flagged {
    fn from(flagged: Flagged) -> Self {
        match flagged {
            Flagged::In => Self::In,
            Flagged::Out => Self::Out,
            Flagged::Only => Self::Only,
        }
    }
}

impl ResultsFilter {
    /// As the engine asks.
    pub fn query(self) -> Result<ResultsQuery, Problem> {
        sheet::short("channel", self.channel.as_deref(), CHANNEL_BYTES_MAX)?;
        Ok(ResultsQuery {
            unit: self.unit,
            channel: self.channel,
            period: PeriodQuery { from: self.from, to: self.to },
            version: self.version,
            language: self.language,
            flagged: self.flagged.map(surveys::Flagged::from).unwrap_or_default(),
        })
    }
}

/// The steps of the course.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ResultsCourse {
    /// The days of a point; `day` when left out.
    #[serde(default)]
    #[param(inline)]
    pub by: Step,
}

impl PageQuery for ResultsCourse {
    const NAMES: &'static [&'static str] = &["by"];
}

/// The results of a survey. Every share and score has its interval at 95 % and the number of answers it rests on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Results {
    /// The first day.
    #[schema(value_type = schema::Day)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = schema::Day)]
    pub to: Date,
    /// The version by which questions are ordered and named; null before the first was published.
    #[schema(required)]
    pub version: Option<u32>,
    /// How many responses there are.
    pub responses: ResponseCounts,
    /// Outcome rates; null where responses are narrowed to a version, a language, or by doubts: who was asked is not known
    /// by these.
    #[schema(required)]
    pub rates: Option<OutcomeRates>,
    /// How long a complete response took, in seconds; null where no time is known.
    #[schema(required)]
    pub seconds: Option<Quartiles>,
    /// How far respondents came, page by page.
    pub funnel: Vec<FunnelPage>,
    /// Question by question, in the order of the survey; those that only earlier versions asked at the end.
    pub questions: Vec<QuestionResults>,
}

/// How many responses there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResponseCounts {
    /// Complete ones.
    #[schema(example = 7204)]
    pub completed: u64,
    /// Those begun and not complete.
    #[schema(example = 311)]
    pub partial: u64,
    /// Those of both about which something raises doubts.
    #[schema(example = 12)]
    pub flagged: u64,
    /// By version, complete and partial.
    #[schema(example = json!({ "1": 2100, "2": 5415 }))]
    pub versions: BTreeMap<u32, u64>,
    /// By language.
    #[schema(value_type = BTreeMap<String, u64>, example = json!({ "zh-CN": 7100, "en": 415 }))]
    pub languages: BTreeMap<Lang, u64>,
}

/// Outcome rates by the Standard Definitions of AAPOR (10th edition, 2023) for surveys of specifically named persons, of those
/// asked personally in the period. Whether someone who did not answer refused or was never reached is not known: they stand
/// together in `no_reply`, and all of them in the denominators.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutcomeRates {
    /// Asked personally.
    #[schema(example = 1200)]
    pub invited: u64,
    /// Complete responses of these (I).
    #[schema(example = 312)]
    pub complete: u64,
    /// Begun by these and not completed (P), whenever they began.
    #[schema(example = 20)]
    pub partial: u64,
    /// Of these, screened out since a quota was full (4.8): not eligible, and in no denominator.
    #[schema(example = 0)]
    pub not_eligible: u64,
    /// Refusals, non-contacts and unknown (R, NC, O, UH, UO).
    #[schema(example = 868)]
    pub no_reply: u64,
    /// Response rate 1: complete of all asked who were eligible; null when nobody was.
    #[schema(required)]
    pub rr1: Option<Share>,
    /// Response rate 2: complete and partial of all asked who were eligible.
    #[schema(required)]
    pub rr2: Option<Share>,
    /// Complete of all begun, over every link; null when none was begun.
    #[schema(required)]
    pub completion: Option<Share>,
}

/// A share with its Wilson interval, in percent.
pub(super) fn share(share: found::Estimate) -> Share {
    Share { rate: share.value * 100.0, low: share.low * 100.0, high: share.high * 100.0 }
}

impl From<Rate> for Share {
    fn from(rate: Rate) -> Self {
        Self { rate: rate.rate, low: rate.interval.0, high: rate.interval.1 }
    }
}

/// A mean, with Student's interval.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeanResult {
    /// The mean.
    #[schema(example = 4.2)]
    pub value: f64,
    /// The lower end; null for a single number, which tells nothing of the spread.
    #[schema(required)]
    pub low: Option<f64>,
    /// The upper end.
    #[schema(required)]
    pub high: Option<f64>,
    /// Of how many.
    pub n: u64,
}

impl From<found::Mean> for MeanResult {
    fn from(mean: found::Mean) -> Self {
        Self {
            value: mean.value,
            low: mean.interval.map(|(low, _)| low),
            high: mean.interval.map(|(_, high)| high),
            n: mean.n,
        }
    }
}

/// Quartiles, and the interval of the median by ranks (Campbell and Gardner 1988).
#[derive(Debug, Serialize, ToSchema)]
pub struct Quartiles {
    /// The least.
    pub least: f64,
    /// Below it a quarter lies.
    pub lower: f64,
    /// The middle.
    #[schema(example = 48.0)]
    pub median: f64,
    /// The lower end of the median; null for fewer than six numbers.
    #[schema(required)]
    pub median_low: Option<f64>,
    /// The upper end.
    #[schema(required)]
    pub median_high: Option<f64>,
    /// Above it a quarter lies.
    pub upper: f64,
    /// The greatest.
    pub greatest: f64,
    /// Of how many.
    pub n: u64,
    /// False where very many different numbers were rounded to three digits.
    pub is_exact: bool,
}

impl From<found::Spread> for Quartiles {
    fn from(spread: found::Spread) -> Self {
        Self {
            least: spread.least,
            lower: spread.lower,
            median: spread.median,
            median_low: spread.interval.map(|(low, _)| low),
            median_high: spread.interval.map(|(_, high)| high),
            upper: spread.upper,
            greatest: spread.greatest,
            n: spread.n,
            is_exact: spread.is_exact,
        }
    }
}

/// How many came to a page.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelPage {
    /// The page.
    #[schema(example = "meal")]
    pub page: String,
    /// Who came to it or beyond, of those who answered anything; null where pages come in a random order.
    #[schema(required, example = 7515)]
    pub reached: Option<u64>,
    /// Who left there.
    #[schema(example = 210)]
    pub left: u64,
}

/// What the answers to one question say.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionResults {
    /// The question.
    #[schema(example = "recommend")]
    pub id: String,
    /// What is asked, by language.
    #[schema(value_type = BTreeMap<String, String>)]
    pub title: LocalizedText,
    /// Its kind.
    #[schema(example = "nps")]
    pub kind: &'static str,
    /// Whether the version shown still asks it.
    pub is_current: bool,
    /// How many answered it.
    #[schema(example = 7204)]
    pub n: u64,
    /// NPS, CSAT or CES; null of other kinds and without answers.
    #[schema(required)]
    pub figure: Option<Figure>,
    /// Which of them.
    #[schema(required, value_type = Option<schema::Metric>)]
    pub metric: Option<Metric>,
    /// Its course, oldest first; empty of other kinds.
    pub trend: Vec<MetricPoint>,
    /// How often each number, range of numbers or option was given.
    pub bars: Vec<ResultBar>,
    /// The mean of numbers.
    #[schema(required)]
    pub mean: Option<MeanResult>,
    /// Their quartiles.
    #[schema(required)]
    pub quartiles: Option<Quartiles>,
    /// Row by row, of a matrix.
    pub rows: Vec<ResultRow>,
    /// Item by item of the order, the most rated first, at most 100.
    pub items: Vec<ResultItem>,
    /// Option by option, best first, of a ranking.
    pub places: Vec<ResultPlace>,
    /// How many wrote something.
    pub words: u64,
}

/// One number, range of numbers or option.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultBar {
    /// The option, the number, or the number at which the range begins.
    #[schema(example = "hot")]
    pub id: String,
    /// What the option says, by language; empty for numbers.
    #[schema(value_type = BTreeMap<String, String>)]
    pub label: LocalizedText,
    /// Where a range ends.
    #[schema(required)]
    pub until: Option<f64>,
    /// How many gave it.
    pub count: u64,
    /// Of those who answered.
    pub share: Share,
}

impl From<found::Bar> for ResultBar {
    fn from(bar: found::Bar) -> Self {
        Self { id: bar.id, label: bar.label, until: bar.until, count: bar.count, share: share(bar.share) }
    }
}

/// A row of a matrix.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultRow {
    /// The row.
    pub id: String,
    /// What it says, by language.
    #[schema(value_type = BTreeMap<String, String>)]
    pub label: LocalizedText,
    /// How many said something about it.
    pub n: u64,
    /// How often each number or column was given.
    pub bars: Vec<ResultBar>,
    /// The mean of numbers.
    #[schema(required)]
    pub mean: Option<MeanResult>,
}

/// An item of the order.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultItem {
    /// The product's number; empty for all beyond the first 500 that were rated.
    pub id: String,
    /// Its name, where a recent link told it.
    #[schema(required)]
    pub name: Option<String>,
    /// How many rated it.
    pub n: u64,
    /// CSAT, the share of 4 and 5 out of 5.
    #[schema(required)]
    pub figure: Option<Figure>,
    /// The mean rating.
    #[schema(required)]
    pub mean: Option<MeanResult>,
}

/// An option of a ranking.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResultPlace {
    /// The option.
    pub id: String,
    /// What it says, by language.
    #[schema(value_type = BTreeMap<String, String>)]
    pub label: LocalizedText,
    /// The mean place of those who gave it one, from 1.
    pub mean: MeanResult,
    /// How many put it first.
    pub firsts: u64,
    /// Of those who ranked.
    pub first_share: Share,
}

impl From<SurveyResults> for Results {
    fn from(results: SurveyResults) -> Self {
        let mut trends: HashMap<String, Vec<MetricPoint>> = results
            .trends
            .into_iter()
            .map(|trend| {
                (trend.question.to_string(), trend.points.into_iter().map(MetricPoint::from).collect())
            })
            .collect();
        let names = results.names;
        let question = |question: found::QuestionFigures| {
            let trend = trends.remove(question.id.as_str()).unwrap_or_default();
            shown(question, trend, &names)
        };
        let page = |page: found::Reached| FunnelPage {
            page: page.page.to_string(),
            reached: page.reached,
            left: page.left,
        };
        Self {
            from: results.period.from(),
            to: results.period.to(),
            version: results.version.map(|version| version.number),
            responses: ResponseCounts {
                completed: results.sum.completed,
                partial: results.sum.partial,
                flagged: results.sum.flagged,
                versions: results.sum.versions,
                languages: results.sum.languages,
            },
            rates: results.rates.map(OutcomeRates::from),
            seconds: results.figures.seconds.map(Quartiles::from),
            funnel: results.funnel.pages.into_iter().map(page).collect(),
            questions: results.figures.questions.into_iter().map(question).collect(),
        }
    }
}

impl From<surveys::Rates> for OutcomeRates {
    fn from(rates: surveys::Rates) -> Self {
        Self {
            invited: rates.invited,
            complete: rates.complete,
            partial: rates.partial,
            not_eligible: rates.not_eligible,
            no_reply: rates.no_reply,
            rr1: rates.rr1.map(Share::from),
            rr2: rates.rr2.map(Share::from),
            completion: rates.completion.map(Share::from),
        }
    }
}

fn shown(
    question: found::QuestionFigures,
    trend: Vec<MetricPoint>,
    names: &HashMap<String, String>,
) -> QuestionResults {
    let bars = |bars: Vec<found::Bar>| bars.into_iter().map(ResultBar::from).collect();
    let row = |row: found::RowFigures| ResultRow {
        id: row.id.to_string(),
        label: row.label,
        n: row.n,
        bars: bars(row.part.bars),
        mean: row.part.mean.map(MeanResult::from),
    };
    let item = |item: found::ItemFigure| ResultItem {
        name: names.get(&item.id).cloned(),
        id: item.id,
        n: item.n,
        figure: item.figure.map(Figure::from),
        mean: item.mean.map(MeanResult::from),
    };
    let place = |place: found::PlaceFigure| ResultPlace {
        id: place.id.to_string(),
        label: place.label,
        mean: place.mean.into(),
        firsts: place.firsts,
        first_share: share(place.first_share),
    };
    QuestionResults {
        id: question.id.to_string(),
        title: question.title,
        kind: question.kind,
        is_current: question.is_current,
        n: question.n,
        metric: question.figure.map(|(metric, _)| metric),
        figure: question.figure.map(|(_, figure)| figure.into()),
        trend,
        bars: bars(question.part.bars),
        mean: question.part.mean.map(MeanResult::from),
        quartiles: question.part.spread.map(Quartiles::from),
        rows: question.rows.into_iter().map(row).collect(),
        items: question.items.into_iter().map(item).collect(),
        places: question.places.into_iter().map(place).collect(),
        words: question.words,
    }
}

/// Answers what the responses to a survey say, question by question, of one's own units: live and exact.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/results",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ResultsFilter, ResultsCourse),
    responses(
        (status = 200, description = "The results.", body = Results),
        (status = 404, description = "There is no such survey or unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The period is none, or too long.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_results(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Listing { filter, page }: Listing<ResultsFilter, ResultsCourse>,
) -> Result<Json<Results>, Problem> {
    Ok(Json(app.survey_results(&who, survey, filter.query()?, page.by.into()).await?.into()))
}
