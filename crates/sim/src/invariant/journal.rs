//! Events and their traces.

use std::collections::HashMap;

use touchstone_domain::event::event_key;
use touchstone_domain::id::SourceId;
use touchstone_domain::trace::Entry;

use super::Broken;

/// `T1`: each accepted event stands in the journal with exactly one trace, and nothing else does.
pub fn one_trace_per_event(accepted: &[(SourceId, String)], journal: &[Entry]) -> Result<(), Broken> {
    let mut found: HashMap<[u8; 16], u32> = HashMap::new();
    for entry in journal {
        *found.entry(entry.event.key()).or_default() += 1;
    }
    for (source, message) in accepted {
        match found.remove(&event_key(*source, message)) {
            Some(1) => {}
            Some(times) => return Err(Broken::new("T1", format!("{message} stands {times} times"))),
            None => return Err(Broken::new("T1", format!("{message} was accepted and is gone"))),
        }
    }
    match found.len() {
        0 => Ok(()),
        unknown => Err(Broken::new("T1", format!("{unknown} events stand there that nobody sent"))),
    }
}

/// `T2`: history is applied and never acted on.
pub fn history_is_not_acted_on(journal: &[Entry]) -> Result<(), Broken> {
    for entry in journal {
        let trace = &entry.trace;
        if trace.historical && !(trace.effects.is_empty() && trace.playbooks.is_empty()) {
            return Err(Broken::new("T2", format!("{} was acted on", entry.event.message_id)));
        }
    }
    Ok(())
}
