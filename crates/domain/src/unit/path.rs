//! Where a unit stands in the tree, as bytes that sort parents before children.

/// The most levels of a tree.
pub const DEPTH_MAX: usize = 16;
/// The largest number of a unit inside its brand.
pub const NUMBER_MAX: u32 = LABEL_END - 1;

const LABEL_BYTES: usize = 3;
const LABEL_END: u32 = 0xFF_FFFF;

/// The numbers of a unit's ancestors and its own, three bytes each, root first.
///
/// A subtree is one contiguous range of paths, so that a scope is a few comparisons in memory and in SQL
/// alike; adding a unit touches no other row, and moving one rewrites only its own subtree.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitPath(Box<[u8]>);

impl UnitPath {
    /// The path of unit `number` below `parent`, or of the root. `None` when the tree would be too deep.
    #[must_use]
    pub fn under(parent: Option<&Self>, number: u32) -> Option<Self> {
        let above: &[u8] = parent.map_or(&[], |parent| &parent.0);
        if above.len() >= DEPTH_MAX * LABEL_BYTES || number > NUMBER_MAX {
            return None;
        }
        let label = number.to_be_bytes();
        Some(Self([above, &label[1..]].concat().into()))
    }

    /// A stored path; `None` for bytes that are none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let sound = !bytes.is_empty()
            && bytes.len().is_multiple_of(LABEL_BYTES)
            && bytes.len() <= DEPTH_MAX * LABEL_BYTES;
        sound.then(|| Self(bytes.into()))
    }

    /// The bytes, as stored.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The unit's own number.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.0[self.0.len() - LABEL_BYTES..].iter().fold(0, |number, byte| number << 8 | u32::from(*byte))
    }

    /// Levels, the root's being 1.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.len() / LABEL_BYTES
    }

    /// Whether this is the top of the tree.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.depth() == 1
    }

    /// The path above, or `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        Self::from_bytes(&self.0[..self.0.len() - LABEL_BYTES])
    }

    /// Whether `other` is this unit or below it.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }

    /// The half-open range of the paths of this subtree.
    #[must_use]
    pub fn range(&self) -> (Vec<u8>, Vec<u8>) {
        let mut end = self.0.to_vec();
        // No number is all ones, so the last label can always be counted up.
        for byte in end.iter_mut().rev() {
            let (next, carried) = byte.overflowing_add(1);
            *byte = next;
            if !carried {
                break;
            }
        }
        (self.0.to_vec(), end)
    }

    /// This path after the subtree at `from` has become the one at `to`; unchanged outside it.
    /// `None` when it would be too deep.
    #[must_use]
    pub fn moved(&self, from: &Self, to: &Self) -> Option<Self> {
        let Some(rest) = self.0.strip_prefix(&*from.0) else { return Some(self.clone()) };
        Self::from_bytes(&[&to.0, rest].concat())
    }
}

impl std::fmt::Debug for UnitPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for label in self.0.chunks(LABEL_BYTES) {
            let number = label.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
            write!(f, "/{number}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(numbers: &[u32]) -> UnitPath {
        let mut path = None;
        for &number in numbers {
            path = Some(UnitPath::under(path.as_ref(), number).expect("a short path"));
        }
        path.expect("at least one number")
    }

    #[test]
    fn ranges_hold_exactly_the_subtree() {
        let top = path(&[1, 255]);
        let (from, to) = top.range();
        for (unit, inside) in [
            (path(&[1, 255]), true),
            (path(&[1, 255, 0]), true),
            (path(&[1, 255, NUMBER_MAX]), true),
            (path(&[1, 256]), false),
            (path(&[1]), false),
            (path(&[1, 254, 9]), false),
        ] {
            assert_eq!(unit.as_bytes() >= &from[..] && unit.as_bytes() < &to[..], inside, "{unit:?}");
            assert_eq!(top.contains(&unit), inside, "{unit:?}");
        }
        let (_, end) = path(&[NUMBER_MAX]).range();
        assert_eq!(end, [0xFF, 0xFF, 0xFF]);
    }

    #[test]
    fn moving_keeps_what_is_below() {
        let (from, to) = (path(&[1, 2]), path(&[1, 7, 2]));
        assert_eq!(path(&[1, 2, 5]).moved(&from, &to), Some(path(&[1, 7, 2, 5])));
        assert_eq!(path(&[1, 3]).moved(&from, &to), Some(path(&[1, 3])));
    }

    #[test]
    fn depth_and_numbers_are_bounded() {
        assert_eq!(path(&[1, NUMBER_MAX]).number(), NUMBER_MAX);
        let deepest = path(&[1; DEPTH_MAX]);
        assert_eq!(UnitPath::under(Some(&deepest), 1), None);
        assert_eq!(deepest.moved(&path(&[1, 1]), &path(&[1, 1, 1])), None);
        assert_eq!(UnitPath::under(None, NUMBER_MAX + 1), None);
        assert_eq!(UnitPath::from_bytes(&[1, 2]), None);
    }
}
