//! Rows in memory, in the order of their keys, and the sweep that goes round over them.
//!
//! A row that the table does not have in this form is dirty. The sweep goes from the first key to the
//! last: it takes the dirty rows it meets to the table, after which they are clean, and removes those
//! that have stayed clean since it last came by. So a row stays for at least one round after it was
//! written, longer than any reader's view of the table from before.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Bound;

/// How much memory a row takes besides its key.
pub(crate) trait Weight {
    fn bytes(&self) -> usize;
}

#[derive(Debug)]
struct Held<V> {
    value: V,
    dirty: bool,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Memtable<K, V> {
    rows: BTreeMap<K, Held<V>>,
    dirty: usize,
    dirty_bytes: usize,
    /// The last key that the sweep has come to.
    cursor: Option<K>,
}

/// A stretch of the sweep.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stretch<K, V> {
    /// The dirty rows in it, by key.
    pub(crate) rows: Vec<(K, V)>,
    /// Where it ends; `None` at the end of the round.
    pub(crate) end: Option<K>,
}

impl<K, V> Default for Memtable<K, V> {
    fn default() -> Self {
        Self { rows: BTreeMap::new(), dirty: 0, dirty_bytes: 0, cursor: None }
    }
}

impl<K: Ord + Copy, V: Clone + Weight> Memtable<K, V> {
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key).map(|held| &held.value)
    }

    /// Dirty rows.
    pub(crate) fn dirty(&self) -> usize {
        self.dirty
    }

    /// How much memory the dirty rows take.
    pub(crate) fn dirty_bytes(&self) -> usize {
        self.dirty_bytes
    }

    /// Holds a row that the table does not have.
    pub(crate) fn put(&mut self, key: K, value: V) {
        self.dirty += 1;
        self.dirty_bytes += size_of::<K>() + value.bytes();
        match self.rows.entry(key) {
            Entry::Vacant(vacant) => {
                vacant.insert(Held { value, dirty: true });
            }
            Entry::Occupied(mut occupied) => {
                let before = occupied.insert(Held { value, dirty: true });
                if before.dirty {
                    self.dirty -= 1;
                    self.dirty_bytes -= size_of::<K>() + before.value.bytes();
                }
            }
        }
    }

    /// How many rows these keys will add to those that the round has still to come to.
    pub(crate) fn added_ahead<'k>(&self, keys: impl Iterator<Item = &'k K>) -> usize
    where
        K: 'k,
    {
        let is_ahead = |key: &K| self.cursor.is_none_or(|cursor| *key > cursor);
        keys.filter(|key| is_ahead(key) && self.rows.get(key).is_none_or(|held| !held.dirty)).count()
    }

    /// The next stretch with `count` dirty rows, or with what is left of the round.
    pub(crate) fn ahead(&self, count: usize) -> Stretch<K, V> {
        let from = self.cursor.map_or(Bound::Unbounded, Bound::Excluded);
        let mut rows = Vec::with_capacity(count.min(self.dirty));
        for (&key, held) in self.rows.range((from, Bound::Unbounded)) {
            if held.dirty {
                if rows.len() == count {
                    let end = rows.last().map(|&(key, _)| key);
                    return Stretch { rows, end };
                }
                rows.push((key, held.value.clone()));
            }
        }
        Stretch { rows, end: None }
    }

    /// The stretch up to `end` is in the table; nothing may have been put since [`ahead`](Self::ahead) gave it.
    pub(crate) fn advance(&mut self, end: Option<K>) {
        let from = self.cursor.map_or(Bound::Unbounded, Bound::Excluded);
        let to = end.map_or(Bound::Unbounded, Bound::Included);
        let mut gone = Vec::new();
        for (&key, held) in self.rows.range_mut((from, to)) {
            if held.dirty {
                held.dirty = false;
                self.dirty -= 1;
                self.dirty_bytes -= size_of::<K>() + held.value.bytes();
            } else {
                gone.push(key);
            }
        }
        for key in gone {
            self.rows.remove(&key);
        }
        self.cursor = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(keys: &[u8]) -> Memtable<u8, i64> {
        let mut table = Memtable::default();
        keys.iter().for_each(|&key| table.put(key, i64::from(key)));
        table
    }

    fn round(table: &mut Memtable<u8, i64>, count: usize) -> Vec<(u8, i64)> {
        let mut rows = Vec::new();
        loop {
            let stretch = table.ahead(count);
            rows.extend(stretch.rows);
            table.advance(stretch.end);
            if stretch.end.is_none() {
                return rows;
            }
        }
    }

    #[test]
    fn a_round_takes_every_dirty_row_once_in_order() {
        let mut table = table(&[5, 1, 9, 3, 7]);
        assert_eq!(round(&mut table, 2), [(1, 1), (3, 3), (5, 5), (7, 7), (9, 9)]);
        assert_eq!((table.dirty(), table.dirty_bytes()), (0, 0));
    }

    #[test]
    fn a_row_stays_for_a_round_after_it_was_written() {
        let mut table = table(&[1, 2]);
        round(&mut table, 10);
        assert_eq!(table.get(&1), Some(&1));
        table.put(2, 20);
        assert_eq!(round(&mut table, 10), [(2, 20)]);
        assert_eq!((table.get(&1), table.get(&2)), (None, Some(&20)));
    }

    #[test]
    fn a_row_changed_twice_is_dirty_once() {
        let mut table = table(&[1]);
        table.put(1, 10);
        assert_eq!((table.dirty(), table.dirty_bytes()), (1, 9));
        assert_eq!(round(&mut table, 10), [(1, 10)]);
    }

    #[test]
    fn a_key_adds_to_the_round_if_it_is_ahead_and_clean() {
        let mut table = table(&[1, 2, 3]);
        table.advance(table.ahead(2).end);
        assert_eq!(table.added_ahead([1, 2, 3].iter()), 0);
        assert_eq!(table.added_ahead([2, 3, 4, 5].iter()), 2);
    }

    #[test]
    fn what_is_changed_behind_the_sweep_waits_for_the_next_round() {
        let mut table = table(&[1, 2, 3]);
        let first = table.ahead(2);
        assert_eq!(first, Stretch { rows: vec![(1, 1), (2, 2)], end: Some(2) });
        table.advance(first.end);
        table.put(1, 10);
        assert_eq!(round(&mut table, 2), [(3, 3)]);
        assert_eq!(round(&mut table, 2), [(1, 10)]);
    }
}
