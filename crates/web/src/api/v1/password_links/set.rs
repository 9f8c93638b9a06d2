//! Choosing a password with a link.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::Web;
use crate::auth::{ClientAddress, refuse_other_origin};
use crate::extract::Json;
use crate::problem::{Problem, ProblemBody};

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPasswordRequest {
    /// What stands behind `#` in the letter's link.
    #[schema(example = "tsl_01jd0m6x4pfk2v9w3q8r7t5y1z01jd0m6x4pfk2v9w3q8r7t5y1z", max_length = 64)]
    pub token: String,
    /// The new password: at least ten characters.
    #[schema(example = "a warm bowl of noodles", min_length = 10, max_length = 256)]
    pub password: String,
}

/// Sets a password with the link of a letter: another one, which ends all sessions, or the first one of an invited person,
/// who is a member from then on. The link is used up; logging in comes after, with the second factor if there is one.
#[utoipa::path(
    post,
    path = "/v1/password_links/set",
    tag = "session",
    request_body = SetPasswordRequest,
    responses(
        (status = 204, description = "Log in with it."),
        (status = 410, description = "The link was used or withdrawn, or is too old.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn set_password(
    State(web): State<Web>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(request): Json<SetPasswordRequest>,
) -> Result<StatusCode, Problem> {
    refuse_other_origin(&headers)?;
    web.app.use_link(super::bounded(&request.token)?, &request.password, &address).await?;
    Ok(StatusCode::NO_CONTENT)
}
