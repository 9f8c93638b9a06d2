//! The brand's surveys.

use axum::extract::State;
use serde::Deserialize;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::Survey;
use crate::auth::{Can, ReadSurveys};
use crate::extract::{Cursor, Json, Limit, Page, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListSurveys {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists surveys, oldest first.
#[utoipa::path(
    get,
    path = "/v1/surveys",
    tag = "surveys",
    params(ListSurveys),
    responses((status = 200, description = "A page of surveys.", body = Page<Survey>))
)]
pub async fn list_surveys(
    who: Can<ReadSurveys>,
    State(app): State<App>,
    Query(query): Query<ListSurveys>,
) -> Result<Json<Page<Survey>>, Problem> {
    let after = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_surveys(&who, after, query.limit.and_one()).await?;
    Ok(Json(Page::of(rows, query.limit, |row| Cursor::after(*row.id.as_bytes()), Survey::from)))
}
