//! Logging in.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use touchstone_engine::access::{Actor, Login};
use utoipa::ToSchema;

use super::Account;
use crate::Web;
use crate::auth::{ClientAddress, refuse_other_origin, set_session};
use crate::extract::Json;
use crate::problem::{Code, Problem};

/// How long browsers keep the cookie; the server ends an idle session earlier.
const COOKIE_SECONDS: i64 = 90 * 24 * 3600;

/// Who wants to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LogInRequest {
    /// The e-mail address.
    #[schema(example = "head.office@example.com")]
    pub email: String,
    /// The password.
    #[schema(example = "a warm bowl of noodles")]
    pub password: String,
    /// The code of the second factor, or a recovery code; needed after the answer `second_factor_required`.
    #[serde(default)]
    #[schema(max_length = 64)]
    pub code: Option<String>,
}

/// Begins a session in a browser. Of a member with a second factor it takes two steps: without `code` the right password is
/// answered with `second_factor_required`. The answer sets an HttpOnly cookie; nothing else carries the secret.
#[utoipa::path(
    post,
    path = "/v1/session",
    tag = "session",
    request_body = LogInRequest,
    responses(
        (status = 201, description = "The session began.", body = Account,
         headers(("Set-Cookie" = String, description = "The session's cookie."))),
        (status = 401, description = "Address, password or code is wrong; which is not said. Or the code is missing: \
         `second_factor_required`.",
         body = crate::problem::ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn log_in(
    State(web): State<Web>,
    address: ClientAddress,
    headers: HeaderMap,
    Json(request): Json<LogInRequest>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1], Json<Account>), Problem> {
    refuse_other_origin(&headers)?;
    let (cookie, actor) = begin_session(&web, address, &headers, request).await?;
    let account = Account::of(&web.app, &actor).await?;
    Ok((StatusCode::CREATED, [(header::SET_COOKIE, cookie)], Json(account)))
}

/// Begins a session; the cookie carries it.
pub(crate) async fn begin_session(
    web: &Web,
    ClientAddress(address): ClientAddress,
    headers: &HeaderMap,
    LogInRequest { email, password, code }: LogInRequest,
) -> Result<(HeaderValue, Actor), Problem> {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let login = Login { email, password, code, address, agent: agent.to_owned() };
    let begun = web.app.log_in(login).await?;
    let actor = web.app.session(&begun.secret).await?;
    let actor = actor.ok_or_else(|| Problem::new(Code::Unauthenticated, "The session ended at once."))?;
    Ok((set_session(&begun.secret, web.settings.https(), COOKIE_SECONDS), actor))
}
