//! Values that were used lately: a cache of two generations, the older of which is dropped as a whole.

use std::hash::Hash;

use foldhash::{HashMap, HashMapExt};

/// See the module.
#[derive(Debug)]
pub(crate) struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    generation_max: usize,
}

impl<K: Eq + Hash, V> Recent<K, V> {
    /// Holds at most twice as many as one generation.
    pub(crate) fn new(generation_max: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), generation_max }
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.young.get(key).or_else(|| self.old.get(key))
    }

    pub(crate) fn put(&mut self, key: K, value: V) {
        if self.young.len() >= self.generation_max {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    pub(crate) fn remove(&mut self, key: &K) {
        self.young.remove(key);
        self.old.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_are_held_and_the_newest_value_counts() {
        let mut recent = Recent::new(2);
        (1..=4).for_each(|key| recent.put(key, key));
        recent.put(2, 20);
        assert_eq!([1, 2, 3, 4].map(|key| recent.get(&key).copied()), [None, Some(20), Some(3), Some(4)]);
        recent.remove(&3);
        recent.remove(&2);
        assert_eq!([2, 3].map(|key| recent.get(&key).copied()), [None, None]);
    }
}
