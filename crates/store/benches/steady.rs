//! How many rows the writer takes, and how long the worst commit waits while the log is copied beside it.
//!
//! `cargo bench -p touchstone-store --bench steady -- [sqlite|postgres] [seconds] [events per second] [checkpoint pages]`

#![expect(clippy::print_stdout, reason = "a benchmark's result is its output")]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rand::{Rng, RngCore, SeedableRng};
use rand_chacha::ChaCha8Rng;
use touchstone_domain::id::BrandId;
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Location, Param, Store, StoreError};

const BRAND: BrandId = BrandId::from_bytes([1; 16]);
const CUSTOMERS: u64 = 200_000;
const BATCH: usize = 100;
const SUBMITTERS: u64 = 4;

fn main() {
    // Cargo passes `--bench` itself.
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let number = |at: usize, default: u64| {
        arguments.get(at).map_or(default, |argument| argument.parse().expect("a number"))
    };
    let mut database = match arguments.first().map(String::as_str) {
        Some("postgres") => TestDatabase::postgres(),
        _ => TestDatabase::sqlite(),
    };
    database.config.checkpoint_pages =
        u32::try_from(number(3, database.config.checkpoint_pages.into())).expect("a small number");
    let store = database.open();
    let define = "CREATE TABLE bench_keys (k BLOB NOT NULL PRIMARY KEY, place BIGINT NOT NULL) WITHOUT ROWID;
         CREATE TABLE bench_profiles (brand_id BLOB NOT NULL, customer_id BLOB NOT NULL, profile TEXT NOT NULL,
           PRIMARY KEY (brand_id, customer_id));
         CREATE TABLE bench_journal (chunk BIGINT NOT NULL PRIMARY KEY, body BLOB NOT NULL);";
    store.write_global_blocking("define", move |tx| tx.define(define)).expect("tables");
    keys(&store);
    steady(&store, &database, Duration::from_secs(number(1, 30)), number(2, 25_000));
}

/// Random 16-byte keys in transactions of 4,000, one after the other.
fn keys(store: &Store) {
    const GROUP: usize = 4_000;
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let (begun, mut rows) = (Instant::now(), 0);
    while begun.elapsed() < Duration::from_secs(10) {
        let mut keys = vec![[0; 16]; GROUP];
        keys.iter_mut().for_each(|key| random.fill_bytes(key));
        let inserted = store.write_blocking("keys", BRAND, move |tx| {
            let rows: Vec<Param<'_>> = keys.iter().flat_map(|key| [key.into(), 1.into()]).collect();
            let head = "INSERT INTO bench_keys (k, place)";
            tx.insert_many_returning(head, 2, &rows, "ON CONFLICT (k) DO NOTHING RETURNING k", |row| {
                row.blob(0).map(drop)
            })
        });
        rows += inserted.expect("inserted").len();
    }
    println!("keys in groups of {GROUP}: {:.0} rows/s", rows as f64 / begun.elapsed().as_secs_f64());
}

