//! Which units a list looks at: what is asked for, within what the member may see.

use touchstone_domain::id::UnitId;
use touchstone_domain::member::Scope;
use touchstone_domain::unit::{Unit, UnitTree};

use crate::Refusal;

/// So many units are read one by one through the index of units; more are found by walking the list.
const FEW: usize = 32;

/// The units of a list.
pub(crate) enum Reach {
    /// The whole brand, also what belongs to no unit.
    Everything,
    /// A few, each of which is read by itself.
    Few(Vec<UnitId>),
    /// Many: rows are walked and looked at.
    Many(Scope),
}

impl Reach {
    /// What is asked for within what may be seen; a unit outside the scope does not exist.
    pub(crate) fn of(tree: &UnitTree, scope: &Scope, within: Option<UnitId>) -> Result<Self, Refusal> {
        let scope = narrowed(tree, scope, within)?;
        if scope.is_everything() {
            return Ok(Self::Everything);
        }
        let mut few: Vec<UnitId> = covered(tree, &scope).take(FEW + 1).collect();
        if few.len() > FEW {
            return Ok(Self::Many(scope));
        }
        few.sort_unstable();
        Ok(Self::Few(few))
    }

    /// The units, in order; none where what belongs to no unit is meant too.
    pub(crate) fn units(&self, tree: &UnitTree) -> Option<Vec<UnitId>> {
        match self {
            Self::Everything => None,
            Self::Few(units) => Some(units.clone()),
            Self::Many(scope) => {
                let mut units: Vec<UnitId> = covered(tree, scope).collect();
                units.sort_unstable();
                Some(units)
            }
        }
    }

    /// Whether a row of this unit belongs to the list.
    pub(crate) fn covers(&self, tree: &UnitTree, unit: Option<UnitId>) -> bool {
        match self {
            Self::Everything => true,
            Self::Few(units) => unit.is_some_and(|unit| units.binary_search(&unit).is_ok()),
            Self::Many(scope) => tree.covers(scope, unit),
        }
    }
}

fn covered(tree: &UnitTree, scope: &Scope) -> impl Iterator<Item = UnitId> {
    tree.units().iter().filter(|unit| scope.covers(&unit.path)).map(|unit| unit.id)
}

/// The part of a scope that lies within a unit.
pub(crate) fn narrowed(tree: &UnitTree, scope: &Scope, within: Option<UnitId>) -> Result<Scope, Refusal> {
    let Some(within) = within else { return Ok(scope.clone()) };
    let unit = tree.get(within).filter(|unit| scope.covers(&unit.path)).ok_or(Refusal::NotFound("unit"))?;
    Ok(Scope::of([unit.path.clone()]).and(scope))
}

/// The units directly below one that are not archived, or the tops of what may be seen.
pub(crate) fn below<'t>(tree: &'t UnitTree, scope: &Scope, unit: Option<UnitId>) -> Vec<&'t Unit> {
    let seen = |unit: &&Unit| !unit.archived && scope.covers(&unit.path);
    if let Some(unit) = unit {
        let within = tree.subtree(unit).iter().filter(|below| below.parent == Some(unit));
        return within.filter(seen).collect();
    }
    if scope.is_everything() {
        let root = tree.root().map(|root| root.id);
        return below_root(tree, root).into_iter().filter(seen).collect();
    }
    let is_top = |unit: &&Unit| unit.path.parent().is_none_or(|parent| !scope.covers(&parent));
    tree.units().iter().filter(seen).filter(is_top).collect()
}

fn below_root(tree: &UnitTree, root: Option<UnitId>) -> Vec<&Unit> {
    tree.units().iter().filter(|unit| unit.parent.is_some() && unit.parent == root).collect()
}
