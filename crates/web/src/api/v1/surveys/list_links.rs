//! A survey's links.

use axum::extract::State;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;

use super::create_link::SurveyLink;
use crate::api::schema;
use crate::auth::{Can, CreateLinks};
use crate::extract::{Cursor, Json, Page, Paging, Path, Query};
use crate::problem::Problem;

/// Lists the links of a survey that lead to one's own units, oldest first.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/links",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), Paging),
    responses((status = 200, description = "A page of links.", body = Page<SurveyLink>))
)]
pub async fn list_links(
    who: Can<CreateLinks>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<SurveyLink>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let slice = app.list_links(&who, survey, after, page.limit.get()).await?;
    Ok(Json(Page::of_slice(slice, |id| Cursor::after(*id.as_bytes()), SurveyLink::from)))
}
