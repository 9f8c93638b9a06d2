//! The brand's sources.

use axum::extract::State;
use touchstone_engine::App;

use super::Source;
use crate::auth::{Can, ManageSources};
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// Lists sources, also revoked ones, oldest first.
#[utoipa::path(
    get,
    path = "/v1/sources",
    tag = "sources",
    params(Paging),
    responses((status = 200, description = "A page of sources.", body = Page<Source>))
)]
pub async fn list_sources(
    who: Can<ManageSources>,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Source>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_sources(&who, after, page.limit.and_one()).await?;
    Ok(Json(Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), Source::from)))
}
