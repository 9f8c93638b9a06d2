//! One distribution with its progress.

use axum::extract::State;
use touchstone_engine::App;

use super::{DistributionPath, DistributionProgress};
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers a distribution with what became of its invitations.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/distributions/{distribution_id}",
    tag = "distributions",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("distribution_id" = schema::DistributionId, Path, description = "Which of its distributions."),
    ),
    responses((status = 200, description = "The distribution.", body = DistributionProgress))
)]
pub async fn show_distribution(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(path): Path<DistributionPath>,
) -> Result<Json<DistributionProgress>, Problem> {
    Ok(Json(app.distribution(&who, path.survey_id, path.distribution_id).await?.into()))
}
