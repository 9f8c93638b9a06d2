//! Databases for tests, of this crate and of those above it (cargo feature `testing`).
//!
//! SQLite is a file in a temporary folder. PostgreSQL is one server per machine and user, started by
//! `scripts/postgres.sh` when the first test needs it and left running, since every test may be a process
//! of its own; `make clean-test-services` stops it. Each test gets a database, dropped at its end.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use ::postgres::{Client, Config, NoTls};

use crate::{Location, Store, StoreConfig};

/// An empty database; it disappears when this is dropped.
pub struct TestDatabase {
    /// How to open it; a test may change the limits.
    pub config: StoreConfig,
    kind: Kind,
}

enum Kind {
    Sqlite { _folder: tempfile::TempDir },
    Postgres { server: Server, name: String },
}

static COUNTER: AtomicU32 = AtomicU32::new(0);

impl TestDatabase {
    /// A SQLite file.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().join("touchstone.db");
        let config = StoreConfig::new(Location::Sqlite { path });
        Self { config, kind: Kind::Sqlite { _folder: folder } }
    }

    /// A database of the test server, which is started if need be. Fails the test if PostgreSQL is not
    /// installed: a suite that was skipped proves nothing.
    #[must_use]
    pub fn postgres() -> Self {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("touchstone_{}_{number}", std::process::id());
        let server = Server::running();
        server.administer(|client| {
            drop_leftovers(client);
            // A process of the same number may have been killed before it could clean up.
            execute(client, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            execute(client, &format!("CREATE DATABASE {name}"));
        });
        let mut config = StoreConfig::new(Location::Postgres { url: server.address_of(&name) });
        (config.readers, config.writers) = (2, 4);
        Self { config, kind: Kind::Postgres { server, name } }
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

fn execute(client: &mut Client, sql: &str) {
    client.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}
