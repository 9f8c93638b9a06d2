//! Planning an import: which rows of a file become units, which change one, and which are refused and why.
//!
//! Rows may stand in any order: a parent may come after its children. A bad row never costs another,
//! except those that hang below it.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Unit, UnitKind, UnitPath, UnitTree};
use crate::field::FieldError;
use crate::id::{MemberId, UnitId};
use crate::member::{self, Scope};

/// One row of the file, as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportRow {
    /// Its line in the file, counted from 1.
    pub line: u64,
    /// The unit's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind, as a word.
    pub kind: String,
    /// The code of the unit above; the head office when empty.
    pub parent: String,
    /// The e-mail address of its owner; nobody when empty.
    pub owner: String,
    /// Its IANA time zone; that of the unit above when empty.
    pub time_zone: String,
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedRow {
    /// Its line in the file, counted from 1.
    pub line: u64,
    /// What is wrong.
    #[serde(flatten)]
    pub error: FieldError,
}

/// What an import does.
#[derive(Debug, Default)]
pub struct Plan {
    /// Units to add, parents before children.
    pub created: Vec<Unit>,
    /// Units with another name, kind, owner or time zone than before.
    pub changed: Vec<Unit>,
    /// Rows that say what is so already.
    pub unchanged: usize,
    /// Rows that were refused, in the order of the file.
    pub rejected: Vec<RejectedRow>,
}

/// Ids and numbers for units that are added.
pub struct NewUnits<'a> {
    /// The first of as many numbers as there are rows with new codes.
    pub first_number: u32,
    /// Makes the id for the unit of a line.
    pub id: &'a dyn Fn(u64) -> UnitId,
}

/// Plans an import into `tree` by someone who sees `scope`. `owners` leads from e-mail addresses to members.
#[must_use]
pub fn plan(
    tree: &UnitTree,
    scope: &Scope,
    rows: &[ImportRow],
    owners: &HashMap<String, MemberId>,
    new: &NewUnits<'_>,
) -> Plan {
    let mut planner = Planner {
        tree,
        scope,
        owners,
        new,
        next_number: new.first_number,
        by_code: HashMap::with_capacity(rows.len()),
        outcome: HashMap::with_capacity(rows.len()),
        plan: Plan::default(),
    };
    for row in rows {
        // The first row of a code is the one that counts.
        let code = row.code.trim();
        if !code.is_empty() && planner.by_code.contains_key(code) {
            planner.reject(row, "code", "duplicate", "this code stands in the file twice");
        } else {
            planner.by_code.insert(code, row);
        }
    }
    let twice: HashSet<u64> = planner.plan.rejected.iter().map(|rejected| rejected.line).collect();
    for row in rows.iter().filter(|row| !twice.contains(&row.line)) {
        planner.place(row);
    }
    planner.plan.rejected.sort_by_key(|rejected| rejected.line);
    planner.plan
}

/// Where a unit of the file or the tree stands.
#[derive(Clone)]
struct Place {
    id: UnitId,
    path: UnitPath,
    archived: bool,
}

