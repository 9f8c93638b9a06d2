//! A connection to SQLite: statements, rows and errors.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, ffi};

use crate::StoreError;
use crate::dialect::Dialect;
use crate::hot::HotSession;
use crate::param::Param;
use crate::phrases::Phrases;
use crate::row::{Columns, Row};
use crate::tx::{Each, Session};

/// Statements kept prepared by each connection.
const PREPARED_MAX: usize = 512;

pub(crate) struct SqliteSession {
    pub(super) connection: Connection,
    phrases: Phrases,
    hot: HotSession,
}

impl SqliteSession {
    pub(super) fn new(connection: Connection, hot: HotSession) -> Self {
        connection.set_prepared_statement_cache_capacity(PREPARED_MAX);
        Self { connection, phrases: Phrases::new(Dialect::Sqlite), hot }
    }

    pub(super) fn hot(&mut self) -> &mut HotSession {
        &mut self.hot
    }

    fn bound(&self, sql: &str, params: &[Param<'_>]) -> Result<rusqlite::CachedStatement<'_>, StoreError> {
        let prepare = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            if statement.parameter_count() != params.len() {
                return Err(rusqlite::Error::InvalidParameterCount(
                    params.len(),
                    statement.parameter_count(),
                ));
            }
            for (index, param) in params.iter().enumerate() {
                statement.raw_bind_parameter(index + 1, param)?;
            }
            Ok(statement)
        };
        prepare().map_err(|error| store_error(&error))
    }
}

impl Session for SqliteSession {
    fn phrases(&mut self) -> &mut Phrases {
        &mut self.phrases
    }

    fn hot(&mut self) -> Option<&mut HotSession> {
        Some(&mut self.hot)
    }

    fn chunks(&self) -> &'static [usize] {
        &[64, 8, 1]
    }

    fn control(&mut self, sql: &str) -> Result<(), StoreError> {
        let run = || self.connection.prepare_cached(sql)?.raw_execute();
        run().map(drop).map_err(|error| store_error(&error))
    }

    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        let mut statement = self.bound(sql, params)?;
        let changed = statement.raw_execute().map_err(|error| store_error(&error))?;
        Ok(changed as u64)
    }

    fn query(&mut self, sql: &str, params: &[Param<'_>], each: Each<'_>) -> Result<(), StoreError> {
        let mut statement = self.bound(sql, params)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next().map_err(|error| store_error(&error))? {
            each(&Row::new(row))?;
        }
        Ok(())
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Real(value) => ValueRef::Real(*value),
            Self::Bool(value) => ValueRef::Integer((*value).into()),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
            Self::Id(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

impl Columns for rusqlite::Row<'_> {
    fn int(&self, column: usize) -> Result<Option<i64>, String> {
        match value(self, column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(value) => Ok(Some(value)),
            other => Err(other.data_type().to_string()),
        }
    }

    fn real(&self, column: usize) -> Result<Option<f64>, String> {
        match value(self, column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Real(value) => Ok(Some(value)),
            other => Err(other.data_type().to_string()),
        }
    }

    fn bool(&self, column: usize) -> Result<Option<bool>, String> {
        match value(self, column)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(value @ (0 | 1)) => Ok(Some(value == 1)),
            other => Err(other.data_type().to_string()),
        }
    }

    fn text(&self, column: usize) -> Result<Option<&str>, String> {
        value(self, column)?.as_str_or_null().map_err(|error| error.to_string())
    }

    fn blob(&self, column: usize) -> Result<Option<&[u8]>, String> {
        value(self, column)?.as_blob_or_null().map_err(|error| error.to_string())
    }
}

fn value<'r>(row: &'r rusqlite::Row<'_>, column: usize) -> Result<ValueRef<'r>, String> {
    row.get_ref(column).map_err(|_| "no such column".to_owned())
}

/// What an error of SQLite means to a caller.
pub(super) fn store_error(error: &rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, message) = error else {
        return StoreError::Defect(error.to_string());
    };
    let text = message.clone().unwrap_or_else(|| failure.to_string());
    match failure.code {
        ErrorCode::ConstraintViolation => constraint(failure.extended_code, text),
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OutOfMemory => StoreError::Busy,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Corrupt(text),
        ErrorCode::SystemIoFailure
        | ErrorCode::CannotOpen
        | ErrorCode::ReadOnly
        | ErrorCode::PermissionDenied
        | ErrorCode::FileLockingProtocolFailed => StoreError::Io(text),
        _ => StoreError::Defect(text),
    }
}

/// `UNIQUE constraint failed: t.a, t.b` becomes `t(a,b)`, as PostgreSQL's error does.
fn constraint(extended_code: i32, text: String) -> StoreError {
    let named = text.split_once(": ").map_or("", |(_, named)| named);
    match extended_code {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            StoreError::Conflict(key(named))
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => StoreError::Conflict(format!("not null {}", key(named))),
        ffi::SQLITE_CONSTRAINT_CHECK => StoreError::Conflict(format!("check {named}")),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => StoreError::Conflict("foreign key".to_owned()),
        _ => StoreError::Defect(text),
    }
}

fn key(named: &str) -> String {
    let table = named.split_once('.').map_or(named, |(table, _)| table);
    let columns: Vec<&str> =
        named.split(", ").filter_map(|part| part.split_once('.').map(|(_, column)| column)).collect();
    format!("{table}({})", columns.join(","))
}
