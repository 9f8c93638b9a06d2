//! The HTTP surface on a real database: every request goes through the whole router.

mod accounts;
mod answering;
mod audit;
mod cases;
mod channels;
mod client;
mod console;
mod document;
mod errors;
mod guards;
mod handling;
mod headers;
mod idempotency;
mod journeys;
mod listing;
mod lists;
mod members;
mod outbox;
mod scope;
mod session;
mod sources;
mod start;
mod story;
mod tokens;
mod units;