struct Planner<'a> {
    tree: &'a UnitTree,
    scope: &'a Scope,
    owners: &'a HashMap<String, MemberId>,
    new: &'a NewUnits<'a>,
    next_number: u32,
    by_code: HashMap<&'a str, &'a ImportRow>,
    /// By line: where the row's unit stands, or `None` when it was refused.
    outcome: HashMap<u64, Option<Place>>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    /// Places a row after the rows above it, without recursion: a file may hang every row under another.
    fn place(&mut self, row: &'a ImportRow) {
        let mut chain = vec![row];
        let mut lines = HashSet::from([row.line]);
        while let Some(&lowest) = chain.last() {
            let above = self.row_above(lowest).filter(|above| !self.outcome.contains_key(&above.line));
            match above {
                Some(above) if lines.insert(above.line) => chain.push(above),
                Some(_) => {
                    // What hangs below the circle is told that its parent was refused.
                    self.reject(lowest, "parent", "circular", "the units above lead back to this one");
                    chain.pop();
                }
                None => {
                    self.settle(lowest);
                    chain.pop();
                }
            }
        }
    }

    /// The row of the file that a new unit hangs under, unless the tree has that unit.
    fn row_above(&self, row: &ImportRow) -> Option<&'a ImportRow> {
        let (code, parent) = (row.code.trim(), row.parent.trim());
        if self.outcome.contains_key(&row.line) || self.tree.by_code(code).is_some() {
            return None;
        }
        if parent.is_empty() || self.tree.by_code(parent).is_some() {
            return None;
        }
        self.by_code.get(parent).copied()
    }

    /// Decides a row whose parent is decided.
    fn settle(&mut self, row: &'a ImportRow) {
        if self.outcome.contains_key(&row.line) {
            return;
        }
        match self.decide(row) {
            Ok(place) => {
                self.outcome.insert(row.line, Some(place));
            }
            Err(error) => {
                self.outcome.insert(row.line, None);
                self.plan.rejected.push(RejectedRow { line: row.line, error });
            }
        }
    }

    fn decide(&mut self, row: &ImportRow) -> Result<Place, FieldError> {
        let code = super::code("code", &row.code)?;
        let name = member::name("name", &row.name)?;
        let kind = kind(&row.kind)?;
        let owner = self.owner(&row.owner)?;
        let zone = row.time_zone.trim();
        let time_zone = (!zone.is_empty()).then(|| super::time_zone("time_zone", zone)).transpose()?;
        if let Some(present) = self.tree.by_code(&code) {
            let wanted = Unit { name, kind, owner, time_zone, ..present.clone() };
            return self.change(row, present, wanted);
        }
        if kind == UnitKind::HeadOffice {
            return Err(FieldError::new(
                "kind",
                "taken",
                "the head office is there already, with another code",
            ));
        }
        let parent = self.parent(row)?;
        let number = self.next_number;
        let path = UnitPath::under(Some(&parent.path), number)
            .ok_or_else(|| FieldError::new("parent", "too_deep", "the tree would have too many levels"))?;
        self.next_number += 1;
        let id = (self.new.id)(row.line);
        let parent = Some(parent.id);
        let unit =
            Unit { id, parent, path: path.clone(), kind, code, name, owner, time_zone, archived: false };
        self.plan.created.push(unit);
        Ok(Place { id, path, archived: false })
    }

    fn change(&mut self, row: &ImportRow, present: &Unit, wanted: Unit) -> Result<Place, FieldError> {
        if !self.scope.covers(&present.path) {
            return Err(FieldError::new("code", "taken", "this code belongs to a unit that is not yours"));
        }
        let parent = row.parent.trim();
        let above = present.parent.and_then(|parent| self.tree.get(parent));
        if !parent.is_empty() && above.is_none_or(|above| above.code != parent) {
            return Err(FieldError::new(
                "parent",
                "moves",
                "it hangs under another unit; move it there first",
            ));
        }
        if (present.kind == UnitKind::HeadOffice) != (wanted.kind == UnitKind::HeadOffice) {
            return Err(FieldError::new("kind", "invalid", "there is one head office, and it stays"));
        }
        let place = Place { id: present.id, path: present.path.clone(), archived: present.archived };
        if wanted == *present {
            self.plan.unchanged += 1;
        } else {
            self.plan.changed.push(wanted);
        }
        Ok(place)
    }

    fn parent(&self, row: &ImportRow) -> Result<Place, FieldError> {
        let code = row.parent.trim();
        let known = if code.is_empty() { self.tree.root() } else { self.tree.by_code(code) };
        let place = match known {
            Some(unit) => Place { id: unit.id, path: unit.path.clone(), archived: unit.archived },
            None => {
                let above = self.by_code.get(code).map(|above| self.outcome.get(&above.line));
                match above {
                    Some(Some(Some(place))) => place.clone(),
                    Some(_) => {
                        return Err(FieldError::new(
                            "parent",
                            "rejected",
                            "the row of the unit above was refused",
                        ));
                    }
                    None => return Err(unknown_parent()),
                }
            }
        };
        if !self.scope.covers(&place.path) {
            return Err(unknown_parent());
        }
        if place.archived {
            return Err(FieldError::new("parent", "archived", "the unit above is archived"));
        }
        Ok(place)
    }

    fn owner(&self, email: &str) -> Result<Option<MemberId>, FieldError> {
        let email = email.trim().to_lowercase();
        if email.is_empty() {
            return Ok(None);
        }
        let owner = self.owners.get(&email).copied();
        owner
            .map(Some)
            .ok_or_else(|| FieldError::new("owner", "unknown", "no member has this e-mail address"))
    }

    fn reject(&mut self, row: &ImportRow, field: &str, code: &str, message: &str) {
        self.plan.rejected.push(RejectedRow { line: row.line, error: FieldError::new(field, code, message) });
        self.outcome.insert(row.line, None);
    }
}

fn unknown_parent() -> FieldError {
    FieldError::new("parent", "unknown", "there is no unit with this code, neither here nor in the file")
}

