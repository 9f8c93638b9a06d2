//! A new source.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_engine::App;
use utoipa::ToSchema;

use super::Source;
use crate::auth::{Can, ManageSources};
use crate::extract::Json;
use crate::problem::Problem;

/// A source to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSourceRequest {
    /// What people call it.
    #[schema(example = "Shop", min_length = 1, max_length = 100)]
    pub name: String,
}

/// The source that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct CreatedSource {
    /// The source.
    #[serde(flatten)]
    pub source: Source,
    /// Its key, shown only now. Null when an idempotency key brought back a source made before.
    #[schema(required, example = "tsk_01jd0m6x4pfk2v9w3q8r7t5y1z01jd0m6x4pfk2v9w3q8r7t5y1z")]
    pub key: Option<String>,
}

/// Makes a source. Its key may only send events; web pages show it to everyone.
#[utoipa::path(
    post,
    path = "/v1/sources",
    tag = "sources",
    request_body = CreateSourceRequest,
    responses((status = 201, description = "The source with its key.", body = CreatedSource))
)]
pub async fn create_source(
    who: Can<ManageSources>,
    State(app): State<App>,
    Json(request): Json<CreateSourceRequest>,
) -> Result<(StatusCode, Json<CreatedSource>), Problem> {
    let made = app.create_source(&who, &request.name).await?;
    Ok((StatusCode::CREATED, Json(CreatedSource { source: made.source.into(), key: made.key })))
}
