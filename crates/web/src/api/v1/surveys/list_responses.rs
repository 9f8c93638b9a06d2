//! What came back to a survey.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;
use utoipa::IntoParams;

use crate::api::schema;
use crate::api::v1::responses::SurveyResponse;
use crate::auth::{Can, ReadResponses};
use crate::extract::{Cursor, Json, Limit, Page, Path, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListResponses {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists the responses to a survey, also partial ones, of one's own units, newest first.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/responses",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ListResponses),
    responses((status = 200, description = "A page of responses.", body = Page<SurveyResponse>))
)]
pub async fn list_responses(
    who: Can<ReadResponses>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(query): Query<ListResponses>,
) -> Result<Json<Page<SurveyResponse>>, Problem> {
    let before = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_responses(&who, survey, before, query.limit.and_one()).await?;
    Ok(Json(Page::of(rows, query.limit, |row| Cursor::after(*row.id.as_bytes()), SurveyResponse::from)))
}
