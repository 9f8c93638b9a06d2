//! The end of a source's key.

use axum::extract::State;
use axum::http::StatusCode;
use touchstone_domain::id::SourceId;
use touchstone_engine::App;

use crate::api::schema;
use crate::auth::{Can, ManageSources};
use crate::extract::Path;
use crate::problem::Problem;

/// Refuses a source's key from now on; what it sent stays. Other processes may take it for 5 more seconds.
#[utoipa::path(
    delete,
    path = "/v1/sources/{source_id}",
    tag = "sources",
    params(("source_id" = schema::SourceId, Path, description = "Which source.")),
    responses((status = 204, description = "The key is refused."))
)]
pub async fn revoke_source(
    who: Can<ManageSources>,
    State(app): State<App>,
    Path(source): Path<SourceId>,
) -> Result<StatusCode, Problem> {
    app.revoke_source(&who, source).await?;
    Ok(StatusCode::NO_CONTENT)
}
