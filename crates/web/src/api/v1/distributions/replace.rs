//! Another plan for a draft.

use axum::extract::State;
use touchstone_engine::App;

use super::plan::PlanView;
use super::{Distribution, DistributionPath};
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Replaces the plan of a distribution that has not been started.
#[utoipa::path(
    put,
    path = "/v1/surveys/{survey_id}/distributions/{distribution_id}",
    tag = "distributions",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("distribution_id" = schema::DistributionId, Path, description = "Which of its distributions."),
    ),
    request_body(content = PlanView, example = json!({
        "name": "After the renovation", "whom": { "from": "customers" }, "channels": ["email"],
    })),
    responses((status = 200, description = "The distribution.", body = Distribution))
)]
pub async fn replace_distribution(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(path): Path<DistributionPath>,
    Json(plan): Json<PlanView>,
) -> Result<Json<Distribution>, Problem> {
    let changed = app.replace_distribution(&who, path.survey_id, path.distribution_id, plan.into()).await?;
    Ok(Json(changed.into()))
}
