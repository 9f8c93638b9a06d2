//! Where lists begin, and the counters of figures.

use jiff::Timestamp;
use touchstone_domain::id::{AuditId, CustomerId, LinkId, MemberId, ResponseId, SurveyId, UnitId};
use touchstone_domain::journey::{Scale, Tally};
use touchstone_domain::profile::{Tag, TagSource, called, tag_term};
use touchstone_domain::survey::NpsBands;
use touchstone_store::rows::audit;
use touchstone_store::rows::counts::{self, Asking, Place, ScoreCount, Wanted, Within};
use touchstone_store::rows::customers::{self, CustomerRow};
use touchstone_store::rows::listing::{self, Source};
use touchstone_store::rows::ranks::{self, By, Rank, Walk};
use touchstone_store::rows::surveys::{self, ResponseRow};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{StoreError, Tx};

use crate::support::BRAND;

fn bytes(n: u8) -> [u8; 16] {
    [n; 16]
}

fn customer(n: u8, name: &str, unit: Option<u8>) -> CustomerRow {
    let mut row = CustomerRow::new(CustomerId::from_bytes(bytes(n)), Timestamp::UNIX_EPOCH);
    row.profile.traits.insert("name".to_owned(), name.into());
    row.profile.home_unit = unit.map(|unit| UnitId::from_bytes(bytes(unit)));
    row
}

fn response(n: u8, unit: u8) -> ResponseRow {
    ResponseRow {
        response: ResponseId::from_bytes(bytes(n)),
        survey: SurveyId::from_bytes(bytes(9)),
        version: 1,
        link: LinkId::from_bytes(bytes(n)),
        resume_key: String::new(),
        customer: None,
        unit: Some(UnitId::from_bytes(bytes(unit))),
        started_at: Timestamp::UNIX_EPOCH,
        changed_at: Timestamp::UNIX_EPOCH,
        submitted_at: None,
        nps: None,
        csat: None,
        ces: None,
        band: None,
        channel: None,
        took_ms: None,
        flags: None,
        apart: None,
        answers: "{}".to_owned(),
    }
}

fn of(tx: &mut Tx<'_>, source: Source<'_>, newest_first: bool) -> Result<Vec<u8>, StoreError> {
    let found = listing::customers(tx, source, (None, None), newest_first, 10)?;
    Ok(found.into_iter().map(|(id, _)| id.as_bytes()[0]).collect())
}

fn answers(tx: &mut Tx<'_>, source: Source<'_>, before: Option<u8>) -> Result<Vec<u8>, StoreError> {
    let before = before.map(|n| ResponseId::from_bytes(bytes(n)));
    let found = listing::responses(tx, source, None, before, 10)?;
    Ok(found.into_iter().map(|row| row.response.as_bytes()[0]).collect())
}

pub fn rows_are_found_by_terms_and_units(database: &mut TestDatabase) {
    let store = database.open();
    let save = |rows: Vec<CustomerRow>| {
        let save = move |tx: &mut Tx<'_>| {
            customers::save(tx, &rows.iter().collect::<Vec<_>>(), Timestamp::UNIX_EPOCH)
        };
        store.write_blocking("save", BRAND, save).unwrap();
    };
    save(vec![customer(1, "王小明", Some(7)), customer(2, "王芳", Some(8)), customer(3, "Li Na", None)]);
    let found = |text: &'static str| {
        let find = move |tx: &mut Tx<'_>| of(tx, Source::Terms(&called(text)), false);
        store.read_blocking("find", BRAND, find).unwrap()
    };
    assert_eq!(
        (found("王"), found("小明"), found("li na"), found("李")),
        (vec![1, 2], vec![1], vec![3], vec![])
    );
    // A changed name is found by the new one only, wherever profiles are kept.
    let load = |n: u8| {
        let load = move |tx: &mut Tx<'_>| customers::load(tx, &[CustomerId::from_bytes(bytes(n))]);
        store.read_blocking("load", BRAND, load).unwrap().remove(0)
    };
    let mut renamed = load(2);
    renamed.profile.traits.insert("name".to_owned(), "李芳".into());
    let mut merged = load(3);
    merged.merged_into = Some(CustomerId::from_bytes(bytes(1)));
    save(vec![renamed, merged]);
    assert_eq!((found("王"), found("李"), found("li")), (vec![1], vec![2], vec![]));
    let by_unit = store
        .read_blocking("unit", BRAND, |tx| of(tx, Source::Unit(UnitId::from_bytes(bytes(7))), false))
        .unwrap();
    let all = store.read_blocking("all", BRAND, |tx| of(tx, Source::All, true)).unwrap();
    assert_eq!((by_unit, all), (vec![1], vec![2, 1]));
    let tagged =
        store.read_blocking("tag", BRAND, |tx| of(tx, Source::Terms(&[tag_term("x")]), false)).unwrap();
    assert_eq!(tagged, Vec::<u8>::new());

    let terms = [11, -5];
    let write = move |tx: &mut Tx<'_>| {
        for n in 1..=4 {
            surveys::save_response(tx, &response(n, 7 + n % 2))?;
            listing::save_response_terms(
                tx,
                ResponseId::from_bytes(bytes(n)),
                &terms[..1 + usize::from(n % 2)],
            )?;
        }
        listing::forget_response_terms(tx, ResponseId::from_bytes(bytes(4)), &terms)
    };
    store.write_blocking("responses", BRAND, write).unwrap();
    let read = |tx: &mut Tx<'_>| {
        Ok::<_, StoreError>([
            answers(tx, Source::All, None)?,
            answers(tx, Source::Survey(SurveyId::from_bytes(bytes(9))), Some(3))?,
            answers(tx, Source::Unit(UnitId::from_bytes(bytes(8))), None)?,
            answers(tx, Source::Terms(&[11]), None)?,
            answers(tx, Source::Terms(&[11, -5]), None)?,
        ])
    };
    let [all, survey, unit, one, both] = store.read_blocking("read", BRAND, read).unwrap();
    assert_eq!((all, survey, unit), (vec![4, 3, 2, 1], vec![2, 1], vec![3, 1]));
    assert_eq!((one, both), (vec![3, 2, 1], vec![3, 1]));
}

