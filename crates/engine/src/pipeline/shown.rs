//! What the live view shows of a batch.

use touchstone_domain::effect::{Effect, EffectKind};

use super::{Circumstances, Incoming, Outcome, unit_of};
use crate::live::LiveItem;

/// Most letters of what a customer said.
const TEXT_MAX: usize = 200;

/// One item per event that is new.
pub fn items(
    circumstances: Circumstances<'_>,
    incoming: &[Incoming],
    outcomes: &[Outcome],
    effects: &[Effect],
) -> Vec<LiveItem> {
    let fresh = incoming.iter().zip(outcomes).filter(|(_, outcome)| !outcome.duplicate);
    fresh.map(|(event, outcome)| item(circumstances, event, outcome, effects)).collect()
}

fn item(
    circumstances: Circumstances<'_>,
    incoming: &Incoming,
    outcome: &Outcome,
    effects: &[Effect],
) -> LiveItem {
    let event = &incoming.event;
    let own = || effects.iter().filter(|effect| effect.message_id == event.message_id);
    let answer = incoming.answer.as_ref().map(|answer| &answer.facts);
    let text = answer.and_then(|facts| facts.text.as_deref());
    LiveItem {
        at: circumstances.now,
        name: event.name.clone(),
        message_id: event.message_id.clone(),
        unit: unit_of(circumstances.brand, &incoming.fact),
        customer: outcome.customer,
        score: answer.and_then(|facts| facts.score),
        text: text.map(|text| text.chars().take(TEXT_MAX).collect()),
        effects: own().map(|effect| effect.kind.as_str()).collect(),
        case: own().find_map(|effect| match &effect.kind {
            EffectKind::OpenCase(request) => Some(request.case),
            _ => None,
        }),
        took_us: None,
        more: 0,
    }
}
