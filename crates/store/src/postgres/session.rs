//! A connection to PostgreSQL: statements, rows and parameters.

use std::collections::HashMap;
use std::error::Error;

use ::postgres::fallible_iterator::FallibleIterator;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, Config, NoTls, Statement};

use super::error::{Remedy, classify};
use crate::StoreError;
use crate::dialect::Dialect;
use crate::param::Param;
use crate::phrases::Phrases;
use crate::row::{Columns, Row};
use crate::tx::{Each, Session};

/// Statements kept prepared by each connection; beyond, all are forgotten.
const PREPARED_MAX: usize = 1024;

pub(super) struct PostgresSession {
    client: Client,
    phrases: Phrases,
    prepared: HashMap<String, Statement>,
    /// What the first failed statement of the transaction calls for.
    remedy: Remedy,
}

impl PostgresSession {
    pub(super) fn connect(server: &Config) -> Result<Self, StoreError> {
        let mut client = server.connect(NoTls).map_err(|error| match classify(&error) {
            (StoreError::Defect(text), _) => StoreError::Io(text),
            (error, _) => error,
        })?;
        client.batch_execute("SET synchronous_commit = on").map_err(|error| classify(&error).0)?;
        let phrases = Phrases::new(Dialect::Postgres);
        Ok(Self { client, phrases, prepared: HashMap::new(), remedy: Remedy::None })
    }

    /// What has to be done about this transaction; asking resets it.
    pub(super) fn take_remedy(&mut self) -> Remedy {
        let remedy = std::mem::replace(&mut self.remedy, Remedy::None);
        if remedy == Remedy::Prepare {
            self.prepared.clear();
        }
        if self.client.is_closed() { Remedy::Reconnect } else { remedy }
    }

    fn prepare(&mut self, sql: &str, given: usize) -> Result<Statement, StoreError> {
        let statement = match self.prepared.get(sql) {
            Some(statement) => statement.clone(),
            None => {
                let prepared = self.client.prepare(sql);
                let statement = prepared.map_err(|error| failed(&mut self.remedy, &error))?;
                if self.prepared.len() >= PREPARED_MAX {
                    self.prepared.clear();
                }
                self.prepared.insert(sql.to_owned(), statement.clone());
                statement
            }
        };
        let wanted = statement.params().len();
        if wanted != given {
            return Err(StoreError::Defect(format!("{given} parameters for {wanted} in: {sql}")));
        }
        Ok(statement)
    }
}

fn failed(remedy: &mut Remedy, error: &::postgres::Error) -> StoreError {
    let (error, needed) = classify(error);
    *remedy = needed;
    error
}

impl Session for PostgresSession {
    fn phrases(&mut self) -> &mut Phrases {
        &mut self.phrases
    }

    fn chunks(&self) -> &'static [usize] {
        // Every chunk is a round trip, so the largest is larger than SQLite's.
        &[512, 64, 8, 1]
    }

    fn control(&mut self, sql: &str) -> Result<(), StoreError> {
        self.client.batch_execute(sql).map_err(|error| failed(&mut self.remedy, &error))
    }

    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        let statement = self.prepare(sql, params.len())?;
        let params: Vec<&(dyn ToSql + Sync)> =
            params.iter().map(|param| param as &(dyn ToSql + Sync)).collect();
        self.client.execute(&statement, &params).map_err(|error| failed(&mut self.remedy, &error))
    }

    fn query(&mut self, sql: &str, params: &[Param<'_>], each: Each<'_>) -> Result<(), StoreError> {
        let statement = self.prepare(sql, params.len())?;
        let rows = self.client.query_raw(&statement, params);
        let mut rows = rows.map_err(|error| failed(&mut self.remedy, &error))?;
        while let Some(row) = rows.next().map_err(|error| failed(&mut self.remedy, &error))? {
            each(&Row::new(&row))?;
        }
        Ok(())
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, ty) {
            (Self::Null, _) => Ok(IsNull::Yes),
            (Self::Int(value), &Type::INT8) => value.to_sql(ty, out),
            (Self::Int(value), &Type::INT4) => i32::try_from(*value)?.to_sql(ty, out),
            (Self::Int(value), &Type::INT2) => i16::try_from(*value)?.to_sql(ty, out),
            #[expect(clippy::cast_precision_loss, reason = "the column holds floating-point numbers")]
            (Self::Int(value), &Type::FLOAT8) => (*value as f64).to_sql(ty, out),
            (Self::Real(value), &Type::FLOAT8) => value.to_sql(ty, out),
            (Self::Bool(value), &Type::BOOL) => value.to_sql(ty, out),
            (Self::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => text.to_sql(ty, out),
            (Self::Blob(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            (Self::Id(bytes), &Type::BYTEA) => bytes.as_slice().to_sql(ty, out),
            // The value stays out of the text: it may be personal.
            (_, ty) => Err(format!("a parameter of another type than {ty}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl Columns for ::postgres::Row {
    fn int(&self, column: usize) -> Result<Option<i64>, String> {
        match *ty(self, column)? {
            Type::INT4 => value::<i32>(self, column).map(|value| value.map(i64::from)),
            Type::INT2 => value::<i16>(self, column).map(|value| value.map(i64::from)),
            _ => value(self, column),
        }
    }

    fn real(&self, column: usize) -> Result<Option<f64>, String> {
        value(self, column)
    }

    fn bool(&self, column: usize) -> Result<Option<bool>, String> {
        value(self, column)
    }

    fn text(&self, column: usize) -> Result<Option<&str>, String> {
        value(self, column)
    }

    fn blob(&self, column: usize) -> Result<Option<&[u8]>, String> {
        value(self, column)
    }
}

fn ty(row: &::postgres::Row, column: usize) -> Result<&Type, String> {
    row.columns().get(column).map(::postgres::Column::type_).ok_or_else(|| "no such column".to_owned())
}

fn value<'r, T>(row: &'r ::postgres::Row, column: usize) -> Result<Option<T>, String>
where
    T: ::postgres::types::FromSql<'r>,
{
    let ty = ty(row, column)?;
    row.try_get(column).map_err(|_| format!("a column of type {ty}"))
}
