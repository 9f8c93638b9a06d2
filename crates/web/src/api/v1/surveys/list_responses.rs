//! What came back to a survey.

use axum::extract::State;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;

use crate::api::schema;
use crate::api::v1::responses::SurveyResponse;
use crate::auth::{Can, ReadResponses};
use crate::extract::{Cursor, Json, Page, Paging, Path, Query};
use crate::problem::Problem;

/// Lists the responses to a survey, also partial ones, of one's own units, newest first; none through links for trying out. A
/// page may hold fewer than `limit` while others follow: `next_cursor` tells.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/responses",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), Paging),
    responses((status = 200, description = "A page of responses.", body = Page<SurveyResponse>))
)]
pub async fn list_responses(
    who: Can<ReadResponses>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<SurveyResponse>>, Problem> {
    let before = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let slice = app.list_responses(&who, survey, before, page.limit.get()).await?;
    Ok(Json(Page::of_slice(slice, |id| Cursor::after(*id.as_bytes()), SurveyResponse::from)))
}
