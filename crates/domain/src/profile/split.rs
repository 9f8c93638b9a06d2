//! Taking two customers that were merged apart again.

use jiff::Timestamp;

use super::{Profile, apply, limit};
use crate::event::{Event, Fact};
use crate::id::UnitId;
use crate::identity::Identity;

/// An event that came in since the merge, with its meaning and unit.
pub struct Since<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its meaning.
    pub fact: &'a Fact,
    /// Where it happened.
    pub unit: Option<UnitId>,
    /// Where it stands in the journal.
    pub place: (i64, u32),
}

/// A merge to be undone.
pub struct Merged<'a> {
    /// When it was made.
    pub at: Timestamp,
    /// Who stayed, as they were.
    pub winner_before: &'a Profile,
    /// Who was folded in, as they were.
    pub loser_before: &'a Profile,
    /// The two as one, now.
    pub together: &'a Profile,
}

/// Winner and loser as they would be had they not been merged: both as before, each with what came in
/// since under its own identities. What was decided since for the two as one (tags, answers, runs)
/// stays with the winner; contacts and what was asked count for both, so that nobody is contacted too often.
#[must_use]
pub fn split(merged: &Merged<'_>, since: &[Since<'_>], brand_zone: &str) -> (Profile, Profile) {
    let Merged { at, winner_before, loser_before, together } = *merged;
    let mut winner = winner_before.clone();
    let mut loser = loser_before.clone();
    for item in since {
        let names =
            |identities: &[Identity]| item.event.identities.iter().any(|named| identities.contains(named));
        let to_loser = names(&loser.identities) && !names(&winner.identities);
        let owner = if to_loser { &mut loser } else { &mut winner };
        apply(owner, item.event, item.fact, item.unit, brand_zone);
        owner.remember(item.place.0, item.place.1);
        for identity in &item.event.identities {
            if !owner.identities.contains(identity)
                && owner.identities.len() < crate::identity::PER_CUSTOMER_MAX
            {
                owner.identities.push(identity.clone());
            }
        }
    }
    // An identity that both claim now belongs to whoever had it first.
    winner
        .identities
        .retain(|held| winner_before.identities.contains(held) || !loser_before.identities.contains(held));
    loser.identities.retain(|held| !winner.identities.contains(held));
    for (name, tag) in together.tags.iter().filter(|(_, tag)| tag.set_at >= at) {
        winner.set_tag(name, tag.clone());
    }
    winner.responses.extend(together.responses.iter().filter(|response| response.at >= at).cloned());
    let excess = winner.responses.len().saturating_sub(limit::RESPONSES);
    winner.responses.drain(..excess);
    for profile in [&mut winner, &mut loser] {
        profile.contacts.extend(together.contacts.iter().filter(|contact| contact.at >= at).cloned());
        let excess = profile.contacts.len().saturating_sub(limit::CONTACTS);
        profile.contacts.drain(..excess);
        profile.absorb_asked(&together.asked);
    }
    let before: Vec<_> = loser_before.waiting.iter().map(|waiting| waiting.run).collect();
    winner.waiting =
        together.waiting.iter().filter(|waiting| !before.contains(&waiting.run)).cloned().collect();
    loser.waiting.retain(|waiting| together.waiting.iter().any(|kept| kept.run == waiting.run));
    winner.open_case = together.open_case.filter(|case| loser_before.open_case != Some(*case));
    loser.open_case = loser_before.open_case.filter(|case| together.open_case == Some(*case));
    (winner, loser)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::event::EventKind;
    use crate::id::SourceId;
    use crate::identity::IdentityKind;
    use crate::profile::absorb;

    fn order(user: &str, number: &str, second: i64) -> Event {
        let at = Timestamp::from_second(1_780_000_000 + second).unwrap();
        Event {
            message_id: number.to_owned(),
            kind: EventKind::Track,
            name: crate::event::name::ORDER_COMPLETED.to_owned(),
            source: SourceId::from_bytes([1; 16]),
            occurred_at: at,
            original_at: None,
            received_at: at,
            identities: vec![Identity::parse(IdentityKind::Phone, user).unwrap()],
            properties: json!({"order_id": number, "total": 50, "products": [{"product_id": "soup", "price": 50}]}),
            traits: serde_json::Value::Null,
            context: serde_json::Value::Null,
        }
    }

    fn apply_all(profile: &mut Profile, events: &[&Event]) {
        for event in events {
            for identity in &event.identities {
                if !profile.identities.contains(identity) {
                    profile.identities.push(identity.clone());
                }
            }
            apply(profile, event, &event.fact().0, None, "UTC");
        }
    }

    #[test]
    fn undoing_restores_both_with_what_came_since() {
        let (first, second) = (order("13800000001", "o1", 0), order("13800000002", "o2", 1));
        let (third, fourth) = (order("13800000002", "o3", 20), order("13800000001", "o4", 30));
        let (mut winner, mut loser) = (Profile::new(), Profile::new());
        apply_all(&mut winner, &[&first]);
        apply_all(&mut loser, &[&second]);
        let mut together = winner.clone();
        absorb(&mut together, &loser);
        apply_all(&mut together, &[&third, &fourth]);
        assert_eq!(together.orders_total, 4);

        let facts = [third.fact().0, fourth.fact().0];
        let since: Vec<Since> = [&third, &fourth]
            .into_iter()
            .zip(&facts)
            .map(|(event, fact)| Since { event, fact, unit: None, place: (1, 0) })
            .collect();
        let at = Timestamp::from_second(1_780_000_010).unwrap();
        let merged = Merged { at, winner_before: &winner, loser_before: &loser, together: &together };
        let (restored_winner, restored_loser) = split(&merged, &since, "UTC");

        apply_all(&mut winner, &[&fourth]);
        apply_all(&mut loser, &[&third]);
        winner.remember(1, 0);
        loser.remember(1, 0);
        assert_eq!(restored_winner, winner);
        assert_eq!(restored_loser, loser);
    }
}
