//! A new password for oneself.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::auth::Member;
use crate::extract::Json;
use crate::problem::Problem;

/// The old and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// The present password.
    #[schema(example = "a warm bowl of noodles")]
    pub current: String,
    /// The new password: at least ten characters.
    #[schema(example = "a cold bowl of noodles", min_length = 10, max_length = 256)]
    pub new: String,
}

/// Replaces one's own password and ends one's other sessions.
#[utoipa::path(
    put,
    path = "/v1/session/password",
    tag = "session",
    request_body = ChangePasswordRequest,
    responses((status = 204, description = "The password was changed."))
)]
pub async fn change_password(
    who: Member,
    State(app): State<App>,
    Json(request): Json<ChangePasswordRequest>,
) -> Result<StatusCode, Problem> {
    app.change_password(&who, &request.current, &request.new).await?;
    Ok(StatusCode::NO_CONTENT)
}
