//! What comes in, second by second; and how streams of server-sent events are made.

mod show;
mod sse;

pub use sse::{Events, Step, events};

use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default().with(guarded!(show::show_live))
}
