//! Which rows the last commits changed, so that whoever read a row before can tell whether it still holds.

use std::collections::VecDeque;

use foldhash::HashSet;

/// The id of a row: of a customer, a run, an identity or an event.
pub(crate) type RowId = [u8; 16];

/// Ids that are remembered. A write begins some commits after it looked ahead, and a commit changes some
/// thousand rows at most.
const IDS_MAX: usize = 60_000;

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    commits: VecDeque<HashSet<RowId>>,
    /// How many ids `commits` has.
    ids: usize,
    /// The number of the last commit.
    last: u64,
}

impl Changes {
    /// The number of the last commit that is known.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// Adds what a commit changed.
    pub(crate) fn add(&mut self, ids: HashSet<RowId>) {
        self.last += 1;
        self.ids += ids.len();
        self.commits.push_back(ids);
        while self.ids > IDS_MAX {
            self.ids -= self.commits.pop_front().map_or(0, |ids| ids.len());
        }
    }

    /// Whether no commit after that one changed the row; false as well if that is not known any more.
    pub(crate) fn none_since(&self, commit: u64, id: &RowId) -> bool {
        let since = usize::try_from(self.last.saturating_sub(commit)).unwrap_or(usize::MAX);
        since <= self.commits.len() && self.commits.iter().rev().take(since).all(|ids| !ids.contains(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: impl Iterator<Item = usize>) -> HashSet<RowId> {
        numbers
            .map(|number| {
                let mut id = [0; 16];
                id[..8].copy_from_slice(&number.to_be_bytes());
                id
            })
            .collect()
    }

    #[test]
    fn a_row_holds_until_it_is_changed() {
        let mut changes = Changes::default();
        changes.add(ids(0..3));
        let seen = changes.last();
        assert!(changes.none_since(seen, &[0; 16]), "what was changed before was seen");
        changes.add(ids(1..2));
        assert!(changes.none_since(seen, &[0; 16]));
        assert!(ids(1..2).iter().all(|id| !changes.none_since(seen, id)));
    }

    #[test]
    fn nothing_holds_once_its_time_is_forgotten() {
        let mut changes = Changes::default();
        let seen = changes.last();
        changes.add(ids(0..IDS_MAX));
        assert!(changes.none_since(seen, &[0xff; 16]));
        changes.add(ids(0..1));
        assert!(!changes.none_since(seen, &[0xff; 16]));
        assert!(changes.none_since(seen + 1, &[0xff; 16]));
    }
}
