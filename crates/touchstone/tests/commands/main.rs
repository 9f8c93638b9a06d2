//! The commands that speak to a running server: the real binary against the real server.

mod erasure;
mod import;
mod members;
mod secrets;
mod server;
