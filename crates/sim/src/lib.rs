//! The simulator: fictional worlds that play the product through its public contract, and the invariants
//! that hold in every one of them. Used by tests and by the binary's `demo` and `bench`, never by a server
//! that serves a real brand.

pub mod invariant;
pub mod play;
pub mod world;
