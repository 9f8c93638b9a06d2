//! `touchstone bench`: starts what it needs on a temporary folder, measures, prints a table and writes JSON.
//!
//! The server is a process of its own, so that its memory is its own; the load comes from this one.

mod answers;
mod decisions;
mod disk;
mod distribution;
mod idle;
mod ingest;
mod lists;
mod load;
mod outbox;
mod pages;
mod report;
mod saves;
mod server;
mod sheet;
mod survey;
mod timers;

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};

use report::Report;
use server::{Database, Server};

/// What to measure and how.
#[derive(Debug, Args)]
pub struct Bench {
    /// What to measure.
    #[arg(value_enum)]
    suite: Suite,
    /// How long; a suite of 60 s is the published figure.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    /// On which database; `postgres` takes the empty one that `--database` names.
    #[arg(long, value_enum, default_value = "sqlite")]
    store: StoreKind,
    /// Where to write the figures as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Customers known before the load begins.
    #[arg(long, default_value_t = 200_000)]
    customers: usize,
    /// Connections that send events, each one request after the other.
    #[arg(long, default_value_t = 16)]
    connections: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Suite {
    All,
    Ingest,
    Answers,
    Decisions,
    Distribution,
    Pages,
    Idle,
    Lists,
    Outbox,
    Sheet,
    Survey,
    Timers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StoreKind {
    Sqlite,
    Postgres,
}

/// Runs the command.
pub fn run(database: Option<&String>, bench: &Bench) -> anyhow::Result<()> {
    let database = match (bench.store, database) {
        (StoreKind::Sqlite, _) => Database::Embedded,
        (StoreKind::Postgres, Some(url)) => Database::Postgres(url.clone()),
        (StoreKind::Postgres, None) => {
            bail!("--store postgres needs --database with the address of an empty database")
        }
    };
    let mut report = Report::default();
    if matches!(bench.suite, Suite::Survey | Suite::All) {
        survey::measure(bench.seconds, &mut report)?;
    }
    // It needs no server.
    if bench.suite != Suite::Survey {
        super::serve::runtime()?.block_on(measure(bench, &database, &mut report))?;
    }
    super::say(&report.table());
    if let Some(path) = &bench.json {
        report.write(path)?;
    }
    Ok(())
}

async fn measure(bench: &Bench, database: &Database, report: &mut Report) -> anyhow::Result<()> {
    let wants = |suite| bench.suite == suite || bench.suite == Suite::All;
    let mut server = Server::start(database).await?;
    if wants(Suite::Idle) {
        idle::measure(&server, report).await?;
    }
    let brand = server.set_up().await?;
    if wants(Suite::Pages) {
        pages::measure(&brand, bench.seconds, report).await?;
        saves::measure(&server, &brand, bench.seconds, report).await?;
    }
    if wants(Suite::Answers) {
        answers::measure(&server, &brand, bench.seconds, report).await?;
    }
    if wants(Suite::Decisions) {
        decisions::measure(&server, &brand, bench.seconds, report).await?;
    }
    if wants(Suite::Ingest) {
        ingest::measure(&server, &brand, bench, report).await?;
    }
    // By themselves: what they fill the brand with would be in the way of every other suite.
    match bench.suite {
        Suite::Distribution => distribution::measure(&server, &brand, bench, report).await?,
        Suite::Lists => lists::measure(&mut server, &brand, bench, report).await?,
        Suite::Sheet => sheet::measure(&server, &brand, report).await?,
        _ => {}
    }
    if wants(Suite::Outbox) {
        outbox::measure(&mut server, &brand, bench.seconds, report).await?;
    }
    // Last, since it leaves a million timers behind.
    if wants(Suite::Timers) {
        timers::measure(&mut server, &brand, bench, report).await?;
    }
    server.stop().await
}
