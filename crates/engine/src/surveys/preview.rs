//! A survey tried out before it is saved or published: what a respondent would see, and nothing is stored.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::SurveyId;
use touchstone_domain::link::LinkParams;
use touchstone_domain::locale::Lang;
use touchstone_domain::response::{Draft, Step, read_form, step};
use touchstone_domain::survey::{Facts, Survey, Version};
use touchstone_domain::time::zone;

use super::definition_of;
use crate::access::Actor;
use crate::answering::FormState;
use crate::{App, Refusal, compute};

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
    /// A question or page to go to, where respondents who answered like this come to it.
    pub at: Option<String>,
}

/// What the respondent would see.
#[derive(Debug)]
pub struct Previewed {
    /// The survey, as if it had been published.
    pub version: Version,
    /// The brand's settings, for the page's frame.
    pub settings: Arc<BrandSettings>,
    /// In which language.
    pub language: Lang,
    /// What the link would bring along.
    pub params: LinkParams,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a survey that is tried out stands.
#[derive(Debug)]
pub enum Stage {
    /// At a page of its form.
    Form(FormState),
    /// At its end, with the completed response.
    Done(Draft),
}

impl Previewed {
    /// What its logic may look at besides the answers.
    #[must_use]
    pub fn facts(&self, now: Timestamp) -> Facts<'_> {
        facts(now, &self.settings, &self.params)
    }
}

impl App {
    /// Refuses what could not be saved; nothing is stored.
    pub async fn check_survey(&self, actor: &Actor, document: Value) -> Result<(), Refusal> {
        actor.changes_nothing();
        definition_of(SurveyId::from_bytes([0; 16]), document).await.map(drop)
    }

    /// What a respondent would see; nothing is stored.
    pub async fn preview_survey(&self, actor: &Actor, preview: Preview) -> Result<Previewed, Refusal> {
        actor.changes_nothing();
        let app = self.clone();
        let settings = self
            .store()
            .read("preview_survey", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                Ok::<_, Refusal>(Arc::clone(&brand.settings))
            })
            .await?;
        let now = self.now();
        compute::beside("previewing a survey", move || preview.tried(settings, now)).await?
    }
}

impl Preview {
    fn tried(self, settings: Arc<BrandSettings>, now: Timestamp) -> Result<Previewed, Refusal> {
        let survey = Survey::read(SurveyId::from_bytes([0; 16]), &self.document);
        let version = survey.and_then(Version::of_draft).map_err(in_document)?;
        let Preview { params, answers, posted, seed, language, at, document: _ } = self;
        let survey = &version.survey;
        let asked = language.filter(|language| survey.languages.contains(language));
        let mut draft = Draft { language: asked, seed, ..Draft::default() };
        // What was answered before is read anew, so that it always fits the survey as it is now.
        draft.merge(read_form(survey, &params.items, pairs(&answers)).patch);
        let posted = read_form(survey, &params.items, pairs(&posted));
        let facts = facts(now, &settings, &params);
        let stage = match step(&version, &facts, draft, posted, seed) {
            Step::Show { draft, faults, typed, appeared, .. } => {
                Stage::Form(FormState { faults, typed, appeared, ..FormState::of(draft, None, false) })
            }
            Step::Done(completed) => Stage::Done(completed.draft),
        };
        let (Stage::Form(FormState { draft, .. }) | Stage::Done(draft)) = &stage;
        let place = at.as_deref().and_then(|at| {
            let screens = version.walk(draft, &facts).screens();
            screens.iter().find(|screen| screen.holds(at)).map(|screen| screen.number)
        });
        let stage = match place {
            None => stage,
            // Looked at without having come there: nothing is asked for on the way.
            Some(page) => {
                let draft = Draft { page, ..draft.clone() };
                Stage::Form(FormState::of(draft, None, false))
            }
        };
        let (Stage::Form(FormState { draft, .. }) | Stage::Done(draft)) = &stage;
        let language = draft.language.clone().unwrap_or_else(|| survey.default_language.clone());
        Ok(Previewed { version, settings, language, params, stage })
    }
}

fn facts<'a>(now: Timestamp, settings: &BrandSettings, params: &'a LinkParams) -> Facts<'a> {
    let mut facts = Facts::at(now).of_link(params);
    facts.zone = zone(&settings.time_zone);
    facts
}

fn pairs(fields: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// The definition is a part of what was sent.
fn in_document(errors: Vec<FieldError>) -> Refusal {
    let inside = |error: FieldError| FieldError { field: format!("document.{}", error.field), ..error };
    Refusal::Fields(errors.into_iter().map(inside).collect())
}
