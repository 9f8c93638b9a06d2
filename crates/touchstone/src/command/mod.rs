//! One file per command.

pub mod bench;
pub mod config;
pub mod demo;
pub mod import;
pub mod key;
pub mod member;
pub mod person;
pub mod serve;

/// Prints an error with its causes, most outward first.
#[expect(clippy::print_stderr, reason = "a command line speaks to its user here")]
pub fn complain(error: &anyhow::Error) {
    eprintln!("touchstone: {error:#}");
}

/// Prints a line for the user.
#[expect(clippy::print_stdout, reason = "a command line speaks to its user here")]
pub fn say(line: &str) {
    println!("{line}");
}
