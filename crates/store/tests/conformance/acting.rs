//! Timers, the outbox, inboxes.

use std::collections::BTreeSet;

use jiff::Timestamp;
use touchstone_domain::effect::{Effect, EffectKind, WebhookCall};
use touchstone_domain::id::{BrandId, CaseId, CustomerId, EffectId, MemberId, NoticeId, PlaybookId, RunId};
use touchstone_store::rows::notices::{self, NewNotice};
use touchstone_store::rows::outbox::{self, Ending, NewEffect, OutboxRow, OutboxState};
use touchstone_store::rows::playbooks::{self, RunRow};
use touchstone_store::rows::timers::{self, Subject, TimerRow};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Store, StoreError, Tx};

use crate::support::BRAND;

const OTHER: BrandId = BrandId::from_bytes([2; 16]);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}
fn bytes(n: u32) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[12..].copy_from_slice(&n.to_be_bytes());
    bytes
}
fn timer(brand: BrandId, n: u32, seconds: i64) -> TimerRow {
    let id = bytes(n);
    let subject = if n.is_multiple_of(2) {
        Subject::Run(RunId::from_bytes(id))
    } else {
        Subject::Case(CaseId::from_bytes(id))
    };
    TimerRow { due_at: at(seconds), brand, subject, token: i64::from(n) }
}
fn take(store: &Store, now: i64, limit: i64) -> Vec<TimerRow> {
    store.write_global_blocking("take", move |tx| timers::take_due(tx, at(now), limit)).unwrap()
}

pub fn a_run_that_begins_anew_is_listed_as_new(database: &mut TestDatabase) {
    let store = database.open();
    let playbook = PlaybookId::from_bytes(bytes(1));
    let run = |n: u32, generation: u32, seconds: i64, state: &str| RunRow {
        run: RunId::from_bytes(bytes(n)),
        playbook,
        customer: CustomerId::from_bytes(bytes(9)),
        started_at: at(seconds),
        generation,
        state: state.to_owned(),
        body: format!("\"{n} {state}\""),
    };
    let listed = |store: &Store| {
        let list = move |tx: &mut Tx<'_>| playbooks::runs_of::<String>(tx, playbook, None, 10);
        store.read_blocking("runs", BRAND, list).unwrap()
    };
    for (rows, expected) in [
        (vec![run(1, 1, 0, "waiting"), run(2, 1, 5, "waiting")], ["2 waiting", "1 waiting"]),
        (vec![run(1, 1, 0, "done")], ["2 waiting", "1 done"]),
        (vec![run(1, 2, 10, "waiting"), run(2, 1, 5, "done")], ["1 waiting", "2 done"]),
    ] {
        let save = move |tx: &mut Tx<'_>| playbooks::save_runs(tx, &rows);
        store.write_blocking("save", BRAND, save).unwrap();
        assert_eq!(listed(&store), expected);
    }
}

pub fn timers_fire_in_order_and_once(database: &mut TestDatabase) {
    let store = database.open();
    let set: Vec<TimerRow> =
        (0..500).map(|n| timer(if n % 3 == 0 { BRAND } else { OTHER }, n, i64::from(n * 7 % 100))).collect();
    let same = set.clone();
    store
        .write_global_blocking("set", move |tx| {
            timers::insert_many(tx, &same)?;
            // Set again: still once.
            timers::insert_many(tx, &same[..10])
        })
        .unwrap();
    let next = store.read_global_blocking("next", timers::next_due).unwrap();
    assert_eq!(next, Some(at(0)));
    assert_eq!(take(&store, -1, 1000), []);
    let mut taken = Vec::new();
    loop {
        let some = take(&store, 49, 64);
        if some.is_empty() {
            break;
        }
        assert!(some.len() <= 64);
        taken.extend(some);
    }
    let mut expected: Vec<TimerRow> = set.iter().copied().filter(|timer| timer.due_at <= at(49)).collect();
    expected.sort_unstable();
    assert!(taken.is_sorted_by_key(|timer| timer.due_at));
    taken.sort_unstable();
    assert!(taken == expected, "{} timers for {}", taken.len(), expected.len());
    let last = *set.iter().find(|timer| timer.due_at > at(49)).unwrap();
    store.write_global_blocking("delete", move |tx| timers::delete_many(tx, &[last])).unwrap();
    let left = store.read_global_blocking("count", timers::count).unwrap();
    assert_eq!(left, 500 - i64::try_from(expected.len()).unwrap() - 1);
}

