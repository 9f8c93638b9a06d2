//! Where state is kept and how much of the machine it may use.

use std::path::PathBuf;
use std::time::Duration;

/// Which database holds the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of this machine. Its folder must exist; the file is made when it is missing.
    Sqlite {
        /// The database file; `-wal` and `-shm` files stand beside it while the store is open.
        path: PathBuf,
    },
    /// A server that speaks PostgreSQL's protocol.
    Postgres {
        /// `postgres://user:password@host:port/database` or `key=value` pairs.
        url: String,
    },
}

/// How a [`Store`](crate::Store) is opened. Start from [`StoreConfig::new`] and change what differs.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// Which database.
    pub location: Location,
    /// Threads that read, each with a connection.
    pub readers: usize,
    /// Connections that write on PostgreSQL. SQLite always has one writer.
    pub writers: usize,
    /// Reads and writes that may wait, each; one more is answered with `Busy`.
    pub waiting_max: usize,
    /// SQLite: the most bodies of one commit.
    pub group_max: usize,
    /// SQLite: no further body joins a commit once the group has run this long.
    pub group_for: Duration,
    /// SQLite: page cache of the writer, KiB.
    pub writer_cache_kib: u32,
    /// SQLite: page cache of each reader, KiB.
    pub reader_cache_kib: u32,
    /// SQLite: pages (2 KiB) of write-ahead log after which it is copied into the database file. More
    /// pages save a little copying, but commits wait while the disk takes all of them at once.
    pub checkpoint_pages: u32,
    /// SQLite: bytes of the log of hot rows after which they are written to their tables. The log gets
    /// about three times as long, and is read whole when the store is opened.
    pub hot_log_bytes: usize,
    /// SQLite: memory that hot rows take before they are written to their tables; at most about twice
    /// as much is in use.
    pub hot_memory_bytes: usize,
    /// SQLite: the largest size of the database file in pages (2 KiB); none but the disk's when `None`.
    pub pages_max: Option<u32>,
    /// PostgreSQL: how often a write is repeated when concurrent writes changed the same rows.
    pub retries_max: u32,
}

impl StoreConfig {
    /// The defaults for a location: sized for a process that stays well under 500 MB.
    #[must_use]
    pub fn new(location: Location) -> Self {
        Self {
            location,
            readers: 4,
            writers: 4,
            waiting_max: 4096,
            group_max: 256,
            group_for: Duration::from_millis(20),
            writer_cache_kib: 32 * 1024,
            reader_cache_kib: 8 * 1024,
            checkpoint_pages: 32_768,
            hot_log_bytes: 192 * 1024 * 1024,
            hot_memory_bytes: 104 * 1024 * 1024,
            pages_max: None,
            retries_max: 16,
        }
    }
}
