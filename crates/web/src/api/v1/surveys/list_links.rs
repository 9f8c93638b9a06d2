//! A survey's links.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::SurveyId;
use touchstone_domain::link::LinkKind;
use touchstone_engine::App;
use utoipa::{IntoParams, ToSchema};

use super::create_link::SurveyLink;
use crate::api::schema;
use crate::auth::{Can, CreateLinks};
use crate::extract::{Cursor, Json, Listing, Page, Paging, Path};
use crate::problem::Problem;

/// Which links.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListLinks {
    /// Of this kind.
    #[param(inline)]
    pub kind: Option<LinkKindFilter>,
}

/// Who may use a link how often.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkKindFilter {
    /// Everyone.
    Open,
    /// Whoever completes first.
    SingleUse,
    /// One customer.
    Personal,
}

impl From<LinkKindFilter> for LinkKind {
    fn from(kind: LinkKindFilter) -> Self {
        match kind {
            LinkKindFilter::Open => Self::Open,
            LinkKindFilter::SingleUse => Self::SingleUse,
            LinkKindFilter::Personal => Self::Personal,
        }
    }
}

/// Lists the links of a survey that lead to one's own units, oldest first. A page may hold fewer than asked for although
/// more follow: a long way past links to other units, or to personal ones past others, is gone page by page.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/links",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ListLinks, Paging),
    responses((status = 200, description = "A page of links.", body = Page<SurveyLink>))
)]
pub async fn list_links(
    who: Can<CreateLinks>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Listing { filter, page }: Listing<ListLinks>,
) -> Result<Json<Page<SurveyLink>>, Problem> {
    let after = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let which = (survey, filter.kind.map(LinkKind::from));
    let slice = app.list_links(&who, which, after, page.limit.get()).await?;
    Ok(Json(Page::of_slice(slice, |id| Cursor::after(*id.as_bytes()), SurveyLink::from)))
}
