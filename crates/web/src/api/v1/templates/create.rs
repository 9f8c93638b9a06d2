//! A new template.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};
use touchstone_engine::App;

use super::Template;
use crate::api::documents;
use crate::auth::{Can, EditPlaybook};
use crate::extract::Json;
use crate::problem::Problem;

/// Makes a template. Playbooks name it by its id.
#[utoipa::path(
    post,
    path = "/v1/templates",
    tag = "templates",
    request_body = documents::TemplateDocument,
    responses((status = 201, description = "The template.", body = documents::TemplateDocument))
)]
pub async fn create_template(
    who: Can<EditPlaybook>,
    State(app): State<App>,
    Json(document): Json<Map<String, Value>>,
) -> Result<(StatusCode, Json<Template>), Problem> {
    let made = app.save_template(&who, None, Value::Object(document)).await?;
    Ok((StatusCode::CREATED, Json(Template::of(&made)?)))
}
