//! `touchstone key`: the keys of stored secrets.

use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Subcommand;
use touchstone_engine::App;
use touchstone_engine::keyring::keys_in_use;

use super::serve;
use crate::config::{Config, Options};
use crate::key_file;
use crate::machine::{SystemClock, SystemRandom};

/// What to do with the keys.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Adds a new key, which seals everything from the next start on.
    Rotate,
    /// After the key file was lost: makes a new one, and drops the secrets that only the lost one opens.
    Reset {
        /// The mail server's password and the webhooks' secret have to be given again; links that were
        /// sent go on to work, stop links in old messages do not.
        #[arg(long, required = true)]
        yes: bool,
    },
}

/// Runs the command.
pub fn run(options: &Options, command: &Key) -> anyhow::Result<()> {
    let config = Config::load(options)?;
    match command {
        Key::Rotate => rotate(&config),
        Key::Reset { .. } => serve::runtime()?.block_on(reset(&config)),
    }
}

fn rotate(config: &Config) -> anyhow::Result<()> {
    let keyring = key_file::rotate(&config.key_file)?;
    super::say(&format!(
        "{} begins with the new key {}. Restart every server of this database with this file: the first one \
         to start seals everything with the new key.",
        config.key_file.display(),
        keyring.current()
    ));
    Ok(())
}

async fn reset(config: &Config) -> anyhow::Result<()> {
    let store = serve::open(config).await?;
    let keyring = match key_file::read(&config.key_file)? {
        Some(keyring) => keyring,
        None if keys_in_use(&store).await?.is_empty() => bail!("nothing is sealed: start the server"),
        None => key_file::create(&config.key_file)?,
    };
    let app = App::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), keyring);
    let lost = app.give_up_secrets().await.context("cannot drop the secrets")?;
    super::say(&format!("{lost} secrets were dropped. Start the server and give them again."));
    tokio::task::spawn_blocking(move || store.close()).await.context("the store did not close")
}
