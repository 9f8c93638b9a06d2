//! The secret with which users are signed.

use axum::extract::State;
use serde::Serialize;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// The secret of a widget.
#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetSecret {
    /// The key of HMAC-SHA256 over a user's id; the signature is given in hexadecimal.
    pub secret: String,
}

/// Answers the secret with which the brand's server signs the ids of users. That it was asked for is noted.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/widget/secret",
    tag = "widget",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    responses((status = 200, description = "The secret.", body = WidgetSecret))
)]
pub async fn show_widget_secret(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
) -> Result<Json<WidgetSecret>, Problem> {
    Ok(Json(WidgetSecret { secret: app.widget_secret(&who, survey).await? }))
}
