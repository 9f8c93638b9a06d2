//! Installing the starter content.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{PlaybookId, SurveyId, TemplateId};
use touchstone_domain::member::Permission;
use touchstone_engine::{App, starter};
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, EditPlaybook};
use crate::extract::Json;
use crate::problem::Problem;

/// How to install it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InstallStarterRequest {
    /// Whether the playbooks run at once; they are drafts when left out.
    #[serde(default)]
    #[schema(example = false)]
    pub active: bool,
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstalledStarter {
    /// The survey after the meal, published.
    #[schema(value_type = schema::SurveyId)]
    pub survey: SurveyId,
    /// Templates by key: `invitation`, `apology`, `offer`.
    #[schema(value_type = BTreeMap<String, schema::TemplateId>)]
    pub templates: BTreeMap<String, TemplateId>,
    /// The playbooks: ask, make it good, thank.
    #[schema(value_type = Vec<schema::PlaybookId>)]
    pub playbooks: Vec<PlaybookId>,
}

/// Installs the starter content: a survey, its messages, and playbooks that ask, make it good and thank. The setup does
/// this by itself; use it again for a fresh copy.
#[utoipa::path(
    post,
    path = "/v1/starter",
    tag = "setup",
    request_body = InstallStarterRequest,
    responses((status = 201, description = "What was made.", body = InstalledStarter))
)]
pub async fn install_starter(
    who: Can<EditPlaybook>,
    State(app): State<App>,
    Json(request): Json<InstallStarterRequest>,
) -> Result<(StatusCode, Json<InstalledStarter>), Problem> {
    who.must(Permission::EditSurvey)?;
    let made = starter::install(&app, &who, request.active).await?;
    let templates = made.templates.into_iter().collect();
    let made = InstalledStarter { survey: made.survey, templates, playbooks: made.playbooks };
    Ok((StatusCode::CREATED, Json(made)))
}
