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

/// Which part of the tree.
#[derive(Debug, Clone)]
pub enum Branch {
    /// The tops of what the member may see.
    Tops,
    /// Directly below a unit.
    Below(UnitId),
    /// Those whose name or code holds this text.
    Named(String),
    /// One unit.
    One(UnitId),
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
                let found: Vec<&Unit> = match &branch {
                    Branch::Tops if scope.is_everything() => tree.root().into_iter().collect(),
                    Branch::Tops => super::below(tree, &scope, None),
                    Branch::Below(unit) => super::below(tree, &scope, Some(seen(*unit)?.id)),
                    Branch::One(unit) => vec![seen(*unit)?],
                    Branch::Named(text) => named(tree, &scope, text),
                };
                let later =
                    found.into_iter().filter(|unit| after.as_ref().is_none_or(|after| unit.path > *after));
                Ok(later.take(limit as usize).map(|unit| node(tree, &scope, unit)).collect())
            })
            .await
    }
}

fn named<'t>(tree: &'t UnitTree, scope: &Scope, text: &str) -> Vec<&'t Unit> {
    let wanted = search::normalised(text);
    let is_meant = |unit: &&Unit| {
        !unit.archived
            && scope.covers(&unit.path)
            && (search::contains(&unit.name, &wanted) || search::contains(&unit.code, &wanted))
    };
    tree.units().iter().filter(is_meant).collect()
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
