//! The statements, one file per concept: plain functions over [`Tx`](crate::Tx) that take and give
//! domain types. A function for rows of a brand uses [`Tx::brand`](crate::Tx::brand), never a brand of its own.

pub mod account_links;
pub mod audit;
pub mod backfills;
pub mod brands;
pub mod cases;
pub mod catalogue;
pub mod channels;
pub mod counts;
pub mod customers;
pub mod distributions;
pub mod erasure;
pub mod files;
pub(crate) mod hot;
pub mod idempotency;
pub mod installation;
pub mod invitations;
pub mod journal;
pub mod journeys;
pub mod letters;
pub mod listing;
pub mod members;
pub mod notices;
pub mod outbox;
#[cfg(test)]
mod plan;
pub mod playbooks;
pub mod quotas;
pub mod ranks;
pub mod recipients;
pub mod rejections;
pub mod results;
pub mod scope;
pub mod second_factors;
pub mod sessions;
pub mod sources;
pub mod surveys;
pub mod timers;
pub mod tokens;
pub mod units;
pub mod vouchers;
pub mod widgets;
