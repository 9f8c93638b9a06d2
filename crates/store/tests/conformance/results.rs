//! Responses read by the day of their completion, and by what they are alike.

use jiff::Timestamp;
use touchstone_domain::id::{LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::response::Apart;
use touchstone_store::rows::results;
use touchstone_store::rows::surveys::{self, LinkRow, ResponseRow};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{StoreError, Tx};

use crate::support::BRAND;

const SURVEY: SurveyId = SurveyId::from_bytes([9; 16]);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn response(n: u8, begun: i64, completed: Option<i64>) -> ResponseRow {
    ResponseRow {
        response: ResponseId::from_bytes([n; 16]),
        survey: SURVEY,
        version: 1,
        link: LinkId::from_bytes([n; 16]),
        resume_key: if n.is_multiple_of(2) { String::new() } else { format!("key-{n}") },
        customer: None,
        unit: Some(UnitId::from_bytes([7; 16])),
        started_at: at(begun),
        changed_at: at(begun),
        submitted_at: completed.map(at),
        nps: None,
        csat: None,
        ces: None,
        band: None,
        channel: Some("dine_in".to_owned()),
        took_ms: None,
        flags: None,
        apart: None,
        answers: format!(r#"{{"answers":{{"n":{n}}}}}"#),
    }
}

pub fn responses_are_read_by_when_they_were_completed(database: &mut TestDatabase) {
    let store = database.open();
    let write = |tx: &mut Tx<'_>| {
        for row in [
            response(1, 10, Some(100)),
            response(2, 20, Some(200)),
            response(3, 30, None),
            response(4, 40, None),
        ] {
            surveys::save_response(tx, &row)?;
        }
        // A trial counts nowhere.
        for trial in [response(5, 15, Some(150)), response(6, 35, None)] {
            surveys::save_response(tx, &ResponseRow { apart: Some(Apart::Test), ..trial })?;
        }
        let link = LinkRow {
            link: LinkId::from_bytes([3; 16]),
            token: "asked".to_owned(),
            survey: SURVEY,
            kind: "personal".to_owned(),
            customer: None,
            created_at: at(25),
            body: "{}".to_owned(),
        };
        surveys::save_links(tx, &[link])?;
        results::set_quality(
            tx,
            ResponseId::from_bytes([2; 16]),
            Some(4_000),
            Some(r#"[{"flag":"unvouched"}]"#),
        )
    };
    store.write_blocking("responses", BRAND, write).unwrap();
    let read = |tx: &mut Tx<'_>| {
        let done = |tx: &mut Tx<'_>, unit: Option<u8>| {
            let (mut done, unit) = (Vec::new(), unit.map(|n| UnitId::from_bytes([n; 16])));
            results::completed(tx, SURVEY, unit, (at(100), at(201)), &mut |seen| {
                done.push((number(seen), seen.took_ms, seen.flags.map(str::to_owned)));
                Ok(())
            })?;
            done.sort();
            Ok::<_, StoreError>(done)
        };
        let [all, here, there] = [done(tx, None)?, done(tx, Some(7))?, done(tx, Some(8))?];
        assert_eq!((&all, &there), (&here, &Vec::new()));
        let (mut open, mut of_unit, mut times) = (Vec::new(), Vec::new(), Vec::new());
        results::uncounted(tx, SURVEY, (at(0), at(40)), &mut |seen| {
            open.push((number(seen), seen.channel == Some("dine_in"), seen.asked_at, seen.apart));
            Ok(())
        })?;
        let ids = (ResponseId::from_bytes([1; 16]), ResponseId::from_bytes([4; 16]));
        results::uncounted_of_unit(tx, UnitId::from_bytes([7; 16]), ids, &mut |survey, seen| {
            of_unit.push((survey == SURVEY, number(seen), seen.asked_at));
            Ok(())
        })?;
        results::uncounted_times(tx, SURVEY, (at(0), at(40)), |begun, changed| times.push((begun, changed)))?;
        let latest = results::latest_times(tx, SURVEY, 5, |took, _| Ok(took))?;
        Ok::<_, StoreError>((all, open, of_unit, times, latest))
    };
    let (done, mut open, of_unit, times, latest) = store.read_blocking("results", BRAND, read).unwrap();
    let flags = Some(r#"[{"flag":"unvouched"}]"#.to_owned());
    assert_eq!(done, [(1, None, None), (2, Some(4_000), flags)]);
    open.sort();
    let trial = Some(Apart::Test);
    assert_eq!(open, [(3, true, Some(at(25)), None), (5, true, None, trial), (6, true, None, trial)]);
    assert_eq!(of_unit, [(true, 3, Some(at(25)))]);
    assert_eq!(times, [15, 30, 35].map(|begun| (at(begun), at(begun))), "in the order of beginning");
    assert_eq!(latest, [4_000, 0], "the latest first");
}

fn number(seen: &results::Answered<'_>) -> u8 {
    seen.response.as_bytes()[0]
}

pub fn marks_are_found_and_forgotten(database: &mut TestDatabase) {
    let store = database.open();
    let ids = [1, 2, 3].map(|n: u8| ResponseId::from_bytes([n; 16]));
    let write = move |tx: &mut Tx<'_>| {
        for (id, second) in ids.into_iter().zip([10, 20, 30]) {
            results::mark(tx, SURVEY, id, at(second), &[[5; 16], [second.unsigned_abs() as u8; 16]])?;
        }
        results::mark(tx, SURVEY, ids[0], at(10), &[[5; 16]])
    };
    store.write_blocking("marks", BRAND, write).unwrap();
    let found = |since: i64, limit: u32| {
        let find = move |tx: &mut Tx<'_>| results::marked(tx, SURVEY, &[5; 16], at(since), limit);
        store.read_blocking("marked", BRAND, find).unwrap()
    };
    assert_eq!(found(20, 9), [(ids[2], at(30)), (ids[1], at(20))]);
    assert_eq!(found(0, 1), [(ids[2], at(30))]);
    let forget = |tx: &mut Tx<'_>| results::forget_marks(tx, at(20), 100);
    assert_eq!(store.write_global_blocking("forget", forget).unwrap(), 2);
    assert_eq!(found(0, 9).len(), 2);
}
