//! The application on an empty database, with a clock that stands and random numbers that repeat.

use std::sync::Arc;

use jiff::Timestamp;
use touchstone_store::testing::TestDatabase;

use crate::App;
use crate::clock::SimulatedClock;
use crate::random::SeededRandom;

/// An application for tests. Its database disappears when this is dropped.
pub struct TestApp {
    /// The application.
    pub app: App,
    /// Its clock, to move.
    pub clock: Arc<SimulatedClock>,
    // Dropped last: the store closes before its files go.
    _database: TestDatabase,
}

impl TestApp {
    /// On SQLite.
    #[must_use]
    pub fn sqlite() -> Self {
        Self::on(TestDatabase::sqlite())
    }

    /// On PostgreSQL.
    #[must_use]
    pub fn postgres() -> Self {
        Self::on(TestDatabase::postgres())
    }

    /// On a database of the caller's choice.
    #[must_use]
    pub fn on(database: TestDatabase) -> Self {
        let start: Timestamp = "2026-03-02T02:00:00Z".parse().expect("a time");
        let clock = Arc::new(SimulatedClock::new(start));
        let random = Arc::new(SeededRandom::new(1));
        Self { app: App::new(database.open(), clock.clone(), random), clock, _database: database }
    }
}
