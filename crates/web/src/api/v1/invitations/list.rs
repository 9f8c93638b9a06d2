//! The open invitations.

use axum::extract::State;
use touchstone_engine::App;

use super::Invitation;
use crate::auth::{Can, ReadMembers};
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// Lists invitations all of whose units one may see, oldest first; ended ones for another 30 days.
#[utoipa::path(
    get,
    path = "/v1/invitations",
    tag = "invitations",
    params(Paging),
    responses((status = 200, description = "A page of invitations.", body = Page<Invitation>))
)]
pub async fn list_invitations(
    who: Can<ReadMembers>,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Invitation>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_invitations(&who, after, page.limit.and_one()).await?;
    Ok(Json(Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), Invitation::from)))
}
