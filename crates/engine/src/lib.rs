//! The shell around the pure decisions: use cases, the ingest loop and the workers.
//!
//! A use case reads, lets `domain` decide, writes state and effects in one transaction, and answers.
//! No SQL is seen here (it lives in `store`), and nothing is awaited inside a transaction.

pub mod access;
pub mod app;
pub mod clock;
pub mod random;
mod refusal;
#[cfg(feature = "testing")]
pub mod testing;

pub use app::App;
pub use refusal::Refusal;
