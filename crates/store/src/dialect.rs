//! The only place where the SQL of SQLite and PostgreSQL differs.
//!
//! Statements are written once, in a portable form, and put into a database's words here:
//!
//! | portable | SQLite | PostgreSQL |
//! |---|---|---|
//! | `$1` | `?1` | `$1` |
//! | `{skip_locked}` (end of a SELECT inside a write) | nothing: one writer | `FOR UPDATE SKIP LOCKED` |
//!
//! Migrations know some more words, outside of quotes and comments:
//!
//! | portable | SQLite | PostgreSQL |
//! |---|---|---|
//! | `BIGINT`, `BOOLEAN` | `INTEGER` | as written |
//! | `DOUBLE PRECISION` | `REAL` | as written |
//! | `BLOB` | as written | `BYTEA` |
//! | `CREATE TABLE ..(..)` | `.. STRICT` | as written |
//! | `CREATE TABLE ..(..) WITHOUT ROWID` | `.. WITHOUT ROWID, STRICT` | without these words |
//!
//! `TEXT`, `PRIMARY KEY`, `UNIQUE`, `NOT NULL`, `CHECK`, `REFERENCES`, `DEFAULT`, `CREATE [UNIQUE] INDEX ..
//! [WHERE ..]` and `ON CONFLICT .. DO NOTHING/UPDATE .. RETURNING` are the same in both. To keep in mind:
//! `SUM` of whole numbers is `CAST(SUM(x) AS BIGINT)`; PostgreSQL takes the type of a lone parameter from
//! what stands beside it, so `$1 + 1` is a 32-bit addition and `CAST($1 AS BIGINT) + 1` is not; one
//! `INSERT` must not carry the same key twice before `ON CONFLICT DO UPDATE`; constraints are never
//! `DEFERRABLE`, since a commit is shared by several bodies on SQLite.

use std::borrow::Cow;

/// Which database a statement is put into words for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// A portable statement in this database's words.
    pub(crate) fn statement(self, portable: &str) -> String {
        let skip_locked = match self {
            Self::Sqlite => "",
            Self::Postgres => "FOR UPDATE SKIP LOCKED",
        };
        let sql = if portable.contains("{skip_locked}") {
            Cow::Owned(portable.replace("{skip_locked}", skip_locked))
        } else {
            Cow::Borrowed(portable)
        };
        match self {
            Self::Postgres => sql.into_owned(),
            Self::Sqlite => pieces(&sql).map(|piece| piece.map_code(|code| code.replace('$', "?"))).collect(),
        }
    }

    /// Opens the transaction of a migration, which only one process at a time is in.
    pub(crate) fn begin_migration(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            // The number is only ours: no other program on the same server takes this lock by chance.
            Self::Postgres => "BEGIN; SELECT pg_advisory_xact_lock(7310868735)",
        }
    }

    /// The statements of a portable migration in this database's words.
    pub(crate) fn migration(self, portable: &str) -> Vec<String> {
        statements(portable).iter().map(|statement| self.definition(statement)).collect()
    }

    fn definition(self, statement: &str) -> String {
        let sql: String = pieces(statement)
            .map(|piece| piece.map_code(|code| words(code, |word| self.word(word))))
            .collect();
        let is_table = statement.to_ascii_uppercase().starts_with("CREATE TABLE");
        let (body, rowid) = match sql.strip_suffix("WITHOUT ROWID") {
            Some(body) => (body.trim_end(), false),
            None => (sql.as_str(), true),
        };
        match (self, is_table, rowid) {
            (Self::Sqlite, true, true) => format!("{body} STRICT"),
            (Self::Sqlite, true, false) => format!("{body} WITHOUT ROWID, STRICT"),
            _ => body.to_owned(),
        }
    }

    fn word(self, word: &str) -> &str {
        match (self, word) {
            (Self::Sqlite, "BIGINT" | "BOOLEAN") => "INTEGER",
            (Self::Sqlite, "DOUBLE") => "REAL",
            (Self::Sqlite, "PRECISION") => "",
            (Self::Postgres, "BLOB") => "BYTEA",
            _ => word,
        }
    }
}

