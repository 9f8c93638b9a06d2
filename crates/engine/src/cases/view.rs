//! Reading cases.

use touchstone_domain::case::{Case, Change, Entry, HISTORY_MAX};
use touchstone_domain::id::{CaseId, CustomerId, EffectId, MemberId, UnitId};
use touchstone_domain::member::Permission;
pub use touchstone_store::rows::cases::Order;
use touchstone_store::rows::cases::{self, CaseFilter};
use touchstone_store::rows::outbox::{self, OutboxRow};

use crate::access::Actor;
use crate::units::narrowed;
use crate::{App, Refusal};

/// A case with its history.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseDetail {
    /// The case.
    pub case: Case,
    /// Its history, oldest first.
    pub history: Vec<Entry>,
    /// How far the messages of the history have come.
    pub messages: Vec<OutboxRow>,
}

/// Which cases.
#[derive(Debug, Clone, Default)]
pub struct CaseQuery {
    /// In this state: a word of the domain's.
    pub state: Option<&'static str>,
    /// Not closed.
    pub open: bool,
    /// Of this unit and all below it.
    pub unit: Option<UnitId>,
    /// Held by this member.
    pub owner: Option<MemberId>,
    /// Of this customer.
    pub customer: Option<CustomerId>,
    /// Only those that are late.
    pub late: bool,
    /// The order, and where in it to go on.
    pub order: Order,
}

impl App {
    /// Cases that the actor may see.
    pub async fn list_cases(
        &self,
        actor: &Actor,
        query: CaseQuery,
        limit: u32,
    ) -> Result<Vec<Case>, Refusal> {
        actor.must(Permission::ReadCases)?;
        let (app, now, seen) = (self.clone(), self.now(), actor.scope.clone());
        let list = move |tx: &mut touchstone_store::Tx<'_>| {
            let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
            let scope = narrowed(&brand.units, &seen, query.unit)?;
            let filter = CaseFilter {
                state: query.state,
                open: query.open,
                owner: query.owner,
                customer: query.customer,
                late_at: query.late.then_some(now),
                order: query.order,
            };
            let found = cases::list(tx, &scope, &filter, limit.into())?;
            let sees = |unit| brand.units.covers(&seen, unit);
            Ok(found.into_iter().map(|case| case.seen(sees)).collect())
        };
        self.store().read("list_cases", actor.brand, list).await
    }

    /// One case that the actor may see, with its history.
    pub async fn case(&self, actor: &Actor, id: CaseId) -> Result<CaseDetail, Refusal> {
        actor.must(Permission::ReadCases)?;
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("case", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let sees = |unit| brand.units.covers(&scope, unit);
                let case = cases::find_in(tx, &scope, id)?.ok_or(Refusal::NotFound("case"))?.seen(sees);
                // Two more than the limit: what makes a case late and what closes it is always written.
                let history = cases::entries(tx, id, 0, i64::from(HISTORY_MAX) * 2)?;
                let sent = history.iter().filter_map(|entry| match &entry.change {
                    Change::Messaged(sent) => Some(sent.effect),
                    _ => None,
                });
                let messages = outbox::by_ids(tx, &sent.collect::<Vec<EffectId>>())?;
                let history = history.into_iter().map(|entry| entry.seen(sees)).collect();
                Ok(CaseDetail { case, history, messages })
            })
            .await
    }
}
