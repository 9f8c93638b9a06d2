//! The brand's playbooks.

use axum::extract::State;
use touchstone_engine::App;

use super::Playbook;
use crate::api::documents;
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// Lists playbooks, oldest first.
#[utoipa::path(
    get,
    path = "/v1/playbooks",
    tag = "playbooks",
    params(Paging),
    responses((status = 200, description = "A page of playbooks.", body = Page<documents::PlaybookDocument>))
)]
pub async fn list_playbooks(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Playbook>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_playbooks(&who, after, page.limit.and_one()).await?;
    Ok(Json(Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), Playbook::from)))
}
