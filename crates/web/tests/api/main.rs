//! The HTTP surface on a real database: every request goes through the whole router.

mod client;
mod document;
mod errors;
mod guards;
mod headers;
mod idempotency;
mod session;
mod sources;
mod start;
mod tokens;
