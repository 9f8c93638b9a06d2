//! The product over HTTP: authenticates, parses, limits, answers.
//!
//! It opens no transaction and decides nothing.

pub mod ingest;
pub mod protocol;

pub mod pages;
