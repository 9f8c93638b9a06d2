//! Surveys of other tools, read for a member who decides then: nothing is saved here.

use serde_json::Value;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::SurveyId;
use touchstone_domain::survey::exchange::{Format, ImportRefusal, Imported, import};

use super::definition;
use crate::access::Actor;
use crate::{App, Refusal, compute};

/// A foreign survey as a draft.
#[derive(Debug, Clone)]
pub struct ImportedSurvey {
    /// What it was taken for, and what became of each item.
    pub imported: Imported,
    /// The draft, as `POST /v1/surveys` takes it.
    pub draft: Value,
    /// What has to be mended before it can be saved.
    pub errors: Vec<FieldError>,
}

impl App {
    /// Reads a survey of another tool, or an export of ours, and saves nothing.
    ///
    /// # Errors
    /// If the document is a survey of none of the tools.
    pub async fn read_survey_of_another_tool(
        &self,
        actor: &Actor,
        document: Value,
        format: Option<Format>,
    ) -> Result<ImportedSurvey, Refusal> {
        actor.changes_nothing();
        // The id is only drawn to read it.
        let id = self.new_id(SurveyId::new);
        compute::beside("importing a survey", move || read(id, &document, format)).await?
    }
}

fn read(id: SurveyId, document: &Value, format: Option<Format>) -> Result<ImportedSurvey, Refusal> {
    let imported = import(id, document, format).map_err(|refusal| match refusal {
        ImportRefusal::Unrecognised => Refusal::Fields(vec![
            FieldError::new("body", "unknown_format", refusal.to_string())
                .in_chinese("这份文档既不是 SurveyJS 或 Formbricks 问卷，也不是 Touchstone 的导出文件"),
        ]),
        ImportRefusal::Fields(errors) => Refusal::Fields(errors),
    })?;
    let mut draft = imported.survey.to_json();
    let errors = match definition(id, &draft) {
        Ok(_) => Vec::new(),
        Err(Refusal::Fields(errors)) => errors,
        Err(refusal) => return Err(refusal),
    };
    if let Some(fields) = draft.as_object_mut() {
        fields.remove("id");
    }
    Ok(ImportedSurvey { imported, draft, errors })
}
