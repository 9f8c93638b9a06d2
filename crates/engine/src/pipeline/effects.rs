//! Committing effects with the state: what leaves the machine goes to the outbox, what stays is done here.

use touchstone_domain::effect::{Effect, EffectKind};
use touchstone_store::rows::outbox::{self, NewEffect};
use touchstone_store::{StoreError, Tx};

use super::Circumstances;

/// Writes the effects of a batch.
pub fn commit(tx: &mut Tx, circumstances: Circumstances<'_>, effects: &[Effect]) -> Result<(), StoreError> {
    let leaving: Vec<NewEffect<'_>> = effects.iter().filter_map(leaving).collect();
    if !leaving.is_empty() {
        outbox::insert_many(tx, &leaving, circumstances.now)?;
    }
    Ok(())
}

fn leaving(effect: &Effect) -> Option<NewEffect<'_>> {
    let (channel, destination) = match &effect.kind {
        EffectKind::Send(message) => (message.channel.as_str(), ""),
        EffectKind::Webhook(call) => ("webhook", host(&call.url)),
        EffectKind::OpenCase(_) | EffectKind::Notify(_) => return None,
    };
    Some(NewEffect { effect, channel, destination, refused: None })
}

/// The host of an address: peers fail together by host.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    &rest[..end]
}
