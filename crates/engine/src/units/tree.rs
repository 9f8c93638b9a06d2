//! The tree as people walk it: what is directly below, the way up, and finding a unit by name. All of it from
//! the tree in memory, so that forty thousand units open at once.

use touchstone_domain::id::UnitId;
use touchstone_domain::member::Scope;
use touchstone_domain::search;
use touchstone_domain::unit::{Unit, UnitPath, UnitTree};

use crate::access::Actor;
use crate::{App, Refusal};

/// A unit in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The unit.
    pub unit: Unit,
    /// How many units are directly below it, archived ones aside.
    pub children: usize,
    /// Those above it that the member may see, the topmost first.
    pub above: Vec<(UnitId, String)>,
}

/// Which part of the tree: the units that fit all that is named; the tops of what the member may see when
/// nothing is.
#[derive(Debug, Clone, Default)]
pub struct Branch {
    /// Below this unit: directly, or anywhere when a text or a unit is looked for, too.
    pub below: Option<UnitId>,
    /// Whose name or code holds this text.
    pub named: Option<String>,
    /// Only this unit.
    pub unit: Option<UnitId>,
}

impl App {
    /// Units of a branch after a place in the tree.
    pub async fn browse_units(
        &self,
        actor: &Actor,
        branch: Branch,
        after: Option<UnitPath>,
        limit: u32,
    ) -> Result<Vec<Node>, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("browse_units", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let tree = &brand.units;
                let seen = |id: UnitId| {
                    tree.get(id).filter(|unit| scope.covers(&unit.path)).ok_or(Refusal::NotFound("unit"))
                };
                let below = branch.below.map(seen).transpose()?;
                let one = branch.unit.map(seen).transpose()?;
                let found = match (below, one, branch.named.as_deref()) {
                    (None, None, None) => tops(tree, &scope),
                    (Some(below), None, None) => super::below(tree, &scope, Some(below.id)),
                    (below, one, text) => looked_for(tree, &scope, below, one, text),
                };
                let later =
                    found.into_iter().filter(|unit| after.as_ref().is_none_or(|after| unit.path > *after));
                Ok(later.take(limit as usize).map(|unit| node(tree, &scope, unit)).collect())
            })
            .await
    }
}

fn tops<'t>(tree: &'t UnitTree, scope: &Scope) -> Vec<&'t Unit> {
    if scope.is_everything() { tree.root().into_iter().collect() } else { super::below(tree, scope, None) }
}

/// One unit, or those that a text means, archived ones aside; anywhere below another where one is named.
fn looked_for<'t>(
    tree: &'t UnitTree,
    scope: &Scope,
    below: Option<&'t Unit>,
    one: Option<&'t Unit>,
    text: Option<&str>,
) -> Vec<&'t Unit> {
    let wanted = text.map(search::normalised);
    let is_meant = |unit: &&Unit| {
        let is_called = |wanted: &String| {
            !unit.archived && (search::contains(&unit.name, wanted) || search::contains(&unit.code, wanted))
        };
        let is_below = |above: &Unit| above.id != unit.id && above.path.contains(&unit.path);
        scope.covers(&unit.path) && below.is_none_or(is_below) && wanted.as_ref().is_none_or(is_called)
    };
    match (one, below) {
        (Some(one), _) => Some(one).filter(is_meant).into_iter().collect(),
        (None, Some(below)) => tree.subtree(below.id).iter().filter(is_meant).collect(),
        (None, None) => tree.units().iter().filter(is_meant).collect(),
    }
}

fn node(tree: &UnitTree, scope: &Scope, unit: &Unit) -> Node {
    let below = tree.subtree(unit.id).iter();
    let above = tree.ancestors(unit.id).skip(1).filter(|above| scope.covers(&above.path));
    let mut above: Vec<(UnitId, String)> = above.map(|above| (above.id, above.name.clone())).collect();
    above.reverse();
    Node {
        children: below.filter(|below| below.parent == Some(unit.id) && !below.archived).count(),
        above,
        unit: unit.clone(),
    }
}
