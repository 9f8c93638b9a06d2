//! Another wording.

use axum::extract::State;
use serde_json::{Map, Value};
use touchstone_domain::id::TemplateId;
use touchstone_engine::App;

use super::Template;
use crate::api::{documents, schema};
use crate::auth::{Can, EditPlaybook};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Replaces a template; messages decided before keep their words.
#[utoipa::path(
    put,
    path = "/v1/templates/{template_id}",
    tag = "templates",
    params(("template_id" = schema::TemplateId, Path, description = "Which template.")),
    request_body = documents::TemplateDocument,
    responses((status = 200, description = "The template.", body = documents::TemplateDocument))
)]
pub async fn replace_template(
    who: Can<EditPlaybook>,
    State(app): State<App>,
    Path(template): Path<TemplateId>,
    Json(document): Json<Map<String, Value>>,
) -> Result<Json<Template>, Problem> {
    let saved = app.save_template(&who, Some(template), Value::Object(document)).await?;
    Template::of(&saved).map(Json)
}
