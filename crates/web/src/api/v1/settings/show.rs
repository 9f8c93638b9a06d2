//! The settings as they are.

use axum::extract::State;
use touchstone_engine::App;

use super::Settings;
use crate::api::documents;
use crate::auth::{Can, ReadUnits};
use crate::extract::Json;
use crate::problem::Problem;

/// Answers the brand's settings: name, time zone, language, colour, contact budget.
#[utoipa::path(
    get,
    path = "/v1/settings",
    tag = "settings",
    responses((status = 200, description = "The settings.", body = documents::SettingsDocument))
)]
pub async fn show_settings(who: Can<ReadUnits>, State(app): State<App>) -> Result<Json<Settings>, Problem> {
    Settings::of(&app.settings(&who).await?).map(Json)
}
