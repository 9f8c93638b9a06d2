//! State on a server that speaks PostgreSQL's protocol: threads with one connection each.
//!
//! The client is the synchronous one, which has a small runtime of its own per connection; it therefore
//! lives on plain threads only, never on those of an async runtime.

mod error;
mod session;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use ::postgres::Config;

use self::session::PostgresSession;
use self::worker::{Mode, Turns, Worker};
#[cfg(feature = "testing")]
use crate::Tx;
use crate::threads::{Threads, spawn};
use crate::{StoreConfig, StoreError, migrations};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A session with the database as no release after that of a migration has seen it, for tests.
#[cfg(feature = "testing")]
pub(crate) fn left_by(
    url: &str,
    migration: usize,
    fill: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let server: Config = url.parse().map_err(|error| StoreError::Io(format!("database address: {error}")))?;
    let mut session = PostgresSession::connect(&Arc::new(server))?;
    migrations::migrate_to(&mut session, migration)?;
    fill(&mut Tx::new(&mut session, None))
}

/// Connects, brings the schema up to date and starts the threads.
pub(crate) fn start(config: &StoreConfig, url: &str) -> Result<Threads, StoreError> {
    let mut server: Config =
        url.parse().map_err(|error| StoreError::Io(format!("database address: {error}")))?;
    server.connect_timeout(CONNECT_TIMEOUT).keepalives_idle(Duration::from_secs(60));
    if server.get_application_name().is_none() {
        server.application_name("touchstone");
    }
    let server = Arc::new(server);
    let migrating = Arc::clone(&server);
    // The caller may be on a thread of an async runtime.
    std::thread::scope(|scope| {
        scope.spawn(|| migrations::migrate(&mut PostgresSession::connect(&migrating)?)).join()
    })
    .unwrap_or_else(|_| Err(StoreError::Defect("migrating panicked".to_owned())))?;

    let mut threads = Threads::new(config.waiting_max);
    let turns = Turns::default();
    for number in 0..config.writers.max(1) {
        let worker = Worker::new(Arc::clone(&server), Mode::Write, config.retries_max, Arc::clone(&turns));
        let waiting = Arc::clone(&threads.writes);
        threads.writers.push(spawn(&format!("store-write-{number}"), move || worker.run(&waiting))?);
    }
    for number in 0..config.readers.max(1) {
        let worker = Worker::new(Arc::clone(&server), Mode::Read, config.retries_max, Turns::default());
        let waiting = Arc::clone(&threads.reads);
        threads.readers.push(spawn(&format!("store-read-{number}"), move || worker.run(&waiting))?);
    }
    Ok(threads)
}
