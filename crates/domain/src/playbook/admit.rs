//! Who enters a playbook, and who only counts for comparison.

use jiff::{Timestamp, tz::TimeZone};

use super::{Admission, Holdout, Playbook, ReEntry, Run};
use crate::hash::unit_interval;
use crate::id::{BrandId, CustomerId};

/// Whether a customer with this earlier run of the same key enters now. `zone` is the customer's.
#[must_use]
pub fn admit(existing: Option<&Run>, re_entry: &ReEntry, now: Timestamp, zone: &TimeZone) -> Admission {
    let Some(run) = existing else { return Admission::Enter { generation: 1 } };
    if run.is_active() {
        return Admission::Running;
    }
    let again = Admission::Enter { generation: run.generation.saturating_add(1) };
    match re_entry {
        ReEntry::EveryEvent => again,
        ReEntry::Once | ReEntry::OncePerKey => Admission::Already,
        ReEntry::After { duration } => {
            let until = duration.after(run.started_at, zone);
            if now >= until { again } else { Admission::TooSoon { until } }
        }
    }
}

/// Whether a customer is in the control group: always the same ones for one salt.
#[must_use]
pub fn held_out(holdout: &Holdout, brand: BrandId, customer: CustomerId) -> bool {
    let parts: [&[u8]; 4] = [b"holdout", holdout.salt.as_bytes(), brand.as_bytes(), customer.as_bytes()];
    unit_interval(&parts) < holdout.share
}

impl Playbook {
    /// Whether earlier runs matter: without a key every event has a run of its own.
    #[must_use]
    pub fn remembers(&self) -> bool {
        self.key.is_some() || self.re_entry != ReEntry::EveryEvent
    }
}
