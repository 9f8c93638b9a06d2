//! One survey.

use axum::extract::State;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;

use super::Survey;
use crate::api::schema;
use crate::auth::{Can, ReadSurveys};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers one survey with its draft.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    responses((status = 200, description = "The survey.", body = Survey))
)]
pub async fn show_survey(
    who: Can<ReadSurveys>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
) -> Result<Json<Survey>, Problem> {
    Ok(Json(app.survey(&who, survey).await?.into()))
}
