//! State on SQLite or PostgreSQL: one body per statement, transactions as synchronous closures.
//!
//! ```no_run
//! # use touchstone_store::{Location, Store, StoreConfig, StoreError};
//! # async fn example(brand: touchstone_domain::id::BrandId) -> Result<(), StoreError> {
//! let location = Location::Sqlite { path: "data/touchstone.db".into() };
//! let store = Store::open(&StoreConfig::new(location))?;
//! let settings: Option<String> = store
//!     .read("brand_settings", brand, |tx| {
//!         let brand = tx.brand();
//!         tx.query_one("SELECT settings FROM brands WHERE brand_id = $1", &[brand.into()], |row| {
//!             Ok(row.text(0)?.to_owned())
//!         })
//!     })
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! A body is a closure over [`Tx`]. Nothing can be awaited in it, so a transaction never waits for a
//! network. It may run more than once (PostgreSQL refuses one of two writes that met at the same rows),
//! so it changes nothing but the database. It is all or nothing: an `Err`, a panic, or any failed
//! statement discards the whole body. When a write answers `Ok`, it is on disk.
//!
//! This crate stores what it is given. It decides nothing, reads no clock and makes no random numbers.

mod ahead;
mod config;
mod dialect;
mod error;
mod hot;
mod job;
mod migrations;
mod packed;
mod param;
mod phrases;
mod postgres;
mod queue;
mod row;
pub mod rows;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod threads;
mod tx;

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot::Receiver;
use touchstone_domain::id::BrandId;

pub use self::ahead::Ahead;
pub use self::config::{Location, StoreConfig};
pub use self::error::StoreError;
pub use self::param::{Id, Param};
pub use self::row::Row;
pub use self::tx::Tx;

use self::job::Body;
use self::threads::{Threads, Waiting};

/// The state of all brands. Clones share one set of connections; the last one dropped closes them.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    reads: Waiting,
    writes: Waiting,
    threads: Mutex<Threads>,
    /// Bodies that look ahead of a write, if the database has a use for it.
    looks: Option<Waiting>,
}

/// How much waits for the store; to watch, and to push back before memory grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Reads that have not begun.
    pub reads: usize,
    /// Writes that have not begun.
    pub writes: usize,
}

