//! What the files of respondents take up.

use axum::extract::State;
use serde::Serialize;
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::auth::{Can, EditBrand};
use crate::extract::Json;
use crate::problem::Problem;

/// What the files of respondents take up.
#[derive(Debug, Serialize, ToSchema)]
pub struct FileUsage {
    /// Bytes of all of them.
    #[schema(minimum = 0, example = 52_428_800)]
    bytes: i64,
}

/// Answers how much of the brand's budget for files (`files` in the settings) is used.
#[utoipa::path(
    get,
    path = "/v1/settings/files",
    tag = "settings",
    responses((status = 200, description = "What the files take up.", body = FileUsage))
)]
pub async fn show_file_usage(
    who: Can<EditBrand>,
    State(app): State<App>,
) -> Result<Json<FileUsage>, Problem> {
    Ok(Json(FileUsage { bytes: app.file_bytes(&who).await? }))
}