pub fn a_timer_whose_work_fails_is_still_there(database: &mut TestDatabase) {
    let store = database.open();
    store.write_global_blocking("set", |tx| timers::insert_many(tx, &[timer(BRAND, 1, 0)])).unwrap();
    let failed: Result<(), StoreError> = store.write_global_blocking("fire", |tx| {
        assert_eq!(timers::take_due(tx, at(1), 10)?.len(), 1);
        Err(StoreError::Defect("the work failed".to_owned()))
    });
    assert!(failed.is_err());
    assert_eq!(take(&store, 1, 10), [timer(BRAND, 1, 0)]);
}

pub fn two_workers_never_fire_the_same_timer(database: &mut TestDatabase) {
    let store = database.open();
    let set: Vec<TimerRow> = (0..2000).map(|n| timer(BRAND, n, 0)).collect();
    store.write_global_blocking("set", move |tx| timers::insert_many(tx, &set)).unwrap();
    let workers: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            std::thread::spawn(move || {
                let mut taken = Vec::new();
                loop {
                    let some = take(&store, 1, 50);
                    if some.is_empty() {
                        break taken;
                    }
                    taken.extend(some);
                }
            })
        })
        .collect();
    let taken: Vec<TimerRow> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
    assert_eq!(taken.len(), 2000);
    assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), 2000);
}

fn effect(n: u32, not_before: Option<Timestamp>) -> Effect {
    Effect {
        format: touchstone_domain::effect::FORMAT,
        id: EffectId::from_bytes(bytes(n)),
        customer: CustomerId::from_bytes(bytes(n % 3)),
        run: None,
        message_id: format!("message-{n}"),
        created_at: at(0),
        not_before,
        kind: EffectKind::Webhook(WebhookCall {
            url: "https://example.com/hook".to_owned(),
            event_type: "playbook.step".to_owned(),
            payload: serde_json::json!({ "n": n }),
        }),
    }
}
fn put(store: &Store, brand: BrandId, effects: Vec<(Effect, &'static str)>) {
    store
        .write_blocking("put", brand, move |tx| {
            let new: Vec<NewEffect<'_>> = effects
                .iter()
                .map(|(effect, destination)| NewEffect {
                    effect,
                    channel: "webhook",
                    destination,
                    refused: None,
                })
                .collect();
            outbox::insert_many(tx, &new, at(0))
        })
        .unwrap();
}
fn lease(store: &Store, now: i64, limit: i64, except: &[&str]) -> Vec<OutboxRow> {
    let except: Vec<String> = except.iter().map(|&one| one.to_owned()).collect();
    let mut rows = store
        .write_global_blocking("lease", move |tx| outbox::lease(tx, at(now), at(now + 60), limit, &except))
        .unwrap();
    rows.sort_unstable_by_key(|row| row.effect.id);
    rows
}
fn finish(store: &Store, n: u32, attempt: u32, ending: Ending, now: i64) {
    store
        .write_blocking("finish", BRAND, move |tx| {
            outbox::finish_many(tx, &[(EffectId::from_bytes(bytes(n)), attempt, ending.clone())], at(now))
        })
        .unwrap();
}
fn row(store: &Store, n: u32) -> OutboxRow {
    let find = move |tx: &mut touchstone_store::Tx<'_>| outbox::by_ids(tx, &[EffectId::from_bytes(bytes(n))]);
    store.read_blocking("row", BRAND, find).unwrap().remove(0)
}
fn numbers(rows: &[OutboxRow]) -> Vec<u32> {
    rows.iter().map(|row| u32::from_be_bytes(row.effect.id.as_bytes()[12..].try_into().unwrap())).collect()
}

pub fn an_effect_is_leased_tried_again_and_finished(database: &mut TestDatabase) {
    let store = database.open();
    put(&store, BRAND, vec![(effect(1, None), "a"), (effect(2, Some(at(30))), "a"), (effect(3, None), "b")]);
    // The same effect again changes nothing.
    put(&store, BRAND, vec![(effect(1, Some(at(99))), "a")]);
    let first = lease(&store, 1, 10, &[]);
    assert_eq!(numbers(&first), [1, 3]);
    assert_eq!(first[0].effect, effect(1, None));
    assert_eq!((first[0].state, first[0].attempts, first[0].brand), (OutboxState::Sending, 1, BRAND));
    assert_eq!(lease(&store, 2, 10, &[]), [], "leased rows are not leased again");
    finish(&store, 1, 1, Ending::Retry { at: at(10), error: "503".to_owned() }, 3);
    finish(&store, 3, 1, Ending::Sent, 3);
    let sent = row(&store, 3);
    assert_eq!((sent.state, sent.finished_at, sent.next_at), (OutboxState::Sent, Some(at(3)), None));
    assert_eq!(row(&store, 1).last_error.as_deref(), Some("503"));
    assert_eq!(store.read_global_blocking("next", outbox::next_due).unwrap(), Some(at(10)));
    let second = lease(&store, 31, 10, &[]);
    assert_eq!(numbers(&second), [1, 2]);
    assert_eq!(second[0].attempts, 2);
    finish(&store, 1, 2, Ending::Failed { error: "gave up".to_owned() }, 32);
    finish(&store, 2, 1, Ending::Release { at: at(40) }, 32);
    assert_eq!((row(&store, 2).state, row(&store, 2).attempts), (OutboxState::Pending, 0));
    let failed =
        store.read_blocking("list", BRAND, |tx| outbox::list(tx, OutboxState::Failed, None, 10)).unwrap();
    assert_eq!(numbers(&failed), [1]);
    let retried =
        |tx: &mut touchstone_store::Tx<'_>| outbox::retry(tx, EffectId::from_bytes(bytes(1)), at(50));
    assert!(store.write_blocking("retry", BRAND, retried).unwrap());
    assert!(!store.write_blocking("retry", BRAND, retried).unwrap(), "it is pending already");
    let cancel = |tx: &mut touchstone_store::Tx<'_>| {
        outbox::cancel(tx, EffectId::from_bytes(bytes(1)), "the customer left", at(51))
    };
    assert!(store.write_blocking("cancel", BRAND, cancel).unwrap());
    assert!(!store.write_blocking("cancel", BRAND, cancel).unwrap());
    assert_eq!(row(&store, 1).state, OutboxState::Cancelled);
}

