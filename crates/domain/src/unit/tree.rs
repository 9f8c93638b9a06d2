//! The tree of a brand in memory: who is above, below, and responsible.

use std::collections::HashMap;

use super::{Unit, UnitPath};
use crate::id::{MemberId, UnitId};
use crate::member::Scope;

/// All units of a brand, parents before children. A subtree is a contiguous slice.
#[derive(Debug, Clone, Default)]
pub struct UnitTree {
    units: Vec<Unit>,
    by_id: HashMap<UnitId, u32>,
    by_code: HashMap<Box<str>, u32>,
}

impl UnitTree {
    /// The tree of these units, in any order.
    #[must_use]
    pub fn new(mut units: Vec<Unit>) -> Self {
        units.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        let position =
            |at: usize| u32::try_from(at).expect("a brand has far fewer units than 4 thousand million");
        let by_id = units.iter().enumerate().map(|(at, unit)| (unit.id, position(at))).collect();
        let by_code =
            units.iter().enumerate().map(|(at, unit)| (unit.code.as_str().into(), position(at))).collect();
        Self { units, by_id, by_code }
    }

    /// All units, parents before children.
    #[must_use]
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The head office.
    #[must_use]
    pub fn root(&self) -> Option<&Unit> {
        self.units.first()
    }

    /// The unit of an id.
    #[must_use]
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.by_id.get(&id).map(|&at| &self.units[at as usize])
    }

    /// The unit of the brand's own code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<&Unit> {
        self.by_code.get(code).map(|&at| &self.units[at as usize])
    }

    /// The unit and all below it, the unit first; empty when it is unknown.
    #[must_use]
    pub fn subtree(&self, id: UnitId) -> &[Unit] {
        self.get(id).map_or(&[], |unit| self.below(&unit.path))
    }

    /// The unit and those above it, nearest first; empty when it is unknown.
    pub fn ancestors(&self, id: UnitId) -> impl Iterator<Item = &Unit> {
        std::iter::successors(self.get(id), |unit| unit.parent.and_then(|parent| self.get(parent)))
            .take(super::DEPTH_MAX)
    }

    /// Whether `unit` is `top` or below it.
    #[must_use]
    pub fn is_within(&self, unit: UnitId, top: UnitId) -> bool {
        matches!((self.get(unit), self.get(top)), (Some(unit), Some(top)) if top.path.contains(&unit.path))
    }

    /// Who answers for a unit: its owner, or the owner of the nearest unit above that has one, at last the
    /// head office's. An unknown unit, or none, is the head office's too.
    #[must_use]
    pub fn responsible(&self, unit: Option<UnitId>) -> Option<MemberId> {
        let known = unit.filter(|id| self.by_id.contains_key(id));
        let start = known.or_else(|| self.root().map(|root| root.id))?;
        self.ancestors(start).find_map(|unit| unit.owner)
    }

    /// The time zone of a unit: its own, or that of the nearest unit above that has one.
    #[must_use]
    pub fn time_zone(&self, unit: UnitId) -> Option<&str> {
        self.ancestors(unit).find_map(|unit| unit.time_zone.as_deref())
    }

    /// The scope of someone who was given these units; unknown ones give nothing.
    #[must_use]
    pub fn scope(&self, units: &[UnitId]) -> Scope {
        Scope::of(units.iter().filter_map(|&id| self.get(id)).map(|unit| unit.path.clone()))
    }

    /// Whether a scope covers something that may belong to a unit. What belongs to a unit that is no
    /// longer known is seen only by those who see everything.
    #[must_use]
    pub fn covers(&self, scope: &Scope, unit: Option<UnitId>) -> bool {
        scope.covers_option(unit.and_then(|id| self.get(id)).map(|unit| &unit.path))
    }

    /// The unit that is all of a scope's top, if it has just one.
    #[must_use]
    pub fn only_top(&self, scope: &Scope) -> Option<&Unit> {
        let top = scope.only_top()?;
        let at = self.units.binary_search_by(|unit| unit.path.cmp(top)).ok()?;
        self.units.get(at)
    }

    fn below(&self, top: &UnitPath) -> &[Unit] {
        let from = self.units.partition_point(|unit| unit.path < *top);
        let count = self.units[from..].partition_point(|unit| top.contains(&unit.path));
        &self.units[from..from + count]
    }
}

