//! What holds of every transaction.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use tokio::task::JoinSet;
use touchstone_domain::id::BrandId;
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Store, StoreError, Tx};

use crate::support::{BRAND, add, insert, value, value_of, with_counters};

#[derive(Debug, PartialEq, Eq)]
enum Refused {
    SoldOut,
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

pub fn a_body_that_fails_leaves_nothing(database: &TestDatabase) {
    let store = with_counters(database);
    let refused = store.write_blocking("refused", BRAND, |tx| {
        insert(tx, "a", 1)?;
        Err::<(), _>(Refused::SoldOut)
    });
    assert_eq!(refused, Err(Refused::SoldOut));
    store.write_blocking("kept", BRAND, |tx| insert(tx, "b", 2)).unwrap();
    assert_eq!((value_of(&store, "a"), value_of(&store, "b")), (None, Some(2)));
}

pub fn a_failed_statement_discards_a_body_that_ignores_it(database: &TestDatabase) {
    let store = with_counters(database);
    store.write_blocking("first", BRAND, |tx| insert(tx, "a", 1)).unwrap();
    let ignored = store.write_blocking("ignoring", BRAND, |tx| {
        insert(tx, "b", 1)?;
        drop(insert(tx, "a", 1));
        Ok::<_, StoreError>(())
    });
    assert_eq!(ignored, Err(StoreError::Conflict("counters(brand_id,name)".to_owned())));
    assert_eq!(value_of(&store, "b"), None);
}

pub fn a_panicking_body_is_an_error_and_the_store_goes_on(database: &TestDatabase) {
    let store = with_counters(database);
    for _ in 0..10 {
        let panicked = store.write_blocking::<(), _>("careless", BRAND, |tx| {
            insert(tx, "a", 1)?;
            panic!("out of cheese")
        });
        assert_eq!(panicked, Err(StoreError::Defect("careless panicked: out of cheese".to_owned())));
        let panicked =
            store.read_blocking::<(), StoreError>("careless_read", BRAND, |_| panic!("out of wine"));
        assert!(matches!(panicked, Err(StoreError::Defect(_))));
    }
    store.write_blocking("after", BRAND, |tx| insert(tx, "b", 2)).unwrap();
    assert_eq!((value_of(&store, "a"), value_of(&store, "b")), (None, Some(2)));
}

/// Failing, panicking and good bodies are held up together, so that SQLite commits them as one group.
pub fn bodies_of_one_group_stand_alone(database: &TestDatabase) {
    let store = with_counters(database);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let results = runtime.block_on(async {
        let held = Arc::new(AtomicBool::new(true));
        let mut tasks = JoinSet::new();
        tasks.spawn(hold(store.clone(), Arc::clone(&held)));
        for number in 0..90 {
            tasks.spawn(good_or_bad(store.clone(), number));
        }
        // Each task runs up to where it waits for its answer: all bodies are with the store now.
        tokio::task::yield_now().await;
        held.store(false, Ordering::Relaxed);
        tasks.join_all().await
    });
    for (number, result) in results {
        let name = format!("n{number}");
        let kept = store.read_blocking("value", BRAND, move |tx| value(tx, &name)).unwrap();
        match number % 3 {
            0 => assert_eq!((result, kept), (Ok(()), Some(number))),
            1 => assert_eq!((result, kept), (Err(StoreError::Full), None)),
            2 => assert!(matches!((result, kept), (Err(StoreError::Defect(_)), None))),
            _ => assert_eq!((result, kept), (Ok(()), None)),
        }
    }
}

/// Occupies a writer; a number below zero that is no member of the group.
async fn hold(store: Store, held: Arc<AtomicBool>) -> (i64, Result<(), StoreError>) {
    let body = move |_: &mut Tx<'_>| {
        while held.load(Ordering::Relaxed) {
            std::thread::yield_now();
        }
        Ok(())
    };
    (-1, store.write("hold", BRAND, body).await)
}

