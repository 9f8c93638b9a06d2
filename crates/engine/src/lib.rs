//! The shell around the pure decisions: use cases, the ingest loop and the workers.
//!
//! A use case reads, lets `domain` decide, writes state and effects in one transaction, and answers.
//! No SQL is seen here (it lives in `store`), and nothing is awaited inside a transaction.

pub mod accept;
pub mod access;
pub mod answering;
pub mod app;
pub mod asking;
mod backfill;
pub mod brand;
pub mod cases;
pub mod channel;
mod chunks;
pub mod clock;
mod compute;
mod counting;
pub mod customers;
pub mod debugger;
pub mod decisions;
pub mod events;
pub mod import;
mod intake;
pub mod journeys;
pub mod keyring;
pub mod live;
pub mod messages;
pub mod names;
pub mod pipeline;
pub mod playbooks;
pub mod random;
mod refusal;
mod rejections;
pub mod settings;
mod slice;
pub mod starter;
pub mod surveys;
mod tasks;
#[cfg(feature = "testing")]
pub mod testing;
mod throttle;
pub mod traces;
pub mod units;
pub mod vouchers;
pub mod worker;

pub use app::App;
pub use refusal::Refusal;
pub use slice::Slice;
pub use touchstone_store::StoreError;
