//! A database that an older release left is brought up to date when it is opened, and everything in it is read back.

use jiff::Timestamp;
use serde_json::{Value, json};
use touchstone_domain::effect::{self, Effect, EffectKind, WebhookCall};
use touchstone_domain::id::{
    CaseId, CustomerId, EffectId, FileId, LinkId, MemberId, MergeId, NoticeId, PlaybookId, ResponseId, RunId,
    SourceId, SurveyId, TemplateId, UnitId,
};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_domain::response::Apart;
use touchstone_store::rows::customers::CustomerRow;
use touchstone_store::rows::journal::Place;
use touchstone_store::rows::outbox::OutboxState;
use touchstone_store::rows::timers::Subject;
use touchstone_store::rows::{
    backfills, brands, cases, customers, files, journal, members, notices, outbox, playbooks, quotas,
    surveys, timers, units,
};
use touchstone_store::testing::TestDatabase;
use touchstone_store::{Location, Param, Store, StoreError, Tx};

use crate::schema::schema;
use crate::support::BRAND;

/// The migration up to which there was a first whole product: what is asked, decided and done.
const FIRST: usize = 5;
/// One at which profiles were packed already and files not yet counted.
const LATER: usize = 18;

const UNIT: UnitId = UnitId::from_bytes([2; 16]);
const MEMBER: MemberId = MemberId::from_bytes([3; 16]);
const WINNER: CustomerId = CustomerId::from_bytes([4; 16]);
const LOSER: CustomerId = CustomerId::from_bytes([5; 16]);
const SURVEY: SurveyId = SurveyId::from_bytes([6; 16]);
const PERSONAL: LinkId = LinkId::from_bytes([7; 16]);
const OPEN: LinkId = LinkId::from_bytes([8; 16]);
const DONE: ResponseId = ResponseId::from_bytes([9; 16]);
const BEGUN: ResponseId = ResponseId::from_bytes([10; 16]);
const TRIED: ResponseId = ResponseId::from_bytes([11; 16]);
const PLAYBOOK: PlaybookId = PlaybookId::from_bytes([12; 16]);
const TEMPLATE: TemplateId = TemplateId::from_bytes([13; 16]);
const RUN: RunId = RunId::from_bytes([14; 16]);
const EFFECT: EffectId = EffectId::from_bytes([15; 16]);
const CASE: CaseId = CaseId::from_bytes([16; 16]);
const NOTICE: NoticeId = NoticeId::from_bytes([17; 16]);
const MERGE: MergeId = MergeId::from_bytes([18; 16]);
const SOURCE: SourceId = SourceId::from_bytes([19; 16]);
const ANSWERED: FileId = FileId::from_bytes([20; 16]);
const ABANDONED: FileId = FileId::from_bytes([21; 16]);

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// Adds a row of a brand to a table as an older release had it.
fn put(tx: &mut Tx<'_>, table: &str, columns: &str, values: &[Param<'_>]) -> Result<(), StoreError> {
    let places: Vec<String> = (1..=values.len()).map(|number| format!("${number}")).collect();
    tx.execute(&format!("INSERT INTO {table} ({columns}) VALUES ({})", places.join(", ")), values).map(drop)
}

fn email() -> Identity {
    Identity::parse(IdentityKind::Email, "wang@example.com").unwrap()
}

fn profile() -> String {
    json!({ "version": 1, "identities": [email()], "orders_total": 3 }).to_string()
}

fn call() -> Effect {
    let (url, event_type) = ("https://example.com/hook".to_owned(), "playbook.step".to_owned());
    Effect {
        format: effect::FORMAT,
        id: EFFECT,
        customer: WINNER,
        run: Some(RUN),
        message_id: "o-1".to_owned(),
        created_at: at(8),
        not_before: None,
        kind: EffectKind::Webhook(WebhookCall { url, event_type, payload: json!({ "n": 1 }) }),
    }
}

