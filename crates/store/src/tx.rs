//! A transaction as its body sees it.

use touchstone_domain::id::BrandId;

use crate::StoreError;
use crate::ahead::Looking;
use crate::hot::HotSession;
use crate::param::Param;
use crate::phrases::Phrases;
use crate::row::Row;

/// An open transaction. A statement that fails ends it: everything after answers the same error, and
/// nothing of the body is kept even if the body itself answers `Ok`. So a body does not try and see; it
/// says what to do about a key that exists with `ON CONFLICT`.
pub struct Tx<'c> {
    session: &'c mut dyn Session,
    brand: Option<BrandId>,
    failure: Option<StoreError>,
    looking: Looking,
}

/// Receives the rows of a result one by one.
pub(crate) type Each<'f> = &'f mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>;

/// A connection inside a transaction. Statements arrive in the database's own words.
pub(crate) trait Session {
    fn phrases(&mut self) -> &mut Phrases;
    /// The rows kept in memory beside the tables; none on a database that others share.
    fn hot(&mut self) -> Option<&mut HotSession> {
        None
    }
    /// Sizes into which rows of a statement are cut, descending to 1.
    fn chunks(&self) -> &'static [usize];
    /// A statement without parameters: BEGIN, COMMIT, a definition.
    fn control(&mut self, sql: &str) -> Result<(), StoreError>;
    fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError>;
    fn query(&mut self, sql: &str, params: &[Param<'_>], each: Each<'_>) -> Result<(), StoreError>;
}

/// Both databases take more placeholders in one statement than this.
const PLACEHOLDERS_MAX: usize = 32_000;

impl<'c> Tx<'c> {
    pub(crate) fn new(session: &'c mut dyn Session, brand: Option<BrandId>) -> Self {
        Self { session, brand, failure: None, looking: Looking::Plainly }
    }

    /// What failed first, if anything did.
    pub(crate) fn failure(&self) -> Option<StoreError> {
        self.failure.clone()
    }

    /// The brand whose rows this transaction may touch. A global transaction has none; it gets the id
    /// of sixteen zeros, which owns nothing. It uses [`brand_or_none`](Self::brand_or_none).
    #[must_use]
    pub fn brand(&self) -> BrandId {
        self.brand.unwrap_or(BrandId::from_bytes([0; 16]))
    }

    /// The brand, or `None` in a global transaction.
    #[must_use]
    pub fn brand_or_none(&self) -> Option<BrandId> {
        self.brand
    }

    /// Lets a global transaction work for one brand during `body`. In a transaction of another brand
    /// this is a defect: one brand never reaches another's rows.
    pub fn for_brand<T, E: From<StoreError>>(
        &mut self,
        brand: BrandId,
        body: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.brand.is_some_and(|own| own != brand) {
            let defect = StoreError::Defect("a transaction of one brand asked for another's rows".to_owned());
            return Err(E::from(defect));
        }
        let before = self.brand.replace(brand);
        let result = body(self);
        self.brand = before;
        result
    }

    /// Changes the schema, in the words of a migration; for tests that need a table of their own.
    #[cfg(feature = "testing")]
    pub fn define(&mut self, portable: &str) -> Result<(), StoreError> {
        for statement in self.session.phrases().dialect().migration(portable) {
            self.run(|session| session.control(&statement))?;
        }
        Ok(())
    }

    /// The hot rows, where there are any.
    pub(crate) fn hot(&mut self) -> Option<&mut HotSession> {
        self.session.hot()
    }

    pub(crate) fn looking(&mut self) -> &mut Looking {
        &mut self.looking
    }

    /// Runs a statement that gives no rows; answers how many rows it changed.
    pub fn execute(&mut self, sql: &str, params: &[Param<'_>]) -> Result<u64, StoreError> {
        let sql = self.session.phrases().plain(sql);
        self.run(|session| session.execute(&sql, params))
    }

    /// All rows of a statement (a SELECT with a LIMIT, or a change with RETURNING).
    pub fn query<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let sql = self.session.phrases().plain(sql);
        let mut found = Vec::new();
        self.run(|session| {
            session.query(&sql, params, &mut |row| {
                found.push(map(row)?);
                Ok(())
            })
        })?;
        Ok(found)
    }

