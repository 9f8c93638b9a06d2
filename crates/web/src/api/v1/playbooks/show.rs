//! One playbook.

use axum::extract::State;
use touchstone_domain::id::PlaybookId;
use touchstone_engine::App;

use super::Playbook;
use crate::api::{documents, schema};
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers one playbook.
#[utoipa::path(
    get,
    path = "/v1/playbooks/{playbook_id}",
    tag = "playbooks",
    params(("playbook_id" = schema::PlaybookId, Path, description = "Which playbook.")),
    responses((status = 200, description = "The playbook.", body = documents::PlaybookDocument))
)]
pub async fn show_playbook(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Path(playbook): Path<PlaybookId>,
) -> Result<Json<Playbook>, Problem> {
    Ok(Json(app.playbook(&who, playbook).await?.into()))
}
