//! The distributions of a survey.

use axum::extract::State;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;
use touchstone_engine::asking::DistributionView;

use super::Distribution;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Cursor, Json, Page, Paging, Path, Query};
use crate::problem::Problem;

/// Lists the distributions of a survey, newest first.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/distributions",
    tag = "distributions",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), Paging),
    responses((status = 200, description = "A page of distributions.", body = Page<Distribution>))
)]
pub async fn list_distributions(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Distribution>>, Problem> {
    let before = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let found = app.list_distributions(&who, survey, before, page.limit.and_one()).await?;
    let cursor = |view: &DistributionView| Cursor::after(*view.distribution.id.as_bytes());
    Ok(Json(Page::of(found, page.limit, cursor, Distribution::from)))
}