pub fn a_dead_workers_lease_ends_and_its_late_report_does_not_count(database: &mut TestDatabase) {
    let store = database.open();
    put(&store, BRAND, vec![(effect(1, None), "a"), (effect(2, None), "a")]);
    assert_eq!(numbers(&lease(&store, 0, 10, &[])), [1, 2]);
    let again = lease(&store, 61, 10, &[]);
    assert_eq!(numbers(&again), [1, 2]);
    assert_eq!(again[0].attempts, 2);
    // The first worker was only slow. Its failures are not news; a success is.
    finish(&store, 1, 1, Ending::Failed { error: "late".to_owned() }, 62);
    finish(&store, 2, 1, Ending::Sent, 62);
    assert_eq!((row(&store, 1).state, row(&store, 1).last_error), (OutboxState::Sending, None));
    assert_eq!(row(&store, 2).state, OutboxState::Sent);
    finish(&store, 2, 2, Ending::Failed { error: "refused as a duplicate".to_owned() }, 63);
    assert_eq!(row(&store, 2).state, OutboxState::Sent, "what was sent stays sent");
}

pub fn a_dead_peers_rows_do_not_stand_in_the_way(database: &mut TestDatabase) {
    let store = database.open();
    let many = (0..300).map(|n| (effect(n, None), "dead")).chain([(effect(300, None), "well")]);
    put(&store, BRAND, many.collect());
    assert_eq!(numbers(&lease(&store, 1, 10, &["dead"])), [300]);
    let moved = store
        .write_global_blocking("postpone", |tx| outbox::postpone(tx, "dead", at(1), at(100), 1000))
        .unwrap();
    assert_eq!(moved, 300);
    assert_eq!(lease(&store, 2, 10, &[]), []);
    assert_eq!(lease(&store, 101, 1000, &["a", "b", "c"]).len(), 301, "300 and the lease that ended");
}

pub fn what_was_refused_is_kept_with_its_reason(database: &mut TestDatabase) {
    let store = database.open();
    store
        .write_blocking("put", BRAND, |tx| {
            let effect = effect(1, None);
            let new = NewEffect {
                effect: &effect,
                channel: "email",
                destination: "example.com",
                refused: Some("cap_reached"),
            };
            outbox::insert_many(tx, &[new], at(5))
        })
        .unwrap();
    assert_eq!(lease(&store, 10, 10, &[]), []);
    let kept = row(&store, 1);
    assert_eq!((kept.state, kept.finished_at), (OutboxState::Refused, Some(at(5))));
    assert_eq!(kept.last_error.as_deref(), Some("cap_reached"));
    let customer = CustomerId::from_bytes(bytes(1));
    let own =
        store.read_blocking("own", BRAND, move |tx| outbox::of_customer(tx, customer, None, 10)).unwrap();
    assert_eq!(numbers(&own), [1]);
    let foreign =
        store.read_blocking("own", OTHER, move |tx| outbox::of_customer(tx, customer, None, 10)).unwrap();
    assert_eq!(foreign, []);
    assert_eq!(
        store.write_blocking("erase", BRAND, move |tx| outbox::erase_customer(tx, customer)).unwrap(),
        1
    );
}