#[cfg(test)]
mod tests {
    use super::super::UnitKind;
    use super::*;

    fn id(n: u32) -> UnitId {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        UnitId::from_bytes(bytes)
    }
    fn member(n: u8) -> MemberId {
        MemberId::from_bytes([n; 16])
    }

    fn unit(number: u32, parent: Option<&Unit>, owner: Option<MemberId>) -> Unit {
        Unit {
            id: id(number),
            parent: parent.map(|parent| parent.id),
            path: UnitPath::under(parent.map(|parent| &parent.path), number).expect("a short path"),
            kind: if parent.is_none() { UnitKind::HeadOffice } else { UnitKind::Store },
            code: format!("U{number}"),
            name: format!("Unit {number}"),
            owner,
            time_zone: parent.is_none().then(|| "Asia/Shanghai".into()),
            archived: false,
        }
    }

    /// 1 (owned by 9) → 2 → 4 (owned by 7), 5; 1 → 3.
    fn tree() -> UnitTree {
        let root = unit(1, None, Some(member(9)));
        let region = unit(2, Some(&root), None);
        let other = unit(3, Some(&root), None);
        let store = unit(4, Some(&region), Some(member(7)));
        let next = unit(5, Some(&region), None);
        UnitTree::new(vec![next, store, other, region, root])
    }

    #[test]
    fn subtrees_and_ancestors() {
        let tree = tree();
        let codes = |units: &[Unit]| units.iter().map(|unit| unit.code.clone()).collect::<Vec<_>>();
        assert_eq!(codes(tree.subtree(id(2))), ["U2", "U4", "U5"]);
        assert_eq!(codes(tree.subtree(id(99))), Vec::<String>::new());
        let above: Vec<_> = tree.ancestors(id(4)).map(|unit| unit.id).collect();
        assert_eq!(above, [id(4), id(2), id(1)]);
        assert!(tree.is_within(id(5), id(2)) && !tree.is_within(id(3), id(2)));
        assert_eq!(tree.by_code("U3").map(|unit| unit.id), Some(id(3)));
    }

    #[test]
    fn the_nearest_owner_answers_and_at_last_the_head_office() {
        let tree = tree();
        assert_eq!(tree.responsible(Some(id(4))), Some(member(7)));
        assert_eq!(tree.responsible(Some(id(5))), Some(member(9)));
        assert_eq!(tree.responsible(Some(id(99))), Some(member(9)));
        assert_eq!(tree.responsible(None), Some(member(9)));
        assert_eq!(tree.time_zone(id(5)), Some("Asia/Shanghai"));
    }

    #[test]
    fn scopes_follow_the_tree() {
        let tree = tree();
        let scope = tree.scope(&[id(2), id(99)]);
        assert!(tree.covers(&scope, Some(id(5))));
        for outside in [Some(id(3)), Some(id(99)), None] {
            assert!(!tree.covers(&scope, outside), "{outside:?}");
        }
        assert!(tree.scope(&[id(1)]).is_everything());
        assert!(tree.scope(&[id(99)]).is_nothing(), "unknown units give nothing");
    }

    #[test]
    fn forty_thousand_units_are_sorted_and_found() {
        let root = unit(1, None, None);
        let mut units: Vec<Unit> = (2..40_002).map(|number| unit(number, Some(&root), None)).collect();
        units.push(root);
        let tree = UnitTree::new(units);
        assert_eq!(tree.subtree(id(1)).len(), 40_001);
        assert_eq!(tree.subtree(id(20_000)).len(), 1);
    }
}
