//! What respondents wrote to one question.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{CustomerId, ResponseId, SurveyId, UnitId};
use touchstone_domain::survey::Key;
use touchstone_engine::App;
use touchstone_engine::surveys::{Said, WordsQuery};
use utoipa::{IntoParams, ToSchema};

use super::results::ResultsFilter;
use crate::api::schema;
use crate::auth::{Can, ReadResponses};
use crate::extract::{Cursor, Json, Limit, Listing, Page, PageQuery, Path};
use crate::problem::{Problem, ProblemBody};

/// Which question, and which page.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WordsPage {
    /// The question; words beside a choice count as well.
    #[param(value_type = String, example = "comment", pattern = "^[A-Za-z0-9_]{1,64}$")]
    pub question: Key,
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

impl PageQuery for WordsPage {
    const NAMES: &'static [&'static str] = &["question", "limit", "cursor"];
}

/// What somebody wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct Verbatim {
    /// In which response.
    #[schema(value_type = schema::ResponseId)]
    pub response: ResponseId,
    /// When it was completed.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// Where; null when unknown.
    #[schema(value_type = Option<schema::UnitId>, required)]
    pub unit: Option<UnitId>,
    /// Who; null when unknown.
    #[schema(value_type = Option<schema::CustomerId>, required)]
    pub customer: Option<CustomerId>,
    /// How they felt; null when nothing was scored.
    #[schema(required, example = "detractor")]
    pub band: Option<String>,
    /// Their words.
    #[schema(example = "汤是凉的")]
    pub text: String,
}

impl From<Said> for Verbatim {
    fn from(said: Said) -> Self {
        Self {
            response: said.response,
            at: said.at,
            unit: said.unit,
            customer: said.customer,
            band: said.band,
            text: said.text,
        }
    }
}

/// Lists what respondents wrote to one question, in complete responses of one's own units, the latest begun first. A page may
/// hold fewer than `limit` while others follow: `next_cursor` tells.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/results/words",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ResultsFilter, WordsPage),
    responses(
        (status = 200, description = "A page of words.", body = Page<Verbatim>),
        (status = 404, description = "There is no such survey or unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The period is none, or too long.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list_words(
    who: Can<ReadResponses>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Listing { filter, page }: Listing<ResultsFilter, WordsPage>,
) -> Result<Json<Page<Verbatim>>, Problem> {
    let before = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let query = WordsQuery { question: page.question, results: filter.query()?, before };
    let slice = app.survey_words(&who, survey, query, page.limit.get()).await?;
    Ok(Json(Page::of_slice(slice, |id| Cursor::after(*id.as_bytes()), Verbatim::from)))
}
