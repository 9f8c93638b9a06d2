//! The outbox as members read it: what is to leave, what has left, and what did not and why.

use std::collections::HashSet;

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, EffectId};
use touchstone_domain::member::Scope;
use touchstone_store::rows::{customers, outbox};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::brand::Brand;
use crate::{App, Refusal, Slice, slice};

pub use touchstone_store::rows::outbox::{OutboxRow, OutboxState};

/// Where an effect stands in a list: when it was written, and its id.
pub type EffectPlace = (Timestamp, EffectId);

impl App {
    /// Effects in one state before a place, newest first, for the customers whose home unit lies in the member's scope.
    pub async fn list_outbox(
        &self,
        actor: &Actor,
        state: OutboxState,
        before: Option<EffectPlace>,
        limit: u32,
    ) -> Result<Slice<OutboxRow, EffectPlace>, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("outbox", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let tx = std::cell::RefCell::new(tx);
                let known = std::cell::RefCell::new(HashSet::new());
                slice::collect(
                    before,
                    limit,
                    |before, limit| {
                        let mut tx = tx.borrow_mut();
                        let rows = outbox::list(&mut tx, state, before, limit.into())?;
                        *known.borrow_mut() = of_scope(&mut tx, &brand, &scope, &rows)?;
                        Ok(rows)
                    },
                    |row| (row.created_at, row.effect.id),
                    |row| Ok(known.borrow().contains(&row.effect.customer).then_some(row)),
                )
            })
            .await
    }
}

/// The customers of some rows that a scope covers, with one look-up.
fn of_scope(
    tx: &mut Tx,
    brand: &Brand,
    scope: &Scope,
    rows: &[OutboxRow],
) -> Result<HashSet<CustomerId>, StoreError> {
    let mut ids: Vec<CustomerId> = rows.iter().map(|row| row.effect.customer).collect();
    ids.sort_unstable();
    ids.dedup();
    if scope.is_everything() {
        return Ok(ids.into_iter().collect());
    }
    let home = |row: &customers::CustomerRow| {
        let unit = row.profile.home_unit.and_then(|unit| brand.units.get(unit));
        scope.covers_option(unit.map(|unit| &unit.path))
    };
    let loaded = customers::load(tx, &ids)?;
    Ok(loaded.into_iter().filter(home).map(|row| row.customer).collect())
}
