//! The commands that speak to a running server: the real binary against the real server.

mod erasure;
mod import;
mod logs;
mod members;
mod secrets;
mod server;