/// The kind of a word, in English or Chinese.
fn kind(word: &str) -> Result<UnitKind, FieldError> {
    let word = word.trim().to_lowercase();
    let chinese = match word.as_str() {
        "总部" => Some(UnitKind::HeadOffice),
        "区域" | "大区" => Some(UnitKind::Region),
        "门店" | "店铺" => Some(UnitKind::Store),
        "柜台" => Some(UnitKind::Counter),
        "社群" | "群" => Some(UnitKind::ChatGroup),
        _ => None,
    };
    chinese.or_else(|| UnitKind::parse(&word)).ok_or_else(|| {
        let words = UnitKind::ALL.map(UnitKind::as_str).join(", ");
        FieldError::new("kind", "unknown", format!("expected one of {words}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u64) -> UnitId {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        UnitId::from_bytes(bytes)
    }

    fn tree() -> UnitTree {
        UnitTree::new(vec![Unit {
            id: id(1_000_000),
            parent: None,
            path: UnitPath::under(None, 1).expect("a path"),
            kind: UnitKind::HeadOffice,
            code: "HQ".into(),
            name: "Head office".into(),
            owner: None,
            time_zone: None,
            archived: false,
        }])
    }

    fn row(line: u64, code: &str, kind: &str, parent: &str) -> ImportRow {
        let (code, kind, parent) = (code.into(), kind.into(), parent.into());
        ImportRow { line, name: format!("Unit {line}"), code, kind, parent, ..ImportRow::default() }
    }

    fn planned(tree: &UnitTree, scope: &Scope, rows: &[ImportRow]) -> Plan {
        let owners = HashMap::from([("li@example.com".to_owned(), MemberId::from_bytes([7; 16]))]);
        plan(tree, scope, rows, &owners, &NewUnits { first_number: 2, id: &id })
    }

    fn rejections(plan: &Plan) -> Vec<(u64, &str, &str)> {
        let list = plan.rejected.iter();
        list.map(|row| (row.line, row.error.field.as_str(), row.error.code.as_str())).collect()
    }

    #[test]
    fn rows_may_stand_in_any_order() {
        let rows = [row(2, "S1", "store", "R1"), row(3, "R1", "区域", ""), row(4, "C1", "counter", "S1")];
        let plan = planned(&tree(), &Scope::everything(), &rows);
        assert_eq!(rejections(&plan), []);
        let codes: Vec<_> = plan.created.iter().map(|unit| unit.code.as_str()).collect();
        assert_eq!(codes, ["R1", "S1", "C1"], "parents come before children");
        assert!(plan.created[0].path.contains(&plan.created[2].path));
    }

    #[test]
    fn a_bad_row_costs_only_what_hangs_below_it() {
        let owned =
            |email: &str, line, code: &str| ImportRow { owner: email.into(), ..row(line, code, "store", "") };
        let rows = [
            row(2, "A", "planet", ""),
            row(3, "B", "store", "A"),
            row(4, "C", "store", "nowhere"),
            row(5, "D", "store", "E"),
            row(6, "E", "store", "D"),
            row(7, "F", "store", "F"),
            row(8, "G", "store", "D"),
            row(9, "H", "store", ""),
            row(10, "H", "store", ""),
            owned("no@example.com", 11, "I"),
            owned("LI@example.com", 12, "J"),
            row(13, "", "store", ""),
            row(14, "", "store", ""),
            row(15, "K", "head_office", ""),
        ];
        let plan = planned(&tree(), &Scope::everything(), &rows);
        assert_eq!(
            rejections(&plan),
            [
                (2, "kind", "unknown"),
                (3, "parent", "rejected"),
                (4, "parent", "unknown"),
                (5, "parent", "rejected"),
                (6, "parent", "circular"),
                (7, "parent", "circular"),
                (8, "parent", "rejected"),
                (10, "code", "duplicate"),
                (11, "owner", "unknown"),
                (13, "code", "required"),
                (14, "code", "required"),
                (15, "kind", "taken"),
            ]
        );
        assert_eq!(plan.created.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["H", "J"]);
    }

    #[test]
    fn known_codes_are_changed_and_never_moved() {
        let first =
            planned(&tree(), &Scope::everything(), &[row(2, "S1", "store", ""), row(3, "S2", "store", "S1")]);
        let mut units = tree().units().to_vec();
        units.extend(first.created);
        let tree = UnitTree::new(units);
        let same = row(2, "S1", "store", "HQ");
        let renamed = ImportRow { name: "New".into(), ..row(3, "S2", "store", "") };
        let moved = row(4, "S2", "store", "HQ");
        let plan = planned(&tree, &Scope::everything(), &[same.clone(), renamed]);
        assert_eq!((plan.created.len(), plan.changed.len(), plan.unchanged), (0, 1, 1));
        assert_eq!(plan.changed[0].name, "New");
        assert_eq!(rejections(&planned(&tree, &Scope::everything(), &[moved])), [(4, "parent", "moves")]);

        let narrow = tree.scope(&[tree.by_code("S2").expect("imported").id]);
        let plan = planned(&tree, &narrow, &[same, row(9, "X", "store", "S1"), row(10, "Y", "store", "S2")]);
        assert_eq!(rejections(&plan), [(2, "code", "taken"), (9, "parent", "unknown")]);
        assert_eq!(plan.created.len(), 1);
    }

    #[test]
    fn forty_thousand_rows_in_a_chain_or_a_fan_take_a_moment() {
        let fan: Vec<_> = (0..40_000).map(|line| row(line, &format!("S{line}"), "store", "")).collect();
        assert_eq!(planned(&tree(), &Scope::everything(), &fan).created.len(), 40_000);
        let chain: Vec<_> = (0..40_000u64)
            .map(|line| row(line, &format!("S{line}"), "store", &format!("S{}", line + 1)))
            .collect();
        let plan = planned(&tree(), &Scope::everything(), &chain);
        assert_eq!(plan.created.len(), 0, "the top of the chain has no parent, so all are refused");
        assert_eq!(plan.rejected.len(), 40_000);
    }
}
