//! The brand's sources.

use axum::extract::State;
use serde::Deserialize;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::Source;
use crate::auth::{Can, ManageSources};
use crate::extract::{Cursor, Json, Limit, Page, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListSources {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists sources, also revoked ones, oldest first.
#[utoipa::path(
    get,
    path = "/v1/sources",
    tag = "sources",
    params(ListSources),
    responses((status = 200, description = "A page of sources.", body = Page<Source>))
)]
pub async fn list_sources(
    who: Can<ManageSources>,
    State(app): State<App>,
    Query(query): Query<ListSources>,
) -> Result<Json<Page<Source>>, Problem> {
    let after = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_sources(&who, after, query.limit.and_one()).await?;
    Ok(Json(Page::of(rows, query.limit, |row| Cursor::after(*row.id.as_bytes()), Source::from)))
}
