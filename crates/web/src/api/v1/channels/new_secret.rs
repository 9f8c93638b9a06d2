//! A new secret of webhooks.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::auth::{Can, EditBrand};
use crate::extract::Json;
use crate::problem::Problem;

/// The secret that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewWebhookSecret {
    /// The secret, as Standard Webhooks writes it, shown only now. Null when an idempotency key brought back
    /// a secret made before.
    #[schema(required, example = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    pub secret: Option<String>,
}

/// Makes a new secret. Every request to the brand's systems is signed with it from now on.
#[utoipa::path(
    post,
    path = "/v1/channels/webhook/secret",
    tag = "channels",
    responses((status = 201, description = "The secret.", body = NewWebhookSecret))
)]
pub async fn new_webhook_secret(
    who: Can<EditBrand>,
    State(app): State<App>,
) -> Result<(StatusCode, Json<NewWebhookSecret>), Problem> {
    let secret = app.new_webhook_secret(&who).await?;
    Ok((StatusCode::CREATED, Json(NewWebhookSecret { secret })))
}
