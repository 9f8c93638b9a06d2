//! Databases for tests, of this crate and of those above it (cargo feature `testing`).
//!
//! SQLite is a file in a temporary folder. PostgreSQL is one server per machine and user, started by
//! `scripts/postgres.sh` when the first test needs it and left running, since every test may be a process
//! of its own; `make clean-test-services` stops it. Each test gets a database, dropped at its end.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use ::postgres::{Client, Config, NoTls};

use crate::rows::backfills;
use crate::{Location, Store, StoreConfig, StoreError, Tx, postgres, sqlite};

/// An empty database; it disappears when this is dropped.
pub struct TestDatabase {
    /// How to open it; a test may change the limits.
    pub config: StoreConfig,
    kind: Kind,
}

enum Kind {
    Sqlite { folder: tempfile::TempDir },
    Postgres { server: Server, name: String },
}

/// The SQLite file in its folder.
const FILE: &str = "touchstone.db";

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    /// A SQLite file.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join(FILE);
        let mut config = StoreConfig::new(Location::Sqlite { path });
        // Small, so that every test has rows in memory, in their tables, and on the way.
        (config.hot_log_bytes, config.hot_memory_bytes) = (16 * 1024, 64 * 1024);
        Self { config, kind: Kind::Sqlite { folder } }
    }

    /// A database of the test server, which is started if need be. Fails the test if PostgreSQL is not
    /// installed: a suite that was skipped proves nothing.
    #[must_use]
    pub fn postgres() -> Self {
        let (server, name) = (Server::running(), new_name());
        server.administer(|client| {
            drop_leftovers(client);
            create(client, &name, "");
        });
        let mut config = StoreConfig::new(Location::Postgres { url: server.address_of(&name) });
        (config.readers, config.writers) = (2, 4);
        Self { config, kind: Kind::Postgres { server, name } }
    }

    /// Another database with what this one holds. Of SQLite that is what is on the disk, also below a store that has it
    /// open: what a killed process leaves behind. PostgreSQL copies only what nobody has open.
    #[must_use]
    pub fn copied(&self) -> Self {
        let mut config = self.config.clone();
        match (&self.kind, &mut config.location) {
            (Kind::Sqlite { folder }, Location::Sqlite { path }) => {
                let fresh = tempfile::tempdir().expect("a temporary folder can be made");
                // The log last, so that it holds at least what the file lacks.
                for file in [FILE.to_owned(), format!("{FILE}-wal")] {
                    let from = folder.path().join(&file);
                    if from.exists() {
                        std::fs::copy(from, fresh.path().join(&file)).expect("a database can be copied");
                    }
                }
                *path = fresh.path().join(FILE);
                Self { config, kind: Kind::Sqlite { folder: fresh } }
            }
            (Kind::Postgres { server, name: from }, Location::Postgres { url }) => {
                let name = new_name();
                server.administer(|client| create(client, &name, &format!("TEMPLATE {from}")));
                *url = server.address_of(&name);
                Self { config, kind: Kind::Postgres { server: server.clone(), name } }
            }
            _ => unreachable!("a database keeps its kind"),
        }
    }

    /// Makes it what a release leaves whose latest migration has this number, with what is written here by plain
    /// statements. Rows are committed one by one.
    pub fn left_by(&self, migration: usize, fill: impl FnOnce(&mut Tx<'_>) -> Result<(), StoreError>) {
        let left = match &self.config.location {
            Location::Sqlite { path } => sqlite::left_by(&self.config, path, migration, fill),
            Location::Postgres { url } => postgres::left_by(url, migration, fill),
        };
        left.expect("a database of an older release can be made");
    }

    /// Opens it; the first time, its schema is made.
    #[must_use]
    pub fn open(&self) -> Store {
        Store::open(&self.config).expect("a test database can be opened")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Kind::Postgres { server, name } = &self.kind {
            let drop_it = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            server.administer(|client| execute(client, &drop_it));
        }
    }
}

/// The server of this machine and user.
#[derive(Clone)]
struct Server {
    /// Address of its database for administration; ends with that database's name.
    address: String,
}

