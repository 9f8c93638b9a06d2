//! Values, constraints and lists are the same on both databases.

use std::collections::BTreeSet;

use jiff::Timestamp;
use touchstone_domain::id::CustomerId;
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Param, StoreError};

use crate::support::{BRAND, define, insert, with_counters};

const ALL_TYPES: &str = "CREATE TABLE everything (
    key BIGINT NOT NULL PRIMARY KEY, whole BIGINT, real DOUBLE PRECISION, flag BOOLEAN, words TEXT, bytes BLOB,
    id BLOB, at BIGINT, json TEXT);";

pub fn every_type_comes_back_as_it_went_in(database: &TestDatabase) {
    let store = database.open();
    define(&store, ALL_TYPES);
    let customer = CustomerId::new(1_700_000_000_000, [9; 10]);
    let at: Timestamp = "2026-02-03T04:05:06.123456Z".parse().unwrap();
    let wrote = store.write_global_blocking("types", move |tx| {
        let words = "热干面 'quoted' \u{1f35c} $1 ?";
        let json = r#"{"tags":["a","b"]}"#;
        let bytes: Vec<u8> = (0..=255).collect();
        let full = [
            1.into(),
            i64::MIN.into(),
            (-0.1).into(),
            true.into(),
            words.into(),
            (&bytes).into(),
            customer.into(),
            at.into(),
            json.into(),
        ];
        let empty = [
            2.into(),
            Param::Null,
            Param::Null,
            Param::Null,
            None::<&str>.into(),
            Param::Null,
            None::<CustomerId>.into(),
            None::<Timestamp>.into(),
            Param::Null,
        ];
        let edge = [
            3.into(),
            i64::MAX.into(),
            f64::MAX.into(),
            Some(false).into(),
            "".into(),
            Param::Blob(b""),
            Some(customer).into(),
            Some(Timestamp::UNIX_EPOCH).into(),
            "[]".into(),
        ];
        let head = "INSERT INTO everything (key, whole, real, flag, words, bytes, id, at, json)";
        let inserted = tx.insert_many(head, 9, &[full, empty, edge].concat(), "")?;
        assert_eq!(inserted, 3);
        let sql = "SELECT whole, real, flag, words, bytes, id, at, json FROM everything ORDER BY key";
        let rows = tx.query(sql, &[], |row| {
            let first =
                (row.opt_int(0)?, row.opt_real(1)?, row.opt_bool(2)?, row.opt_text(3)?.map(str::to_owned));
            let blob = row.opt_blob(4)?.map(<[u8]>::to_vec);
            let json: Option<serde_json::Value> = row.opt_json(7)?;
            Ok((first, blob, row.opt_id::<CustomerId>(5)?, row.opt_timestamp(6)?, json))
        })?;
        let json = serde_json::from_str(json).unwrap();
        let first = (Some(i64::MIN), Some(-0.1), Some(true), Some(words.to_owned()));
        assert_eq!(rows[0], (first, Some(bytes), Some(customer), Some(at), Some(json)));
        assert_eq!(rows[1], ((None, None, None, None), None, None, None, None));
        let third = (Some(i64::MAX), Some(f64::MAX), Some(false), Some(String::new()));
        let json = serde_json::json!([]);
        assert_eq!(rows[2], (third, Some(vec![]), Some(customer), Some(Timestamp::UNIX_EPOCH), Some(json)));
        Ok::<_, StoreError>(())
    });
    assert_eq!(wrote, Ok(()));
}

