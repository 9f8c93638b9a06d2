//! Full queues, full disks, lost connections: clear errors, and nothing lost or half done.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};

use touchstone_store::testing::TestDatabase;
use touchstone_store::{Location, Param, Store, StoreError};

use crate::support::{BRAND, add, define, insert, value_of, with_counters};

pub fn a_full_queue_is_busy(database: &mut TestDatabase) {
    database.config.writers = 1;
    database.config.waiting_max = 3;
    let store = with_counters(database);
    let (held, started) = (Arc::new(AtomicBool::new(true)), Arc::new(Barrier::new(2)));
    std::thread::scope(|scope| {
        let (hold, begin, holding) = (Arc::clone(&held), Arc::clone(&started), store.clone());
        scope.spawn(move || {
            let held = holding.write_blocking("hold", BRAND, move |_| {
                begin.wait();
                while hold.load(Ordering::Relaxed) {
                    std::thread::yield_now();
                }
                Ok::<_, StoreError>(())
            });
            held.unwrap();
        });
        started.wait();
        for _ in 0..3 {
            scope.spawn(|| store.write_blocking("waiting", BRAND, |tx| add(tx, "a", 1)).unwrap());
        }
        while store.backlog().writes < 3 {
            std::thread::yield_now();
        }
        let refused = store.write_blocking("refused", BRAND, |tx| add(tx, "a", 100));
        assert_eq!(refused, Err(StoreError::Busy));
        held.store(false, Ordering::Relaxed);
    });
    store.write_blocking("after", BRAND, |tx| add(tx, "a", 10)).unwrap();
    assert_eq!(value_of(&store, "a"), Some(13));
}

pub fn statements_survive_a_changed_schema(database: &mut TestDatabase) {
    let store = with_counters(database);
    let read = |store: &Store| {
        store.read_blocking("all", BRAND, |tx| tx.query("SELECT * FROM counters", &[], |row| row.int(2)))
    };
    store.write_blocking("one", BRAND, |tx| insert(tx, "a", 5)).unwrap();
    // Often enough that every connection has it prepared.
    for _ in 0..20 {
        assert_eq!(read(&store), Ok(vec![5]));
    }
    define(&store, "ALTER TABLE counters ADD COLUMN note TEXT;");
    for _ in 0..20 {
        assert_eq!(read(&store), Ok(vec![5]));
    }
}

pub fn several_may_open_an_empty_database(database: &mut TestDatabase) {
    let database = &*database;
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| database.open().close());
        }
    });
}

pub fn a_newer_database_is_refused(database: &mut TestDatabase) {
    let store = database.open();
    let sql = "INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, '9999_later', 'x')";
    store.write_global_blocking("later", move |tx| tx.execute(sql, &[])).unwrap();
    store.close();
    let refused = Store::open(&database.config).map(drop);
    assert!(matches!(refused, Err(StoreError::Schema(_))), "{refused:?}");
}

/// Fills a database that may have a few pages only.
#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let mut database = TestDatabase::sqlite();
    drop(with_counters(&database));
    database.config.pages_max = Some(400);
    let store = database.open();
    define(&store, "CREATE TABLE heap (number BIGINT NOT NULL PRIMARY KEY, body BLOB NOT NULL);");
    let fill = |number: i64, size: usize| {
        store.write_blocking("fill", BRAND, move |tx| {
            add(tx, "rows", 1)?;
            let body = vec![1; size];
            tx.execute("INSERT INTO heap (number, body) VALUES ($1, $2)", &[number.into(), (&body).into()])
        })
    };
    let mut kept = 0;
    let full = (0..100).find_map(|number| match fill(number, 20_000) {
        Ok(_) => {
            kept += 1;
            None
        }
        Err(error) => Some(error),
    });
    assert_eq!(full, Some(StoreError::Full));
    // In a group, a body that does not fit takes no other with it, unless SQLite gave up all of them.
    let results: Vec<(i64, Result<u64, StoreError>)> = std::thread::scope(|scope| {
        let sizes = [(200, 10), (201, 50_000), (202, 10), (203, 50_000), (204, 10)];
        let tasks = sizes.map(|(number, size)| (number, scope.spawn(move || fill(number, size))));
        tasks.into_iter().map(|(number, task)| (number, task.join().unwrap())).collect()
    });
    let acknowledged: Vec<i64> =
        results.iter().filter(|(_, result)| result.is_ok()).map(|(number, _)| *number).collect();
    store.close();
    database.config.pages_max = None;
    let store = database.open();
    let found = store.read_blocking("rows", BRAND, |tx| {
        tx.query("SELECT number FROM heap ORDER BY number", &[], |row| row.int(0))
    });
    let expected: Vec<i64> = (0..kept).chain(acknowledged).collect();
    assert_eq!(value_of(&store, "rows"), Some(expected.len() as i64));
    assert_eq!(found, Ok(expected));
}

