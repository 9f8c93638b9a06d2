//! A new token for oneself.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::member::Permission;
use touchstone_engine::App;
use touchstone_engine::access::TokenDraft;
use utoipa::ToSchema;

use super::Token;
use crate::api::schema;
use crate::auth::{Can, ManageTokens};
use crate::extract::Json;
use crate::problem::Problem;

/// A token to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTokenRequest {
    /// What people call it.
    #[schema(example = "Nightly export", min_length = 1, max_length = 100)]
    pub name: String,
    /// What it may do at most; all that you may do when left out.
    #[serde(default)]
    #[schema(value_type = Option<Vec<schema::Permission>>, example = json!(["read_responses"]))]
    pub permissions: Option<Vec<Permission>>,
    /// From when on it is refused; never when left out.
    #[serde(default)]
    #[schema(value_type = Option<schema::Time>)]
    pub expires_at: Option<Timestamp>,
}

/// The token that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedToken {
    /// The token.
    #[serde(flatten)]
    pub token: Token,
    /// What to send as `Authorization: Bearer …`, shown only now. Null when an idempotency key brought back
    /// a token made before.
    #[schema(required, example = "tst_01jd0m6x4pfk2v9w3q8r7t5y1z01jd0m6x4pfk2v9w3q8r7t5y1z")]
    pub secret: Option<String>,
}

/// Makes a bearer token for oneself. It never allows more than one may do oneself.
#[utoipa::path(
    post,
    path = "/v1/tokens",
    tag = "tokens",
    request_body = CreateTokenRequest,
    responses((status = 201, description = "The token with its secret.", body = CreatedToken))
)]
pub async fn create_token(
    who: Can<ManageTokens>,
    State(app): State<App>,
    Json(request): Json<CreateTokenRequest>,
) -> Result<(StatusCode, Json<CreatedToken>), Problem> {
    let CreateTokenRequest { name, permissions, expires_at } = request;
    let made = app.create_token(&who, TokenDraft { name, permissions, expires_at }).await?;
    Ok((StatusCode::CREATED, Json(CreatedToken { token: made.token.into(), secret: made.secret })))
}
