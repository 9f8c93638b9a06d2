//! What a widget decided about customers, and why.

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::{CustomerId, SurveyId};
use touchstone_engine::App;
use touchstone_engine::asking::KeptLook;
use utoipa::ToSchema;

use crate::api::schema;
use crate::api::v1::surveys::EligibilityView;
use crate::auth::{Can, EditSurvey};
use crate::extract::{Cursor, Json, Page, Paging, Path, Query};
use crate::problem::Problem;

/// The latest decision about a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct WidgetDecision {
    /// Whom.
    #[schema(value_type = schema::CustomerId)]
    pub customer: CustomerId,
    /// When.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// Whether the survey was shown.
    pub shown: bool,
    /// The path of the page that asked.
    #[schema(example = "/orders/17")]
    pub page: String,
    /// Why.
    pub decision: EligibilityView,
}

impl From<KeptLook> for WidgetDecision {
    fn from(look: KeptLook) -> Self {
        Self {
            customer: look.customer,
            at: look.at,
            shown: look.shown,
            decision: EligibilityView::of(Some(look.customer), &look.looked.eligibility),
            page: look.looked.page,
        }
    }
}

/// Lists the latest decision of a widget about each known customer, newest first.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/widget/decisions",
    tag = "widget",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), Paging),
    responses((status = 200, description = "A page of decisions.", body = Page<WidgetDecision>))
)]
pub async fn list_widget_decisions(
    who: Can<EditSurvey>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(page): Query<Paging>,
) -> Result<Json<Page<WidgetDecision>>, Problem> {
    let before = page.cursor.map(|cursor| place(&cursor)).transpose()?;
    let found = app.widget_looks(&who, survey, before, page.limit.and_one()).await?;
    let cursor = |look: &KeptLook| Cursor::after_number_and_id(look.at.as_microsecond(), look.customer);
    Ok(Json(Page::of(found, page.limit, cursor, WidgetDecision::from)))
}

fn place(cursor: &Cursor) -> Result<(Timestamp, CustomerId), Problem> {
    let (at, customer) = cursor.number_and_id()?;
    Ok((Timestamp::from_microsecond(at).map_err(|_| Cursor::foreign())?, customer))
}
