//! Rows in memory, found by their keys, and the sweep that goes round over them in the order of the keys.
//!
//! A row that the table does not have in this form is dirty. The sweep goes from the first key to the
//! last: it takes the dirty rows it meets to the table, after which they are clean, and removes those
//! that have stayed clean since it last came by. So a row stays for at least one round after it was
//! written, longer than any reader's view of the table from before.
//!
//! Each event asks for several keys, and the order matters only to the sweep. So rows are hashed, in leaves
//! that follow one another in the order of the keys, and a leaf is sorted when the sweep comes to it.

use std::collections::hash_map::Entry;
use std::hash::Hash;

use foldhash::{HashMap, HashMapExt};

/// Most rows of a leaf: what 2,048 buckets of a hash map hold. The list of leaves stays in the processor's
/// caches, and to sort one takes no time that a commit would notice.
const LEAF_MAX: usize = 1_792;

/// How much memory a row takes besides its key.
pub(crate) trait Weight {
    fn bytes(&self) -> usize;
}

#[derive(Debug)]
struct Held<V> {
    value: V,
    dirty: bool,
}

/// The rows from one key on, up to where the next leaf begins; the first leaf has what is before it, too.
#[derive(Debug)]
struct Leaf<K, V> {
    from: K,
    rows: HashMap<K, Held<V>>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Memtable<K, V> {
    leaves: Vec<Leaf<K, V>>,
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
        Self { leaves: Vec::new(), dirty: 0, dirty_bytes: 0, cursor: None }
    }
}

impl<K: Ord + Copy + Hash, V: Clone + Weight> Memtable<K, V> {
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.held(key).map(|held| &held.value)
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
        if self.leaves.is_empty() {
            self.leaves.push(Leaf { from: key, rows: HashMap::new() });
        }
        let at = self.leaf_of(&key);
        let leaf = &mut self.leaves[at];
        match leaf.rows.entry(key) {
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
        if leaf.rows.len() > LEAF_MAX {
            let upper = leaf.split();
            self.leaves.insert(at + 1, upper);
        }
    }

    /// How many rows these keys will add to those that the round has still to come to.
    pub(crate) fn added_ahead<'k>(&self, keys: impl Iterator<Item = &'k K>) -> usize
    where
        K: 'k,
    {
        keys.filter(|key| self.is_ahead(key) && self.held(key).is_none_or(|held| !held.dirty)).count()
    }

    /// The next stretch with `count` dirty rows, or with what is left of the round.
    pub(crate) fn ahead(&self, count: usize) -> Stretch<K, V> {
        let mut rows = Vec::with_capacity(count.min(self.dirty));
        for leaf in &self.leaves[self.first_ahead()..] {
            let dirty = leaf.rows.iter().filter(|(key, held)| held.dirty && self.is_ahead(key));
            let mut dirty: Vec<(&K, &Held<V>)> = dirty.collect();
            dirty.sort_unstable_by_key(|(key, _)| *key);
            for (&key, held) in dirty {
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
        let cursor = self.cursor;
        let is_in_it =
            |key: &K| cursor.is_none_or(|cursor| *key > cursor) && end.is_none_or(|end| *key <= end);
        let (first, last) = (self.first_ahead(), end.map_or(self.leaves.len(), |end| self.leaf_of(&end) + 1));
        for leaf in &mut self.leaves[first..last] {
            leaf.rows.retain(|key, held| {
                if !is_in_it(key) {
                    return true;
                }
                if held.dirty {
                    self.dirty -= 1;
                    self.dirty_bytes -= size_of::<K>() + held.value.bytes();
                }
                std::mem::replace(&mut held.dirty, false)
            });
            // Ids ascend: a leaf behind the newest is never filled again, and would keep its room for a row or two.
            if leaf.rows.len() * 4 < leaf.rows.capacity() {
                leaf.rows.shrink_to(leaf.rows.len() * 2);
            }
        }
        self.leaves.retain(|leaf| !leaf.rows.is_empty());
        self.cursor = end;
    }

    fn held(&self, key: &K) -> Option<&Held<V>> {
        self.leaves.get(self.leaf_of(key))?.rows.get(key)
    }

    /// Where the leaf of a key is, if there is any.
    fn leaf_of(&self, key: &K) -> usize {
        self.leaves.get(1..).map_or(0, |later| later.partition_point(|leaf| leaf.from <= *key))
    }

    /// Whether the sweep has still to come to a key.
    fn is_ahead(&self, key: &K) -> bool {
        self.cursor.is_none_or(|cursor| *key > cursor)
    }

    /// The first leaf with keys that the sweep has still to come to.
    fn first_ahead(&self) -> usize {
        self.cursor.map_or(0, |cursor| self.leaf_of(&cursor))
    }
}

impl<K: Ord + Copy + Hash, V> Leaf<K, V> {
    /// Takes the upper half away.
    fn split(&mut self) -> Self {
        let mut keys: Vec<K> = self.rows.keys().copied().collect();
        let middle = keys.len() / 2;
        let from = *keys.select_nth_unstable(middle).1;
        let upper = Self { from, rows: self.rows.extract_if(|key, _| *key >= from).collect() };
        // Keys that come in their order leave this half as it is.
        self.rows.shrink_to_fit();
        upper
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
    fn many_rows_come_in_order_whatever_order_they_came_in() {
        let count = 10 * LEAF_MAX as u64;
        // A large odd factor visits all of them in no order.
        let scattered: Vec<u64> = (0..count).map(|nth| nth.wrapping_mul(2_654_435_761) % count).collect();
        for keys in [scattered, (0..count).rev().collect()] {
            let mut table = Memtable::<u64, i64>::default();
            keys.iter().for_each(|&key| table.put(key, 1));
            assert!((10..=20).contains(&table.leaves.len()), "{} leaves", table.leaves.len());
            assert!(keys.iter().all(|key| table.get(key).is_some()) && table.get(&count).is_none());
            let mut swept = Vec::new();
            while swept.len() < keys.len() {
                let stretch = table.ahead(1_000);
                swept.extend(stretch.rows.iter().map(|(key, _)| *key));
                table.advance(stretch.end);
            }
            assert!(swept.into_iter().eq(0..count));
            table.advance(None);
            assert!(keys.iter().all(|key| table.get(key).is_none()) && table.leaves.is_empty());
        }
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