/// Batches at a steady rate beside readers.
fn steady(store: &Store, database: &TestDatabase, time: Duration, per_second: u64) {
    let profile = "x".repeat(800);
    fill(store, &profile);
    // The log is large after filling; what counts is what it grows to from here.
    store.close();
    let store = &database.open();
    let waits = Mutex::new(Vec::new());
    let (reads, log_max, done) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let submitters: Vec<_> = (0..SUBMITTERS)
            .map(|number| {
                let every = Duration::from_secs_f64((SUBMITTERS * BATCH as u64) as f64 / per_second as f64);
                let (waits, profile) = (&waits, &profile);
                scope.spawn(move || {
                    let mut random = ChaCha8Rng::seed_from_u64(number);
                    let (mut due, mut chunk) = (begun, i64::try_from(number).expect("small") << 40);
                    while begun.elapsed() < time {
                        std::thread::sleep(due.saturating_duration_since(Instant::now()));
                        due += every;
                        chunk += 1;
                        let sent = Instant::now();
                        batch(store, profile, chunk, &mut random).expect("written");
                        waits.lock().expect("no panic").push(sent.elapsed());
                    }
                })
            })
            .collect();
        for number in 0..2 {
            let (reads, done) = (&reads, &done);
            scope.spawn(move || {
                let mut random = ChaCha8Rng::seed_from_u64(100 + number);
                while !done.load(Ordering::Relaxed) {
                    let customer = customer(random.random_range(0..CUSTOMERS));
                    let read: Result<_, StoreError> = store.read_blocking("profile", BRAND, move |tx| {
                        let sql =
                            "SELECT profile FROM bench_profiles WHERE brand_id = $1 AND customer_id = $2";
                        tx.query_one(sql, &[BRAND.into(), (&customer).into()], |row| Ok(row.text(0)?.len()))
                    });
                    assert_eq!(read, Ok(Some(800)));
                    reads.fetch_add(1, Ordering::Relaxed);
                    std::thread::sleep(Duration::from_millis(4));
                }
            });
        }
        if let Location::Sqlite { path } = &database.config.location {
            let (log_max, done) = (&log_max, &done);
            let log = PathBuf::from(format!("{}-wal", path.display()));
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    log_max.fetch_max(fs::metadata(&log).map_or(0, |found| found.len()), Ordering::Relaxed);
                    std::thread::sleep(Duration::from_millis(20));
                }
            });
        }
        submitters.into_iter().for_each(|submitter| submitter.join().expect("no panic"));
        done.store(true, Ordering::Relaxed);
    });
    let mut waits = waits.into_inner().expect("no panic");
    waits.sort_unstable();
    let events = waits.len() * BATCH;
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!(
        "steady {per_second}/s: {:.0} events/s; a batch waits p50 {:.1} ms, p99 {:.1} ms, p99.9 {:.1} ms, max {:.1} ms",
        events as f64 / begun.elapsed().as_secs_f64(),
        at(0.5),
        at(0.99),
        at(0.999),
        at(1.0)
    );
    println!(
        "largest log {} MiB; {} reads; resident {} MiB",
        log_max.into_inner() >> 20,
        reads.into_inner(),
        resident_kib() >> 10
    );
}

fn fill(store: &Store, profile: &str) {
    for start in (0..CUSTOMERS).step_by(10_000) {
        let profile = profile.to_owned();
        let filled = store.write_blocking("fill", BRAND, move |tx| {
            let ids: Vec<[u8; 16]> = (start..start + 10_000).map(customer).collect();
            let rows: Vec<Param<'_>> =
                ids.iter().flat_map(|id| [BRAND.into(), id.into(), (&profile).into()]).collect();
            tx.insert_many("INSERT INTO bench_profiles (brand_id, customer_id, profile)", 3, &rows, "")
        });
        filled.expect("filled");
    }
}

fn batch(store: &Store, profile: &str, chunk: i64, random: &mut ChaCha8Rng) -> Result<(), StoreError> {
    let mut customers: Vec<[u8; 16]> =
        (0..BATCH).map(|_| customer(random.random_range(0..CUSTOMERS))).collect();
    customers.sort_unstable();
    customers.dedup();
    let mut keys = vec![[0; 16]; BATCH];
    keys.iter_mut().for_each(|key| random.fill_bytes(key));
    let (profile, body) = (profile.to_owned(), vec![7; 12_000]);
    store.write_blocking("batch", BRAND, move |tx| {
        let rows: Vec<Param<'_>> = keys.iter().flat_map(|key| [key.into(), chunk.into()]).collect();
        tx.insert_many("INSERT INTO bench_keys (k, place)", 2, &rows, "ON CONFLICT (k) DO NOTHING")?;
        let rows: Vec<Param<'_>> =
            customers.iter().flat_map(|id| [BRAND.into(), id.into(), (&profile).into()]).collect();
        let head = "INSERT INTO bench_profiles (brand_id, customer_id, profile)";
        let tail = "ON CONFLICT (brand_id, customer_id) DO UPDATE SET profile = excluded.profile";
        tx.insert_many(head, 3, &rows, tail)?;
        tx.execute(
            "INSERT INTO bench_journal (chunk, body) VALUES ($1, $2)",
            &[chunk.into(), (&body).into()],
        )?;
        Ok(())
    })
}

/// Ids in no order, as those of customers who come back are.
fn customer(number: u64) -> [u8; 16] {
    let mut id = [0; 16];
    ChaCha8Rng::seed_from_u64(number).fill_bytes(&mut id);
    id
}

fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0)
}
