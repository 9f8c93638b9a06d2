//! Cases in one's scope.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use touchstone_domain::id::{CaseId, CustomerId, MemberId, UnitId};
use touchstone_domain::time::from_micros;
use touchstone_engine::App;
use touchstone_engine::cases::{CaseQuery, Order};
use utoipa::{IntoParams, ToSchema};

use super::Case;
use crate::api::schema;
use crate::auth::{Can, ReadCases};
use crate::extract::{Cursor, Listing, Page};
use crate::problem::{Problem, ProblemBody};
use crate::sheet::{self, PageOrFile};

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

/// The order of a list of cases.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub enum CaseOrder {
    /// The latest opened first.
    #[default]
    #[serde(rename = "-opened_at")]
    Newest,
    /// The one that is late first.
    #[serde(rename = "due_at")]
    Due,
}

/// Which cases.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCases {
    /// In this state.
    #[serde(default)]
    #[param(inline)]
    pub state: Option<CaseState>,
    /// Only those that are not closed.
    #[serde(default)]
    pub open: bool,
    /// Of this unit and all below it.
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
    /// In which order.
    #[serde(default)]
    #[param(inline)]
    pub sort: CaseOrder,
}

/// Lists the cases of the units in one's scope.
#[utoipa::path(
    get,
    path = "/v1/cases",
    tag = "cases",
    params(ListCases, PageOrFile),
    responses(
        (status = 200, description = "A page of cases, or all of them as a file.", content(
            (Page<Case> = "application/json"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 404, description = "There is no such unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The file would have more than 50,000 rows.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list_cases(
    who: Can<ReadCases>,
    State(app): State<App>,
    Listing { filter, page }: Listing<ListCases, PageOrFile>,
) -> Result<Response, Problem> {
    let query = CaseQuery {
        state: filter.state.map(word),
        open: filter.open,
        unit: filter.unit,
        owner: filter.owner,
        customer: filter.customer,
        late: filter.late,
        order: Order::default(),
    };
    sheet::answer("cases", page, |limit, cursor| {
        let (app, who, query) = (app.clone(), who.clone(), query.clone());
        async move {
            let place = cursor.map(|cursor| cursor.number_and_id::<CaseId>()).transpose()?;
            let place = place.map(|(micros, case)| (from_micros(micros), case));
            let order = match filter.sort {
                CaseOrder::Newest => Order::Newest(place),
                CaseOrder::Due => Order::Due(place),
            };
            let rows = app.list_cases(&who, CaseQuery { order, ..query }, limit.and_one()).await?;
            let cursor = |row: &touchstone_domain::case::Case| {
                let at = if filter.sort == CaseOrder::Due { row.due_at } else { row.opened_at };
                Cursor::after_number_and_id(at.as_microsecond(), row.id)
            };
            Ok(Page::of(rows, limit, cursor, Case::from))
        }
    })
    .await
}

fn word(state: CaseState) -> &'static str {
    match state {
        CaseState::Open => "open",
        CaseState::InProgress => "in_progress",
        CaseState::WaitingCustomer => "waiting_customer",
        CaseState::Closed => "closed",
    }
}
