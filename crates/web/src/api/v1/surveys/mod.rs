//! Surveys: drafts, their life, links, and what came back.

mod add_responses;
mod check;
mod create;
pub(super) mod create_link;
mod difference;
mod duplicate;
mod eligibility;
mod export;
mod fields;
mod import;
mod life;
mod link_qr;
mod link_sheet;
mod list;
mod list_links;
mod list_responses;
mod preview;
mod replace;
mod results;
mod results_cross;
mod results_words;
mod revoke_link;
mod shades;
mod show;
mod templates;
mod versions;

pub(crate) use eligibility::EligibilityView;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::id::SurveyId;
use touchstone_engine::surveys::StoredSurvey;
use utoipa::ToSchema;

use crate::api::{documents, schema};
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_surveys, create::create_survey))
        .with(guarded!(check::check_survey))
        .with(guarded!(preview::preview_survey))
        .with(guarded!(import::import_survey).body_bytes_max(import::DOCUMENT_BYTES_MAX))
        .with(guarded!(show::show_survey, replace::replace_survey))
        .with(guarded!(life::publish_survey))
        .with(guarded!(life::pause_survey))
        .with(guarded!(life::resume_survey))
        .with(guarded!(life::close_survey))
        .with(guarded!(list_links::list_links, create_link::create_link))
        .with(guarded!(add_responses::add_responses))
        .with(guarded!(link_qr::show_link_qr))
        .with(guarded!(revoke_link::revoke_link))
        .with(guarded!(link_sheet::create_link_sheet))
        .with(guarded!(eligibility::explain_eligibility))
        .with(guarded!(list_responses::list_responses))
        .with(guarded!(results::show_results))
        .with(guarded!(results_cross::cross_questions))
        .with(guarded!(results_words::list_words))
        .with(guarded!(templates::list_survey_templates))
        .with(guarded!(fields::list_survey_fields))
        .with(guarded!(duplicate::duplicate_survey))
        .with(guarded!(versions::list_versions))
        .with(guarded!(versions::show_version))
        .with(guarded!(difference::show_difference))
        .with(guarded!(export::export_survey))
}

/// A survey with its draft.
#[derive(Debug, Serialize, ToSchema)]
pub struct Survey {
    /// Its id.
    #[schema(value_type = schema::SurveyId)]
    pub id: SurveyId,
    /// What members call it.
    #[schema(example = "After the meal")]
    pub name: String,
    /// Where it stands: `draft`, `published`, `paused`, `closed`.
    #[schema(example = "published")]
    pub state: &'static str,
    /// The version that answers are taken for, or were last; null before the first.
    #[schema(required, example = 1)]
    pub version: Option<u32>,
    /// When it last changed.
    #[schema(value_type = schema::Time)]
    pub changed_at: Timestamp,
    /// The draft, as the next version would be.
    #[schema(value_type = documents::SurveyDocument)]
    pub draft: Value,
}

impl From<StoredSurvey> for Survey {
    fn from(stored: StoredSurvey) -> Self {
        Self {
            id: stored.id,
            name: stored.draft["name"].as_str().unwrap_or_default().to_owned(),
            state: stored.state.name(),
            version: stored.state.version(),
            changed_at: stored.changed_at,
            draft: stored.draft,
        }
    }
}
