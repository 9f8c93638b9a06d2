//! The end of a link.

use axum::extract::State;
use touchstone_engine::App;

use super::create_link::SurveyLink;
use super::link_qr::LinkPath;
use crate::api::schema;
use crate::auth::{Can, CreateLinks};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Withdraws a link that leads to one's own units, for good: a link sent to the wrong person, a code printed for the
/// wrong store. Its page says so and shows nothing else; what was answered stays.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/links/{link_id}/revoke",
    tag = "surveys",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("link_id" = schema::LinkId, Path, description = "Which of its links."),
    ),
    responses((status = 200, description = "The link.", body = SurveyLink))
)]
pub async fn revoke_link(
    who: Can<CreateLinks>,
    State(app): State<App>,
    Path(path): Path<LinkPath>,
) -> Result<Json<SurveyLink>, Problem> {
    Ok(Json(app.revoke_link(&who, path.survey_id, path.link_id).await?.into()))
}