/// A file that is no database, or a damaged one, says so and is left as it is.
#[test]
fn a_foreign_file_is_corrupt() {
    let database = TestDatabase::sqlite();
    let Location::Sqlite { path } = &database.config.location else { unreachable!() };
    let foreign = "these are my notes, not your database. ".repeat(200);
    std::fs::write(path, &foreign).unwrap();
    let refused = Store::open(&database.config).map(drop);
    assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
    assert_eq!(std::fs::read_to_string(path).unwrap(), foreign);
}

/// Steady writes beside readers, with a log that is copied every few pages: it starts over again and
/// again instead of growing, and everything is readable all the time.
#[test]
fn the_log_does_not_grow_without_bound() {
    let mut database = TestDatabase::sqlite();
    database.config.checkpoint_pages = 64;
    let store = with_counters(&database);
    define(&store, "CREATE TABLE heap (number BIGINT NOT NULL PRIMARY KEY, body BLOB NOT NULL);");
    let Location::Sqlite { path } = &database.config.location else { unreachable!() };
    let log = format!("{}-wal", path.display());
    let done = AtomicBool::new(false);
    let largest = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(number), 0) AS BIGINT) FROM heap";
                let read = store.read_blocking("sum", BRAND, move |tx| {
                    tx.query_one(sql, &[], |row| Ok((row.int(0)?, row.int(1)?)))
                });
                let (count, sum) = read.unwrap().unwrap();
                assert_eq!(sum, count * (count - 1) / 2);
            }
        });
        let mut largest = 0;
        for number in 0..400 {
            let written = store.write_blocking("fill", BRAND, move |tx| {
                let body = [2; 40_000];
                tx.execute(
                    "INSERT INTO heap (number, body) VALUES ($1, $2)",
                    &[number.into(), Param::Blob(&body)],
                )
            });
            written.unwrap();
            largest = largest.max(std::fs::metadata(&log).unwrap().len());
        }
        done.store(true, Ordering::Relaxed);
        largest
    });
    // 400 writes of 40 kB are 16 MB; the log may be late by some of them, not by all.
    assert!(largest < 6_000_000, "{largest} bytes");
    store.close();
    assert!(!std::path::Path::new(&log).exists(), "closing leaves one file");
}

/// The server ends all connections; the next read and write connect again.
#[test]
fn a_lost_connection_is_made_anew() {
    let database = TestDatabase::postgres();
    let store = with_counters(&database);
    store.write_blocking("before", BRAND, |tx| insert(tx, "a", 1)).unwrap();
    assert_eq!(value_of(&store, "a"), Some(1));
    for round in 0..3 {
        let other = database.open();
        let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()";
        other.write_global_blocking("end", move |tx| tx.query(sql, &[], |_| Ok(()))).unwrap();
        other.close();
        store.write_blocking("after", BRAND, |tx| add(tx, "a", 1)).unwrap();
        assert_eq!(value_of(&store, "a"), Some(round + 2));
    }
}
