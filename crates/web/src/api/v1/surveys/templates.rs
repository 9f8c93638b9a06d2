//! Surveys to start from.

use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::locale::LocalizedText;
use touchstone_engine::App;
use touchstone_engine::surveys::SurveyTemplate;
use utoipa::ToSchema;

use crate::api::documents;
use crate::auth::{Can, ReadSurveys};
use crate::extract::Json;
use crate::problem::Problem;

/// Surveys to start from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyTemplates {
    /// One for each kind of study.
    pub items: Vec<SurveyTemplateItem>,
}

/// A survey to start from.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyTemplateItem {
    /// Its stable name.
    #[schema(example = "restaurant_dine_in")]
    pub id: String,
    /// What it is called, by language.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub name: LocalizedText,
    /// What it is for.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub purpose: LocalizedText,
    /// What `POST /v1/surveys` takes, in English and Chinese; its `name` is in English.
    #[schema(value_type = documents::SurveyDocument)]
    pub document: Value,
}

impl From<SurveyTemplate> for SurveyTemplateItem {
    fn from(template: SurveyTemplate) -> Self {
        let SurveyTemplate { id, name, purpose, document } = template;
        Self { id, name, purpose, document }
    }
}

/// Lists surveys to start from, each in English and Chinese.
#[utoipa::path(
    get,
    path = "/v1/surveys/templates",
    tag = "surveys",
    responses((status = 200, description = "The templates.", body = SurveyTemplates))
)]
pub async fn list_survey_templates(
    _who: Can<ReadSurveys>,
    State(_app): State<App>,
) -> Result<Json<SurveyTemplates>, Problem> {
    let items = touchstone_engine::surveys::templates();
    Ok(Json(SurveyTemplates { items: items.into_iter().map(SurveyTemplateItem::from).collect() }))
}
