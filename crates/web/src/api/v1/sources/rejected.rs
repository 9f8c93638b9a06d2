//! What a source sent in vain.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::SourceId;
use touchstone_engine::App;
use touchstone_engine::events::RejectedRow;
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::auth::{Can, ManageSources};
use crate::extract::{Json, Limit, Page, Path, Query};
use crate::problem::{FieldProblem, Problem};

/// How many.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListRejected {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
}

/// An item that could not become an event.
#[derive(Debug, Serialize, ToSchema)]
pub struct RejectedEvent {
    /// When it came.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// Its position in the request.
    #[schema(example = 0)]
    pub index: usize,
    /// The sender's id of it; null when it could not be read.
    #[schema(required)]
    pub message_id: Option<String>,
    /// What was wrong.
    pub errors: Vec<FieldProblem>,
    /// How it began, as sent.
    #[schema(example = "{\"type\":\"track\"}")]
    pub excerpt: String,
}

impl From<RejectedRow> for RejectedEvent {
    fn from(row: RejectedRow) -> Self {
        let rejected = row.rejected;
        Self {
            at: row.at,
            index: rejected.index,
            message_id: rejected.message_id,
            errors: rejected.errors.iter().map(FieldProblem::from).collect(),
            excerpt: rejected.excerpt,
        }
    }
}

/// Lists the newest items of a source that could not become events, with what was wrong; about 200 are kept.
#[utoipa::path(
    get,
    path = "/v1/sources/{source_id}/rejected",
    tag = "sources",
    params(("source_id" = schema::SourceId, Path, description = "Which source."), ListRejected),
    responses((status = 200, description = "The items, newest first.", body = Page<RejectedEvent>))
)]
pub async fn list_rejected(
    who: Can<ManageSources>,
    State(app): State<App>,
    Path(source): Path<SourceId>,
    Query(query): Query<ListRejected>,
) -> Result<Json<Page<RejectedEvent>>, Problem> {
    let rows = app.list_rejected(&who, source, query.limit.get()).await?;
    let items = rows.into_iter().map(RejectedEvent::from).collect();
    Ok(Json(Page { items, next_cursor: None }))
}
