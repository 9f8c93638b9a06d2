//! The widget of a survey.

use axum::extract::State;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;

use super::WidgetView;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers the widget of a survey, with the lines for the brand's pages.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/widget",
    tag = "widget",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    responses((status = 200, description = "The widget.", body = WidgetView))
)]
pub async fn show_widget(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
) -> Result<Json<WidgetView>, Problem> {
    Ok(Json(app.widget(&who, survey).await?.into()))
}
