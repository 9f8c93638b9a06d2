//! What an error of PostgreSQL means to a caller, and to the transaction around it.

use std::error::Error;

use ::postgres::error::{DbError, SqlState};

use crate::StoreError;

/// What the thread has to do about a failed statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Nothing: the body's own failure.
    None,
    /// Others were at the same rows: run the body again.
    Repeat,
    /// The schema changed under a prepared statement: forget them, then run the body again.
    Prepare,
    /// The connection is gone: connect anew, then run the body again if nothing was committed.
    Reconnect,
}

pub(super) fn classify(error: &::postgres::Error) -> (StoreError, Remedy) {
    if let Some(database) = error.as_db_error() {
        return (store_error(database), remedy(database.code()));
    }
    let by_io = error.source().is_some_and(<dyn Error>::is::<std::io::Error>);
    if error.is_closed() || by_io {
        return (StoreError::Io(describe(error)), Remedy::Reconnect);
    }
    // What is left is a parameter or a column of a type that the statement does not have.
    (StoreError::Defect(describe(error)), Remedy::None)
}

fn remedy(code: &SqlState) -> Remedy {
    if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        Remedy::Repeat
    } else if *code == SqlState::INVALID_SQL_STATEMENT_NAME || *code == SqlState::FEATURE_NOT_SUPPORTED {
        Remedy::Prepare
    } else if class(code) == "08" || code.code().starts_with("57P") {
        // 57P: the server shuts down or ends the session. The rest of 57 is a statement that took too long.
        Remedy::Reconnect
    } else {
        Remedy::None
    }
}

fn store_error(error: &DbError) -> StoreError {
    let code = error.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        StoreError::Conflict(unique_key(error))
    } else if *code == SqlState::NOT_NULL_VIOLATION {
        let place = format!("not null {}({})", name(error.table()), name(error.column()));
        StoreError::Conflict(place)
    } else if *code == SqlState::CHECK_VIOLATION {
        StoreError::Conflict(format!("check {}", name(error.constraint())))
    } else if *code == SqlState::FOREIGN_KEY_VIOLATION {
        StoreError::Conflict("foreign key".to_owned())
    } else if *code == SqlState::DISK_FULL {
        StoreError::Full
    } else if *code == SqlState::T_R_SERIALIZATION_FAILURE || *code == SqlState::T_R_DEADLOCK_DETECTED {
        StoreError::Busy
    } else {
        by_class(code, format!("{}: {}", code.code(), error.message()))
    }
}

fn by_class(code: &SqlState, text: String) -> StoreError {
    match class(code) {
        _ if code.code() == SqlState::QUERY_CANCELED.code() => StoreError::Busy,
        "08" | "28" | "3D" | "57" | "58" => StoreError::Io(text),
        "53" | "55" => StoreError::Busy,
        "XX" => StoreError::Corrupt(text),
        _ => StoreError::Defect(text),
    }
}

fn class(code: &SqlState) -> &str {
    code.code().get(..2).unwrap_or_default()
}

/// `t(a,b)` from the detail `Key (a, b)=(1, 2) already exists.`, whose words depend on the server's
/// language; the values stay out, they may be personal.
fn unique_key(error: &DbError) -> String {
    let columns = error.detail().and_then(|detail| {
        let (before, _) = detail.split_once(")=(")?;
        let (_, columns) = before.split_once('(')?;
        Some(columns.replace(", ", ","))
    });
    match columns {
        Some(columns) => format!("{}({columns})", name(error.table())),
        None => name(error.constraint()).to_owned(),
    }
}

fn name(name: Option<&str>) -> &str {
    name.unwrap_or("unnamed")
}

/// The error with its causes: the client's own text names only the kind.
fn describe(error: &::postgres::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(source) = cause {
        text.push_str(": ");
        text.push_str(&source.to_string());
        cause = source.source();
    }
    text
}
