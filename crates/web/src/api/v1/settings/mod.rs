//! The brand's settings.

mod change;
mod files;
mod show;

use serde::Serialize;
use serde_json::Value;
use touchstone_domain::brand::BrandSettings;

use crate::guarded;
use crate::problem::Problem;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(show::show_settings, change::change_settings))
        .with(guarded!(files::show_file_usage))
}

/// The settings as JSON.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub struct Settings(Value);

impl Settings {
    fn of(settings: &BrandSettings) -> Result<Self, Problem> {
        serde_json::to_value(settings).map(Self).map_err(|error| {
            tracing::error!(%error, "settings are no JSON");
            Problem::internal()
        })
    }
}
