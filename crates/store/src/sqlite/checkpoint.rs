//! Copying the write-ahead log into the database file, beside the writer.
//!
//! A checkpoint on the writer would stall every write for some hundred milliseconds. So a thread of its
//! own copies the log while the writer goes on appending; when it has nearly caught up, the writer copies
//! the little that is left between two commits, new reads are held back for a moment, and the log starts
//! over from its beginning. A long read can prevent the start; it is tried again later.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::{Connection, wal::CheckpointMode};

use super::gate::Gate;
use super::session::{SqliteSession, store_error};
use crate::StoreError;
use crate::job::stopwatch;
use crate::threads::spawn;

/// The writer finishes a rest of this many pages itself: a few milliseconds.
const REST_PAGES_MAX: u32 = 512;
/// After so many passes the writer finishes whatever is left: a short wait instead of a log without end.
const PASSES_MAX: u32 = 4;
/// How long the writer waits for a reader before it gives up starting the log over, for now.
const PATIENCE: Duration = Duration::from_millis(20);
/// The same once the log is longer than so many times its threshold.
const PATIENCE_LONG: Duration = Duration::from_millis(100);
const LONG_LOG: u32 = 4;

/// The writer's side.
pub(super) struct WalKeeper {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    gate: Arc<Gate>,
    threshold: u32,
    /// Pages in the log at which the next copying begins.
    next_at: u32,
    passes: u32,
    busy_timeout: Duration,
}

struct Shared {
    /// Pages in the log after the last commit.
    pages: AtomicU32,
    /// Whether anything was committed since it was last asked.
    grown: AtomicBool,
    phase: Mutex<Phase>,
    changed: Condvar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    Asked,
    Copying,
    /// So many pages of the log are in the database file.
    Copied(u32),
    Stopped,
}

impl WalKeeper {
    /// Takes over the checkpoints of the writer's connection; `own` becomes the copying thread's.
    pub(super) fn start(
        writer: &mut SqliteSession,
        own: Connection,
        gate: Arc<Gate>,
        threshold: u32,
        busy_timeout: Duration,
    ) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared {
            pages: AtomicU32::new(0),
            grown: AtomicBool::new(false),
            phase: Mutex::new(Phase::Idle),
            changed: Condvar::new(),
        });
        let seen = Arc::clone(&shared);
        // Setting the hook also switches SQLite's own checkpoints on this connection off.
        let hook = move |_: &mut rusqlite::hooks::Wal, pages: std::ffi::c_int| {
            seen.pages.store(u32::try_from(pages).unwrap_or(0), Ordering::Relaxed);
            seen.grown.store(true, Ordering::Relaxed);
            Ok(())
        };
        writer.connection.wal_hook(Some(hook)).map_err(|error| store_error(&error))?;
        let theirs = Arc::clone(&shared);
        let thread = spawn("store-checkpoint", move || copy_when_asked(&own, &theirs))?;
        Ok(Self {
            shared,
            thread: Some(thread),
            gate,
            threshold,
            next_at: threshold,
            passes: 0,
            busy_timeout,
        })
    }

    /// Whether anything was added to the log since this was last asked.
    pub(super) fn has_grown(&self) -> bool {
        self.shared.grown.swap(false, Ordering::Relaxed)
    }

    /// To be called between two groups.
    pub(super) fn after_commit(&mut self, writer: &SqliteSession) {
        let pages = self.shared.pages.load(Ordering::Relaxed);
        match self.shared.phase() {
            Phase::Idle if pages >= self.next_at => {
                self.passes = 1;
                self.shared.set(Phase::Asked);
            }
            Phase::Copied(copied) => {
                let rest = pages.saturating_sub(copied);
                if rest <= REST_PAGES_MAX || self.passes >= PASSES_MAX {
                    self.shared.set(Phase::Idle);
                    self.finish(writer, pages);
                } else {
                    self.passes += 1;
                    self.shared.set(Phase::Asked);
                }
            }
            _ => {}
        }
    }

    /// Copies the rest and has the log start over; if readers are in the way, once it has grown again.
    fn finish(&mut self, writer: &SqliteSession, pages: u32) {
        let begun = stopwatch();
        let connection = &writer.connection;
        // Without holding anyone back first, so that little is left for the moment when reads wait.
        if let Err(error) = connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE) {
            tracing::warn!(%error, "a checkpoint failed");
        }
        let patience = if pages > self.threshold.saturating_mul(LONG_LOG) { PATIENCE_LONG } else { PATIENCE };
        self.gate.close();
        let restarted = with_timeout(connection, patience, self.busy_timeout, || {
            connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::RESTART)
        });
        self.gate.open();
        let restarted = restarted.is_ok();
        if restarted {
            // The next commit counts from the beginning; one without changes must not see the old count.
            self.shared.pages.store(0, Ordering::Relaxed);
        }
        self.next_at = if restarted { self.threshold } else { pages.saturating_add(self.threshold) };
        tracing::debug!(pages, restarted, elapsed_us = begun.elapsed().as_micros(), "finished a checkpoint");
    }

    /// Stops the copying thread and empties the log, so that the database is one file.
    pub(super) fn close(mut self, writer: &SqliteSession) {
        self.shared.set(Phase::Stopped);
        if let Some(thread) = self.thread.take() {
            // A panic there was reported by its thread; the writer can still finish.
            drop(thread.join());
        }
        if let Err(error) = writer.connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::TRUNCATE) {
            tracing::warn!(%error, "the last checkpoint failed; the log is kept and read at the next start");
        }
    }
}

