//! Pure decisions: no clock, no randomness, no IO, no async.

pub mod id;
