//! The brand's templates.

use axum::extract::State;
use touchstone_engine::App;

use super::Template;
use crate::api::documents;
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// Lists templates, oldest first.
#[utoipa::path(
    get,
    path = "/v1/templates",
    tag = "templates",
    params(Paging),
    responses((status = 200, description = "A page of templates.", body = Page<documents::TemplateDocument>))
)]
pub async fn list_templates(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Template>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_templates(&who, after, page.limit.and_one()).await?;
    let page = Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), |row| Template::of(&row));
    page.transpose().map(Json)
}
