//! Looking ahead of a write, and where identities lead: what is remembered beside the tables never makes a
//! write see anything but its own transaction.

use std::sync::Mutex;
use std::sync::mpsc::channel;

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, PlaybookId, RunId};
use touchstone_store::rows::customers;
use touchstone_store::rows::journal::{self, Place};
use touchstone_store::rows::playbooks::{self, RunRow};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Location, Store, StoreError, Tx};

use crate::hot::order;
use crate::support::BRAND;

const WHO: CustomerId = CustomerId::from_bytes([7; 16]);
const OTHER: CustomerId = CustomerId::from_bytes([8; 16]);
const KEY: [u8; 16] = [9; 16];

fn change(store: &Store, orders: u32) {
    store.write_blocking("order", BRAND, move |tx| order(tx, WHO, orders, None)).unwrap();
}

fn seen(tx: &mut Tx<'_>) -> Result<u32, StoreError> {
    Ok(orders_of(tx, WHO)?.unwrap_or(0))
}

/// What a customer has ordered; ahead of a write, what was read for it is kept.
fn orders_of(tx: &mut Tx<'_>, who: CustomerId) -> Result<Option<u32>, StoreError> {
    let rows = customers::load(tx, &[who])?;
    let orders = rows.first().map(|row| row.profile.orders_total);
    customers::keep(tx, rows.into_iter());
    Ok(orders)
}

async fn look_and_write<T: Send + 'static>(
    store: &Store,
    look: impl Fn(&mut Tx<'_>) -> Result<u32, StoreError> + Send + 'static,
    body: impl Fn(&mut Tx<'_>, Option<u32>) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let ahead = store.look_ahead("ahead", Some(BRAND), look).await;
    store.write_ahead("ahead", Some(BRAND), ahead, body).await
}

pub fn a_write_sees_what_changed_since_it_looked_ahead(database: &mut TestDatabase) {
    let looks = matches!(database.config.location, Location::Sqlite { .. });
    let store = database.open();
    // From its second change on, the customer is in memory.
    change(&store, 1);
    change(&store, 2);
    let ((looked, has_looked), (go, may_go)) = (channel(), channel());
    let may_go = Mutex::new(may_go);
    let writer = store.clone();
    let write = std::thread::spawn(move || {
        let look = move |tx: &mut Tx<'_>| {
            let guess = seen(tx)?;
            looked.send(guess).unwrap();
            may_go.lock().unwrap().recv().unwrap();
            Ok(guess)
        };
        let body = |tx: &mut Tx<'_>, guess: Option<u32>| Ok::<_, StoreError>((guess, seen(tx)?, seen(tx)?));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(look_and_write(&writer, look, body))
    });
    if looks {
        assert_eq!(has_looked.recv(), Ok(2));
        change(&store, 3);
        go.send(()).unwrap();
    }
    let found = write.join().unwrap();
    assert_eq!(found, Ok(if looks { (Some(2), 3, 3) } else { (None, 2, 2) }));
}

pub fn a_write_takes_what_it_looked_ahead_at(database: &mut TestDatabase) {
    let looks = matches!(database.config.location, Location::Sqlite { .. });
    let store = database.open();
    change(&store, 1);
    change(&store, 2);
    let body = |tx: &mut Tx<'_>, guess: Option<u32>| {
        let before = seen(tx)?;
        order(tx, WHO, 5, None)?;
        Ok::<_, StoreError>((guess, before, seen(tx)?))
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let found = runtime.block_on(look_and_write(&store, seen, body));
    assert_eq!(found, Ok((looks.then_some(2), 2, 5)));
    // A look that fails, or panics, costs nothing but itself.
    let fails = |_: &mut Tx<'_>| -> Result<u32, StoreError> { panic!("looked too far") };
    let found = runtime.block_on(look_and_write(&store, fails, body));
    assert_eq!(found, Ok((None, 5, 5)));
}

/// A look has its view of the tables from before the sweep, and asks memory after the row has left it.
pub fn a_row_swept_during_a_look_is_read_again(database: &mut TestDatabase) {
    // Every commit sweeps.
    (database.config.hot_log_bytes, database.config.hot_memory_bytes) = (1, 1);
    let looks = matches!(database.config.location, Location::Sqlite { .. });
    let store = database.open();
    change(&store, 1);
    change(&store, 2);
    let ((began, has_begun), (go, may_go)) = (channel(), channel());
    let may_go = Mutex::new(may_go);
    let writer = store.clone();
    let write = std::thread::spawn(move || {
        let look = move |tx: &mut Tx<'_>| {
            assert!(customers::load(tx, &[OTHER])?.is_empty(), "from here on the view stands");
            began.send(()).unwrap();
            may_go.lock().unwrap().recv().unwrap();
            seen(tx)
        };
        let body = |tx: &mut Tx<'_>, guess: Option<u32>| Ok::<_, StoreError>((guess, seen(tx)?));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(look_and_write(&writer, look, body))
    });
    if looks {
        has_begun.recv().unwrap();
        for n in 20..30 {
            let others = move |tx: &mut Tx<'_>| {
                order(tx, CustomerId::from_bytes([n; 16]), 1, None)?;
                journal::claim_keys(tx, &[([n; 16], Place { chunk: 1, position: 1 })]).map(drop)
            };
            store.write_blocking("others", BRAND, others).unwrap();
        }
        go.send(()).unwrap();
    }
    assert_eq!(write.join().unwrap(), Ok((looks.then_some(1), 2)));
}

