//! What deciding on whom to ask needs to know of a survey.

use touchstone_domain::eligibility::{Asking, By, Occasion};
use touchstone_domain::id::SurveyId;
use touchstone_domain::survey::{Survey, SurveyState, Taking};
use touchstone_store::rows::{recipients, surveys};
use touchstone_store::{StoreError, Tx};

use crate::App;
use crate::brand::Brand;

/// A survey, as far as asking needs it.
pub(super) struct SurveyFacts {
    pub(super) id: SurveyId,
    pub(super) state: SurveyState,
    pub(super) taking: Taking,
    completed: u64,
}

impl SurveyFacts {
    /// Of the transaction's brand; none when there is no such survey.
    pub(super) fn load(tx: &mut Tx<'_>, app: &App, survey: SurveyId) -> Result<Option<Self>, StoreError> {
        let Some(row) = surveys::find(tx, survey)? else { return Ok(None) };
        let state = crate::surveys::state_of(&row);
        let published = match state.version() {
            Some(number) => app.versions().get(tx, survey, number)?,
            None => None,
        };
        let taking = match published {
            Some(version) => version.survey.taking.clone(),
            // Not published yet: what would hold if it were.
            None => taking_of_draft(survey, &row.draft),
        };
        let completed = match taking.responses_max {
            Some(max) => recipients::completed(tx, survey, max)?,
            None => 0,
        };
        Ok(Some(Self { id: survey, state, taking, completed }))
    }

    /// The question whether someone is asked this, before it is narrowed.
    pub(super) fn asking<'a>(&'a self, app: &App, brand: &'a Brand, by: By<'a>) -> Asking<'a> {
        Asking {
            survey: self.id,
            state: self.state,
            taking: &self.taking,
            completed: self.completed,
            condition: None,
            sample: None,
            by,
            occasion: Occasion::None { again_after_days: None },
            budget: &brand.settings.budget,
            zone: &brand.settings.time_zone,
            now: app.now(),
        }
    }
}

fn taking_of_draft(survey: SurveyId, draft: &str) -> Taking {
    let document = serde_json::from_str(draft).unwrap_or_default();
    Survey::read(survey, &document).map(|survey| survey.taking).unwrap_or_default()
}
