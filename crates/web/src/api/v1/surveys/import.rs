//! A survey of another tool as a draft.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use touchstone_domain::survey::exchange;
use touchstone_engine::App;
use utoipa::{IntoParams, ToSchema};

use crate::api::documents;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Json, Query};
use crate::problem::{FieldProblem, Problem};

/// The most bytes of a document.
pub const DOCUMENT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Which tool the document comes from.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportFrom {
    /// The tool; without it the document's own fields tell.
    #[param(inline)]
    pub format: Option<SurveyFormat>,
}

/// A tool that surveys come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SurveyFormat {
    /// SurveyJS, `survey-core` 3 and what it still reads.
    SurveyJs,
    /// Formbricks, with blocks or with the older list of questions.
    Formbricks,
    /// An export of Touchstone.
    Touchstone,
}

impl From<SurveyFormat> for exchange::Format {
    fn from(format: SurveyFormat) -> Self {
        match format {
            SurveyFormat::SurveyJs => Self::SurveyJs,
            SurveyFormat::Formbricks => Self::Formbricks,
            SurveyFormat::Touchstone => Self::Touchstone,
        }
    }
}

impl From<exchange::Format> for SurveyFormat {
    fn from(format: exchange::Format) -> Self {
        match format {
            exchange::Format::SurveyJs => Self::SurveyJs,
            exchange::Format::Formbricks => Self::Formbricks,
            exchange::Format::Touchstone => Self::Touchstone,
        }
    }
}

/// A foreign survey as a draft, and what became of each of its items.
#[derive(Debug, Serialize, ToSchema)]
pub struct SurveyImport {
    /// What the document was taken for.
    pub format: SurveyFormat,
    /// The draft; `POST /v1/surveys` saves it.
    #[schema(value_type = documents::SurveyDocument)]
    pub draft: Value,
    /// How many items mean the same, differ, and are not there.
    pub counts: ImportCounts,
    /// What became of each item, in the order of the document, at most 5,000.
    pub items: Vec<ImportItem>,
    /// What has to be mended before the draft can be saved.
    pub errors: Vec<FieldProblem>,
}

/// How many items came through how.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ImportCounts {
    /// They mean the same.
    pub kept: usize,
    /// They are there, and differ.
    pub changed: usize,
    /// They are not there.
    pub left_out: usize,
}

/// What became of one item.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportItem {
    /// Where it stands in the document.
    #[schema(example = "pages[0].elements[2].visibleIf")]
    pub source: String,
    /// Where it stands in the draft; null when it was left out.
    #[schema(required, example = "questions.why.show_when")]
    pub target: Option<String>,
    /// A question's kind or a property's name, in the other tool's words.
    #[schema(example = "visibleIf")]
    pub kind: String,
    /// `kept`, `changed` or `left_out`.
    #[schema(example = "kept")]
    pub outcome: &'static str,
    /// A stable word for the reason.
    #[schema(example = "translated")]
    pub code: &'static str,
    /// The reason, for members.
    pub reason: ImportReason,
}

/// A reason in both languages of the console.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportReason {
    /// In English.
    pub en: String,
    /// In Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: String,
}

impl From<exchange::Item> for ImportItem {
    fn from(item: exchange::Item) -> Self {
        Self {
            outcome: item.outcome.name(),
            code: item.reason.code(),
            reason: ImportReason { en: item.reason.english(), zh_cn: item.reason.chinese() },
            source: item.source,
            target: item.target,
            kind: item.kind,
        }
    }
}

/// Reads a survey of SurveyJS or Formbricks, or an export of Touchstone, as a draft. Saves nothing: the answer
/// holds the draft, and for each item of the document what became of it and why.
#[utoipa::path(
    post,
    path = "/v1/surveys/import",
    tag = "surveys",
    params(ImportFrom),
    request_body(content = documents::ForeignSurvey),
    responses((status = 200, description = "The draft and the report.", body = SurveyImport))
)]
pub async fn import_survey(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Query(from): Query<ImportFrom>,
    Json(document): Json<Map<String, Value>>,
) -> Result<Json<SurveyImport>, Problem> {
    let format = from.format.map(Into::into);
    let read = app.read_survey_of_another_tool(&who, Value::Object(document), format).await?;
    let mut counts = ImportCounts::default();
    for item in &read.imported.items {
        match item.outcome {
            exchange::Outcome::Kept => counts.kept += 1,
            exchange::Outcome::Changed => counts.changed += 1,
            exchange::Outcome::LeftOut => counts.left_out += 1,
        }
    }
    Ok(Json(SurveyImport {
        format: read.imported.format.into(),
        draft: read.draft,
        counts,
        items: read.imported.items.into_iter().map(ImportItem::from).collect(),
        errors: read.errors.iter().map(FieldProblem::from).collect(),
    }))
}
