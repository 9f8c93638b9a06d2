//! Public pages: server-rendered, complete without a script, at most 20 kB compressed.

pub mod survey;
