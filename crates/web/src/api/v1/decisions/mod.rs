//! Decisions: an event in, what is decided out.

mod decide;

use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default().with(guarded!(decide::decide))
}
