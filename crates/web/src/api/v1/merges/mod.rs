//! Merges of customers.

mod undo;

use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default().with(guarded!(undo::undo_merge))
}
