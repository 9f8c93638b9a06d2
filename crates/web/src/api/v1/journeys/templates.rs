//! Journeys to begin with.

use serde::Serialize;
use touchstone_domain::journey;
use touchstone_domain::locale::LocalizedText;
use utoipa::ToSchema;

use super::Stage;
use crate::auth::{Can, ReadMetrics};
use crate::extract::{Json, Page};
use crate::problem::Problem;

/// A journey to begin with: post its name and stages to make it one's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct JourneyTemplate {
    /// Its stable name.
    #[schema(example = "restaurant")]
    pub key: &'static str,
    /// What it is called, by language.
    #[schema(value_type = BTreeMap<String, String>)]
    pub name: LocalizedText,
    /// Its stages; no survey asks about their touchpoints yet.
    pub stages: Vec<Stage>,
}

/// Lists the shipped journeys: restaurant, retail, telecom hall, online community.
#[utoipa::path(
    get,
    path = "/v1/journeys/templates",
    tag = "journeys",
    responses((status = 200, description = "All of them.", body = Page<JourneyTemplate>))
)]
pub async fn list_journey_templates(_who: Can<ReadMetrics>) -> Result<Json<Page<JourneyTemplate>>, Problem> {
    let items = journey::templates().iter().map(|template| JourneyTemplate {
        key: &template.key,
        name: template.name.clone(),
        stages: template.stages.iter().cloned().map(Stage::from).collect(),
    });
    Ok(Json(Page { items: items.collect(), next_cursor: None }))
}
