//! A playbook's next version.

use axum::extract::State;
use serde_json::{Map, Value};
use touchstone_domain::id::PlaybookId;
use touchstone_engine::App;

use super::Playbook;
use crate::api::{documents, schema};
use crate::auth::{Can, EditPlaybook};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Replaces a playbook; its state stays. Runs under way go on with the steps that are still there.
#[utoipa::path(
    put,
    path = "/v1/playbooks/{playbook_id}",
    tag = "playbooks",
    params(("playbook_id" = schema::PlaybookId, Path, description = "Which playbook.")),
    request_body = documents::PlaybookDocument,
    responses((status = 200, description = "The playbook.", body = documents::PlaybookDocument))
)]
pub async fn replace_playbook(
    who: Can<EditPlaybook>,
    State(app): State<App>,
    Path(playbook): Path<PlaybookId>,
    Json(document): Json<Map<String, Value>>,
) -> Result<Json<Playbook>, Problem> {
    Ok(Json(app.update_playbook(&who, playbook, Value::Object(document)).await?.into()))
}
