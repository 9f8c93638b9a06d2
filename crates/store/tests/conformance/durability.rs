//! What was acknowledged survives `kill -9`; what was not is there as a whole or not at all.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use touchstone_domain::id::CustomerId;
use touchstone_store::rows::journal::{self, Place};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Location, Store, StoreConfig, StoreError, Tx};

use crate::hot::{order, orders};
use crate::support::{BRAND, define};

const ROUNDS: i64 = 4;
/// Each write is a row in each of these; a reader never finds one without the others.
const TABLES: [&str; 3] = ["first", "second", "third"];

pub fn acknowledged_writes_survive_a_kill(database: &mut TestDatabase) {
    let store = database.open();
    define(
        &store,
        "CREATE TABLE first (n BIGINT NOT NULL PRIMARY KEY); CREATE TABLE second (n BIGINT NOT NULL PRIMARY KEY);
         CREATE TABLE third (n BIGINT NOT NULL PRIMARY KEY);",
    );
    store.close();
    let mut acknowledged = Vec::new();
    for round in 0..ROUNDS {
        let mut child = writing_child(database, round);
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let enough = acknowledged.len() + 40 + 50 * usize::try_from(round).unwrap();
        while acknowledged.len() < enough {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "the child ended before it was killed");
            acknowledged.extend(number_in(&line));
        }
        // SIGKILL on Unix: nothing in the child runs any more.
        child.kill().unwrap();
        child.wait().unwrap();
        let mut rest = String::new();
        lines.read_to_string(&mut rest).unwrap();
        // The last line may be cut off in the middle; what was cut off ends without a line's end.
        let whole = rest.rsplit_once('\n').map_or("", |(whole, _)| whole);
        acknowledged.extend(whole.lines().filter_map(number_in));
        let [first, second, third] = TABLES.map(|table| stored(database, table));
        assert_eq!(first, second);
        assert_eq!(first, third);
        let lost: Vec<&i64> =
            acknowledged.iter().filter(|number| first.binary_search(number).is_err()).collect();
        assert!(lost.is_empty(), "round {round}: lost {lost:?}");
        hot_rows_agree(database, &first);
    }
}

/// Each write also counted its number for a customer and claimed a key.
fn hot_rows_agree(database: &TestDatabase, written: &[i64]) {
    let store = database.open();
    for thread in 0..4 {
        let highest = |round: i64| written.iter().rfind(|n| **n / 1_000_000 == round * 10 + thread).copied();
        let last = (0..ROUNDS).rev().find_map(highest);
        let last = last.map(|number| u32::try_from(number).unwrap());
        assert_eq!(orders(&store, CustomerId::from_bytes([thread as u8 + 1; 16])), last);
    }
    let keys: Vec<_> = written.iter().map(|&number| (key(number), place(number))).collect();
    let claimed = store.write_blocking("claim", BRAND, move |tx| {
        let new = journal::claim_keys(tx, &keys)?;
        // Not kept: claiming was only to see what is there.
        Err::<(), StoreError>(StoreError::Defect(format!("{} new", new.len())))
    });
    assert_eq!(claimed, Err(StoreError::Defect("0 new".to_owned())));
}

fn key(number: i64) -> [u8; 16] {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&number.to_le_bytes());
    key
}

fn place(number: i64) -> Place {
    Place { chunk: number, position: 0 }
}

fn number_in(line: &str) -> Option<i64> {
    line.trim().strip_prefix("ack ")?.parse().ok()
}

fn stored(database: &TestDatabase, table: &str) -> Vec<i64> {
    let sql = format!("SELECT n FROM {table} ORDER BY n");
    let store = database.open();
    store.read_global_blocking("stored", move |tx| tx.query(&sql, &[], |row| row.int(0))).unwrap()
}

/// This test program again, running only [`child`] below.
fn writing_child(database: &TestDatabase, round: i64) -> Child {
    let arguments = ["--ignored", "--exact", "durability::child", "--nocapture"];
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let location = match &database.config.location {
        Location::Sqlite { path } => format!("sqlite {}", path.display()),
        Location::Postgres { url } => format!("postgres {url}"),
    };
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{round} {location}").unwrap();
    child
}

/// Writes from several threads until it is killed, and prints what was acknowledged.
#[test]
#[ignore = "run by the tests above, as a process to be killed"]
fn child() {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    let Some((round, location)) = line.trim().split_once(' ') else { return };
    let location = match location.split_once(' ') {
        Some(("sqlite", path)) => Location::Sqlite { path: path.into() },
        Some((_, url)) => Location::Postgres { url: url.to_owned() },
        None => return,
    };
    let mut config = StoreConfig::new(location);
    (config.hot_log_bytes, config.hot_memory_bytes) = (4_000, 4_000);
    let store = Store::open(&config).unwrap();
    let round: i64 = round.parse().unwrap();
    let output = Mutex::new(std::io::stdout());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (store, output) = (&store, &output);
            scope.spawn(move || {
                for number in 0..100_000 {
                    let number = (round * 10 + thread) * 1_000_000 + number;
                    let write = move |tx: &mut Tx<'_>| {
                        for table in TABLES {
                            tx.execute(&format!("INSERT INTO {table} (n) VALUES ($1)"), &[number.into()])?;
                        }
                        journal::claim_keys(tx, &[(key(number), place(number))])?;
                        let customer = CustomerId::from_bytes([thread as u8 + 1; 16]);
                        order(tx, customer, u32::try_from(number).unwrap(), None)
                    };
                    store.write_blocking("write", BRAND, write).unwrap();
                    let mut output = output.lock().unwrap();
                    writeln!(output, "ack {number}").unwrap();
                    output.flush().unwrap();
                }
            });
        }
    });
}
