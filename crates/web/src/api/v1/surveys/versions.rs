//! The published versions of a survey.

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::id::SurveyId;
use touchstone_engine::App;
use touchstone_engine::surveys::StoredVersion;
use utoipa::ToSchema;

use crate::api::{documents, schema};
use crate::auth::{Can, ReadSurveys};
use crate::extract::{Cursor, Json, Page, Paging, Path, Query};
use crate::problem::{Problem, ProblemBody};

/// A published version.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyVersion {
    /// Its number.
    #[schema(example = 2)]
    pub version: u32,
    /// Since when.
    #[schema(value_type = schema::Time)]
    pub published_at: Timestamp,
    /// How many questions it asks.
    #[schema(example = 4)]
    pub questions: usize,
    /// How much differs from the version before; all questions of the first.
    #[schema(example = 3)]
    pub changes: usize,
}

impl From<StoredVersion> for SurveyVersion {
    fn from(stored: StoredVersion) -> Self {
        Self {
            version: stored.version,
            published_at: stored.published_at,
            questions: stored.questions,
            changes: stored.changes,
        }
    }
}

/// Lists the published versions, the latest first.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/versions",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), Paging),
    responses((status = 200, description = "A page of versions.", body = Page<SurveyVersion>))
)]
pub async fn list_versions(
    who: Can<ReadSurveys>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<SurveyVersion>>, Problem> {
    let place = page.cursor.map(|cursor| cursor.number_and_id::<SurveyId>()).transpose()?;
    let before = place.map(|(number, _)| u32::try_from(number).unwrap_or(0));
    let rows = app.list_versions(&who, survey, before, page.limit.and_one()).await?;
    let place = |row: &StoredVersion| Cursor::after_number_and_id(row.version.into(), *survey.as_bytes());
    Ok(Json(Page::of(rows, page.limit, place, SurveyVersion::from)))
}

/// Answers what a version asks, as it was published.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/versions/{version}",
    tag = "surveys",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("version" = u32, Path, description = "The number of the version.", minimum = 1, maximum = 4_294_967_295_u32),
    ),
    responses(
        (status = 200, description = "The definition.", body = documents::SurveyDocument),
        (status = 404, description = "There is no such survey or version.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_version(
    who: Can<ReadSurveys>,
    State(app): State<App>,
    Path((survey, version)): Path<(SurveyId, u32)>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(app.survey_version(&who, survey, version).await?))
}
