//! What a survey's conditions can name besides the survey's own.

use serde::Serialize;
use touchstone_domain::expression::Scope;
use utoipa::ToSchema;

use crate::auth::{Can, ReadSurveys};
use crate::extract::Json;

/// What conditions can name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyFields {
    /// All fields.
    pub items: Vec<SurveyField>,
}

/// Something that a condition can name.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyField {
    /// As it is written.
    #[schema(example = "customer.orders_90d")]
    pub path: String,
    /// Its type: `text`, `number`, `bool`, `timestamp`, `list` or `record`.
    #[schema(example = "number")]
    pub kind: &'static str,
}

/// Lists the fields of the customer, order and unit that a survey's conditions can name besides its own answers, hidden
/// fields, computed values and scores.
#[utoipa::path(
    get,
    path = "/v1/surveys/fields",
    tag = "surveys",
    responses((status = 200, description = "The fields.", body = SurveyFields))
)]
pub async fn list_survey_fields(_who: Can<ReadSurveys>) -> Json<SurveyFields> {
    let field =
        |(path, kind): (String, touchstone_domain::expression::Kind)| SurveyField { path, kind: kind.name() };
    Json(SurveyFields { items: Scope::SURVEY.fields().map(field).collect() })
}
