//! Committing effects with the state: what leaves the machine goes to the outbox, what stays is done here.

use touchstone_domain::effect::{Effect, EffectKind};
use touchstone_store::rows::outbox::{self, NewEffect};
use touchstone_store::{StoreError, Tx};

use super::Circumstances;
use crate::channel::destination;

/// Writes the effects of a batch.
pub fn commit(tx: &mut Tx, circumstances: Circumstances<'_>, effects: &[Effect]) -> Result<(), StoreError> {
    let leaving: Vec<(&Effect, &str)> =
        effects.iter().filter_map(|effect| Some((effect, channel(effect)?))).collect();
    if !leaving.is_empty() {
        let peers: Vec<String> =
            leaving.iter().map(|(effect, _)| destination(circumstances.brand.id, effect)).collect();
        let rows: Vec<NewEffect<'_>> = leaving
            .iter()
            .zip(&peers)
            .map(|((effect, channel), peer)| NewEffect { effect, channel, destination: peer, refused: None })
            .collect();
        outbox::insert_many(tx, &rows, circumstances.now)?;
        let now = circumstances.now;
        let first = leaving.iter().map(|(effect, _)| effect.not_before.unwrap_or(now)).min();
        circumstances.signals.effect(first.unwrap_or(now));
    }
    crate::cases::commit(tx, circumstances, effects)
}

/// How an effect leaves; none when it stays.
fn channel(effect: &Effect) -> Option<&'static str> {
    match &effect.kind {
        EffectKind::Send(message) => Some(message.channel.as_str()),
        EffectKind::Webhook(_) => Some("webhook"),
        EffectKind::OpenCase(_) | EffectKind::Notify(_) => None,
    }
}