    /// The first row of a statement, or `None`.
    pub fn query_one<T>(
        &mut self,
        sql: &str,
        params: &[Param<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let sql = self.session.phrases().plain(sql);
        let mut found = None;
        self.run(|session| {
            session.query(&sql, params, &mut |row| {
                if found.is_none() {
                    found = Some(map(row)?);
                }
                Ok(())
            })
        })?;
        Ok(found)
    }

    /// Inserts many rows: `head` is `INSERT INTO t (a, b)`, `rows` are their values one after the other,
    /// `tail` is empty or `ON CONFLICT ..`. Rows are sent in chunks of a few fixed sizes, so that the
    /// statements are prepared once. No key may stand twice in `rows` when `tail` is `DO UPDATE`.
    /// Answers how many rows were changed.
    pub fn insert_many(
        &mut self,
        head: &str,
        columns: usize,
        rows: &[Param<'_>],
        tail: &str,
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        self.each_chunk(columns, rows, |tx, items, chunk| {
            let sql = tx.session.phrases().insert(head, columns, items, tail);
            changed += tx.run(|session| session.execute(&sql, chunk))?;
            Ok(())
        })?;
        Ok(changed)
    }

    /// As [`insert_many`](Self::insert_many), where `tail` ends with `RETURNING ..`. The order of the
    /// answered rows is the database's; return the key to know which is which.
    pub fn insert_many_returning<T>(
        &mut self,
        head: &str,
        columns: usize,
        rows: &[Param<'_>],
        tail: &str,
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each_chunk(columns, rows, |tx, items, chunk| {
            let sql = tx.session.phrases().insert(head, columns, items, tail);
            tx.run(|session| {
                session.query(&sql, chunk, &mut |row| {
                    found.push(map(row)?);
                    Ok(())
                })
            })
        })?;
        Ok(found)
    }

    /// `SELECT .. WHERE brand_id = $1 AND x IN ({in})`: all rows for the distinct values of `list`, which
    /// follow the `fixed` parameters. The list is sent in chunks of a few fixed sizes, the last one padded
    /// with its last value, so ORDER BY, LIMIT and aggregates hold within a chunk only.
    pub fn query_in<T>(
        &mut self,
        sql: &str,
        fixed: &[Param<'_>],
        list: &[Param<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each_list(sql, fixed, list, |session, sql, params| {
            session.query(sql, params, &mut |row| {
                found.push(map(row)?);
                Ok(())
            })
        })?;
        Ok(found)
    }

    /// `DELETE .. WHERE x IN ({in})` or `UPDATE ..`, cut as [`query_in`](Self::query_in) is.
    /// Answers how many rows were changed.
    pub fn execute_in(
        &mut self,
        sql: &str,
        fixed: &[Param<'_>],
        list: &[Param<'_>],
    ) -> Result<u64, StoreError> {
        let mut changed = 0;
        self.each_list(sql, fixed, list, |session, sql, params| {
            changed += session.execute(sql, params)?;
            Ok(())
        })?;
        Ok(changed)
    }

    fn each_chunk<'p>(
        &mut self,
        columns: usize,
        rows: &'p [Param<'p>],
        mut send: impl FnMut(&mut Self, usize, &'p [Param<'p>]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        if columns == 0 || !rows.len().is_multiple_of(columns) {
            let defect = format!("{} values do not make rows of {columns}", rows.len());
            return self.run(|_| Err(StoreError::Defect(defect)));
        }
        let mut rest = rows;
        for &items in self.session.chunks() {
            let values = items * columns;
            if values > PLACEHOLDERS_MAX {
                continue;
            }
            while rest.len() >= values {
                let (chunk, after) = rest.split_at(values);
                send(self, items, chunk)?;
                rest = after;
            }
        }
        Ok(())
    }

    fn each_list(
        &mut self,
        sql: &str,
        fixed: &[Param<'_>],
        list: &[Param<'_>],
        mut send: impl FnMut(&mut dyn Session, &str, &[Param<'_>]) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let sizes = self.session.chunks();
        let mut rest = list;
        let mut params = fixed.to_vec();
        while let Some(&last) = rest.last() {
            // The smallest size that takes all that is left, or the largest there is.
            let size = sizes.iter().rev().find(|&&size| size >= rest.len()).or(sizes.first());
            let size = size.copied().unwrap_or(1);
            let (chunk, after) = rest.split_at(size.min(rest.len()));
            params.truncate(fixed.len());
            params.extend_from_slice(chunk);
            params.resize(fixed.len() + size, last);
            let text = self.session.phrases().list(sql, fixed.len(), size);
            self.run(|session| send(session, &text, &params))?;
            rest = after;
        }
        Ok(())
    }

    /// The one way to the session: nothing runs after a failure, and a failure is remembered.
    fn run<T>(
        &mut self,
        statement: impl FnOnce(&mut dyn Session) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let result = statement(self.session);
        if let Err(error) = &result {
            self.failure = Some(error.clone());
        }
        result
    }
}
