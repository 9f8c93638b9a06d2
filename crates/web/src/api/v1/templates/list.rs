//! The brand's templates.

use axum::extract::State;
use serde::Deserialize;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::Template;
use crate::api::documents;
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Cursor, Json, Limit, Page, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListTemplates {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists templates, oldest first.
#[utoipa::path(
    get,
    path = "/v1/templates",
    tag = "templates",
    params(ListTemplates),
    responses((status = 200, description = "A page of templates.", body = Page<documents::TemplateDocument>))
)]
pub async fn list_templates(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Query(query): Query<ListTemplates>,
) -> Result<Json<Page<Template>>, Problem> {
    let after = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_templates(&who, after, query.limit.and_one()).await?;
    let page = Page::of(rows, query.limit, |row| Cursor::after(*row.id.as_bytes()), |row| Template::of(&row));
    page.transpose().map(Json)
}
