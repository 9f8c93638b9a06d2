//! The brand's surveys.

use axum::extract::State;
use touchstone_engine::App;

use super::Survey;
use crate::auth::{Can, ReadSurveys};
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// Lists surveys, oldest first.
#[utoipa::path(
    get,
    path = "/v1/surveys",
    tag = "surveys",
    params(Paging),
    responses((status = 200, description = "A page of surveys.", body = Page<Survey>))
)]
pub async fn list_surveys(
    who: Can<ReadSurveys>,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Survey>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_surveys(&who, after, page.limit.and_one()).await?;
    Ok(Json(Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), Survey::from)))
}
