//! The management API: one folder per concept, one file per operation.

pub mod documents;
pub mod schema;
pub mod v1;