impl Server {
    fn running() -> Self {
        #[expect(clippy::disallowed_methods, reason = "how `make test` hands a server to every test")]
        let given = std::env::var("TOUCHSTONE_TEST_POSTGRES");
        let address = given.unwrap_or_else(|_| {
            let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres.sh");
            let output = Command::new(script).arg("start").output().expect("scripts/postgres.sh can run");
            let complaint = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "no PostgreSQL for the tests (apt install postgresql): {complaint}"
            );
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        });
        Self { address }
    }

    fn address_of(&self, database: &str) -> String {
        let (server, _) = self.address.rsplit_once('/').expect("the address is a URL with a database");
        format!("{server}/{database}")
    }

    /// The client has a runtime of its own, which may not run inside that of an async test.
    fn administer(&self, body: impl FnOnce(&mut Client) + Send) {
        let connect = || {
            let server: Config = self.address.parse().expect("the address of the test server is a URL");
            body(&mut server.connect(NoTls).expect("the test server answers"));
        };
        let done = std::thread::scope(|scope| scope.spawn(connect).join());
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    }
}

/// Databases of tests that were killed.
fn drop_leftovers(client: &mut Client) {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return;
    }
    let query = "SELECT datname FROM pg_database WHERE datname LIKE 'touchstone\\_%'";
    for row in client.query(query, &[]).expect("the test server lists its databases") {
        let name: String = row.get(0);
        let owner = name.split('_').nth(1).unwrap_or_default();
        if !processes.join(owner).exists() {
            // Another test may be dropping the same one now; it is gone either way.
            drop(client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

/// A name that no other test has now.
fn new_name() -> String {
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    format!("touchstone_{}_{number}", std::process::id())
}

fn create(client: &mut Client, name: &str, from: &str) {
    // A process of the same number may have been killed before it could clean up.
    execute(client, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
    execute(client, &format!("CREATE DATABASE {name} {from}"));
}

fn execute(client: &mut Client, sql: &str) {
    client.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Every column of every table whose text, or bytes, hold one of the words, packed ones unpacked; as
/// `table.column: word`. For a test that something is really gone.
#[must_use]
pub fn columns_that_hold(location: &Location, words: &[&str]) -> Vec<String> {
    let mut found = BTreeSet::new();
    each_value(location, &mut |column, bytes| {
        let packed = [lz4_flex::decompress_size_prepended(bytes), unpacked_log(bytes)];
        let forms = packed.iter().flatten().map(Vec::as_slice).chain([bytes]);
        let texts: Vec<String> = forms.map(|form| String::from_utf8_lossy(form).to_lowercase()).collect();
        for word in words {
            if texts.iter().any(|text| text.contains(&word.to_lowercase())) {
                found.insert(format!("{column}: {word}"));
            }
        }
    });
    found.into_iter().collect()
}

/// A row of `hot_log` begins with the number of its form.
fn unpacked_log(bytes: &[u8]) -> Result<Vec<u8>, lz4_flex::block::DecompressError> {
    lz4_flex::decompress_size_prepended(bytes.get(1..).unwrap_or_default())
}

/// Every table that says of which customers its rows are, with the customers of its rows as they are stored.
#[must_use]
pub fn customers_by_table(location: &Location) -> BTreeMap<String, BTreeSet<Vec<u8>>> {
    let mut found: BTreeMap<String, BTreeSet<Vec<u8>>> = BTreeMap::new();
    for table in tables_of_customers(location) {
        found.entry(table).or_default();
    }
    each_value(location, &mut |column, bytes| {
        if let Some(table) = column.strip_suffix(".customer_id") {
            found.entry(table.to_owned()).or_default().insert(unhexed(bytes));
        }
    });
    found
}

/// PostgreSQL gives bytes as text.
fn unhexed(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.strip_prefix(b"\\x").unwrap_or_default();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let read: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
    read.filter(|read| !read.is_empty()).unwrap_or_else(|| bytes.to_vec())
}

fn tables_of_customers(location: &Location) -> Vec<String> {
    match location {
        Location::Sqlite { path } => {
            let connection = rusqlite::Connection::open(path).expect("the file is a database");
            let sql = "SELECT t.name FROM sqlite_master t, pragma_table_info(t.name) c \
                       WHERE t.type = 'table' AND c.name = 'customer_id'";
            let mut statement = connection.prepare(sql).expect("SQL");
            let names = statement.query_map([], |row| row.get(0)).expect("a list of tables");
            names.map(|name| name.expect("a name")).collect()
        }
        Location::Postgres { url } => {
            let config: Config = url.parse().expect("the address of a test database");
            let read = || {
                let mut client = config.connect(NoTls).expect("the test server answers");
                let sql = "SELECT table_name::text FROM information_schema.columns \
                           WHERE table_schema = 'public' AND column_name = 'customer_id'";
                let rows = client.query(sql, &[]).expect("a list of tables");
                rows.iter().map(|row| row.get(0)).collect()
            };
            std::thread::scope(|scope| scope.spawn(read).join()).expect("the test database can be read")
        }
    }
}

/// Gives each value that is text or bytes, with its column's name.
fn each_value(location: &Location, each: &mut (dyn FnMut(&str, &[u8]) + Send)) {
    match location {
        Location::Sqlite { path } => {
            let connection = rusqlite::Connection::open(path).expect("the file is a database");
            let tables = "SELECT name FROM sqlite_master WHERE type = 'table'";
            let mut statement = connection.prepare(tables).expect("SQL");
            let names = statement.query_map([], |row| row.get::<_, String>(0)).expect("a list of tables");
            for table in names.map(|name| name.expect("a name")) {
                let mut rows = connection.prepare(&format!("SELECT * FROM {table}")).expect("SQL");
                let columns: Vec<String> =
                    rows.column_names().map(|name| format!("{table}.{name}")).collect();
                let mut rows = rows.query([]).expect("rows");
                while let Some(row) = rows.next().expect("a row") {
                    for (at, column) in columns.iter().enumerate() {
                        use rusqlite::types::ValueRef::{Blob, Text};
                        if let Blob(bytes) | Text(bytes) = row.get_ref(at).expect("a value") {
                            each(column, bytes);
                        }
                    }
                }
            }
        }
        Location::Postgres { url } => {
            let config: Config = url.parse().expect("the address of a test database");
            let read = || {
                let mut client = config.connect(NoTls).expect("the test server answers");
                let columns = "SELECT table_name::text, column_name::text FROM information_schema.columns \
                               WHERE table_schema = 'public' AND data_type IN ('text', 'bytea')";
                for row in client.query(columns, &[]).expect("a list of columns") {
                    let (table, column): (String, String) = (row.get(0), row.get(1));
                    let bytes = format!(
                        "SELECT CASE WHEN pg_typeof({column})::text = 'bytea' THEN {column}::text::bytea \
                         ELSE convert_to({column}::text, 'UTF8') END FROM {table} WHERE {column} IS NOT NULL"
                    );
                    for row in client.query(&bytes, &[]).expect("the column") {
                        each(&format!("{table}.{column}"), row.get(0));
                    }
                }
            };
            // The client has a runtime of its own, which may not run inside that of an async test.
            std::thread::scope(|scope| scope.spawn(read).join()).expect("the test database can be read");
        }
    }
}

/// Makes a brand's rows what they were before lists were searched and answers counted, and asks for it to be made up: as a
/// database of then looks after its migration.
pub fn make_old(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let brand = tx.brand();
    for table in ["customer_terms", "response_terms", "score_counts", "ask_counts"] {
        tx.execute(&format!("DELETE FROM {table} WHERE brand_id = $1"), &[brand.into()])?;
    }
    tx.execute("UPDATE responses SET band = NULL, channel = NULL WHERE brand_id = $1", &[brand.into()])?;
    for part in backfills::PARTS {
        let sql = "INSERT INTO backfills (brand_id, part) VALUES ($1, $2)";
        tx.execute(sql, &[brand.into(), part.into()])?;
    }
    Ok(())
}
