//! Who answers for a case: found through where it happened, upwards until someone does.

use serde::{Deserialize, Serialize};

use crate::effect::About;
use crate::id::{MemberId, UnitId};
use crate::unit::{Unit, UnitTree};

/// Who holds a case, and by virtue of which unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Holder {
    /// The unit; none only while a brand has no tree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The member; none when not even the head office has an owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
}

/// The unit that something happened at, the most specific one that is known: the chat group, then the
/// unit of the answer, then the unit that the event named.
#[must_use]
pub fn place(about: &About, unit: Option<UnitId>, tree: &UnitTree) -> Option<UnitId> {
    let by_code = |code: &Option<String>| code.as_deref().and_then(|code| tree.by_code(code));
    let group = by_code(&about.group);
    let known = || unit.and_then(|unit| tree.get(unit));
    group.or_else(known).or_else(|| by_code(&about.unit)).map(|unit| unit.id)
}

/// Who holds what happened at `place`: the chat group's owner or the store's manager if there is one,
/// else that of the nearest unit above, at last the head office's.
#[must_use]
pub fn find_holder(about: &About, unit: Option<UnitId>, tree: &UnitTree) -> Holder {
    // A chat group without an owner is its store's business, wherever the group hangs in the tree.
    let own = place(about, unit, tree);
    let store = place(&About { group: None, ..about.clone() }, unit, tree);
    let direct = [own, store].into_iter().flatten().filter_map(|unit| tree.get(unit)).find_map(owned);
    direct.unwrap_or_else(|| nearest(own.or(store), tree))
}

/// Who answers for the next unit above a holder and is somebody else; else the head office.
#[must_use]
pub fn next_above(holder: &Holder, tree: &UnitTree) -> Holder {
    let above = holder.unit.into_iter().flat_map(|unit| tree.ancestors(unit).skip(1));
    above.filter_map(owned).find(|found| found.member != holder.member).unwrap_or_else(|| head_office(tree))
}

fn nearest(unit: Option<UnitId>, tree: &UnitTree) -> Holder {
    unit.and_then(|unit| tree.ancestors(unit).find_map(owned)).unwrap_or_else(|| head_office(tree))
}

fn owned(unit: &Unit) -> Option<Holder> {
    unit.owner.map(|member| Holder { unit: Some(unit.id), member: Some(member) })
}

/// Who answers for the whole brand.
#[must_use]
pub fn head_office(tree: &UnitTree) -> Holder {
    let root = tree.root();
    Holder { unit: root.map(|root| root.id), member: root.and_then(|root| root.owner) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::{UnitKind, UnitPath};

    fn unit(n: u8) -> UnitId {
        UnitId::from_bytes([n; 16])
    }
    fn member(n: u8) -> MemberId {
        MemberId::from_bytes([n; 16])
    }
    fn holder(at: u8, who: u8) -> Holder {
        Holder { unit: Some(unit(at)), member: Some(member(who)) }
    }
    fn about(group: Option<&str>, code: Option<&str>) -> About {
        About { group: group.map(str::to_owned), unit: code.map(str::to_owned), ..About::default() }
    }

    /// 1 head office → 2 region → 3 store → 4 chat group; 1 → 5 store. Owners as given.
    fn tree(owners: &[(u8, u8)]) -> UnitTree {
        let mut units: Vec<Unit> = Vec::new();
        for (n, parent) in [(1, 0), (2, 1), (3, 2), (4, 3), (5, 1)] {
            let above = units.iter().find(|known| known.id == unit(parent)).map(|known| known.path.clone());
            units.push(Unit {
                id: unit(n),
                parent: (parent > 0).then(|| unit(parent)),
                path: UnitPath::under(above.as_ref(), u32::from(n)).expect("a short path"),
                kind: UnitKind::Store,
                code: format!("U{n}"),
                name: format!("Unit {n}"),
                owner: owners.iter().find(|(at, _)| *at == n).map(|(_, who)| member(*who)),
                time_zone: None,
                archived: false,
            });
        }
        UnitTree::new(units)
    }

    #[test]
    fn the_most_specific_place_with_someone_holds_the_case() {
        let in_group = about(Some("U4"), Some("U3"));
        for (owners, expected) in [
            (&[(4, 7), (3, 8), (1, 9)][..], holder(4, 7)),
            (&[(3, 8), (1, 9)], holder(3, 8)),
            (&[(2, 6), (1, 9)], holder(2, 6)),
            (&[(1, 9)], holder(1, 9)),
            (&[], Holder { unit: Some(unit(1)), member: None }),
        ] {
            assert_eq!(find_holder(&in_group, None, &tree(owners)), expected, "{owners:?}");
        }
    }

    #[test]
    fn unknown_places_are_the_head_offices() {
        let tree = tree(&[(4, 7), (3, 8), (5, 5), (1, 9)]);
        assert_eq!(find_holder(&about(None, Some("nowhere")), None, &tree), holder(1, 9));
        assert_eq!(find_holder(&about(Some("nowhere"), None), Some(unit(5)), &tree), holder(5, 5));
        assert_eq!(find_holder(&about(None, None), None, &UnitTree::default()), Holder::default());
        assert_eq!(place(&about(None, Some("U3")), Some(unit(5)), &tree), Some(unit(5)));
    }

    #[test]
    fn a_group_without_an_owner_is_the_store_of_the_answers() {
        let tree = tree(&[(3, 8), (5, 5), (1, 9)]);
        assert_eq!(find_holder(&about(Some("U4"), Some("U5")), None, &tree), holder(5, 5));
    }

    #[test]
    fn above_means_somebody_else() {
        // The manager of the store also manages the region.
        let tree = tree(&[(4, 7), (3, 8), (2, 8), (1, 9)]);
        assert_eq!(next_above(&holder(4, 7), &tree), holder(3, 8));
        assert_eq!(next_above(&holder(3, 8), &tree), holder(1, 9));
        assert_eq!(next_above(&holder(1, 9), &tree), holder(1, 9));
        assert_eq!(next_above(&Holder::default(), &tree), holder(1, 9));
    }
}
