//! Two questions of a survey against each other.

use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::SurveyId;
use touchstone_domain::locale::LocalizedText;
use touchstone_domain::results as found;
use touchstone_domain::survey::{Key, Question};
use touchstone_engine::App;
use touchstone_engine::surveys::CrossedQuestions;
use utoipa::{IntoParams, ToSchema};

use super::results::{ResultsFilter, share};
use crate::api::schema;
use crate::api::v1::playbooks::Share;
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Listing, PageQuery, Path};
use crate::problem::{Problem, ProblemBody};

/// Which questions.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CrossQuery {
    /// The question of the rows.
    #[param(value_type = String, example = "taste", pattern = "^[A-Za-z0-9_]{1,64}$")]
    pub row: Key,
    /// The question of the columns.
    #[param(value_type = String, example = "recommend", pattern = "^[A-Za-z0-9_]{1,64}$")]
    pub column: Key,
}

impl PageQuery for CrossQuery {
    const NAMES: &'static [&'static str] = &["row", "column"];
}

/// A table of two questions. NPS answers are told apart by band.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossTable {
    /// The first day.
    #[schema(value_type = schema::Day)]
    pub from: Date,
    /// The last day.
    #[schema(value_type = schema::Day)]
    pub to: Date,
    /// Who answered both.
    pub n: u64,
    /// The question of the rows.
    pub row: CrossedQuestion,
    /// That of the columns.
    pub column: CrossedQuestion,
    /// Row by row, column by column.
    pub cells: Vec<Vec<CrossCell>>,
    /// Whether the two hang together; null where several options could be chosen, or fewer than two rows or columns have
    /// answers.
    #[schema(required)]
    pub association: Option<Association>,
}

/// A question of a table.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossedQuestion {
    /// The question.
    pub id: String,
    /// What is asked, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub title: LocalizedText,
    /// What was answered, at most 50 kinds.
    pub categories: Vec<CrossCategory>,
}

/// One kind of answer.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCategory {
    /// The option, number or band.
    #[schema(example = "promoter")]
    pub id: String,
    /// What the option says, by language; empty for numbers and bands.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub label: LocalizedText,
    /// How many answered so, of those who answered both.
    pub n: u64,
}

/// Who answered one thing to the one and another to the other.
#[derive(Debug, Serialize, ToSchema)]
pub struct CrossCell {
    /// How many.
    pub count: u64,
    /// Of the row.
    pub share: Share,
}

/// Whether two questions hang together.
#[derive(Debug, Serialize, ToSchema)]
pub struct Association {
    /// `chi_square` (Pearson) or `fisher_exact`, for a table of two by two with few answers.
    #[schema(example = "chi_square")]
    pub test: &'static str,
    /// The statistic; null of the exact test.
    #[schema(required)]
    pub statistic: Option<f64>,
    /// Degrees of freedom.
    pub freedom: u64,
    /// How often chance alone gives at least as much.
    #[schema(example = 0.012)]
    pub p: f64,
    /// Cramér's V: 0 when neither tells of the other, 1 when one tells the other.
    #[schema(example = 0.21)]
    pub cramers_v: f64,
    /// Whether there are enough answers for p to be near the truth (Cochran 1954).
    pub is_sound: bool,
    /// Whether it is more than noise at 95 %.
    pub is_real: bool,
}

impl From<CrossedQuestions> for CrossTable {
    fn from(crossed: CrossedQuestions) -> Self {
        let table = crossed.table;
        let question = |question: Question, categories: Vec<found::Category>| CrossedQuestion {
            id: question.id.to_string(),
            title: question.title,
            categories: categories
                .into_iter()
                .map(|category| CrossCategory { id: category.id, label: category.label, n: category.n })
                .collect(),
        };
        let cell = |cell: found::Cell| CrossCell { count: cell.count, share: share(cell.share) };
        Self {
            from: crossed.period.from(),
            to: crossed.period.to(),
            n: table.n,
            row: question(crossed.row, table.rows),
            column: question(crossed.column, table.columns),
            cells: table.cells.into_iter().map(|row| row.into_iter().map(cell).collect()).collect(),
            association: table.association.map(|tested| Association {
                test: match tested.test {
                    found::Test::ChiSquare => "chi_square",
                    found::Test::FisherExact => "fisher_exact",
                },
                statistic: tested.statistic,
                freedom: tested.freedom,
                p: tested.p,
                cramers_v: tested.cramers_v,
                is_sound: tested.is_sound,
                is_real: tested.is_real(),
            }),
        }
    }
}

/// Answers what those who answered this to one question answered to another, of one's own units.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/results/cross",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ResultsFilter, CrossQuery),
    responses(
        (status = 200, description = "The table.", body = CrossTable),
        (status = 404, description = "There is no such survey or unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The period is none, or a question is unknown or of a kind that makes no table.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn cross_questions(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Listing { filter, page }: Listing<ResultsFilter, CrossQuery>,
) -> Result<Json<CrossTable>, Problem> {
    Ok(Json(app.cross_questions(&who, survey, filter.query()?, (page.row, page.column)).await?.into()))
}