/// Whatever a look can see is changed between the look and the write, one thing at a time.
pub fn what_changed_since_a_look_is_read_again(database: &mut TestDatabase) {
    let looks = matches!(database.config.location, Location::Sqlite { .. });
    let store = database.open();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for (n, what) in (1..).zip(["nothing", "customer", "identity", "event", "run"]) {
        let (who, key, event, run) =
            (CustomerId::from_bytes([n; 16]), [n + 50; 16], [n + 100; 16], RunId::from_bytes([n + 150; 16]));
        let place = Place { chunk: 1, position: 1 };
        let begin = move |tx: &mut Tx<'_>| {
            order(tx, who, 1, None)?;
            customers::point(tx, &[(key, who)])
        };
        store.write_blocking("begin", BRAND, begin).unwrap();
        let read = move |tx: &mut Tx<'_>| {
            let orders = orders_of(tx, who)?;
            let leads = customers::resolve(tx, &[key])?.get(&key).copied();
            let runs = playbooks::runs::<String>(tx, &[run])?.len();
            Ok::<_, StoreError>((orders, leads, runs))
        };
        let look = move |tx: &mut Tx<'_>| {
            journal::look_for(tx, &[event])?;
            read(tx)
        };
        let mut ahead = runtime.block_on(store.look_ahead("ahead", Some(BRAND), look));
        // The first look may have the view of one before, which lasts some milliseconds.
        while ahead.as_ref().is_some_and(|ahead| *ahead.guess() != (Some(1), Some(who), 0)) {
            ahead = runtime.block_on(store.look_ahead("ahead", Some(BRAND), look));
        }
        assert_eq!(ahead.is_some(), looks);
        let change = move |tx: &mut Tx<'_>| match what {
            "customer" => order(tx, who, 9, None),
            "identity" => customers::point(tx, &[(key, OTHER)]),
            "event" => journal::claim_keys(tx, &[(event, place)]).map(drop),
            "run" => playbooks::save_runs(tx, &[a_run(run, who)]),
            _ => Ok(()),
        };
        store.write_blocking("change", BRAND, change).unwrap();
        let body = move |tx: &mut Tx<'_>, guess: Option<_>| {
            let holds = tx.unchanged(&[run]) == [true];
            let is_new = !journal::claim_keys(tx, &[(event, place)])?.is_empty();
            Ok::<_, StoreError>((guess.is_some(), holds, is_new, read(tx)?))
        };
        let found = runtime.block_on(store.write_ahead("ahead", Some(BRAND), ahead, body)).unwrap();
        let is = |changed: &str| what == changed;
        let expected = (
            Some(if is("customer") { 9 } else { 1 }),
            Some(if is("identity") { OTHER } else { who }),
            usize::from(is("run")),
        );
        let holds = looks && !is("run");
        assert_eq!(found, (looks, holds, !is("event"), expected), "after a change of: {what}");
    }
}

/// Looks that follow one another at once see the same state; their writes see the newest.
pub fn a_view_that_serves_several_looks_hides_nothing(database: &mut TestDatabase) {
    // Every commit sweeps.
    (database.config.hot_log_bytes, database.config.hot_memory_bytes) = (1, 1);
    let store = database.open();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for orders in 1..40 {
        change(&store, orders);
        let body = |tx: &mut Tx<'_>, guess: Option<u32>| Ok::<_, StoreError>((guess, seen(tx)?));
        let (guess, written) = runtime.block_on(look_and_write(&store, seen, body)).unwrap();
        assert!(guess.is_none_or(|guess| guess <= orders));
        assert_eq!(written, orders);
    }
}

fn a_run(run: RunId, customer: CustomerId) -> RunRow {
    RunRow {
        run,
        playbook: PlaybookId::from_bytes([1; 16]),
        customer,
        started_at: Timestamp::UNIX_EPOCH,
        generation: 1,
        state: "done".to_owned(),
        body: "\"done\"".to_owned(),
    }
}

pub fn an_identity_leads_where_it_was_pointed_last(database: &mut TestDatabase) {
    let store = database.open();
    let found = |store: &Store| {
        let resolve = |tx: &mut Tx<'_>| customers::resolve(tx, &[KEY]).map(|found| found.get(&KEY).copied());
        let written = store.write_blocking("resolve", BRAND, resolve).unwrap();
        assert_eq!(store.read_blocking("resolve", BRAND, resolve), Ok(written), "readers agree");
        written
    };
    assert_eq!(found(&store), None);
    store.write_blocking("point", BRAND, |tx| customers::point(tx, &[(KEY, WHO)])).unwrap();
    assert_eq!(found(&store), Some(WHO));
    let fails = |tx: &mut Tx<'_>| -> Result<(), StoreError> {
        customers::point(tx, &[(KEY, OTHER)])?;
        assert_eq!(customers::resolve(tx, &[KEY])?.get(&KEY), Some(&OTHER), "its own body sees it");
        Err(StoreError::Defect("changed its mind".to_owned()))
    };
    store.write_blocking("point", BRAND, fails).unwrap_err();
    assert_eq!(found(&store), Some(WHO));
    store.write_blocking("point", BRAND, |tx| customers::point(tx, &[(KEY, OTHER)])).unwrap();
    assert_eq!(found(&store), Some(OTHER));
}
