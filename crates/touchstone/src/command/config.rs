//! `touchstone config`: what configuration is in force.

use clap::Subcommand;

use crate::config::{Config as InForce, Options};

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub enum Config {
    /// Checks it and prints what is in force.
    Check,
}

/// Runs the command.
pub fn run(options: &Options, command: &Config) -> anyhow::Result<()> {
    match command {
        Config::Check => super::say(&InForce::load(options)?.to_toml()),
    }
    Ok(())
}