impl Shared {
    fn phase(&self) -> Phase {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, phase: Phase) {
        *self.phase.lock().unwrap_or_else(PoisonError::into_inner) = phase;
        self.changed.notify_all();
    }

    /// Moves on unless the store was stopped meanwhile.
    fn advance(&self, phase: Phase) {
        let mut now = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        if *now != Phase::Stopped {
            *now = phase;
        }
    }

    /// Sleeps until there is something to copy; false when it is time to stop.
    fn wait(&self) -> bool {
        let now = self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = |phase: &mut Phase| !matches!(phase, Phase::Asked | Phase::Stopped);
        let now = self.changed.wait_while(now, idle).unwrap_or_else(PoisonError::into_inner);
        *now == Phase::Asked
    }
}

fn copy_when_asked(connection: &Connection, shared: &Shared) {
    while shared.wait() {
        shared.advance(Phase::Copying);
        let copied = copy(connection).unwrap_or_else(|error| {
            tracing::warn!(%error, "a checkpoint beside the writer failed");
            (0, 0)
        });
        let copied = u32::try_from(copied.1).unwrap_or_else(|_| {
            tracing::warn!("a checkpoint beside the writer found no log to copy");
            0
        });
        shared.advance(Phase::Copied(copied));
    }
}

/// Copies what it can; answers how many pages the log has, and how many of them are in the database file.
fn copy(connection: &Connection) -> rusqlite::Result<(i32, i32)> {
    // A connection that has not read yet does not know that there is a log, and would copy nothing.
    connection.query_row("PRAGMA schema_version", [], |_| Ok(()))?;
    connection.wal_checkpoint_v2(None::<&str>, CheckpointMode::PASSIVE)
}

fn with_timeout<T>(
    connection: &Connection,
    short: Duration,
    usual: Duration,
    body: impl FnOnce() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    connection.busy_timeout(short)?;
    let result = body();
    connection.busy_timeout(usual)?;
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_never_read_copies_what_the_writer_appends() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("test.db");
        let writer = Connection::open(&path).expect("a writer");
        writer
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a);
                 INSERT INTO t VALUES (zeroblob(100000))",
            )
            .expect("some pages");
        let copier = Connection::open(&path).expect("a copier");
        let (logged, copied) = copy(&copier).expect("a checkpoint");
        assert!(logged > 20, "{logged} pages in the log");
        assert_eq!(copied, logged);
    }
}