fn case() -> Value {
    json!({
        "id": CASE, "customer": WINNER, "priority": "normal", "unit": UNIT, "holder": { "member": MEMBER },
        "state": { "state": "open" }, "opened_at": at(9), "due_at": at(10), "round": 1, "causes": [],
        "causes_total": 0, "clock": { "due": "PT1H" }, "entries": 1,
    })
}

/// What the first release of [`FIRST`] leaves.
fn first(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let brand = BRAND;
    put(
        tx,
        "brands",
        "brand_id, settings, secret, config_version, catalogue_change, journal_chunk, created_at",
        &[
            brand.into(),
            r#"{"name":"Noodle House"}"#.into(),
            b"secret".as_slice().into(),
            7_i64.into(),
            0_i64.into(),
            1_i64.into(),
            at(1).into(),
        ],
    )?;
    people(tx)?;
    asked(tx)?;
    acted(tx)
}

fn people(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let (brand, path) = (Param::from(BRAND), [0, 0, 1]);
    put(
        tx,
        "units",
        "brand_id, unit_id, path, kind, code, name, created_at, changed_at",
        &[
            BRAND.into(),
            UNIT.into(),
            (&path).into(),
            "head_office".into(),
            "HQ".into(),
            "Head office".into(),
            at(1).into(),
            at(1).into(),
        ],
    )?;
    put(
        tx,
        "members",
        "brand_id, member_id, email, name, role, units, password_hash, created_at, changed_at",
        &[
            BRAND.into(),
            MEMBER.into(),
            "li.na@example.com".into(),
            "Li Na".into(),
            "administrator".into(),
            (&json!([UNIT]).to_string()).into(),
            "hash".into(),
            at(1).into(),
            at(1).into(),
        ],
    )?;
    let columns = "brand_id, customer_id, created_at, changed_at, merged_into, home_unit, profile";
    for (customer, into) in [(WINNER, None), (LOSER, Some(WINNER))] {
        let own = profile();
        let row = [
            BRAND.into(),
            customer.into(),
            at(2).into(),
            at(3).into(),
            into.into(),
            UNIT.into(),
            (&own).into(),
        ];
        put(tx, "customers", columns, &row)?;
    }
    let key = customers::identity_key(BRAND, &email());
    put(
        tx,
        "identities",
        "identity_key, brand_id, customer_id",
        &[(&key).into(), BRAND.into(), WINNER.into()],
    )?;
    let own = profile();
    put(
        tx,
        "merges",
        "brand_id, merge_id, at, winner, loser, cause, winner_before, loser_before",
        &[
            BRAND.into(),
            MERGE.into(),
            at(3).into(),
            WINNER.into(),
            LOSER.into(),
            "event:o-1".into(),
            (&own).into(),
            (&own).into(),
        ],
    )?;
    let body = lz4_flex::compress_prepend_size(b"{\"line\":1}\n");
    let chunk = [brand, 1_i64.into(), at(4).into(), 1_i64.into(), (&body).into()];
    put(tx, "journal", "brand_id, chunk, accepted_at, events, body", &chunk)?;
    let key = journal::event_key(BRAND, SOURCE, "o-1");
    put(tx, "event_keys", "event_key, place", &[(&key).into(), (1_i64 << 16).into()])
}

