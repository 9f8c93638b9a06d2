//! `touchstone member`: members of the database, from the machine of the server.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use clap::Subcommand;
use touchstone_engine::{App, Refusal};

use super::serve;
use crate::config::{Config, Options};
use crate::machine::{SystemClock, SystemRandom};

/// What to do with a member.
#[derive(Debug, Subcommand)]
pub enum Member {
    /// Lets a member in again who lost password, phone and recovery codes: prints a link, good once and for an hour,
    /// and removes the second factor. On the embedded database while the server is stopped.
    Reset {
        /// The member's e-mail address.
        email: String,
    },
}

/// Runs the command.
pub fn run(options: &Options, command: &Member) -> anyhow::Result<()> {
    let config = Config::load(options)?;
    match command {
        Member::Reset { email } => serve::runtime()?.block_on(reset(&config, email)),
    }
}

async fn reset(config: &Config, email: &str) -> anyhow::Result<()> {
    let store = serve::open(config).await?;
    let keyring = serve::keys(config, &store).await?;
    let app = App::new(store.clone(), Arc::new(SystemClock), Arc::new(SystemRandom), keyring);
    let link = app.let_in(email).await.map_err(said).with_context(|| format!("{email} is not let in"))?;
    super::say(&format!(
        "The second factor of {email} is gone and their sessions are over. Within an hour, once, with the server \
         running, they choose another password here:\n\n{link}"
    ));
    tokio::task::spawn_blocking(move || store.close()).await.context("the store did not close")
}

fn said(refusal: Refusal) -> anyhow::Error {
    match refusal {
        Refusal::NotFound(_) => anyhow!("no member has this address"),
        Refusal::Conflict(detail) => anyhow!(detail),
        Refusal::Fields(errors) => {
            anyhow!(errors.first().map_or_else(String::new, |error| error.message.clone()))
        }
        other => anyhow!("{other:?}"),
    }
}
