//! A survey's links.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;
use utoipa::IntoParams;

use super::create_link::SurveyLink;
use crate::api::schema;
use crate::auth::{Can, CreateLinks};
use crate::extract::{Cursor, Json, Limit, Page, Path, Query};
use crate::problem::Problem;

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLinks {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists the links of a survey that lead to one's own units, oldest first.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/links",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ListLinks),
    responses((status = 200, description = "A page of links.", body = Page<SurveyLink>))
)]
pub async fn list_links(
    who: Can<CreateLinks>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(query): Query<ListLinks>,
) -> Result<Json<Page<SurveyLink>>, Problem> {
    let after = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let slice = app.list_links(&who, survey, after, query.limit.get()).await?;
    Ok(Json(Page::of_slice(slice, |id| Cursor::after(*id.as_bytes()), SurveyLink::from)))
}
