//! Looking ahead: what a write will read from memory is unpacked and parsed on a reading thread while the
//! writer is busy with others.
//!
//! The embedded database has one writer, so whatever that thread need not do is done elsewhere.
//! [`Store::write_ahead`](crate::Store::write_ahead) runs a first body on a reading thread. In it the
//! functions of [`rows::customers`](crate::rows::customers) answer from memory alone, and what they have
//! parsed is kept. The write takes it from there, as long as memory still holds the very same row; so
//! looking ahead never changes what a write sees, only where the work is done. Tables are not looked at: a
//! reader's cache is void after each commit, and the writer's is warm.

use std::sync::Arc;

use foldhash::HashMap;
use touchstone_domain::id::CustomerId;

use crate::Tx;
use crate::hot::HotCustomer;
use crate::rows::customers::CustomerRow;

/// Customers by id: the row in memory, and what it says.
pub(crate) type Parsed = HashMap<CustomerId, (Arc<HotCustomer>, CustomerRow)>;

/// What a transaction does with what it reads from memory.
#[derive(Debug, Default)]
pub(crate) enum Looking {
    /// Parses it.
    #[default]
    Plainly,
    /// Parses it and keeps it for the write to come; looks at nothing else.
    Ahead(Parsed),
    /// Has it, mostly.
    Back(Parsed),
}

impl Looking {
    pub(crate) fn is_ahead(&self) -> bool {
        matches!(self, Self::Ahead(_))
    }

    /// What was parsed ahead of this very row.
    pub(crate) fn parsed(&mut self, customer: CustomerId, row: &Arc<HotCustomer>) -> Option<CustomerRow> {
        let Self::Back(parsed) = self else { return None };
        parsed.remove(&customer).filter(|(from, _)| Arc::ptr_eq(from, row)).map(|(_, parsed)| parsed)
    }

    /// Keeps what was parsed, if it is for later.
    pub(crate) fn keep(&mut self, row: &Arc<HotCustomer>, customer: &CustomerRow) {
        if let Self::Ahead(parsed) = self {
            parsed.insert(customer.customer, (Arc::clone(row), customer.clone()));
        }
    }
}

impl Tx<'_> {
    /// From here on memory alone is read, and what is parsed is kept.
    pub(crate) fn look_ahead(&mut self) {
        *self.looking() = Looking::Ahead(Parsed::default());
    }

    /// What was kept.
    pub(crate) fn looked_ahead(&mut self) -> Parsed {
        match std::mem::take(self.looking()) {
            Looking::Ahead(parsed) => parsed,
            Looking::Plainly | Looking::Back(_) => Parsed::default(),
        }
    }

    /// Rows that memory still holds need not be parsed.
    pub(crate) fn look_back(&mut self, parsed: Parsed) {
        *self.looking() = Looking::Back(parsed);
    }
}
