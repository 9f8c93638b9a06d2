//! Databases for tests, of this crate and of those above it (cargo feature `testing`).
//!
//! SQLite is a file in a temporary folder. PostgreSQL is one cluster per machine and user, kept in the
//! folder for temporary files, started by the first test that needs it and left running, since every test
//! may be a process of its own; `cargo run -p touchstone-store --features testing --example
//! stop-test-postgres` stops it. Each test gets a database of its own, dropped at its end.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use ::postgres::{Client, NoTls};

use crate::{Location, Store, StoreConfig};

/// An empty database; it disappears when this is dropped.
pub struct TestDatabase {
    /// How to open it; a test may change the limits.
    pub config: StoreConfig,
    kind: Kind,
}

enum Kind {
    Sqlite { _folder: tempfile::TempDir },
    Postgres { name: String },
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

    /// A database of the test cluster, which is started if need be. Fails the test if PostgreSQL is
    /// not installed: a suite that was skipped proves nothing.
    #[must_use]
    pub fn postgres() -> Self {
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("touchstone_{}_{number}", std::process::id());
        let cluster = Cluster::running();
        cluster.administer(|client| {
            drop_leftovers(client);
            // A process of the same number may have been killed before it could clean up.
            execute(client, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            execute(client, &format!("CREATE DATABASE {name}"));
        });
        let url = cluster.address(&name);
        let mut config = StoreConfig::new(Location::Postgres { url });
        (config.readers, config.writers) = (2, 4);
        Self { config, kind: Kind::Postgres { name } }
    }

    /// Opens it; the first time, its schema is made.
    #[must_use]
    pub fn open(&self) -> Store {
        Store::open(&self.config).expect("a test database can be opened")
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Kind::Postgres { name } = &self.kind {
            let drop_it = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            Cluster::of_this_user().administer(|client| execute(client, &drop_it));
        }
    }
}

/// Stops the test cluster of this user, if there is one.
pub fn stop_postgres() {
    let cluster = Cluster::of_this_user();
    if cluster.data().join("postmaster.pid").exists() {
        cluster.run("pg_ctl", &["-D", &text(&cluster.data()), "-m", "immediate", "-w", "stop"]);
    }
}

fn drop_leftovers(client: &mut Client) {
    let query = "SELECT datname FROM pg_database WHERE datname LIKE 'touchstone\\_%'";
    let databases = client.query(query, &[]).expect("the cluster lists its databases");
    for row in databases {
        let name: String = row.get(0);
        let owner = name.split('_').nth(1).unwrap_or_default().to_owned();
        let proc = Path::new("/proc");
        if proc.join("self").exists() && !proc.join(owner).exists() {
            // Another test may be dropping the same one now; it is gone either way.
            drop(client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
        }
    }
}

fn execute(client: &mut Client, sql: &str) {
    client.batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The cluster of this machine and user.
struct Cluster {
    folder: PathBuf,
    is_root: bool,
}

impl Cluster {
    fn of_this_user() -> Self {
        let id = Command::new("id").arg("-u").output().expect("`id` runs").stdout;
        let user = String::from_utf8_lossy(&id).trim().to_owned();
        let folder = std::env::temp_dir().join(format!("touchstone-test-postgres-{user}"));
        Self { folder, is_root: user == "0" }
    }

    /// The cluster, started if it was not running.
    fn running() -> Self {
        let cluster = Self::of_this_user();
        let lock = File::create(cluster.folder.with_extension("lock")).expect("a lock file can be made");
        lock.lock().expect("a file can be locked");
        if !cluster.answers() {
            cluster.make();
            cluster.start();
        }
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn address(&self, database: &str) -> String {
        format!("host={} user=postgres dbname={database}", text(&self.folder))
    }

    fn answers(&self) -> bool {
        on_plain_thread(|| Client::connect(&self.address("postgres"), NoTls).is_ok())
    }

    fn administer(&self, body: impl FnOnce(&mut Client) + Send) {
        on_plain_thread(|| {
            let address = self.address("postgres");
            let mut client = Client::connect(&address, NoTls).expect("the test cluster answers");
            body(&mut client);
        });
    }

    fn make(&self) {
        if self.data().join("PG_VERSION").exists() {
            return;
        }
        fs::create_dir_all(&self.folder).expect("the cluster's folder can be made");
        if self.is_root {
            // The server refuses to run as root.
            let owner = Command::new("chown").arg("postgres").arg(&self.folder).status();
            assert!(owner.is_ok_and(|status| status.success()), "the user `postgres` must exist");
        }
        // An interrupted start leaves only the folder with the other name.
        let unfinished = text(&self.folder.join("unfinished"));
        drop(fs::remove_dir_all(&unfinished));
        let options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
        self.run("initdb", &[&["-D", &unfinished], &options[..]].concat());
        fs::rename(unfinished, self.data()).expect("the new cluster can be named");
    }

    fn start(&self) {
        let folder = text(&self.folder);
        // Tests need no durability of their own; what kill -9 of the program leaves is still there.
        let options = format!(
            "-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c full_page_writes=off \
             -c max_connections=500 -c shared_buffers=64MB -c max_pred_locks_per_transaction=256"
        );
        let log = text(&self.folder.join("log"));
        self.run("pg_ctl", &["-D", &text(&self.data()), "-l", &log, "-w", "-o", &options, "start"]);
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let program = text(&binaries().join(program));
        let mut command = if self.is_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", &program]);
            command
        } else {
            Command::new(&program)
        };
        // No pipes: the server would keep them open, and the test runner would wait for it.
        command.args(arguments).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
        let status = command.stderr(Stdio::null()).status();
        let log = self.folder.join("log");
        assert!(status.is_ok_and(|status| status.success()), "{program} failed; see {}", log.display());
    }
}

/// The client has a runtime of its own, which may not run inside that of an async test.
fn on_plain_thread<T: Send>(body: impl FnOnce() -> T + Send) -> T {
    let result = std::thread::scope(|scope| scope.spawn(body).join());
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Where the server's programs are; the newest version of a Debian machine, else what `pg_config` says.
fn binaries() -> PathBuf {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |path: &Path| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = debian.map(|entry| entry.path()).max_by_key(|path| version(path));
    let configured = || {
        let output = Command::new("pg_config").arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
    };
    let folder = newest.map(|path| path.join("bin")).or_else(configured);
    folder.filter(|folder| folder.join("initdb").exists()).expect(
        "the tests run on PostgreSQL too, 15 or newer: `apt-get install postgresql` \
         (its own cluster is not used and may be stopped)",
    )
}

fn text(path: &Path) -> String {
    path.to_str().expect("temporary folders have names in UTF-8").to_owned()
}