pub fn lists_go_page_by_page(database: &mut TestDatabase) {
    let store = database.open();
    put(&store, BRAND, (0..25).map(|n| (effect(n, None), "a")).collect());
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = store
            .read_blocking("page", BRAND, move |tx| outbox::list(tx, OutboxState::Pending, before, 10))
            .unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.created_at, last.effect.id));
        seen.extend(numbers(&page));
    }
    assert_eq!(seen, (0..25).rev().collect::<Vec<u32>>());
}

fn notice(n: u32, member: u32) -> NewNotice {
    NewNotice {
        id: NoticeId::from_bytes(bytes(n)),
        member: MemberId::from_bytes(bytes(member)),
        kind: "case_opened".to_owned(),
        unit: None,
        case: Some(CaseId::from_bytes(bytes(n))),
        customer: None,
        body: serde_json::json!({ "text": "汤是凉的" }),
    }
}

pub fn inboxes_have_positions_without_gaps(database: &mut TestDatabase) {
    let store = database.open();
    let writers: Vec<_> = (0..4u32)
        .map(|writer| {
            let store = store.clone();
            std::thread::spawn(move || {
                for round in 0..25u32 {
                    let first = (writer * 25 + round) * 3;
                    let put = move |tx: &mut touchstone_store::Tx<'_>| {
                        let new = [notice(first, 1), notice(first + 1, 2), notice(first + 2, 1)];
                        notices::insert_many(tx, &new, at(0))
                    };
                    store.write_blocking("put", BRAND, put).unwrap();
                }
            })
        })
        .collect();
    writers.into_iter().for_each(|writer| writer.join().unwrap());
    for (member, count) in [(1, 200), (2, 100)] {
        let member = MemberId::from_bytes(bytes(member));
        let rows =
            store.read_blocking("after", BRAND, move |tx| notices::after(tx, member, 0, 1000)).unwrap();
        let positions: Vec<i64> = rows.iter().map(|row| row.position).collect();
        assert_eq!(positions, (1..=count).collect::<Vec<i64>>());
        assert_eq!(
            store.read_blocking("top", BRAND, move |tx| notices::position(tx, member)).unwrap(),
            count
        );
        assert_eq!(store.read_blocking("top", OTHER, move |tx| notices::position(tx, member)).unwrap(), 0);
    }
}

pub fn notices_are_read_once_and_listed_newest_first(database: &mut TestDatabase) {
    let store = database.open();
    let (own, other) = (MemberId::from_bytes(bytes(1)), MemberId::from_bytes(bytes(2)));
    let put = |tx: &mut touchstone_store::Tx<'_>| {
        notices::insert_many(tx, &[notice(1, 1), notice(2, 1), notice(3, 2)], at(0))
    };
    let highest = store.write_blocking("put", BRAND, put).unwrap();
    assert_eq!(highest.into_iter().collect::<Vec<_>>(), [(own, 2), (other, 1)]);
    let first = NoticeId::from_bytes(bytes(1));
    let read = |member, now| {
        store.write_blocking("read", BRAND, move |tx| notices::mark_read(tx, member, first, at(now))).unwrap()
    };
    assert_eq!(read(other, 5), None, "it is somebody else's");
    assert_eq!(read(own, 5).and_then(|row| row.read_at), Some(at(5)));
    assert_eq!(read(own, 6).and_then(|row| row.read_at), Some(at(5)));
    let list = |unread, before| {
        let list = move |tx: &mut touchstone_store::Tx<'_>| notices::list(tx, own, unread, before, 10);
        let rows = store.read_blocking("list", BRAND, list).unwrap();
        rows.into_iter().map(|row| row.position).collect::<Vec<i64>>()
    };
    assert_eq!(list(false, None), [2, 1]);
    assert_eq!(list(true, None), [2]);
    assert_eq!(list(false, Some(2)), [1]);
    assert_eq!(store.read_blocking("unread", BRAND, move |tx| notices::unread(tx, own, 99)).unwrap(), 1);
}
