//! Pure decisions: no clock, no randomness, no IO, no async.
//!
//! Everything here is a function of its arguments. Time and random numbers come from the caller,
//! so that every decision can be replayed, tested and explained.

pub mod brand;
pub mod budget;
pub mod case;
pub mod channel;
pub mod distribution;
pub mod effect;
pub mod eligibility;
pub mod event;
pub mod expression;
pub mod field;
pub mod file;
pub mod hash;
pub mod id;
pub mod identity;
pub mod journey;
pub mod link;
pub mod locale;
pub mod member;
pub mod message;
pub mod offer;
pub mod playbook;
pub mod profile;
pub mod response;
pub mod results;
pub mod schedule;
pub mod search;
pub mod survey;
pub mod time;
pub mod trace;
pub mod unit;
pub mod voucher;
pub mod widget;
