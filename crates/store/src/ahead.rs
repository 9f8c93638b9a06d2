//! Looking ahead: what a write will read is read and parsed on a thread for that, while the writer is busy
//! with others.
//!
//! The embedded database has one writer, so whatever that thread need not do is done elsewhere.
//! [`Store::look_ahead`](crate::Store::look_ahead) runs a first body on a thread that only looks, in which
//! functions of [`rows`](crate::rows) keep what they have found. The write
//! ([`Store::write_ahead`](crate::Store::write_ahead)) takes it from there, but only rows that no commit has
//! changed since the view of the tables that was looked at ([`Changes`]); so looking ahead never changes what a
//! write sees, only where the work is done.
//!
//! [`Changes`]: crate::hot::changes::Changes

use foldhash::{HashMap, HashSet};
use touchstone_domain::id::CustomerId;

use crate::Tx;
use crate::hot::changes::RowId;
use crate::hot::{CustomerKey, EventKey, IdentityKey};
use crate::rows::customers::CustomerRow;

/// What was seen ahead of a write, for [`Store::write_ahead`](crate::Store::write_ahead).
#[derive(Debug)]
pub struct Ahead<L> {
    /// What the look answered.
    pub(crate) guess: L,
    pub(crate) seen: Seen,
}

impl<L> Ahead<L> {
    /// What the look answered.
    pub fn guess(&self) -> &L {
        &self.guess
    }
}

/// Rows as they were after a commit.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The last commit before the look's view of the tables began.
    as_of: u64,
    pub(crate) customers: HashMap<CustomerKey, CustomerRow>,
    /// Where identities lead that were not in memory.
    pub(crate) identities: HashMap<IdentityKey, Option<CustomerId>>,
    /// Events that there were not.
    pub(crate) unknown: HashSet<EventKey>,
}

/// What a transaction does with what it reads.
#[derive(Debug, Default)]
pub(crate) enum Looking {
    /// Nothing else.
    #[default]
    Plainly,
    /// Keeps it for the write to come.
    Ahead(Seen),
    /// Has most of it.
    Back(Seen),
}

impl Looking {
    /// Where to keep what was read, if it is for later.
    pub(crate) fn kept(&mut self) -> Option<&mut Seen> {
        match self {
            Self::Ahead(seen) => Some(seen),
            Self::Plainly | Self::Back(_) => None,
        }
    }
}

impl Tx<'_> {
    /// From here on what is read is kept.
    pub(crate) fn look_ahead(&mut self) {
        let as_of = self.hot().map_or(0, |hot| hot.as_of());
        *self.looking() = Looking::Ahead(Seen { as_of, ..Seen::default() });
    }

    /// What was kept.
    pub(crate) fn looked_ahead(&mut self) -> Seen {
        match std::mem::take(self.looking()) {
            Looking::Ahead(seen) => seen,
            Looking::Plainly | Looking::Back(_) => Seen::default(),
        }
    }

    /// What was seen need not be read, if it still holds.
    pub(crate) fn look_back(&mut self, seen: Seen) {
        *self.looking() = Looking::Back(seen);
    }

    /// Which of these rows are as they were when this write looked ahead; none, if it did not.
    pub fn unchanged<I: Into<RowId> + Copy>(&mut self, ids: &[I]) -> Vec<bool> {
        let Looking::Back(Seen { as_of, .. }) = *self.looking() else { return vec![false; ids.len()] };
        let Some(hot) = self.hot() else { return vec![false; ids.len()] };
        hot.unchanged_since(as_of, ids.iter().map(|&id| id.into()))
    }

    /// Takes what was seen ahead of rows that still hold.
    pub(crate) fn take_seen<I, T>(
        &mut self,
        ids: &[I],
        mut take: impl FnMut(&mut Seen, I) -> Option<T>,
    ) -> Vec<Option<T>>
    where
        I: Into<RowId> + Copy,
    {
        let hold = self.unchanged(ids);
        let Looking::Back(seen) = self.looking() else { return ids.iter().map(|_| None).collect() };
        ids.iter().zip(hold).map(|(&id, holds)| if holds { take(seen, id) } else { None }).collect()
    }
}
