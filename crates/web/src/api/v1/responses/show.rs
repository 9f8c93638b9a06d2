//! One response.

use axum::extract::State;
use serde::Serialize;
use touchstone_domain::id::ResponseId;
use touchstone_domain::link::Item;
use touchstone_engine::App;
use utoipa::ToSchema;

use super::SurveyResponse;
use crate::api::schema;
use crate::api::v1::surveys::create_link::LinkItem;
use crate::auth::{Can, ReadResponses};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// A response with what is needed to read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResponseInFull {
    /// The response.
    #[serde(flatten)]
    pub response: SurveyResponse,
    /// The items that its link asked about, which answers name by their ids; none once the link was erased.
    pub items: Vec<LinkItem>,
}

/// Answers one response of one's own units.
#[utoipa::path(
    get,
    path = "/v1/responses/{response_id}",
    tag = "responses",
    params(("response_id" = schema::ResponseId, Path, description = "Which response.")),
    responses((status = 200, description = "The response.", body = ResponseInFull))
)]
pub async fn show_response(
    who: Can<ReadResponses>,
    State(app): State<App>,
    Path(response): Path<ResponseId>,
) -> Result<Json<ResponseInFull>, Problem> {
    let (response, items) = app.response(&who, response).await?;
    let items = items.into_iter().map(|Item { id, name }| LinkItem { id, name }).collect();
    Ok(Json(ResponseInFull { response: response.into(), items }))
}