pub fn customers_are_walked_by_rank(database: &mut TestDatabase) {
    let store = database.open();
    let unit = |n: u8| Some(UnitId::from_bytes(bytes(n)));
    let rank = |n: u8, home_unit: Option<UnitId>, seen_at: i64, spend: i64| Rank {
        customer: CustomerId::from_bytes(bytes(n)),
        home_unit,
        seen_at,
        spend,
    };
    let tagged = |n: u8| {
        let mut row = customer(n, "", None);
        row.profile.set_tag(
            "vip",
            Tag {
                source: TagSource::Given,
                value: None,
                set_at: Timestamp::UNIX_EPOCH,
                expires_at: None,
                by: None,
            },
        );
        row
    };
    let ranks = [
        rank(1, unit(7), 50, -3),
        rank(2, unit(8), 50, 20),
        rank(3, unit(7), 0, 20),
        rank(4, None, 90, 0),
        rank(5, unit(7), 40, 7),
    ];
    let write = move |tx: &mut Tx<'_>| {
        customers::save(tx, &[&tagged(1), &tagged(3), &tagged(4)], Timestamp::UNIX_EPOCH)?;
        ranks::save(tx, &ranks)?;
        // Saved again it has moved, not doubled.
        ranks::save(tx, &[rank(5, unit(7), 60, 7)])
    };
    store.write_blocking("write", BRAND, write).unwrap();
    let all = |by: By, descending: bool, source: Source<'static>| {
        let read = move |tx: &mut Tx<'_>| {
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let page = ranks::walk(tx, &Walk { by, descending, source, after }, 2)?;
                found.extend(page.iter().map(|((_, id), _)| id.as_bytes()[0]));
                after = page.last().map(|(place, _)| *place);
                if after.is_none() {
                    return Ok::<_, StoreError>(found);
                }
            }
        };
        store.read_blocking("walk", BRAND, read).unwrap()
    };
    assert_eq!(all(By::Seen, false, Source::All), [3, 1, 2, 5, 4]);
    assert_eq!(all(By::Seen, true, Source::All), [4, 5, 2, 1, 3]);
    assert_eq!(all(By::Spend, true, Source::All), [3, 2, 5, 4, 1]);
    assert_eq!(all(By::Spend, false, Source::Unit(UnitId::from_bytes(bytes(7)))), [1, 5, 3]);
    let vip: &'static [i64] = vec![tag_term("vip")].leak();
    assert_eq!(all(By::Seen, true, Source::Terms(vip)), [4, 1, 3]);
    let both: &'static [i64] = vec![tag_term("vip"), tag_term("none")].leak();
    assert_eq!(all(By::Seen, true, Source::Terms(both)), Vec::<u8>::new());

    let forget = |tx: &mut Tx<'_>| ranks::forget(tx, &[CustomerId::from_bytes(bytes(4))]);
    store.write_blocking("forget", BRAND, forget).unwrap();
    assert_eq!(all(By::Seen, true, Source::All), [5, 2, 1, 3]);
    let of = |tx: &mut Tx<'_>| ranks::of(tx, &[CustomerId::from_bytes(bytes(5))]);
    assert_eq!(store.read_blocking("of", BRAND, of).unwrap(), [rank(5, unit(7), 60, 7)]);
}