fn asked(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    put(
        tx,
        "surveys",
        "brand_id, survey_id, name, state, version, changed_at, draft",
        &[
            BRAND.into(),
            SURVEY.into(),
            "After the meal".into(),
            "published".into(),
            1_i64.into(),
            at(5).into(),
            r#"{"name":"After the meal"}"#.into(),
        ],
    )?;
    let version = [BRAND.into(), SURVEY.into(), 1_i64.into(), at(5).into(), r#"{"pages":[]}"#.into()];
    put(tx, "survey_versions", "brand_id, survey_id, version, published_at, body", &version)?;
    let columns = "brand_id, link_id, token, survey_id, kind, customer_id, created_at, body";
    for (link, token, kind, customer) in
        [(PERSONAL, "TOKEN1", "personal", Some(WINNER)), (OPEN, "TOKEN2", "open", None)]
    {
        let row = [
            BRAND.into(),
            link.into(),
            token.into(),
            SURVEY.into(),
            kind.into(),
            customer.into(),
            at(6).into(),
            "{}".into(),
        ];
        put(tx, "links", columns, &row)?;
    }
    let columns = "brand_id, response_id, survey_id, version, link_id, resume_key, customer_id, unit_id, started_at, \
        changed_at, submitted_at, nps, answers";
    for (response, link, submitted_at, nps) in
        [(DONE, PERSONAL, Some(at(7)), Some(9_i64)), (BEGUN, OPEN, None, None)]
    {
        let row = [
            BRAND.into(),
            response.into(),
            SURVEY.into(),
            1_i64.into(),
            link.into(),
            "".into(),
            Some(WINNER).into(),
            Some(UNIT).into(),
            at(6).into(),
            at(7).into(),
            submitted_at.into(),
            nps.into(),
            r#"{"answers":{}}"#.into(),
        ];
        put(tx, "responses", columns, &row)?;
    }
    Ok(())
}

fn acted(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let template = [BRAND.into(), TEMPLATE.into(), at(5).into(), r#"{"template":1}"#.into()];
    put(tx, "templates", "brand_id, template_id, changed_at, body", &template)?;
    let playbook = [
        BRAND.into(),
        PLAYBOOK.into(),
        "active".into(),
        1_i64.into(),
        at(5).into(),
        r#"{"playbook":1}"#.into(),
    ];
    put(tx, "playbooks", "brand_id, playbook_id, state, version, changed_at, body", &playbook)?;
    let run = [
        BRAND.into(),
        RUN.into(),
        PLAYBOOK.into(),
        WINNER.into(),
        at(8).into(),
        "done".into(),
        r#"{"run":1}"#.into(),
    ];
    put(tx, "runs", "brand_id, run_id, playbook_id, customer_id, started_at, state, body", &run)?;
    let mut key = [0; 24];
    key[..8].copy_from_slice(&(at(20).as_microsecond().cast_unsigned() ^ (1 << 63)).to_be_bytes());
    let timer = [(&key).into(), BRAND.into(), 1_i64.into(), RUN.into(), 4_i64.into()];
    put(tx, "timers", "timer_key, brand_id, kind, subject_id, token", &timer)?;
    let effect = serde_json::to_string(&call()).unwrap();
    put(
        tx,
        "outbox",
        "brand_id, effect_id, customer_id, state, channel, destination, attempts, created_at, next_at, last_error, effect",
        &[
            BRAND.into(),
            EFFECT.into(),
            WINNER.into(),
            "pending".into(),
            "webhook".into(),
            "example.com".into(),
            2_i64.into(),
            at(8).into(),
            at(30).into(),
            "the peer was away".into(),
            (&effect).into(),
        ],
    )?;
    let body = case().to_string();
    put(
        tx,
        "cases",
        "brand_id, case_id, customer_id, unit_id, owner_id, state, opened_at, due_at, entries, body",
        &[
            BRAND.into(),
            CASE.into(),
            WINNER.into(),
            UNIT.into(),
            MEMBER.into(),
            "open".into(),
            at(9).into(),
            at(10).into(),
            1_i64.into(),
            (&body).into(),
        ],
    )?;
    put(tx, "inboxes", "brand_id, member_id, position", &[BRAND.into(), MEMBER.into(), 1_i64.into()])?;
    put(
        tx,
        "notices",
        "brand_id, member_id, position, notice_id, kind, customer_id, at, body",
        &[
            BRAND.into(),
            MEMBER.into(),
            1_i64.into(),
            NOTICE.into(),
            "case_opened".into(),
            WINNER.into(),
            at(9).into(),
            r#"{"text":"Cold soup"}"#.into(),
        ],
    )
}

/// What a release of [`LATER`] adds: a response that counts nowhere, and files.
fn later(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let columns = "brand_id, response_id, survey_id, version, link_id, resume_key, started_at, changed_at, submitted_at, \
        answers, apart, took_ms";
    let row = [
        BRAND.into(),
        TRIED.into(),
        SURVEY.into(),
        1_i64.into(),
        OPEN.into(),
        "key".into(),
        at(40).into(),
        at(41).into(),
        at(41).into(),
        "{}".into(),
        "test".into(),
        900_i64.into(),
    ];
    put(tx, "responses", columns, &row)?;
    for (file, response) in [(ANSWERED, DONE), (ABANDONED, BEGUN)] {
        let row = [
            BRAND.into(),
            file.into(),
            response.into(),
            "dish.jpg".into(),
            "image/jpeg".into(),
            3_i64.into(),
            at(42).into(),
        ];
        put(tx, "files", "brand_id, file_id, response_id, name, media_type, size, created_at", &row)?;
        let piece = [BRAND.into(), file.into(), 0_i64.into(), b"abc".as_slice().into()];
        put(tx, "file_pieces", "brand_id, file_id, piece, bytes", &piece)?;
    }
    Ok(())
}

pub fn what_an_older_release_left_is_read_back(database: &mut TestDatabase) {
    database.left_by(FIRST, first);
    database.left_by(LATER, later);
    let fresh = match &database.config.location {
        Location::Sqlite { .. } => TestDatabase::sqlite(),
        Location::Postgres { .. } => TestDatabase::postgres(),
    };
    let store = database.open();
    let (ours, made_today) = (schema(database, &store), schema(&fresh, &fresh.open()));
    assert_eq!(ours, made_today, "in the order of lines, whichever columns were added");
    reads(&store);
    store.close();
    // As every later start finds it.
    reads(&database.open());
}

fn reads(store: &Store) {
    let read = |tx: &mut Tx<'_>| {
        people_are_read(tx)?;
        answers_are_read(tx)?;
        acts_are_read(tx)
    };
    store.read_blocking("upgraded", BRAND, read).unwrap();
    let due = store.read_global_blocking("due", |tx| timers::look_due(tx, at(20), None, 10)).unwrap();
    let due: Vec<_> =
        due.iter().map(|timer| (timer.due_at, timer.brand, timer.subject, timer.token)).collect();
    assert_eq!(due, [(at(20), BRAND, Subject::Run(RUN), 4)]);
    let expired = store.read_global_blocking("expired", |tx| files::expired(tx, at(10_000_000), 10)).unwrap();
    assert_eq!(expired, [(BRAND, ABANDONED)], "what no completed answer names is forgotten");
    let unfinished = store.read_global_blocking("backfills", |tx| backfills::brands(tx, 10)).unwrap();
    assert_eq!(unfinished, [BRAND], "what lists and figures need is still to be made up");
}

fn people_are_read(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let brand = brands::load(tx)?.unwrap();
    assert_eq!(
        (brand.settings.name.as_str(), brand.secret.as_slice()),
        ("Noodle House", b"secret".as_slice())
    );
    assert_eq!((brand.versions.config, brand.created_at), (7, at(1)));
    assert_eq!(units::by_code(tx, "HQ")?.map(|unit| unit.id), Some(UNIT));
    let member = members::get(tx, MEMBER)?.unwrap();
    assert_eq!((member.email.as_str(), member.units), ("li.na@example.com", vec![UNIT]));
    let key = customers::identity_key(BRAND, &email());
    assert_eq!(customers::resolve(tx, &[key])?.remove(&key), Some(WINNER));
    let mut rows = customers::load(tx, &[WINNER, LOSER])?;
    rows.sort_by_key(|row| row.customer);
    let told = |row: &CustomerRow| {
        assert_eq!((&row.profile.identities, row.profile.orders_total), (&vec![email()], 3));
        (row.customer, row.created_at, row.merged_into)
    };
    let rows: Vec<_> = rows.iter().map(told).collect();
    assert_eq!(rows, [(WINNER, at(2), None), (LOSER, at(2), Some(WINNER))]);
    let merges = customers::merges_of(tx, WINNER, 10)?;
    let merges: Vec<_> = merges.iter().map(|merge| (merge.merge, merge.loser, merge.undone_at)).collect();
    assert_eq!(merges, [(MERGE, LOSER, None)]);
    let chunk = journal::chunks(tx, &[1])?.remove(0);
    assert_eq!((chunk.accepted_at, chunk.lines.as_str()), (at(4), "{\"line\":1}\n"));
    let place = journal::find(tx, &journal::event_key(BRAND, SOURCE, "o-1"))?;
    assert_eq!(place, Some(Place { chunk: 1, position: 0 }));
    Ok(())
}

fn answers_are_read(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let survey = surveys::find(tx, SURVEY)?.unwrap();
    let state = (survey.name.as_str(), survey.state.as_str(), survey.version, survey.changed_at);
    assert_eq!(state, ("After the meal", "published", 1, at(5)));
    assert_eq!(surveys::version::<Value>(tx, SURVEY, 1)?, Some(json!({ "pages": [] })));
    for (shared, expected) in [(None, vec![PERSONAL, OPEN]), (Some("open"), vec![OPEN])] {
        let listed = surveys::links_of(tx, SURVEY, shared, None, 10)?;
        assert_eq!(listed.iter().map(|row| row.link).collect::<Vec<_>>(), expected);
    }
    let link = surveys::link(tx, PERSONAL)?.unwrap();
    assert_eq!((link.token.as_str(), link.customer, link.created_at), ("TOKEN1", Some(WINNER), at(6)));
    let done = surveys::response(tx, DONE)?.unwrap();
    assert_eq!((done.submitted_at, done.nps, done.unit), (Some(at(7)), Some(9), Some(UNIT)));
    assert_eq!(
        (done.band, done.channel, done.flags, done.took_ms, done.apart),
        (None, None, None, None, None)
    );
    assert_eq!(surveys::response_of(tx, OPEN, "")?.map(|row| (row.response, row.nps)), Some((BEGUN, None)));
    let tried = surveys::response(tx, TRIED)?.unwrap();
    assert_eq!((tried.apart, tried.took_ms), (Some(Apart::Test), Some(900)));
    assert_eq!(quotas::taken(tx, SURVEY)?.of(quotas::ALL), 1, "what counts was counted");
    assert_eq!(files::bytes_of_brand(tx)?, 6);
    let file = files::of_response(tx, DONE)?.remove(0);
    assert_eq!((file.file, file.size, file.link, file.expires_at), (ANSWERED, 3, None, None));
    assert_eq!(files::piece(tx, ANSWERED, 0)?.as_deref(), Some(b"abc".as_slice()));
    Ok(())
}

fn acts_are_read(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    assert_eq!(playbooks::template::<Value>(tx, TEMPLATE)?, Some(json!({ "template": 1 })));
    assert_eq!(playbooks::find::<Value>(tx, PLAYBOOK)?, Some(json!({ "playbook": 1 })));
    assert_eq!(playbooks::runs::<Value>(tx, &[RUN])?, [json!({ "run": 1 })]);
    let row = outbox::by_ids(tx, &[EFFECT])?.remove(0);
    assert_eq!((row.state, row.attempts, row.next_at), (OutboxState::Pending, 2, Some(at(30))));
    assert_eq!((row.effect, row.last_error.as_deref()), (call(), Some("the peer was away")));
    let found = cases::find(tx, CASE)?.unwrap();
    assert_eq!((found.customer, found.unit, found.due_at, found.entries), (WINNER, Some(UNIT), at(10), 1));
    assert_eq!(cases::open_of(tx, WINNER)?.map(|case| case.id), Some(CASE));
    let notes = notices::list(tx, MEMBER, true, None, 10)?;
    let notes: Vec<_> = notes.iter().map(|note| (note.notice.id, note.position, note.at)).collect();
    assert_eq!(notes, [(NOTICE, 1, at(9))]);
    Ok(())
}
