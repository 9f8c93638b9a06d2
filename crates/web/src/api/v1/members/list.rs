//! The brand's members.

use axum::extract::State;
use serde::Deserialize;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::Member;
use crate::auth::{Can, ReadMembers};
use crate::extract::{Cursor, Json, Limit, Page, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListMembers {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists oneself and the members all of whose units one may see, oldest first.
#[utoipa::path(
    get,
    path = "/v1/members",
    tag = "members",
    params(ListMembers),
    responses((status = 200, description = "A page of members.", body = Page<Member>))
)]
pub async fn list_members(
    who: Can<ReadMembers>,
    State(app): State<App>,
    Query(query): Query<ListMembers>,
) -> Result<Json<Page<Member>>, Problem> {
    let after = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_members(&who, after, query.limit.and_one()).await?;
    Ok(Json(Page::of(rows, query.limit, |row| Cursor::after(*row.id.as_bytes()), Member::from)))
}
