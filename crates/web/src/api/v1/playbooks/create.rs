//! A new playbook.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};
use touchstone_engine::App;

use super::Playbook;
use crate::api::documents;
use crate::auth::{Can, EditPlaybook};
use crate::extract::Json;
use crate::problem::Problem;

/// Makes a playbook as a draft. Conditions are checked now; a wrong one is answered with its position.
#[utoipa::path(
    post,
    path = "/v1/playbooks",
    tag = "playbooks",
    request_body = documents::PlaybookDocument,
    responses((status = 201, description = "The playbook.", body = documents::PlaybookDocument))
)]
pub async fn create_playbook(
    who: Can<EditPlaybook>,
    State(app): State<App>,
    Json(document): Json<Map<String, Value>>,
) -> Result<(StatusCode, Json<Playbook>), Problem> {
    let made = app.create_playbook(&who, Value::Object(document)).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}
