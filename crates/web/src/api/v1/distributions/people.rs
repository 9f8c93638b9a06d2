//! The people of a distribution, one by one.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{CustomerId, EffectId, LinkId};
use touchstone_engine::App;
use touchstone_engine::asking::{RecipientRow, RecipientState};
use utoipa::{IntoParams, ToSchema};

use super::DistributionPath;
use crate::api::schema;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Cursor, Json, Listing, Page, Paging, Path};
use crate::problem::Problem;

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListRecipients {
    /// Only those of whom it is so.
    #[param(inline)]
    pub state: Option<AskedState>,
}

/// How far it is with one person.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AskedState {
    /// Not asked yet.
    Chosen,
    /// Asked.
    Invited,
    /// Not asked, for a reason.
    Refused,
}

/// One person of a distribution.
#[derive(Debug, Serialize, ToSchema)]
pub struct Recipient {
    /// Who.
    #[schema(value_type = schema::CustomerId)]
    pub customer: CustomerId,
    /// How far it is.
    #[schema(value_type = schema::RecipientState)]
    pub state: &'static str,
    /// The rule that forbade asking; null when none did.
    #[schema(required, example = "cap_total")]
    pub reason: Option<String>,
    /// When they were invited.
    #[schema(value_type = Option<schema::Time>, required)]
    pub invited_at: Option<Timestamp>,
    /// How many reminders were due.
    pub reminded: u32,
    /// When the next reminder is due.
    #[schema(value_type = Option<schema::Time>, required)]
    pub remind_at: Option<Timestamp>,
    /// When their link was fetched first.
    #[schema(value_type = Option<schema::Time>, required)]
    pub opened_at: Option<Timestamp>,
    /// Their link.
    #[schema(value_type = Option<schema::LinkId>, required)]
    pub link: Option<LinkId>,
    /// The effect that carries the latest message.
    #[schema(value_type = Option<schema::EffectId>, required)]
    pub effect: Option<EffectId>,
}

impl From<RecipientRow> for Recipient {
    fn from(row: RecipientRow) -> Self {
        Self {
            customer: row.customer,
            state: row.state.as_str(),
            reason: row.reason,
            invited_at: row.invited_at,
            reminded: row.reminded,
            remind_at: row.next_at,
            opened_at: row.opened_at,
            link: row.link,
            effect: row.effect,
        }
    }
}

/// Lists the people of a distribution, and why some were not asked.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/distributions/{distribution_id}/recipients",
    tag = "distributions",
    params(
        ("survey_id" = schema::SurveyId, Path, description = "Which survey."),
        ("distribution_id" = schema::DistributionId, Path, description = "Which of its distributions."),
        ListRecipients,
        Paging,
    ),
    responses((status = 200, description = "A page of people.", body = Page<Recipient>))
)]
pub async fn list_recipients(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(path): Path<DistributionPath>,
    Listing { filter, page }: Listing<ListRecipients, Paging>,
) -> Result<Json<Page<Recipient>>, Problem> {
    let state = filter.state.map(|state| match state {
        AskedState::Chosen => RecipientState::Chosen,
        AskedState::Invited => RecipientState::Invited,
        AskedState::Refused => RecipientState::Refused,
    });
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let of = (path.survey_id, path.distribution_id);
    let found = app.list_recipients(&who, of, state, after, page.limit.and_one()).await?;
    let cursor = |row: &RecipientRow| Cursor::after(*row.customer.as_bytes());
    Ok(Json(Page::of(found, page.limit, cursor, Recipient::from)))
}
