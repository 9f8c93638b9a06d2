//! Which units someone may see: whole subtrees, as the paths of their tops.

use super::Permissions;
use crate::unit::UnitPath;

/// A set of subtrees. Checking a unit takes the logarithm of the number of subtrees; a query filters by
/// the half-open ranges of paths that [`Scope::ranges`] gives.
///
/// What belongs to no unit belongs to the whole brand: only [`Scope::is_everything`] sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// Sorted, and none inside another.
    tops: Vec<UnitPath>,
    everything: bool,
}

impl Scope {
    /// The whole brand, also what belongs to no unit.
    #[must_use]
    pub fn everything() -> Self {
        Self { tops: Vec::new(), everything: true }
    }

    /// Nothing.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    /// The subtrees under `tops`. A top that is the root of the tree covers everything.
    #[must_use]
    pub fn of(tops: impl IntoIterator<Item = UnitPath>) -> Self {
        let mut sorted: Vec<UnitPath> = tops.into_iter().collect();
        if sorted.iter().any(UnitPath::is_root) {
            return Self::everything();
        }
        sorted.sort_unstable();
        let mut tops: Vec<UnitPath> = Vec::with_capacity(sorted.len());
        for path in sorted {
            // A path sorts directly after the tops that could contain it.
            if !tops.last().is_some_and(|top| top.contains(&path)) {
                tops.push(path);
            }
        }
        Self { tops, everything: false }
    }

    /// The top of the only subtree, if there is just one.
    #[must_use]
    pub fn only_top(&self) -> Option<&UnitPath> {
        match self.tops.as_slice() {
            [top] => Some(top),
            _ => None,
        }
    }

    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.everything
    }

    /// What may be done within the scope at most: what concerns the whole brand takes all of it.
    #[must_use]
    pub const fn permissions(&self) -> Permissions {
        if self.everything { Permissions::ALL } else { Permissions::ALL.without(Permissions::OF_BRAND) }
    }

    /// Whether nothing is covered.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        !self.everything && self.tops.is_empty()
    }

    /// Whether a unit is covered.
    #[must_use]
    pub fn covers(&self, unit: &UnitPath) -> bool {
        if self.everything {
            return true;
        }
        // Tops do not nest, so only the last one not after the unit can contain it.
        let after = self.tops.partition_point(|top| top <= unit);
        after > 0 && self.tops[after - 1].contains(unit)
    }

    /// Whether something that may belong to a unit is covered.
    #[must_use]
    pub fn covers_option(&self, unit: Option<&UnitPath>) -> bool {
        unit.map_or(self.everything, |unit| self.covers(unit))
    }

    /// Whether all that `other` covers is covered here too.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        self.everything || (!other.everything && other.tops.iter().all(|top| self.covers(top)))
    }

    /// What both cover.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        if self.everything {
            return other.clone();
        }
        if other.everything {
            return self.clone();
        }
        let own = self.tops.iter().filter(|top| other.covers(top));
        let others = other.tops.iter().filter(|top| self.covers(top));
        Self::of(own.chain(others).cloned())
    }

    /// The tops of the subtrees, sorted; empty for everything and for nothing.
    #[must_use]
    pub fn tops(&self) -> &[UnitPath] {
        &self.tops
    }

    /// For queries: a row is covered when its unit's path lies in one of these half-open ranges.
    /// `None` when no filter is needed.
    #[must_use]
    pub fn ranges(&self) -> Option<Vec<(Vec<u8>, Vec<u8>)>> {
        (!self.everything).then(|| self.tops.iter().map(UnitPath::range).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(numbers: &[u32]) -> UnitPath {
        numbers
            .iter()
            .fold(None, |parent: Option<UnitPath>, &number| {
                Some(UnitPath::under(parent.as_ref(), number).expect("a short path"))
            })
            .expect("at least one number")
    }

    #[test]
    fn a_scope_covers_subtrees_and_nothing_beside_them() {
        let scope = Scope::of([path(&[1, 2]), path(&[1, 5, 7]), path(&[1, 2, 9])]);
        assert_eq!(scope.tops().len(), 2, "a subtree inside another adds nothing");
        for covered in [&[1, 2][..], &[1, 2, 9, 4], &[1, 5, 7], &[1, 5, 7, 1]] {
            assert!(scope.covers(&path(covered)), "{covered:?}");
        }
        for outside in [&[1][..], &[1, 5], &[1, 5, 8], &[1, 3], &[1, 1, 2]] {
            assert!(!scope.covers(&path(outside)), "{outside:?}");
        }
        assert!(!scope.covers_option(None), "what belongs to no unit is the whole brand's");
    }

    #[test]
    fn the_root_covers_everything() {
        assert!(Scope::of([path(&[1]), path(&[1, 2])]).is_everything());
        assert!(Scope::everything().covers_option(None));
        assert!(Scope::of([]).is_nothing());
    }

    fn any_path() -> impl Strategy<Value = UnitPath> {
        proptest::collection::vec(0u32..4, 0..4).prop_map(|mut numbers| {
            numbers.insert(0, 1);
            path(&numbers)
        })
    }

    proptest! {
        #[test]
        fn combining_is_restrictive_and_exact(
            first in proptest::collection::vec(any_path(), 0..5),
            second in proptest::collection::vec(any_path(), 0..5),
            unit in any_path(),
        ) {
            let covered_by = |tops: &[UnitPath]| tops.iter().any(|top| top.contains(&unit));
            let (one, two) = (Scope::of(first.clone()), Scope::of(second.clone()));
            prop_assert_eq!(one.covers(&unit), covered_by(&first));
            prop_assert_eq!(one.and(&two).covers(&unit), covered_by(&first) && covered_by(&second));
            prop_assert!(one.includes(&one.and(&two)) && two.includes(&one.and(&two)));
            if let Some(ranges) = one.ranges() {
                let bytes = unit.as_bytes();
                let in_range = ranges.iter().any(|(from, to)| bytes >= &from[..] && bytes < &to[..]);
                prop_assert_eq!(in_range, one.covers(&unit));
            }
        }
    }
}
