//! Cases: the closed loop for one customer.

mod assign;
mod candidates;
mod close;
mod list;
mod message;
mod note;
mod reach;
mod reopen;
mod show;
mod statistics;
mod withdraw;

use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::case::{Case as Decided, State};
use touchstone_domain::id::{CaseId, CustomerId, MemberId, ResponseId, UnitId};
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;
use crate::sheet::Row;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_cases))
        .with(guarded!(show::show_case))
        .with(guarded!(statistics::show_case_statistics))
        .with(guarded!(candidates::list_case_candidates))
        .with(guarded!(assign::assign_case))
        .with(guarded!(reach::show_case_reach))
        .with(guarded!(message::message_customer))
        .with(guarded!(withdraw::withdraw_message))
        .with(guarded!(note::note_case))
        .with(guarded!(close::close_case))
        .with(guarded!(reopen::reopen_case))
}

/// A case.
#[derive(Debug, Serialize, ToSchema)]
pub struct Case {
    /// Its id.
    #[schema(value_type = schema::CaseId)]
    pub id: CaseId,
    /// For whom.
    #[schema(value_type = schema::CustomerId)]
    pub customer: CustomerId,
    /// Where it happened; null when no unit is known.
    #[schema(value_type = Option<schema::UnitId>, required)]
    pub unit: Option<UnitId>,
    /// Who holds it; null when nobody answers for the unit or those above it.
    #[schema(value_type = Option<schema::MemberId>, required)]
    pub owner: Option<MemberId>,
    /// `open`, `in_progress`, `waiting_customer` or `closed`.
    #[schema(example = "open")]
    pub state: &'static str,
    /// `recovered`, `not_recovered` or `unknown` once it is closed; the customer's answer to the follow-up decides.
    #[schema(required, example = "recovered")]
    pub outcome: Option<&'static str>,
    /// `low`, `normal`, `high` or `urgent`: as its most urgent cause.
    #[schema(example = "high")]
    pub priority: &'static str,
    /// When it was opened first.
    #[schema(value_type = schema::Time)]
    pub opened_at: Timestamp,
    /// When it is late.
    #[schema(value_type = schema::Time)]
    pub due_at: Timestamp,
    /// When it was closed.
    #[schema(value_type = Option<schema::Time>, required)]
    pub closed_at: Option<Timestamp>,
    /// When it was shown to the next unit above for being late.
    #[schema(value_type = Option<schema::Time>, required)]
    pub escalated_at: Option<Timestamp>,
    /// What led to it, oldest first: what opened it, and the latest nineteen. The history has
    /// the others.
    pub causes: Vec<CaseCause>,
    /// How many causes there were.
    pub causes_total: u32,
}

impl Row for Case {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "customer",
        "unit",
        "owner",
        "state",
        "outcome",
        "priority",
        "opened_at",
        "due_at",
        "closed_at",
        "escalated_at",
        "causes_total",
    ];
}

/// What made a case, or was added to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseCause {
    /// When.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// Why, as the owner reads it; null where it happened at a unit that the reader may not see, which tells nothing
    /// else either.
    #[schema(required, example = "NPS 1: the soup was cold")]
    pub reason: Option<String>,
    /// The event that led to it: see its trace.
    #[schema(required)]
    pub message_id: Option<String>,
    /// The answer, if it was one.
    #[schema(value_type = Option<schema::ResponseId>, required)]
    pub response: Option<ResponseId>,
    /// Where it happened.
    #[schema(value_type = Option<schema::UnitId>, required)]
    pub unit: Option<UnitId>,
    /// The order it is about.
    #[schema(required)]
    pub order_id: Option<String>,
}

impl From<Decided> for Case {
    fn from(case: Decided) -> Self {
        let (outcome, closed_at) = match case.state {
            State::Closed { outcome, at } => (Some(outcome.as_str()), Some(at)),
            _ => (None, None),
        };
        let causes = case.causes.into_iter().map(|cause| {
            let is_told = !cause.is_concealed();
            CaseCause {
                at: cause.at,
                reason: is_told.then_some(cause.reason),
                message_id: is_told.then_some(cause.message_id),
                response: cause.response,
                unit: cause.unit,
                order_id: cause.about.order_id,
            }
        });
        Self {
            id: case.id,
            customer: case.customer,
            unit: case.unit,
            owner: case.holder.member,
            state: case.state.as_str(),
            outcome,
            priority: case.priority.as_str(),
            opened_at: case.opened_at,
            due_at: case.due_at,
            closed_at,
            escalated_at: case.escalated.map(|escalation| escalation.at),
            causes: causes.collect(),
            causes_total: case.causes_total,
        }
    }
}
