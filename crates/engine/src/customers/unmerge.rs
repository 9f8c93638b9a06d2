//! Undoing a merge: both customers as they would be without it.

use serde::{Deserialize, Serialize};
use touchstone_domain::event::Fact;
use touchstone_domain::id::{CustomerId, MergeId};
use touchstone_domain::profile::{self, Merged, Since};
use touchstone_domain::trace::Entry;
use touchstone_store::rows::customers::{self, CustomerRow, MergeRow, identity_key};
use touchstone_store::rows::journal;
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::brand::Brand;
use crate::{App, Refusal, pipeline};

/// The two customers that are two again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmerged {
    /// Who had stayed.
    pub winner: CustomerId,
    /// Who is back.
    pub loser: CustomerId,
}

impl App {
    /// Undoes a merge. Later merges of the same customers have to be undone first. What happened at any unit since is
    /// given to the one or the other, so it takes an actor who sees the whole brand.
    pub async fn unmerge(&self, actor: &Actor, id: MergeId) -> Result<Unmerged, Refusal> {
        let app = self.clone();
        let who = actor.clone();
        let brand = actor.brand;
        let undone = self
            .change("unmerge", actor, move |change| {
                let brand = app.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
                let merge = customers::merge(change.tx, id)?.ok_or(Refusal::NotFound("merge"))?;
                super::seen(change.tx, &brand, &who.scope, merge.winner)
                    .map_err(|_| Refusal::NotFound("merge"))?;
                let why = "A merge concerns every unit that both have been at: a member who sees the whole brand undoes it.";
                super::must_see_all(&who, why)?;
                let (winner, loser) = both(change.tx, &merge)?;
                if !customers::mark_undone(change.tx, id, change.now)? {
                    return Err(Refusal::Conflict("This merge was undone before.".to_owned()));
                }
                let (winner, loser) = apart(change.tx, &brand, &merge, winner, loser)?;
                let mut pointers = Vec::new();
                for row in [&winner, &loser] {
                    let own = row.profile.identities.iter();
                    pointers.extend(own.map(|identity| (identity_key(brand.id, identity), row.customer)));
                }
                customers::point(change.tx, &pointers)?;
                customers::save(change.tx, &[&winner, &loser], change.now)?;
                let undone = Unmerged { winner: merge.winner, loser: merge.loser };
                change.audit("customer.unmerge", id, &undone, &());
                Ok(undone)
            })
            .await?;
        self.touch(brand, vec![undone.winner, undone.loser]);
        Ok(undone)
    }
}

/// Both customers, if the merge is the latest of each.
fn both(tx: &mut Tx, merge: &MergeRow) -> Result<(CustomerRow, CustomerRow), Refusal> {
    let gone = || Refusal::Store(StoreError::Corrupt(format!("merge {} has lost a customer", merge.merge)));
    let mut rows = customers::load(tx, &[merge.winner, merge.loser])?;
    let at = rows.iter().position(|row| row.customer == merge.loser).ok_or_else(gone)?;
    let loser = rows.swap_remove(at);
    let winner = rows.pop().ok_or_else(gone)?;
    let later = customers::merges_of(tx, merge.winner, 50)?
        .into_iter()
        .any(|other| other.undone_at.is_none() && other.at > merge.at && other.merge != merge.merge);
    if merge.undone_at.is_some() {
        return Err(Refusal::Conflict("This merge was undone before.".to_owned()));
    }
    if winner.merged_into.is_some() || loser.merged_into != Some(merge.winner) || later {
        return Err(Refusal::Conflict("A later merge of these customers has to be undone first.".to_owned()));
    }
    Ok((winner, loser))
}

fn apart(
    tx: &mut Tx,
    brand: &Brand,
    merge: &MergeRow,
    mut winner: CustomerRow,
    mut loser: CustomerRow,
) -> Result<(CustomerRow, CustomerRow), StoreError> {
    let known = |place: &(i64, u32)| {
        merge.winner_before.recent.contains(place) || merge.loser_before.recent.contains(place)
    };
    let places: Vec<(i64, u32)> =
        winner.profile.recent.iter().copied().filter(|place| !known(place)).collect();
    let mut numbers: Vec<i64> = places.iter().map(|place| place.0).collect();
    numbers.dedup();
    let mut entries: Vec<((i64, u32), Entry, Fact)> = Vec::new();
    for chunk in journal::chunks(tx, &numbers)? {
        for entry in pipeline::entries(&chunk)? {
            let place = (chunk.chunk, entry.position);
            if places.contains(&place) {
                let fact = entry.event.fact().0;
                entries.push((place, entry, fact));
            }
        }
    }
    entries.sort_by_key(|(place, ..)| *place);
    let since: Vec<Since<'_>> = entries
        .iter()
        .map(|(place, entry, fact)| Since {
            event: &entry.event,
            fact,
            unit: pipeline::unit_of(brand, fact),
            place: *place,
        })
        .collect();
    let merged = Merged {
        at: merge.at,
        winner_before: &merge.winner_before,
        loser_before: &merge.loser_before,
        together: &winner.profile,
    };
    let (first, second) = profile::split(&merged, &since, &brand.settings.time_zone);
    winner.profile = first;
    loser.profile = second;
    loser.merged_into = None;
    Ok((winner, loser))
}
