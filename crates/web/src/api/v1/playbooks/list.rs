//! The brand's playbooks.

use axum::extract::State;
use serde::Deserialize;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::Playbook;
use crate::api::documents;
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Cursor, Json, Limit, Page, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListPlaybooks {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists playbooks, oldest first.
#[utoipa::path(
    get,
    path = "/v1/playbooks",
    tag = "playbooks",
    params(ListPlaybooks),
    responses((status = 200, description = "A page of playbooks.", body = Page<documents::PlaybookDocument>))
)]
pub async fn list_playbooks(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Query(query): Query<ListPlaybooks>,
) -> Result<Json<Page<Playbook>>, Problem> {
    let after = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_playbooks(&who, after, query.limit.and_one()).await?;
    Ok(Json(Page::of(rows, query.limit, |row| Cursor::after(*row.id.as_bytes()), Playbook::from)))
}
