//! What is to be carried out.

use std::collections::HashSet;

use touchstone_domain::effect::{Effect, EffectKind};
use touchstone_domain::id::EffectId;

use super::Broken;

/// `E1`: no effect is there twice.
pub fn effects_are_unique(effects: &[Effect]) -> Result<(), Broken> {
    let mut ids = HashSet::new();
    match effects.iter().find(|effect| !ids.insert(effect.id)) {
        None => Ok(()),
        Some(twice) => Err(Broken::new("E1", format!("{} is there twice", twice.id))),
    }
}

/// `E2`: however often an order is delivered, its customer is asked about it once. The follow-up of a case
/// asks about the case.
pub fn one_invitation_per_order(effects: &[Effect]) -> Result<(), Broken> {
    let mut orders = HashSet::new();
    for effect in effects {
        let EffectKind::Send(message) = &effect.kind else { continue };
        let Some(order) = message
            .link
            .as_ref()
            .filter(|link| link.case.is_none())
            .and_then(|link| link.about.order_id.as_ref())
        else {
            continue;
        };
        if !orders.insert(order) {
            return Err(Broken::new("E2", format!("order {order} was asked about twice")));
        }
    }
    Ok(())
}

/// `E3`: what is on record as sent is never given to a channel again. What was given and could not be
/// recorded before a crash is given again, with the same id.
pub fn what_was_sent_stays_sent(sent: &HashSet<EffectId>, given: &[EffectId]) -> Result<(), Broken> {
    match given.iter().find(|effect| sent.contains(effect)) {
        None => Ok(()),
        Some(effect) => {
            Err(Broken::new("E3", format!("{effect} was sent, and is given to its channel again")))
        }
    }
}
