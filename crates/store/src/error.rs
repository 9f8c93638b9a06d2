//! What can go wrong with stored state, whatever the database.

/// Why a read or a write did not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Too much is waiting, or others kept changing the same rows; nothing was changed, try later.
    #[error("the store is busy")]
    Busy,
    /// A constraint refused the change: `table(column,column)` for a key that exists already,
    /// `not null table(column)`, `check NAME`, or `foreign key`. The same text on both databases.
    #[error("conflict with {0}")]
    Conflict(String),
    /// What is stored cannot be read: a damaged file, or a value of another type than expected.
    #[error("stored data is damaged: {0}")]
    Corrupt(String),
    /// The disk or the connection failed. When the connection broke while PostgreSQL committed, it is
    /// unknown whether the change was kept: only then is repeating it not safe without a key of its own.
    #[error("storage failed: {0}")]
    Io(String),
    /// The disk (or the allowed size of the database) is full; nothing was changed.
    #[error("storage is full")]
    Full,
    /// The store has been closed.
    #[error("the store is closed")]
    Closed,
    /// The schema of the database is from a newer release, or a migration was altered afterwards.
    #[error("the database does not fit this release: {0}")]
    Schema(String),
    /// A defect of the program: a malformed statement, a wrong number of parameters, a panic in a body.
    #[error("defect: {0}")]
    Defect(String),
}
