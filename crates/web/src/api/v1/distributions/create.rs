//! A new distribution.

use axum::extract::State;
use axum::http::StatusCode;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;

use super::Distribution;
use super::plan::PlanView;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Plans a distribution of a survey. Nothing is sent before it is started.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/distributions",
    tag = "distributions",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey.")),
    request_body(content = PlanView, example = json!({
        "name": "After the renovation", "whom": { "from": "customers", "condition": "customer.orders_90d >= 2" },
        "channels": ["email"], "reminders": [3, 7],
    })),
    responses((status = 201, description = "The distribution.", body = Distribution))
)]
pub async fn create_distribution(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Json(plan): Json<PlanView>,
) -> Result<(StatusCode, Json<Distribution>), Problem> {
    let made = app.create_distribution(&who, survey, plan.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
