//! One template.

use axum::extract::State;
use touchstone_domain::id::TemplateId;
use touchstone_engine::App;

use super::Template;
use crate::api::{documents, schema};
use crate::auth::{Can, ReadPlaybooks};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers one template.
#[utoipa::path(
    get,
    path = "/v1/templates/{template_id}",
    tag = "templates",
    params(("template_id" = schema::TemplateId, Path, description = "Which template.")),
    responses((status = 200, description = "The template.", body = documents::TemplateDocument))
)]
pub async fn show_template(
    who: Can<ReadPlaybooks>,
    State(app): State<App>,
    Path(template): Path<TemplateId>,
) -> Result<Json<Template>, Problem> {
    Template::of(&app.template(&who, template).await?).map(Json)
}
