//! The brand's tree: reading it, changing it, importing it.
//!
//! A unit outside the actor's scope does not exist for them. What changes the tree changes configuration:
//! every process reloads its copy.

mod change;
mod import;
mod reach;
mod relocate;
mod tree;

pub use change::{UnitChange, UnitDraft};
pub use import::ImportReport;
pub(crate) use reach::{Reach, below, narrowed};
pub use touchstone_store::rows::units::Filter as UnitFilter;
pub use tree::{Branch, Node};

use serde_json::json;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::member::Scope;
use touchstone_domain::unit::{Unit, UnitKind, UnitPath};
use touchstone_store::Tx;
use touchstone_store::rows::{members, units};

use crate::access::Actor;
use crate::{App, Refusal};

/// Which units are asked for.
#[derive(Debug, Clone, Default)]
pub struct UnitQuery {
    /// Only this unit and what is below it.
    pub within: Option<UnitId>,
    /// Only the direct children of this unit.
    pub parent: Option<UnitId>,
    /// Only units of this kind.
    pub kind: Option<UnitKind>,
    /// Also archived ones.
    pub archived: bool,
    /// Only those after this place in the tree.
    pub after: Option<UnitPath>,
}

impl App {
    /// One unit.
    pub async fn unit(&self, actor: &Actor, id: UnitId) -> Result<Unit, Refusal> {
        let scope = actor.scope.clone();
        self.store().read("unit", actor.brand, move |tx| visible(tx, &scope, id)).await
    }

    /// Units in the order of the tree: each before those below it.
    pub async fn list_units(
        &self,
        actor: &Actor,
        query: UnitQuery,
        limit: u32,
    ) -> Result<Vec<Unit>, Refusal> {
        let scope = actor.scope.clone();
        self.store()
            .read("units", actor.brand, move |tx| {
                let within = query.within.map(|id| visible(tx, &scope, id)).transpose()?;
                let filter = units::Filter {
                    scope: scope.clone(),
                    within: within.map(|unit| unit.path),
                    parent: query.parent,
                    kind: query.kind,
                    archived: query.archived,
                    after: query.after.clone(),
                };
                Ok(units::list(tx, &filter, limit)?)
            })
            .await
    }
}

fn visible(tx: &mut Tx<'_>, scope: &Scope, id: UnitId) -> Result<Unit, Refusal> {
    let found = units::get(tx, id)?.filter(|unit| scope.covers(&unit.path));
    found.ok_or(Refusal::NotFound("unit"))
}

/// The unit that another shall hang under; a field error when there is none to see.
fn parent(tx: &mut Tx<'_>, scope: &Scope, id: UnitId) -> Result<Unit, Refusal> {
    let found = units::get(tx, id)?.filter(|unit| scope.covers(&unit.path));
    let unit = found.ok_or_else(|| FieldError::new("parent", "unknown", "there is no such unit"))?;
    if unit.archived {
        return Err(FieldError::new("parent", "archived", "the unit above is archived").into());
    }
    Ok(unit)
}

fn owner_exists(tx: &mut Tx<'_>, owner: Option<MemberId>) -> Result<(), Refusal> {
    let Some(owner) = owner else { return Ok(()) };
    if members::active_of(tx, &[owner])?.is_empty() {
        return Err(FieldError::new("owner", "unknown", "there is no such member who may log in").into());
    }
    Ok(())
}

/// What the audit log shows of a unit.
fn shown(unit: &Unit) -> serde_json::Value {
    json!({
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent": unit.parent,
        "owner": unit.owner,
        "time_zone": unit.time_zone,
        "archived": unit.archived,
    })
}
