//! To whom a case can be handed.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{CaseId, MemberId};
use touchstone_engine::App;
use touchstone_engine::cases::Candidate;
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Page, Path, Query};
use crate::problem::Problem;

/// Most characters of a name that is looked for.
const NAME_CHARS_MAX: usize = 120;

/// Which of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCandidates {
    /// With this in their name.
    #[serde(default)]
    #[param(max_length = 120)]
    pub name: Option<String>,
}

/// Somebody who may take a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseCandidate {
    /// Who.
    #[schema(value_type = schema::MemberId)]
    pub member: MemberId,
    /// What they are called.
    #[schema(example = "Li Na")]
    pub name: String,
    /// How many open cases they hold, of those that you may see.
    #[schema(example = 3)]
    pub open: i64,
}

impl From<Candidate> for CaseCandidate {
    fn from(Candidate { member, name, open }: Candidate) -> Self {
        Self { member, name, open }
    }
}

/// Lists the members to whom a case can be handed: active, may handle cases, and see its unit. Those nearest to the unit
/// come first, then those with fewer open cases; fifty at most.
#[utoipa::path(
    get,
    path = "/v1/cases/{case_id}/candidates",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case."), ListCandidates),
    responses((status = 200, description = "The members.", body = Page<CaseCandidate>))
)]
pub async fn list_case_candidates(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
    Query(query): Query<ListCandidates>,
) -> Result<Json<Page<CaseCandidate>>, Problem> {
    if query.name.as_ref().is_some_and(|name| name.chars().count() > NAME_CHARS_MAX) {
        return Err(Problem::parameter("name", "too_long", format!("at most {NAME_CHARS_MAX} characters")));
    }
    let found = app.case_candidates(&who, case, query.name).await?;
    Ok(Json(Page { items: found.into_iter().map(CaseCandidate::from).collect(), next_cursor: None }))
}
