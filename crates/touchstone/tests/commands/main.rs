//! The commands that speak to a running server: the real binary against the real server.

mod erasure;
mod import;
mod secrets;
mod server;
