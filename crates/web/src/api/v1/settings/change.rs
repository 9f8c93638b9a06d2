//! Other settings.

use axum::extract::State;
use serde_json::{Map, Value};
use touchstone_engine::App;

use super::Settings;
use crate::api::documents;
use crate::auth::{Can, EditBrand};
use crate::extract::Json;
use crate::problem::Problem;

/// Changes the settings that are named and leaves the others. `budget`, `theme` and `files` are replaced as a whole.
#[utoipa::path(
    patch,
    path = "/v1/settings",
    tag = "settings",
    request_body = documents::SettingsChange,
    responses((status = 200, description = "The settings.", body = documents::SettingsDocument))
)]
pub async fn change_settings(
    who: Can<EditBrand>,
    State(app): State<App>,
    Json(changes): Json<Map<String, Value>>,
) -> Result<Json<Settings>, Problem> {
    Settings::of(&app.change_settings(&who, changes).await?).map(Json)
}
