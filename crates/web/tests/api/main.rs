//! The HTTP surface on a real database: every request goes through the whole router.

mod audit;
mod client;
mod document;
mod errors;
mod guards;
mod headers;
mod idempotency;
mod members;
mod session;
mod sources;
mod start;
mod tokens;
mod units;
