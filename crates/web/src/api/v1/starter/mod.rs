//! What a new brand starts with.

mod install;

use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default().with(guarded!(install::install_starter))
}