type Reading = fn(&touchstone_store::Row<'_>) -> Result<(), StoreError>;

pub fn a_value_of_another_type_is_corrupt(database: &TestDatabase) {
    let store = database.open();
    define(&store, ALL_TYPES);
    let sql = "INSERT INTO everything (key, whole, words, id) VALUES (1, 5, 'text', $1)";
    store.write_global_blocking("one", move |tx| tx.execute(sql, &[Param::Blob(b"short")])).unwrap();
    let readings: [Reading; 7] = [
        |row| row.text(0).map(drop),
        |row| row.bool(0).map(drop),
        |row| row.int(1).map(drop),
        |row| row.json::<i64>(1).map(drop),
        |row| row.id::<CustomerId>(2).map(drop),
        |row| row.real(3).map(drop),
        |row| row.int(9).map(drop),
    ];
    for (number, reading) in readings.into_iter().enumerate() {
        let sql = "SELECT whole, words, id, real FROM everything";
        let read = store.read_global_blocking("wrong", move |tx| tx.query(sql, &[], reading));
        assert!(matches!(read, Err(StoreError::Corrupt(_))), "{number}: {read:?}");
    }
}

pub fn conflicts_carry_the_same_names(database: &TestDatabase) {
    let store = with_counters(database);
    define(
        &store,
        "CREATE TABLE people (id BIGINT NOT NULL PRIMARY KEY, mail TEXT NOT NULL UNIQUE);
         CREATE TABLE postcards (person BIGINT NOT NULL REFERENCES people (id), code TEXT, day BIGINT);
         CREATE UNIQUE INDEX letters_code ON postcards (code, day) WHERE code IS NOT NULL;",
    );
    let conflict = |sql: &'static str| {
        let result = store.write_global_blocking("conflict", move |tx| tx.execute(sql, &[]));
        match result {
            Err(StoreError::Conflict(name)) => name,
            other => format!("{other:?}"),
        }
    };
    assert_eq!(conflict("INSERT INTO people (id, mail) VALUES (1, 'a')"), "Ok(1)");
    assert_eq!(conflict("INSERT INTO people (id, mail) VALUES (1, 'b')"), "people(id)");
    assert_eq!(conflict("INSERT INTO people (id, mail) VALUES (2, 'a')"), "people(mail)");
    assert_eq!(conflict("INSERT INTO people (id, mail) VALUES (2, NULL)"), "not null people(mail)");
    assert_eq!(conflict("INSERT INTO postcards (person) VALUES (9)"), "foreign key");
    assert_eq!(conflict("INSERT INTO postcards (person, code, day) VALUES (1, 'x', 1)"), "Ok(1)");
    assert_eq!(
        conflict("INSERT INTO postcards (person, code, day) VALUES (1, 'x', 1)"),
        "postcards(code,day)"
    );
    assert_eq!(conflict("DELETE FROM people"), "foreign key");
    let too_large = store.write_blocking("check", BRAND, |tx| insert(tx, "a", 1_000_000));
    assert_eq!(too_large, Err(StoreError::Conflict("check counters_small".to_owned())));
}

pub fn many_rows_go_in_and_come_out(database: &TestDatabase) {
    let store = database.open();
    define(&store, "CREATE TABLE pairs (a BIGINT NOT NULL PRIMARY KEY, b BIGINT NOT NULL);");
    for count in [0_i64, 1, 7, 8, 63, 64, 65, 513, 1337] {
        let result = store.write_global_blocking("many", move |tx| {
            tx.execute("DELETE FROM pairs", &[])?;
            let rows: Vec<Param<'_>> = (0..count).flat_map(|n| [n.into(), (n * 2).into()]).collect();
            let head = "INSERT INTO pairs (a, b)";
            assert_eq!(tx.insert_many(head, 2, &rows, "")?, count.unsigned_abs());
            // The second time every second row is new.
            let again: Vec<Param<'_>> = (0..count).flat_map(|n| [(n * 2).into(), n.into()]).collect();
            let tail = "ON CONFLICT (a) DO NOTHING RETURNING a";
            let new = tx.insert_many_returning(head, 2, &again, tail, |row| row.int(0))?;
            assert_eq!(new.len() as i64, count / 2);
            assert!(new.iter().all(|&a| a >= count && a % 2 == 0));
            let wanted: Vec<Param<'_>> = (0..count).map(|n| (n * 2).into()).collect();
            let sql = "SELECT a FROM pairs WHERE b >= $1 AND a IN ({in})";
            let found = tx.query_in(sql, &[0.into()], &wanted, |row| row.int(0))?;
            assert_eq!(found.len() as i64, count);
            assert_eq!(found.into_iter().collect::<BTreeSet<_>>().len() as i64, count);
            let deleted = tx.execute_in("DELETE FROM pairs WHERE a IN ({in})", &[], &wanted)?;
            assert_eq!(deleted, count.unsigned_abs());
            let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(a), 0) AS BIGINT) FROM pairs";
            tx.query_one(sql, &[], |row| Ok((row.int(0)?, row.int(1)?)))
        });
        let odd = count / 2;
        assert_eq!(result, Ok(Some((odd, odd * odd))), "{count}");
    }
}

pub fn defects_are_told_apart(database: &TestDatabase) {
    let store = with_counters(database);
    let cases: [(&'static str, &'static [Param<'static>]); 4] = [
        ("SELEC 1", &[]),
        ("SELECT value FROM nowhere", &[]),
        ("SELECT value FROM counters WHERE name = $1", &[]),
        ("INSERT INTO counters (brand_id, name, value) VALUES ($1, 'a', 1)", &[Param::Text("no bytes")]),
    ];
    for (sql, params) in cases {
        let result = store.write_blocking("defect", BRAND, move |tx| tx.query(sql, params, |_| Ok(())));
        assert!(matches!(result, Err(StoreError::Defect(_))), "{sql}: {result:?}");
    }
    let ragged = store
        .write_blocking("ragged", BRAND, |tx| tx.insert_many("INSERT INTO t (a, b)", 2, &[1.into()], ""));
    assert!(matches!(ragged, Err(StoreError::Defect(_))), "{ragged:?}");
}