async fn good_or_bad(store: Store, number: i64) -> (i64, Result<(), StoreError>) {
    let body = move |tx: &mut Tx<'_>| {
        add(tx, &format!("n{number}"), number)?;
        match number % 3 {
            0 => Ok(()),
            1 => Err(StoreError::Full),
            _ => panic!("{number}"),
        }
    };
    (number, store.write("member", BRAND, body).await)
}

pub fn concurrent_counters_are_exact(database: &TestDatabase) {
    const THREADS: i64 = 8;
    const EACH: i64 = 25;
    let store = with_counters(database);
    let start = Barrier::new(8);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                start.wait();
                for _ in 0..EACH {
                    // Reading first makes it a lost update unless writes are serializable.
                    let counted = store.write_blocking("count", BRAND, |tx| {
                        let now = value(tx, "hits")?.unwrap_or(0);
                        let brand = tx.brand();
                        tx.execute(
                            "DELETE FROM counters WHERE brand_id = $1 AND name = 'hits'",
                            &[brand.into()],
                        )?;
                        insert(tx, "hits", now + 1)
                    });
                    counted.unwrap();
                }
            });
        }
    });
    assert_eq!(value_of(&store, "hits"), Some(THREADS * EACH));
}

pub fn a_read_sees_one_state(database: &TestDatabase) {
    let store = with_counters(database);
    store.write_blocking("first", BRAND, |tx| insert(tx, "a", 1)).unwrap();
    let writer = store.clone();
    let (before, after) = store
        .read_blocking("twice", BRAND, move |tx| {
            let before = value(tx, "a")?;
            let writer = writer.clone();
            let written =
                std::thread::spawn(move || writer.write_blocking("between", BRAND, |tx| add(tx, "a", 1)));
            written.join().unwrap()?;
            Ok::<_, StoreError>((before, value(tx, "a")?))
        })
        .unwrap();
    assert_eq!((before, after), (Some(1), Some(1)));
    assert_eq!(value_of(&store, "a"), Some(2));
}

pub fn a_read_cannot_write(database: &TestDatabase) {
    let store = with_counters(database);
    assert!(store.read_blocking("sneaky", BRAND, |tx| insert(tx, "a", 1)).is_err());
    assert_eq!(value_of(&store, "a"), None);
}

pub fn a_closed_store_says_so_and_keeps_everything(database: &TestDatabase) {
    let store = with_counters(database);
    store.write_blocking("before", BRAND, |tx| insert(tx, "a", 1)).unwrap();
    store.close();
    let late = store.write_blocking("late", BRAND, |tx| insert(tx, "b", 1));
    assert_eq!(late, Err(StoreError::Closed));
    assert_eq!(value_of(&database.open(), "a"), Some(1));
}

pub fn a_brand_never_reaches_another(database: &TestDatabase) {
    let other = BrandId::from_bytes([2; 16]);
    let store = with_counters(database);
    let reached =
        store.write_blocking("reach", BRAND, move |tx| tx.for_brand(other, |tx| insert(tx, "a", 1)));
    assert!(matches!(reached, Err(StoreError::Defect(_))));
    let global = store.write_global_blocking("global", move |tx| {
        assert_eq!(tx.brand_or_none(), None);
        tx.for_brand(other, |tx| insert(tx, "a", 7))?;
        assert_eq!(tx.brand(), BrandId::from_bytes([0; 16]));
        value(tx, "a")
    });
    assert_eq!(global, Ok(None));
    assert_eq!(store.read_blocking("own", other, |tx| value(tx, "a")), Ok(Some(7)));
}

/// A write that takes long, beside many short ones over the same row.
pub fn a_long_write_gets_through_among_short_ones(database: &mut TestDatabase) {
    let store = with_counters(database);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    store.write_blocking("short", BRAND, |tx| add(tx, "a", 1)).unwrap();
                }
            });
        }
        let long = store.write_blocking("long", BRAND, |tx| {
            add(tx, "b", 1)?;
            std::thread::sleep(Duration::from_millis(40));
            add(tx, "a", 1)
        });
        done.store(true, Ordering::Relaxed);
        assert_eq!(long, Ok(1));
    });
    assert_eq!(value_of(&store, "b"), Some(1));
}
