//! Values on their way out of a statement.

use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::StoreError;
use crate::param::Id;

/// One row of a result; columns are counted from 0. Every accessor answers `Corrupt` when the value has
/// another type, and the ones without `opt_` also when it is null.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    source: &'a dyn Columns,
}

/// The columns of one row, as the database's client gives them.
pub(crate) trait Columns {
    fn int(&self, column: usize) -> Result<Option<i64>, String>;
    fn real(&self, column: usize) -> Result<Option<f64>, String>;
    fn bool(&self, column: usize) -> Result<Option<bool>, String>;
    fn text(&self, column: usize) -> Result<Option<&str>, String>;
    fn blob(&self, column: usize) -> Result<Option<&[u8]>, String>;
}

impl<'a> Row<'a> {
    pub(crate) fn new(source: &'a dyn Columns) -> Self {
        Self { source }
    }

    /// A whole number.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        present(column, self.opt_int(column)?)
    }

    /// A whole number or null.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        self.source.int(column).map_err(|found| mismatch(column, "a whole number", &found))
    }

    /// A floating-point number.
    pub fn real(&self, column: usize) -> Result<f64, StoreError> {
        present(column, self.opt_real(column)?)
    }

    /// A floating-point number or null.
    pub fn opt_real(&self, column: usize) -> Result<Option<f64>, StoreError> {
        self.source.real(column).map_err(|found| mismatch(column, "a number", &found))
    }

    /// True or false.
    pub fn bool(&self, column: usize) -> Result<bool, StoreError> {
        present(column, self.opt_bool(column)?)
    }

    /// True, false or null.
    pub fn opt_bool(&self, column: usize) -> Result<Option<bool>, StoreError> {
        self.source.bool(column).map_err(|found| mismatch(column, "true or false", &found))
    }

    /// Text.
    pub fn text(&self, column: usize) -> Result<&'a str, StoreError> {
        present(column, self.opt_text(column)?)
    }

    /// Text or null.
    pub fn opt_text(&self, column: usize) -> Result<Option<&'a str>, StoreError> {
        self.source.text(column).map_err(|found| mismatch(column, "text", &found))
    }

    /// Bytes.
    pub fn blob(&self, column: usize) -> Result<&'a [u8], StoreError> {
        present(column, self.opt_blob(column)?)
    }

    /// Bytes or null.
    pub fn opt_blob(&self, column: usize) -> Result<Option<&'a [u8]>, StoreError> {
        self.source.blob(column).map_err(|found| mismatch(column, "bytes", &found))
    }

    /// An id of 16 bytes.
    pub fn id<T: Id>(&self, column: usize) -> Result<T, StoreError> {
        present(column, self.opt_id(column)?)
    }

    /// An id of 16 bytes or null.
    pub fn opt_id<T: Id>(&self, column: usize) -> Result<Option<T>, StoreError> {
        let Some(bytes) = self.opt_blob(column)? else { return Ok(None) };
        let bytes: [u8; 16] =
            bytes.try_into().map_err(|_| mismatch(column, "16 bytes", &format!("{} bytes", bytes.len())))?;
        Ok(Some(bytes.into()))
    }

    /// A time, stored as microseconds since 1970 UTC.
    pub fn timestamp(&self, column: usize) -> Result<Timestamp, StoreError> {
        present(column, self.opt_timestamp(column)?)
    }

    /// A time or null.
    pub fn opt_timestamp(&self, column: usize) -> Result<Option<Timestamp>, StoreError> {
        let Some(micros) = self.opt_int(column)? else { return Ok(None) };
        let time = Timestamp::from_microsecond(micros)
            .map_err(|error| mismatch(column, "a time", &error.to_string()))?;
        Ok(Some(time))
    }

    /// A value kept as JSON text.
    pub fn json<T: DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        parse(column, self.text(column)?)
    }

    /// A value kept as JSON text, or null.
    pub fn opt_json<T: DeserializeOwned>(&self, column: usize) -> Result<Option<T>, StoreError> {
        self.opt_text(column)?.map(|text| parse(column, text)).transpose()
    }
}

fn present<T>(column: usize, value: Option<T>) -> Result<T, StoreError> {
    value.ok_or_else(|| mismatch(column, "a value", "null"))
}

/// Reads JSON that the store keeps; `column` says where it stood.
pub(crate) fn parse<T: DeserializeOwned>(column: usize, text: &str) -> Result<T, StoreError> {
    // The error names line and column of the JSON, not the value: it may be personal.
    serde_json::from_str(text).map_err(|error| {
        let place = format!("{:?} error at {}:{}", error.classify(), error.line(), error.column());
        mismatch(column, "readable JSON", &place)
    })
}

fn mismatch(column: usize, expected: &str, found: &str) -> StoreError {
    StoreError::Corrupt(format!("column {column} should be {expected}, found {found}"))
}
