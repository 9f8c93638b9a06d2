//! Playing a world through the product's public contract: HTTP, and nothing else.

mod client;
mod furnish;
mod history;
mod journey;
mod live;

pub use client::{Client, Failure};
pub use furnish::{Keys, Stage, furnish, set_up};
pub use history::{Progress, play_history};
pub use journey::play_past_visits;
pub use live::{Answered, Live};