impl Store {
    /// Opens the database and brings its schema up to date. Blocks; a start-up calls it once.
    pub fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        let threads = match &config.location {
            Location::Sqlite { path } => sqlite::start(config, path)?,
            Location::Postgres { url } => postgres::start(config, url)?,
        };
        let (reads, writes) = (Arc::clone(&threads.reads), Arc::clone(&threads.writes));
        let looks = threads.looks.clone();
        Ok(Self { shared: Arc::new(Shared { reads, looks, writes, threads: Mutex::new(threads) }) })
    }

    /// Reads rows of one brand. All statements of the body see the same state.
    pub async fn read<T, E>(
        &self,
        name: &'static str,
        brand: BrandId,
        body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        answer(submit(&self.shared.reads, name, Some(brand), body)).await
    }

    /// Changes rows of one brand. `Ok` means that the change is on disk.
    pub async fn write<T, E>(
        &self,
        name: &'static str,
        brand: BrandId,
        body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        answer(submit(&self.shared.writes, name, Some(brand), body)).await
    }

    /// Runs `look` on the thread that looks ahead and keeps what it reads for a write to come. It answers a guess of
    /// whatever else the write had better know. `None` if there is no use in it: only the embedded database
    /// looks ahead, since it has one writer, whose time is short. Without a brand, it looks for a
    /// [`write_global`](Self::write_global).
    pub async fn look_ahead<L, E>(
        &self,
        name: &'static str,
        brand: Option<BrandId>,
        look: impl Fn(&mut Tx<'_>) -> Result<L, E> + Send + 'static,
    ) -> Option<Ahead<L>>
    where
        L: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let waiting = self.shared.looks.as_ref()?;
        let looking = submit(waiting, name, brand, move |tx| {
            tx.look_ahead();
            look(tx).map(|guess| Ahead { guess, seen: tx.looked_ahead() })
        });
        // Without it the write does everything itself, and says what is wrong.
        answer(looking).await.ok()
    }

    /// [`write`](Self::write), or [`write_global`](Self::write_global), with what was seen ahead of it. The
    /// body sees the state of its own transaction all the same; what it is given is a guess, which may be
    /// wrong, or missing.
    pub async fn write_ahead<L, T, E>(
        &self,
        name: &'static str,
        brand: Option<BrandId>,
        ahead: Option<Ahead<L>>,
        body: impl Fn(&mut Tx<'_>, Option<L>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        L: Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let ahead = Mutex::new(ahead);
        let write = move |tx: &mut Tx<'_>| {
            let ahead = ahead.lock().unwrap_or_else(PoisonError::into_inner).take();
            let guess = ahead.map(|Ahead { guess, seen }| {
                tx.look_back(seen);
                guess
            });
            body(tx, guess)
        };
        answer(submit(&self.shared.writes, name, brand, write)).await
    }

    /// Reads what belongs to no brand, or to all: sessions, keys, due timers, brands themselves.
    pub async fn read_global<T, E>(
        &self,
        name: &'static str,
        body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        answer(submit(&self.shared.reads, name, None, body)).await
    }

    /// Changes what belongs to no brand, or to several; see [`Tx::for_brand`].
    pub async fn write_global<T, E>(
        &self,
        name: &'static str,
        body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        answer(submit(&self.shared.writes, name, None, body)).await
    }

    /// [`read`](Self::read) for a thread that is not async; in an async one it panics.
    pub fn read_blocking<T, E>(
        &self,
        name: &'static str,
        brand: BrandId,
        body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        answer_blocking(submit(&self.shared.reads, name, Some(brand), body))
    }

    /// [`write`](Self::write) for a thread that is not async; in an async one it panics.
    pub fn write_blocking<T, E>(
        &self,
        name: &'static str,
        brand: BrandId,
        body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        answer_blocking(submit(&self.shared.writes, name, Some(brand), body))
    }

    /// [`read_global`](Self::read_global) for a thread that is not async; in an async one it panics.
    pub fn read_global_blocking<T, E>(
        &self,
        name: &'static str,
        body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        answer_blocking(submit(&self.shared.reads, name, None, body))
    }

    /// [`write_global`](Self::write_global) for a thread that is not async; in an async one it panics.
    pub fn write_global_blocking<T, E>(
        &self,
        name: &'static str,
        body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        answer_blocking(submit(&self.shared.writes, name, None, body))
    }

    /// How much waits now.
    #[must_use]
    pub fn backlog(&self) -> Backlog {
        let looks = self.shared.looks.as_ref().map_or(0, |looks| looks.len());
        Backlog { reads: self.shared.reads.len() + looks, writes: self.shared.writes.len() }
    }

    /// Takes nothing more in, finishes what waits, and closes the connections; on SQLite the database is
    /// one file afterwards. Blocks. Later calls on any clone answer `Closed`.
    pub fn close(&self) {
        self.shared.threads.lock().unwrap_or_else(PoisonError::into_inner).stop();
    }
}

type Submitted<T, E> = Result<Receiver<Result<T, E>>, E>;

fn submit<T, E>(
    waiting: &Waiting,
    name: &'static str,
    brand: Option<BrandId>,
    body: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
) -> Submitted<T, E>
where
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let (body, answer) = Body::new(name, brand, body);
    waiting.push(Box::new(body))?;
    Ok(answer)
}

async fn answer<T, E: From<StoreError>>(submitted: Submitted<T, E>) -> Result<T, E> {
    submitted?.await.unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
}

fn answer_blocking<T, E: From<StoreError>>(submitted: Submitted<T, E>) -> Result<T, E> {
    submitted?.blocking_recv().unwrap_or_else(|_| Err(E::from(StoreError::Closed)))
}
