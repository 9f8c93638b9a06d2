//! Ending a session elsewhere.

use axum::extract::State;
use axum::http::StatusCode;
use touchstone_domain::id::SessionId;
use touchstone_engine::App;

use crate::api::schema;
use crate::auth::Member;
use crate::extract::Path;
use crate::problem::Problem;

/// Ends one of one's own sessions.
#[utoipa::path(
    delete,
    path = "/v1/sessions/{session_id}",
    tag = "session",
    params(("session_id" = schema::SessionId, Path, description = "Which session.")),
    responses((status = 204, description = "The session ended."))
)]
pub async fn end_session(
    who: Member,
    State(app): State<App>,
    Path(session): Path<SessionId>,
) -> Result<StatusCode, Problem> {
    app.end_session(&who, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
