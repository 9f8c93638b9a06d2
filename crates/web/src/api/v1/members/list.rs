//! The brand's members.

use axum::extract::State;
use touchstone_engine::App;

use super::Member;
use crate::auth::{Can, ReadMembers};
use crate::extract::{Cursor, Json, Page, Paging, Query};
use crate::problem::Problem;

/// Lists oneself and the members all of whose units one may see, oldest first.
#[utoipa::path(
    get,
    path = "/v1/members",
    tag = "members",
    params(Paging),
    responses((status = 200, description = "A page of members.", body = Page<Member>))
)]
pub async fn list_members(
    who: Can<ReadMembers>,
    State(app): State<App>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<Member>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_members(&who, after, page.limit.and_one()).await?;
    Ok(Json(Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), Member::from)))
}
