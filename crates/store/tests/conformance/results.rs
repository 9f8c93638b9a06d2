//! Responses read by the day of their completion, and by what they are alike.

use jiff::Timestamp;
use touchstone_domain::id::{LinkId, ResponseId, SurveyId, UnitId};
use touchstone_domain::response::Apart;
use touchstone_store::rows::surveys::{self, ResponseRow};
use touchstone_store::rows::results;
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
        results::set_quality(
            tx,
            ResponseId::from_bytes([2; 16]),
            Some(4_000),
            Some(r#"[{"flag":"unvouched"}]"#),
        )
    };
    store.write_blocking("responses", BRAND, write).unwrap();
    let read = |tx: &mut Tx<'_>| {
        let (mut done, mut open, mut of_unit) = (Vec::new(), Vec::new(), Vec::new());
        results::completed(tx, SURVEY, (at(100), at(200)), &mut |seen| {
            done.push((seen.response.as_bytes()[0], seen.is_personal, seen.took_ms));
            Ok(())
        })?;
        results::partial(tx, SURVEY, (at(0), at(40)), &mut |seen| {
            open.push((seen.response.as_bytes()[0], seen.channel == Some("dine_in"), seen.submitted_at));
            Ok(())
        })?;
        let ids = (ResponseId::from_bytes([1; 16]), ResponseId::from_bytes([3; 16]));
        results::of_unit(tx, UnitId::from_bytes([7; 16]), ids, &mut |survey, seen| {
            of_unit.push((survey == SURVEY, seen.response.as_bytes()[0], seen.flags.map(str::to_owned)));
            Ok(())
        })?;
        let latest = results::latest_times(tx, SURVEY, 5, |took, _| Ok(took))?;
        Ok::<_, StoreError>((done, open, of_unit, latest))
    };
    let (done, open, mut of_unit, latest) = store.read_blocking("results", BRAND, read).unwrap();
    assert_eq!(done, [(1, false, None)], "the end is not part of the time");
    assert_eq!(open, [(3, true, None)]);
    of_unit.sort();
    let flags = Some(r#"[{"flag":"unvouched"}]"#.to_owned());
    assert_eq!(of_unit, [(true, 1, None), (true, 2, flags)]);
    assert_eq!(latest, [4_000, 0], "the latest first");
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
