//! The statements, one file per concept: plain functions over [`Tx`](crate::Tx) that take and give
//! domain types. A function for rows of a brand uses [`Tx::brand`](crate::Tx::brand), never a brand of its own.
