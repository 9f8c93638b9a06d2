//! The outbox as members see it: what is to leave, what has left, and what did not and why; trying again,
//! and withdrawing.

use std::collections::HashSet;

use jiff::Timestamp;
use touchstone_domain::budget;
use touchstone_domain::effect::EffectKind;
use touchstone_domain::id::{CustomerId, EffectId};
use touchstone_domain::member::Scope;
use touchstone_domain::profile::Contact;
use touchstone_store::rows::{customers, outbox};
use touchstone_store::{StoreError, Tx};

use crate::access::{Actor, Change};
use crate::brand::Brand;
use crate::customers::today;
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

    /// Sets a failed effect to be tried again, with as many attempts as a new one.
    pub async fn retry_effect(&self, actor: &Actor, id: EffectId) -> Result<OutboxRow, Refusal> {
        let app = self.clone();
        self.change("retry_effect", actor, move |change| {
            let row = find(change.tx, &app, &change.actor().scope.clone(), id)?;
            if !outbox::retry(change.tx, id, change.now)? {
                let state = row.state.as_str();
                return Err(Refusal::Conflict(format!(
                    "Only what failed can be tried again; this is {state}."
                )));
            }
            change.audit("effect.retry", id, &row.state.as_str(), &OutboxState::Pending.as_str());
            Ok(())
        })
        .await?;
        self.alarms().outbox.ring(self.now());
        self.effect(actor, id).await
    }

    /// Withdraws an effect that waits. A message that is not sent is no contact: it is counted no more.
    pub async fn cancel_effect(&self, actor: &Actor, id: EffectId) -> Result<OutboxRow, Refusal> {
        let app = self.clone();
        self.change("cancel_effect", actor, move |change| {
            let row = find(change.tx, &app, &change.actor().scope.clone(), id)?;
            if !outbox::cancel(change.tx, id, "withdrawn by a member", change.now)? {
                let state = row.state.as_str();
                return Err(Refusal::Conflict(format!("Only what waits can be withdrawn; this is {state}.")));
            }
            count_no_more(change, &row)?;
            change.audit("effect.cancel", id, &row.state.as_str(), &OutboxState::Cancelled.as_str());
            Ok(())
        })
        .await?;
        self.effect(actor, id).await
    }

    async fn effect(&self, actor: &Actor, id: EffectId) -> Result<OutboxRow, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store().read("effect", actor.brand, move |tx| find(tx, &app, &scope, id)).await
    }
}

/// One effect, if it is for a customer whom the scope covers.
fn find(tx: &mut Tx, app: &App, scope: &Scope, id: EffectId) -> Result<OutboxRow, Refusal> {
    let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
    let row = outbox::by_ids(tx, &[id])?.pop().ok_or(Refusal::NotFound("effect"))?;
    let known = of_scope(tx, &brand, scope, std::slice::from_ref(&row))?;
    if known.contains(&row.effect.customer) { Ok(row) } else { Err(Refusal::NotFound("effect")) }
}

/// A message that is not sent is no contact.
pub(crate) fn count_no_more(change: &mut Change<'_, '_>, row: &OutboxRow) -> Result<(), Refusal> {
    let EffectKind::Send(message) = &row.effect.kind else { return Ok(()) };
    let counted = Contact { at: row.effect.happens_at(), channel: message.channel, class: message.class };
    if let Some(mut customer) = today(change.tx, row.effect.customer)? {
        budget::withdraw(&mut customer.profile, &counted);
        if let Some(link) = &message.link {
            customer.profile.withdraw_asked(link.survey, row.effect.created_at);
        }
        customers::save(change.tx, &[&customer], change.now)?;
    }
    Ok(())
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
