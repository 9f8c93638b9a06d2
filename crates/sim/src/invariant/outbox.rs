//! What is to be carried out.

use std::collections::HashSet;

use touchstone_domain::effect::{Effect, EffectKind};

use super::Broken;

/// `E1`: no effect is there twice.
pub fn effects_are_unique(effects: &[Effect]) -> Result<(), Broken> {
    let mut ids = HashSet::new();
    match effects.iter().find(|effect| !ids.insert(effect.id)) {
        None => Ok(()),
        Some(twice) => Err(Broken::new("E1", format!("{} is there twice", twice.id))),
    }
}

/// `E2`: however often an order is delivered, its customer is invited to answer once.
pub fn one_invitation_per_order(effects: &[Effect]) -> Result<(), Broken> {
    let mut orders = HashSet::new();
    for effect in effects {
        let EffectKind::Send(message) = &effect.kind else { continue };
        let Some(order) = message.link.as_ref().and_then(|link| link.about.order_id.as_ref()) else {
            continue;
        };
        if !orders.insert(order) {
            return Err(Broken::new("E2", format!("order {order} was asked about twice")));
        }
    }
    Ok(())
}