pub fn the_audit_log_is_narrowed(database: &mut TestDatabase) {
    let store = database.open();
    let entry = |n: u8, member: u8, action: &str| audit::Entry {
        id: AuditId::from_bytes(bytes(n)),
        at: Timestamp::UNIX_EPOCH,
        member: MemberId::from_bytes(bytes(member)),
        via: "setup".to_owned(),
        action: action.to_owned(),
        target: format!("thing-{n}"),
        before: None,
        after: None,
    };
    let entries = [
        entry(1, 1, "unit.create"),
        entry(2, 1, "unit.move"),
        entry(3, 2, "unit.move"),
        entry(4, 2, "unit_x.move"),
        entry(5, 2, "单元.move"),
    ];
    store.write_blocking("insert", BRAND, move |tx| audit::insert(tx, &entries)).unwrap();
    let found = |filter: audit::Filter| {
        let list = store.read_blocking("list", BRAND, move |tx| audit::list(tx, &filter, 10)).unwrap();
        list.into_iter().map(|entry| entry.id.as_bytes()[0]).collect::<Vec<u8>>()
    };
    let action = |action: &str| audit::Filter { action: Some(action.to_owned()), ..audit::Filter::default() };
    assert_eq!(found(audit::Filter::default()), [5, 4, 3, 2, 1]);
    assert_eq!(found(action("unit.move")), [3, 2]);
    assert_eq!(found(action("unit")), [3, 2, 1]);
    assert_eq!(found(action("单元")), [5]);
    assert_eq!(found(action("uni")), Vec::<u8>::new());
    let member = Some(MemberId::from_bytes(bytes(2)));
    assert_eq!(found(audit::Filter { member, ..action("unit") }), [3]);
    let id = |n: u8| Some(AuditId::from_bytes(bytes(n)));
    assert_eq!(found(audit::Filter { from: id(2), before: id(4), ..audit::Filter::default() }), [3, 2]);
}

pub fn answers_are_counted_by_day_unit_and_channel(database: &mut TestDatabase) {
    let store = database.open();
    let survey = SurveyId::from_bytes(bytes(9));
    let place = move |day: i32, unit: Option<u8>, channel: &str| Place {
        survey,
        day,
        unit: unit.map(|unit| UnitId::from_bytes(bytes(unit))),
        channel: channel.to_owned(),
    };
    let count = move |place: Place, value: u8| ScoreCount {
        place,
        scale: Scale::Nps,
        question: "q".to_owned(),
        tally: Tally::of(Scale::Nps, value, NpsBands::default()),
    };
    let write = move |tx: &mut Tx<'_>| {
        for (day, unit, channel, value) in [
            (1, Some(7), "a", 10),
            (1, Some(7), "a", 9),
            (2, Some(7), "b", 3),
            (2, Some(8), "a", 8),
            (3, None, "", 0),
        ] {
            counts::add_scores(tx, &[count(place(day, unit, channel), value)])?;
            counts::add_asking(
                tx,
                &[(place(day, unit, channel), Asking { invited: 2, answered: 1, began: 1, completed: 1 })],
            )?;
        }
        Ok::<_, StoreError>(())
    };
    store.write_blocking("count", BRAND, write).unwrap();
    let units = [UnitId::from_bytes(bytes(7))];
    let sums = store
        .read_blocking("sums", BRAND, move |tx| {
            let mut found = Vec::new();
            for (within, channel, (from, until)) in [
                (Within::Everything, None, (1, 4)),
                (Within::Few(&units), None, (1, 4)),
                (Within::Few(&units), None, (-400, 400)),
                (Within::Everything, Some("a"), (2, 4)),
                (Within::Few(&[]), None, (1, 4)),
            ] {
                let wanted = Wanted { survey, from, until, channel, within };
                let days = counts::scores(tx, &wanted, Scale::Nps, Some("q"))?;
                let sum = days.iter().map(|(_, tally)| tally.n()).sum::<u64>();
                found.push((days.len(), sum, counts::asking(tx, &wanted)?.invited));
            }
            let all = Wanted { survey, from: 1, until: 4, channel: None, within: Within::Everything };
            let by_unit = counts::scores_by_unit(tx, &all, Scale::Nps, None)?;
            let good = by_unit
                .iter()
                .map(|(_, tally)| (tally.high, tally.low))
                .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            let channels = (counts::channels(tx, &all)?, counts::channels(tx, &Wanted { until: 2, ..all })?);
            assert_eq!(channels, (vec![("a".to_owned(), 3), ("b".to_owned(), 1)], vec![("a".to_owned(), 2)]));
            Ok::<_, StoreError>((found, by_unit.len(), good))
        })
        .unwrap();
    assert_eq!(sums, (vec![(3, 5, 10), (2, 3, 6), (2, 3, 6), (1, 1, 2), (0, 0, 0)], 3, (2, 2)));
}
