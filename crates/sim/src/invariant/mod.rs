//! What holds in every world, whatever happens. Each invariant is one pure function with an id, which
//! stands in reports so that a failure can be found here.

mod budget;
mod cases;
mod journal;
mod outbox;
mod people;

pub use budget::contacts_stay_in_budget;
pub use cases::{a_late_case_escalates_once, late_cases_have_escalated, one_open_case_each};
pub use journal::{history_is_not_acted_on, one_trace_per_event};
pub use outbox::{effects_are_unique, one_invitation_per_order, what_was_sent_stays_sent};
pub use people::{a_merge_undone_restores_both, members_see_their_units_only};

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{id} is broken: {what}")]
pub struct Broken {
    /// Which invariant.
    pub id: &'static str,
    /// How.
    pub what: String,
}

impl Broken {
    fn new(id: &'static str, what: impl Into<String>) -> Self {
        Self { id, what: what.into() }
    }
}
