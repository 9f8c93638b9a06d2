//! Both databases end in the same schema.

use std::collections::BTreeSet;

use touchstone_store::testing::TestDatabase;
use touchstone_store::{Location, Store, StoreError};

#[test]
fn both_databases_end_in_the_same_schema() {
    let (sqlite, postgres) = (TestDatabase::sqlite(), TestDatabase::postgres());
    let (ours, theirs) = (sqlite.open(), postgres.open());
    let columns = all(&ours, SQLITE_COLUMNS);
    assert!(columns.iter().any(|column| column.starts_with("brands.brand_id")), "{columns:?}");
    same(&columns, &all(&theirs, POSTGRES_COLUMNS));
    same(&all(&ours, SQLITE_INDEXES), &all(&theirs, POSTGRES_INDEXES));
}

/// Columns and indexes of a database, as lines that are the same on both.
pub fn schema(database: &TestDatabase, store: &Store) -> BTreeSet<String> {
    let parts = match database.config.location {
        Location::Sqlite { .. } => [SQLITE_COLUMNS, SQLITE_INDEXES],
        Location::Postgres { .. } => [POSTGRES_COLUMNS, POSTGRES_INDEXES],
    };
    parts.into_iter().flat_map(|part| all(store, part)).collect()
}

/// `table.column type nullable key`, where truth values are whole numbers, as SQLite stores them.
const SQLITE_COLUMNS: &str = "SELECT t.name || '.' || c.name || ' ' || lower(c.type)
      || CASE WHEN c.\"notnull\" = 1 THEN ' not null' ELSE ' null' END || CASE WHEN c.pk > 0 THEN ' key ' || c.pk ELSE '' END
    FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'";

const POSTGRES_COLUMNS: &str = "SELECT c.table_name || '.' || c.column_name || ' '
      || CASE c.data_type WHEN 'bigint' THEN 'integer' WHEN 'boolean' THEN 'integer' WHEN 'bytea' THEN 'blob'
           WHEN 'double precision' THEN 'real' ELSE c.data_type END
      || CASE WHEN c.is_nullable = 'NO' THEN ' not null' ELSE ' null' END
      || COALESCE(' key ' || k.ordinal_position, '')
    FROM information_schema.columns c
    LEFT JOIN information_schema.table_constraints p
      ON p.table_schema = c.table_schema AND p.table_name = c.table_name AND p.constraint_type = 'PRIMARY KEY'
    LEFT JOIN information_schema.key_column_usage k
      ON k.table_schema = c.table_schema AND k.constraint_name = p.constraint_name AND k.column_name = c.column_name
    WHERE c.table_schema = 'public'";

/// `table: column,column [unique] [partial]`; primary keys are compared with the columns.
const SQLITE_INDEXES: &str = "SELECT t.name || ': '
      || (SELECT group_concat(i.name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i)
      || CASE WHEN l.\"unique\" = 1 THEN ' unique' ELSE '' END || CASE WHEN l.partial = 1 THEN ' partial' ELSE '' END
    FROM sqlite_schema t, pragma_index_list(t.name) l WHERE t.type = 'table' AND l.origin <> 'pk'";

const POSTGRES_INDEXES: &str = "SELECT t.relname || ': '
      || (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(x.indkey) WITH ORDINALITY k (number, place)
          JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number)
      || CASE WHEN x.indisunique THEN ' unique' ELSE '' END || CASE WHEN x.indpred IS NOT NULL THEN ' partial' ELSE '' END
    FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE n.nspname = 'public' AND NOT x.indisprimary";

fn all(store: &Store, sql: &'static str) -> BTreeSet<String> {
    let read =
        store.read_global_blocking("schema", move |tx| tx.query(sql, &[], |row| Ok(row.text(0)?.to_owned())));
    read.map(|lines| lines.into_iter().collect()).unwrap_or_else(|error: StoreError| panic!("{error}"))
}

fn same(sqlite: &BTreeSet<String>, postgres: &BTreeSet<String>) {
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.difference(other).map(|line| format!("  {line}\n")).collect::<String>()
    };
    let (left, right) = (only(sqlite, postgres), only(postgres, sqlite));
    assert!(left.is_empty() && right.is_empty(), "only SQLite:\n{left}only PostgreSQL:\n{right}");
}
