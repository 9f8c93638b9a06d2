//! How two versions of a survey differ.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use touchstone_domain::id::SurveyId;
use touchstone_domain::survey as domain;
use touchstone_engine::App;
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::auth::{Can, ReadSurveys};
use crate::extract::{Json, Path, Query};
use crate::problem::{Problem, ProblemBody};

/// From which version.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DifferenceQuery {
    /// The other version, earlier or later, 0 for the draft; the one before when left out.
    #[param(minimum = 0, maximum = 4_294_967_295_u32)]
    pub from: Option<u32>,
}

/// How two versions differ.
#[derive(Debug, Serialize, ToSchema)]
pub struct Difference {
    /// The version that is compared.
    pub version: u32,
    /// With which; null where the first is compared with nothing.
    #[schema(required)]
    pub from: Option<u32>,
    /// What differs, in the order of the survey, at most 1,000 changes.
    pub changes: Vec<SurveyChange>,
}

/// One thing that differs.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyChange {
    /// What became of it.
    pub what: ChangeWhat,
    /// What kind of part it is of.
    pub part: ChangePart,
    /// The part's id; empty of the survey itself and of rules.
    #[schema(example = "recommend")]
    pub id: String,
    /// The page or question it belongs to.
    #[schema(required, example = "meal")]
    pub of: Option<String>,
    /// Which field changed; null where the whole part came, went or moved.
    #[schema(required, example = "title")]
    pub field: Option<String>,
    /// In which language, if it is a text.
    #[schema(required, example = "zh-CN")]
    pub language: Option<String>,
    /// What it was: a field's value, what names a part that went, or the page it stood on.
    #[schema(required, value_type = Option<Value>)]
    pub before: Value,
    /// What it is.
    #[schema(required, value_type = Option<Value>)]
    pub after: Value,
}

/// What became of a part.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeWhat {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It stands elsewhere.
    Moved,
    /// A field of it is another.
    Changed,
}

/// What a survey is made of.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangePart {
    /// The survey itself.
    Survey,
    /// A page.
    Page,
    /// A question.
    Question,
    /// An option of a question.
    Option,
    /// A row of a matrix.
    Row,
    /// A column of a matrix.
    Column,
    /// A value that comes with the link.
    HiddenField,
    /// A value that is worked out.
    Computed,
    /// What happens between pages.
    Rule,
    /// What is said at the end.
    Ending,
    /// How many of which mix are wanted.
    Quota,
}

impl From<domain::Change> for SurveyChange {
    fn from(change: domain::Change) -> Self {
        Self {
            what: match change.what {
                domain::What::Added => ChangeWhat::Added,
                domain::What::Removed => ChangeWhat::Removed,
                domain::What::Moved => ChangeWhat::Moved,
                domain::What::Changed => ChangeWhat::Changed,
            },
            part: match change.part {
                domain::Part::Survey => ChangePart::Survey,
                domain::Part::Page => ChangePart::Page,
                domain::Part::Question => ChangePart::Question,
                domain::Part::Option => ChangePart::Option,
                domain::Part::Row => ChangePart::Row,
                domain::Part::Column => ChangePart::Column,
                domain::Part::HiddenField => ChangePart::HiddenField,
                domain::Part::Computed => ChangePart::Computed,
                domain::Part::Rule => ChangePart::Rule,
                domain::Part::Ending => ChangePart::Ending,
                domain::Part::Quota => ChangePart::Quota,
            },
            id: change.id,
            of: change.of,
            field: change.field,
            language: change.language,
            before: change.before,
            after: change.after,
        }
    }
}

/// Answers how a version differs from another: what came, went, moved and changed.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/versions/{version}/difference",
    tag = "surveys",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("version" = u32, Path, description = "The number of the version; 0 for the draft.", minimum = 0, maximum = 4_294_967_295_u32),
        DifferenceQuery,
    ),
    responses(
        (status = 200, description = "The difference.", body = Difference),
        (status = 404, description = "There is no such survey or version.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn show_difference(
    who: Can<ReadSurveys>,
    State(app): State<App>,
    Path((survey, version)): Path<(SurveyId, u32)>,
    Query(query): Query<DifferenceQuery>,
) -> Result<Json<Difference>, Problem> {
    let (from, changes) = app.version_difference(&who, survey, version, query.from).await?;
    Ok(Json(Difference { version, from, changes: changes.into_iter().map(SurveyChange::from).collect() }))
}
