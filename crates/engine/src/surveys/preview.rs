//! A survey tried out before it is saved or published: what a respondent would see, and nothing is stored.

use std::sync::Arc;

use serde_json::Value;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::SurveyId;
use touchstone_domain::link::{Item, LinkParams};
use touchstone_domain::locale::Lang;
use touchstone_domain::response::{Draft, Step, read_form, step};
use touchstone_domain::survey::{Facts, Survey, Version};

use super::definition;
use crate::access::Actor;
use crate::answering::FormState;
use crate::{App, Refusal};

/// A survey to try out, and how far the one who tries it has come.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The definition.
    pub document: Value,
    /// The form fields of the pages before, as they were posted.
    pub answers: Vec<(String, String)>,
    /// The form fields of the page that is posted now; none to look at the first page.
    pub posted: Vec<(String, String)>,
    /// What the link would bring along.
    pub params: LinkParams,
    /// The language to read it in; the survey's own when none.
    pub language: Option<Lang>,
    /// What random orders follow.
    pub seed: u64,
}

/// What the respondent would see.
#[derive(Debug, Clone)]
pub struct Previewed {
    /// The survey.
    pub survey: Survey,
    /// The brand's settings, for the page's frame.
    pub settings: Arc<BrandSettings>,
    /// In which language.
    pub language: Lang,
    /// The items that a link would bring along.
    pub items: Vec<Item>,
    /// The form; none when the survey was completed.
    pub form: Option<FormState>,
}

impl App {
    /// Refuses what could not be saved; nothing is stored.
    pub fn check_survey(&self, actor: &Actor, document: &Value) -> Result<(), Refusal> {
        actor.changes_nothing();
        definition(SurveyId::from_bytes([0; 16]), document).map(drop)
    }

    /// What a respondent would see; nothing is stored.
    pub async fn preview_survey(&self, actor: &Actor, preview: Preview) -> Result<Previewed, Refusal> {
        actor.changes_nothing();
        let survey = definition(SurveyId::from_bytes([0; 16]), &preview.document).map_err(in_document)?;
        let app = self.clone();
        let settings = self
            .store()
            .read("preview_survey", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                Ok::<_, Refusal>(Arc::clone(&brand.settings))
            })
            .await?;
        Ok(self.tried(survey, settings, &preview))
    }

    fn tried(&self, survey: Survey, settings: Arc<BrandSettings>, preview: &Preview) -> Previewed {
        let version = Version::of_published(0, survey);
        let (survey, items) = (&version.survey, &preview.params.items);
        let asked = preview.language.clone().filter(|language| survey.languages.contains(language));
        let mut draft = Draft { language: asked, seed: preview.seed, ..Draft::default() };
        // What was answered before is read anew, so that it always fits the survey as it is now.
        draft.merge(read_form(survey, items, pairs(&preview.answers)).patch);
        let posted = read_form(survey, items, pairs(&preview.posted));
        let facts = Facts::at(self.now()).of_link(&preview.params);
        let (draft, form) = match step(&version, &facts, draft, posted, preview.seed) {
            Step::Show { draft, faults, typed } => {
                let form = FormState { draft: draft.clone(), resume: None, resumed: false, faults, typed };
                (draft, Some(form))
            }
            Step::Done(completed) => (completed.draft, None),
        };
        let language = draft.language.unwrap_or_else(|| version.survey.default_language.clone());
        Previewed { settings, language, items: items.clone(), form, survey: version.survey }
    }
}

fn pairs(fields: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The definition is a part of what was sent.
fn in_document(refusal: Refusal) -> Refusal {
    let Refusal::Fields(errors) = refusal else { return refusal };
    let inside = |error: FieldError| FieldError { field: format!("document.{}", error.field), ..error };
    Refusal::Fields(errors.into_iter().map(inside).collect())
}
