//! Cases and their clocks.

use jiff::Timestamp;
use touchstone_domain::case::{Case, Change, Entry};

use super::Broken;

/// `C1`: in each round a case escalates at most once, and not before it is late.
pub fn a_late_case_escalates_once(case: &Case, history: &[Entry]) -> Result<(), Broken> {
    let mut escalated = false;
    for entry in history {
        match entry.change {
            Change::Escalated { .. } if escalated => {
                return Err(Broken::new("C1", format!("{} escalated twice in one round", case.id)));
            }
            Change::Escalated { .. } => escalated = true,
            Change::Reopened { .. } => escalated = false,
            _ => {}
        }
    }
    match &case.escalated {
        Some(escalation) if escalation.at < case.due_at => {
            Err(Broken::new("C1", format!("{} escalated before it was late", case.id)))
        }
        _ => Ok(()),
    }
}

/// `C2`: once the timers that are due have fired, every open case that is late has escalated.
pub fn late_cases_have_escalated(cases: &[Case], now: Timestamp) -> Result<(), Broken> {
    let late = |case: &&Case| !case.is_closed() && case.due_at <= now;
    match cases.iter().filter(late).find(|case| case.escalated.is_none()) {
        None => Ok(()),
        Some(case) => {
            Err(Broken::new("C2", format!("{} is late since {} and nobody knows", case.id, case.due_at)))
        }
    }
}

/// `C3`: a customer has at most one open case.
pub fn one_open_case_each(cases: &[Case]) -> Result<(), Broken> {
    let mut customers = std::collections::HashSet::new();
    for case in cases.iter().filter(|case| !case.is_closed()) {
        if !customers.insert(case.customer) {
            return Err(Broken::new("C3", format!("{} has two open cases", case.customer)));
        }
    }
    Ok(())
}
