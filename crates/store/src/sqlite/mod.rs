//! State in a SQLite file: one writing thread, some reading ones, and one that copies the log.

mod checkpoint;
mod durable;
mod gate;
mod looker;
mod reader;
mod session;
mod settle;
mod writer;

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use self::checkpoint::WalKeeper;
use self::durable::Durable;
use self::gate::Gate;
use self::looker::Looker;
use self::session::{SqliteSession, store_error};
use self::settle::{HotLimits, Settler};
use self::writer::{GroupLimits, Keepers};
#[cfg(feature = "testing")]
use crate::Tx;
use crate::hot::HotSession;
use crate::job::stopwatch;
use crate::queue::Queue;
use crate::threads::{Threads, spawn};
use crate::tx::Session;
use crate::{StoreConfig, StoreError, migrations};

/// How long another process may hold the write lock before a write is answered with `Busy`.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Between two attempts to open the file.
const PAUSE: Duration = Duration::from_millis(10);
/// The log is cut back to this when it starts over; while it is in use it may be longer.
const WAL_KEPT_BYTES: u32 = 64 * 1024 * 1024;

/// Opens the file, brings its schema up to date and starts the threads.
pub(crate) fn start(config: &StoreConfig, path: &Path) -> Result<Threads, StoreError> {
    make_private(path)?;
    let hot = Arc::default();
    let connection = patiently(|| open_writer(config, path))?;
    let mut writer = SqliteSession::new(connection, HotSession::new(Arc::clone(&hot), true));
    patiently(|| migrations::migrate(&mut writer))?;
    // Only now: an index on a large table is sorted on disk.
    writer.control("PRAGMA temp_store = MEMORY")?;
    let limits = HotLimits { log_bytes: config.hot_log_bytes, memory_bytes: config.hot_memory_bytes };
    let settler = patiently(|| Settler::restore(&mut writer, &hot, limits))?;

    let mut threads = Threads::new(config.waiting_max);
    let gate = Arc::new(Gate::default());
    let reader = || {
        let connection = patiently(|| open_reader(config, path))?;
        Ok::<_, StoreError>(SqliteSession::new(connection, HotSession::new(Arc::clone(&hot), false)))
    };
    for number in 0..config.readers.max(1) {
        let session = reader()?;
        let (waiting, gate) = (Arc::clone(&threads.reads), Arc::clone(&gate));
        threads.readers.push(spawn(&format!("store-read-{number}"), move || {
            reader::run(session, &waiting, &gate);
        })?);
    }
    let looks = Arc::new(Queue::new(config.waiting_max));
    let looker = Looker::new(reader()?, Arc::clone(&looks), Arc::clone(&gate));
    threads.readers.push(spawn("store-look", move || looker.run())?);
    threads.looks = Some(looks);
    let copier = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let wal = WalKeeper::start(&mut writer, copier, gate, config.checkpoint_pages, BUSY_TIMEOUT)?;
    let limits = GroupLimits { bodies_max: config.group_max.max(1), time: config.group_for };
    let waiting = Arc::clone(&threads.writes);
    let durable = Durable::start(path, Arc::clone(&waiting))?;
    let keepers = Keepers { wal, settler, durable };
    threads.writers.push(spawn("store-write", move || writer::run(writer, &waiting, &limits, keepers))?);
    Ok(threads)
}

/// A session with the file as no release after that of a migration has seen it, for tests.
#[cfg(feature = "testing")]
pub(crate) fn left_by(
    config: &StoreConfig,
    path: &Path,
    migration: usize,
    fill: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    make_private(path)?;
    let mut session = SqliteSession::new(open_writer(config, path)?, HotSession::new(Arc::default(), true));
    migrations::migrate_to(&mut session, migration)?;
    fill(&mut Tx::new(&mut session, None))
}

/// Tries again while another process opens or closes the same file: SQLite waits for the locks of
/// transactions, and not for those.
fn patiently<T>(mut attempt: impl FnMut() -> Result<T, StoreError>) -> Result<T, StoreError> {
    let begun = stopwatch();
    loop {
        match attempt() {
            Err(StoreError::Busy) if begun.elapsed() < BUSY_TIMEOUT => std::thread::sleep(PAUSE),
            result => return result,
        }
    }
}

/// Personal data is for the owner of the process only; SQLite gives its other files the same mode.
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| StoreError::Io(format!("{}: {error}", path.display())))
}

/// What a database made now is cut into. A commit touches a page or two of many tables and writes each of them
/// whole to the log, so that small ones cost less: measured with the full loop, 2 kB took 18 % more events than
/// SQLite's 4 kB, 8 kB took 10 % fewer, and 1 kB the same as 2 (docs/adr/0005-hot-rows.md).
const PAGE_BYTES: u32 = 2_048;

// Commits are synced by a thread of their own ([`durable`]); SQLite itself syncs around checkpoints.
fn open_writer(config: &StoreConfig, path: &Path) -> Result<Connection, StoreError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let setup = format!(
        "PRAGMA page_size = {PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
         PRAGMA journal_size_limit = {WAL_KEPT_BYTES};
         PRAGMA cache_size = -{}; PRAGMA wal_autocheckpoint = 0;",
        config.writer_cache_kib
    );
    let limit = config.pages_max.map(|pages| format!("PRAGMA max_page_count = {pages};"));
    let run = || connection.execute_batch(&(setup + &limit.unwrap_or_default()));
    run().map_err(|error| store_error(&error))?;
    Ok(connection)
}

fn open_reader(config: &StoreConfig, path: &Path) -> Result<Connection, StoreError> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let setup = format!("PRAGMA query_only = ON; PRAGMA cache_size = -{};", config.reader_cache_kib);
    connection.execute_batch(&setup).map_err(|error| store_error(&error))?;
    Ok(connection)
}

fn open(path: &Path, mode: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    let connection = connection.map_err(|error| store_error(&error))?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(|error| store_error(&error))?;
    Ok(connection)
}
