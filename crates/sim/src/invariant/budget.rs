//! Contacts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use touchstone_domain::effect::{Effect, EffectKind};
use touchstone_domain::id::CustomerId;
use touchstone_domain::profile::MessageClass;

use super::Broken;

/// `B1`: nobody gets more marketing and survey messages than `max` in any window of `per_s` seconds.
/// Service messages answer the customer's own act and do not count.
pub fn contacts_stay_in_budget(effects: &[Effect], max: usize, per_s: i64) -> Result<(), Broken> {
    let mut contacts: BTreeMap<CustomerId, Vec<Timestamp>> = BTreeMap::new();
    for effect in effects {
        if let EffectKind::Send(message) = &effect.kind
            && message.class != MessageClass::Service
        {
            contacts.entry(effect.customer).or_default().push(effect.created_at);
        }
    }
    for (customer, mut times) in contacts {
        times.sort_unstable();
        for window in times.windows(max + 1) {
            let span = window[max].duration_since(window[0]).as_secs();
            if span < per_s {
                return Err(Broken::new("B1", format!("{customer} got {} messages in {span} s", max + 1)));
            }
        }
    }
    Ok(())
}
