//! Whether a playbook runs.

use axum::extract::State;
use touchstone_domain::id::PlaybookId;
use touchstone_domain::playbook::PlaybookState;
use touchstone_engine::App;

use super::Playbook;
use crate::api::{documents, schema};
use crate::auth::{Can, EditPlaybook};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Lets a playbook run: from the next event on, customers enter it.
#[utoipa::path(
    post,
    path = "/v1/playbooks/{playbook_id}/activate",
    tag = "playbooks",
    params(("playbook_id" = schema::PlaybookId, Path, description = "Which playbook.")),
    responses((status = 200, description = "The playbook.", body = documents::PlaybookDocument))
)]
pub async fn activate_playbook(
    who: Can<EditPlaybook>,
    State(app): State<App>,
    Path(playbook): Path<PlaybookId>,
) -> Result<Json<Playbook>, Problem> {
    Ok(Json(app.set_playbook_state(&who, playbook, PlaybookState::Active).await?.into()))
}

/// Lets nobody enter any more; runs that come to their next step stop.
#[utoipa::path(
    post,
    path = "/v1/playbooks/{playbook_id}/pause",
    tag = "playbooks",
    params(("playbook_id" = schema::PlaybookId, Path, description = "Which playbook.")),
    responses((status = 200, description = "The playbook.", body = documents::PlaybookDocument))
)]
pub async fn pause_playbook(
    who: Can<EditPlaybook>,
    State(app): State<App>,
    Path(playbook): Path<PlaybookId>,
) -> Result<Json<Playbook>, Problem> {
    Ok(Json(app.set_playbook_state(&who, playbook, PlaybookState::Paused).await?.into()))
}
