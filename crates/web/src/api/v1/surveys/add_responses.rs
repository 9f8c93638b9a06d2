//! Answers given before, or elsewhere.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::id::{LinkId, SurveyId};
use touchstone_domain::locale::Lang;
use touchstone_engine::App;
use touchstone_engine::surveys::PastResponse;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Path, object};
use crate::problem::{Problem, ProblemBody};

/// Answers to take in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddResponsesRequest {
    /// What each customer answered.
    #[schema(min_items = 1, max_items = 500)]
    #[serde(deserialize_with = "object::each")]
    pub responses: Vec<PastAnswers>,
}

/// What one customer answered.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PastAnswers {
    /// When; at most ten years ago.
    #[schema(value_type = schema::Time)]
    pub answered_at: Timestamp,
    /// In which language; the survey's own when left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "zh-CN")]
    pub language: Option<Lang>,
    /// The answers by question: numbers, texts, `{"options": […]}`, `{"items": {…}}`.
    #[schema(value_type = Object, example = json!({ "recommend": 9 }))]
    pub answers: Value,
}

/// What was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub struct AddedResponses {
    /// How many responses.
    #[schema(example = 120)]
    pub added: usize,
}

/// The link through which they count.
#[derive(Debug, Deserialize)]
pub struct LinkPath {
    /// The survey.
    pub survey_id: SurveyId,
    /// The link.
    pub link_id: LinkId,
}

/// Takes in what was answered before, such as on paper or in another tool, as if through an open link: kept and counted on
/// the day it was answered. What is past leads to no event and to no action. All of it is taken in, or nothing.
#[utoipa::path(
    post,
    path = "/v1/surveys/{survey_id}/links/{link_id}/responses",
    tag = "surveys",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("link_id" = schema::LinkId, Path, description = "Through which of its links: unit and channel are the link's."),
    ),
    request_body = AddResponsesRequest,
    responses(
        (status = 201, description = "They count.", body = AddedResponses),
        (status = 404, description = "There is no such survey or link, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The link is not open, or the survey not published.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "An answer cannot be used; `errors` names it.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn add_responses(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(path): Path<LinkPath>,
    Json(request): Json<AddResponsesRequest>,
) -> Result<(StatusCode, Json<AddedResponses>), Problem> {
    let past = request.responses.into_iter().map(|one| PastResponse {
        answered_at: one.answered_at,
        language: one.language,
        answers: one.answers,
    });
    let added = app.add_past_responses(&who, (path.survey_id, path.link_id), past.collect()).await?;
    Ok((StatusCode::CREATED, Json(AddedResponses { added })))
}
