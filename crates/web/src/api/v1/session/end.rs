//! Logging out.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use touchstone_engine::access::Credential;

use crate::Web;
use crate::auth::{Member, clear_session};
use crate::problem::{Code, Problem};

/// Ends the session that the request came with.
#[utoipa::path(
    delete,
    path = "/v1/session",
    tag = "session",
    responses((status = 204, description = "The session ended."))
)]
pub async fn log_out(
    who: Member,
    State(web): State<Web>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1]), Problem> {
    let Credential::Session(id) = who.credential else {
        let detail = "This is a bearer token, not a session; revoke it with DELETE /v1/tokens/{token_id}.";
        return Err(Problem::new(Code::Conflict, detail));
    };
    web.app.end_session(&who, id).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, clear_session(web.settings.https()))]))
}
