//! How runs of a playbook ended.

use axum::extract::State;
use serde::Serialize;
use touchstone_domain::id::PlaybookId;
use touchstone_engine::App;
use touchstone_engine::playbooks::RunCounts;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// How the latest runs of a playbook ended, at most 100,000, or of 5,000 those that began at one's own units.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaybookStatistics {
    /// How many runs.
    #[schema(example = 1200)]
    pub n: u64,
    /// Whether there are earlier ones that were not counted.
    pub is_cut: bool,
    /// Wait for a time or an event.
    pub waiting: u64,
    /// At their end.
    pub done: u64,
    /// In the control group: entered, and nothing is done.
    pub held_out: u64,
    /// Ended by something else than their steps.
    pub stopped: u64,
    /// The share in the control group, in percent, with a Wilson interval.
    pub held_out_share: Share,
}

/// A share in percent with its interval at 95 %.
#[derive(Debug, Serialize, ToSchema)]
pub struct Share {
    /// The share; 0 of nothing.
    #[schema(example = 9.8)]
    pub rate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl From<RunCounts> for PlaybookStatistics {
    fn from(counts: RunCounts) -> Self {
        let RunCounts { n, is_cut, waiting, done, held_out, stopped } = counts;
        let share = counts.held_out_share();
        let held_out_share = Share {
            rate: share.map_or(0.0, |share| share.value * 100.0),
            low: share.map_or(0.0, |share| share.low * 100.0),
            high: share.map_or(100.0, |share| share.high * 100.0),
        };
        Self { n, is_cut, waiting, done, held_out, stopped, held_out_share }
    }
}

/// Counts the latest runs of a playbook by how they ended, and says how many are held out.
#[utoipa::path(
    get,
    path = "/v1/playbooks/{playbook_id}/statistics",
    tag = "playbooks",
    params(("playbook_id" = schema::PlaybookId, Path, description = "Which playbook.")),
    responses((status = 200, description = "The counts.", body = PlaybookStatistics))
)]
pub async fn show_playbook_statistics(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Path(playbook): Path<PlaybookId>,
) -> Result<Json<PlaybookStatistics>, Problem> {
    Ok(Json(app.playbook_statistics(&who, playbook).await?.into()))
}