/// A stretch of SQL: code, or what must stay as it is (quoted text and names, comments).
enum Piece<'a> {
    Code(&'a str),
    Quoted(&'a str),
    Comment(&'a str),
}

impl<'a> Piece<'a> {
    fn map_code(self, change: impl FnOnce(&'a str) -> String) -> Cow<'a, str> {
        match self {
            Self::Code(code) => Cow::Owned(change(code)),
            Self::Quoted(text) | Self::Comment(text) => Cow::Borrowed(text),
        }
    }
}

fn pieces(sql: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = sql;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let piece = match first {
            '\'' | '"' => {
                let end = rest[1..].find(first).map_or(rest.len(), |at| at + 2);
                Piece::Quoted(take(&mut rest, end))
            }
            '-' if rest.starts_with("--") => {
                let end = rest.find('\n').unwrap_or(rest.len());
                Piece::Comment(take(&mut rest, end))
            }
            _ => {
                let end = code_end(rest);
                Piece::Code(take(&mut rest, end))
            }
        };
        Some(piece)
    })
}

fn code_end(sql: &str) -> usize {
    let stop = |(at, letter): &(usize, char)| match letter {
        '\'' | '"' => true,
        '-' => sql[*at..].starts_with("--"),
        _ => false,
    };
    sql.char_indices().find(stop).map_or(sql.len(), |(at, _)| at)
}

fn take<'a>(rest: &mut &'a str, end: usize) -> &'a str {
    let (piece, after) = rest.split_at(end);
    *rest = after;
    piece
}

/// Replaces whole words only.
fn words<'a>(code: &'a str, replace: impl Fn(&'a str) -> &'a str) -> String {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut sql = String::with_capacity(code.len());
    let mut rest = code;
    while !rest.is_empty() {
        let start = rest.find(is_word).unwrap_or(rest.len());
        sql.push_str(take(&mut rest, start));
        let end = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
        sql.push_str(replace(take(&mut rest, end)));
    }
    sql
}

/// The statements of a text, without comments and empty ones.
fn statements(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for piece in pieces(text) {
        let Piece::Code(code) = piece else {
            if let (Piece::Quoted(quoted), Some(last)) = (piece, found.last_mut()) {
                last.push_str(quoted);
            }
            continue;
        };
        let mut parts = code.split(';');
        if let (Some(part), Some(last)) = (parts.next(), found.last_mut()) {
            last.push_str(part);
        }
        found.extend(parts.map(str::to_owned));
    }
    found.iter().map(|statement| statement.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_change_outside_of_quotes_only() {
        let portable = "SELECT '$1 it''s' FROM t WHERE \"$2\" = $1 AND b = $12 {skip_locked} -- $3";
        assert_eq!(
            Dialect::Sqlite.statement(portable),
            "SELECT '$1 it''s' FROM t WHERE \"$2\" = ?1 AND b = ?12  -- $3"
        );
        assert_eq!(
            Dialect::Postgres.statement(portable),
            "SELECT '$1 it''s' FROM t WHERE \"$2\" = $1 AND b = $12 FOR UPDATE SKIP LOCKED -- $3"
        );
    }

    #[test]
    fn definitions_are_spelled_for_each_database() {
        let portable = "-- Why; this table.\nCREATE TABLE t (\n  a BLOB PRIMARY KEY, b DOUBLE PRECISION, -- BLOB; here\n  \
            c BIGINT DEFAULT 1, d BOOLEAN, blob_e TEXT DEFAULT 'BLOB;'\n) WITHOUT ROWID;\nCREATE TABLE u (x TEXT);\n\
            CREATE INDEX i ON t (b);\n";
        assert_eq!(
            Dialect::Sqlite.migration(portable),
            [
                "CREATE TABLE t (\n  a BLOB PRIMARY KEY, b REAL , \n  c INTEGER DEFAULT 1, d INTEGER, \
                 blob_e TEXT DEFAULT 'BLOB;'\n) WITHOUT ROWID, STRICT",
                "CREATE TABLE u (x TEXT) STRICT",
                "CREATE INDEX i ON t (b)",
            ]
        );
        assert_eq!(
            Dialect::Postgres.migration(portable),
            [
                "CREATE TABLE t (\n  a BYTEA PRIMARY KEY, b DOUBLE PRECISION, \n  c BIGINT DEFAULT 1, d BOOLEAN, \
                 blob_e TEXT DEFAULT 'BLOB;'\n)",
                "CREATE TABLE u (x TEXT)",
                "CREATE INDEX i ON t (b)",
            ]
        );
    }
}
