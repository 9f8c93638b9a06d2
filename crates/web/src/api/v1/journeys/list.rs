//! The brand's journeys.

use axum::extract::State;
use touchstone_engine::App;

use super::Journey;
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// Lists journeys, oldest first.
#[utoipa::path(
    get,
    path = "/v1/journeys",
    tag = "journeys",
    params(Paging),
    responses((status = 200, description = "A page of journeys.", body = Page<Journey>))
)]
pub async fn list_journeys(
    who: Can<ReadMetrics>,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Journey>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_journeys(&who, after, page.limit.and_one()).await?;
    Ok(Json(Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), Journey::from)))
}
