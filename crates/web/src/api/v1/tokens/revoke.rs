//! The end of a token.

use axum::extract::State;
use axum::http::StatusCode;
use touchstone_domain::id::TokenId;
use touchstone_engine::App;

use crate::api::schema;
use crate::auth::{Can, ManageTokens};
use crate::extract::Path;
use crate::problem::Problem;

/// Refuses a token from now on.
#[utoipa::path(
    delete,
    path = "/v1/tokens/{token_id}",
    tag = "tokens",
    params(("token_id" = schema::TokenId, Path, description = "Which token.")),
    responses((status = 204, description = "The token is refused."))
)]
pub async fn revoke_token(
    who: Can<ManageTokens>,
    State(app): State<App>,
    Path(token): Path<TokenId>,
) -> Result<StatusCode, Problem> {
    app.revoke_token(&who, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
