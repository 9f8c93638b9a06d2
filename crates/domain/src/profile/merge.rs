//! Folding one customer's profile into another's.

use super::{Profile, limit};
use crate::identity::PER_CUSTOMER_MAX;

/// Folds `loser` into `winner`: what happened adds up, what was said last holds, refusals stay.
pub fn absorb(winner: &mut Profile, loser: &Profile) {
    let winner_is_newer = winner.last_seen_at >= loser.last_seen_at;
    for identity in &loser.identities {
        if winner.identities.len() < PER_CUSTOMER_MAX && !winner.identities.contains(identity) {
            winner.identities.push(identity.clone());
        }
    }
    for (name, value) in &loser.traits {
        let room = winner.traits.len() < limit::TRAITS || winner.traits.contains_key(name);
        if room && (!winner_is_newer || !winner.traits.contains_key(name)) {
            winner.traits.insert(name.clone(), value.clone());
        }
    }
    for (name, tag) in &loser.tags {
        winner.set_tag(name, tag.clone());
    }
    for (scope, consent) in &loser.consent {
        let held = winner.consent.get(scope);
        // Between two equally old statements the refusal holds.
        let replaces =
            held.is_none_or(|held| consent.at > held.at || (consent.at == held.at && !consent.granted));
        if replaces {
            winner.consent.insert(scope.clone(), consent.clone());
        }
    }
    for (category, rating) in &loser.category_ratings {
        winner
            .category_ratings
            .entry(category.clone())
            .and_modify(|held| {
                held.count += rating.count;
                held.sum += rating.sum;
                if !winner_is_newer {
                    held.last = rating.last;
                }
            })
            .or_insert(*rating);
    }
    winner.purchases.extend(loser.purchases.iter().cloned());
    winner.purchases.sort_by_key(|line| line.day);
    keep_newest(&mut winner.purchases, limit::PURCHASES);
    winner.responses.extend(loser.responses.iter().cloned());
    winner.responses.sort_by_key(|response| response.at);
    keep_newest(&mut winner.responses, limit::RESPONSES);
    winner.contacts.extend(loser.contacts.iter().cloned());
    winner.contacts.sort_by_key(|contact| contact.at);
    keep_newest(&mut winner.contacts, limit::CONTACTS);
    winner.absorb_asked(&loser.asked);
    winner.recent.extend(loser.recent.iter().copied());
    winner.recent.sort_unstable();
    keep_newest(&mut winner.recent, limit::RECENT);
    winner.waiting.extend(loser.waiting.iter().cloned());
    keep_newest(&mut winner.waiting, limit::WAITING);
    for (hour, count) in winner.visit_hours.iter_mut().zip(loser.visit_hours) {
        *hour = hour.saturating_add(count);
    }
    winner.time_zone = winner.time_zone.take().or_else(|| loser.time_zone.clone());
    winner.language = winner.language.take().or_else(|| loser.language.clone());
    winner.home_unit = if winner_is_newer {
        winner.home_unit.or(loser.home_unit)
    } else {
        loser.home_unit.or(winner.home_unit)
    };
    winner.first_seen_at = [winner.first_seen_at, loser.first_seen_at].into_iter().flatten().min();
    winner.last_seen_at = winner.last_seen_at.max(loser.last_seen_at);
    winner.last_order_at = winner.last_order_at.max(loser.last_order_at);
    winner.orders_total = winner.orders_total.saturating_add(loser.orders_total);
    winner.spend_total = winner.spend_total.saturating_add(loser.spend_total);
    winner.open_case = winner.open_case.or(loser.open_case);
}

fn keep_newest<T>(list: &mut Vec<T>, limit: usize) {
    let excess = list.len().saturating_sub(limit);
    list.drain(..excess);
}
