//! Cases in one's scope.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::{CaseId, CustomerId, MemberId, UnitId};
use touchstone_domain::time::from_micros;
use touchstone_engine::App;
use touchstone_engine::cases::CaseQuery;
use utoipa::{IntoParams, ToSchema};

use super::Case;
use crate::api::schema;
use crate::auth::{Can, ReadCases};
use crate::extract::{Cursor, Json, Limit, Page, Query};
use crate::problem::Problem;

/// How far a case is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Nobody has taken it up.
    Open,
    /// Someone works on it.
    InProgress,
    /// The customer has to say something.
    WaitingCustomer,
    /// Done.
    Closed,
}

/// Which cases.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCases {
    /// In this state.
    #[serde(default)]
    #[param(inline)]
    pub state: Option<CaseState>,
    /// Exactly of this unit.
    #[serde(default)]
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// Held by this member.
    #[serde(default)]
    #[param(value_type = Option<schema::MemberId>)]
    pub owner: Option<MemberId>,
    /// Of this customer.
    #[serde(default)]
    #[param(value_type = Option<schema::CustomerId>)]
    pub customer: Option<CustomerId>,
    /// Only those that are open past their time.
    #[serde(default)]
    pub late: bool,
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// Lists the cases of the units in one's scope, newest first.
#[utoipa::path(
    get,
    path = "/v1/cases",
    tag = "cases",
    params(ListCases),
    responses((status = 200, description = "A page of cases.", body = Page<Case>))
)]
pub async fn list_cases(
    who: Can<ReadCases>,
    State(app): State<App>,
    Query(query): Query<ListCases>,
) -> Result<Json<Page<Case>>, Problem> {
    let before = query.cursor.map(|cursor| cursor.number_and_id::<CaseId>()).transpose()?;
    let wanted = CaseQuery {
        state: query.state.map(word),
        unit: query.unit,
        owner: query.owner,
        customer: query.customer,
        late: query.late,
        before: before.map(|(micros, case)| (from_micros(micros), case)),
    };
    let rows = app.list_cases(&who, wanted, query.limit.and_one()).await?;
    let cursor = |row: &touchstone_domain::case::Case| {
        Cursor::after_number_and_id(row.opened_at.as_microsecond(), row.id)
    };
    Ok(Json(Page::of(rows, query.limit, cursor, Case::from)))
}

fn word(state: CaseState) -> &'static str {
    match state {
        CaseState::Open => "open",
        CaseState::InProgress => "in_progress",
        CaseState::WaitingCustomer => "waiting_customer",
        CaseState::Closed => "closed",
    }
}
