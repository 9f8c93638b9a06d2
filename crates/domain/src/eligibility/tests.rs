//! Rules one by one, with the values they report.

use expect_test::expect;

use super::*;
use crate::expression::{Scope, Type};
use crate::identity::{Identity, IdentityKind};
use crate::profile::{Consent, Contact, MessageClass, Tag, TagSource};

const CHANNELS: [Channel; 2] = [Channel::Sms, Channel::Email];

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

fn now() -> Timestamp {
    at("2026-11-20T04:00:00Z")
}

fn profile() -> Profile {
    let mut profile = Profile::new();
    profile.identities.push(Identity::parse(IdentityKind::Email, "wang@example.com").expect("an address"));
    profile
}

fn asking<'a>(taking: &'a Taking, budget: &'a Budget) -> Asking<'a> {
    Asking {
        survey: SurveyId::from_bytes([1; 16]),
        state: SurveyState::Published { version: 2 },
        taking,
        completed: 7,
        place: None,
        condition: None,
        sample: None,
        by: By::Message(&CHANNELS),
        class: MessageClass::Survey,
        occasion: Occasion::None { again_after_days: None },
        budget,
        zone: "Asia/Shanghai",
        now: now(),
    }
}

fn said(asking: &Asking<'_>, profile: &Profile) -> String {
    let person = Person { known: Some((CustomerId::from_bytes([2; 16]), profile)), key: &[2; 16] };
    let found = decide(asking, &person);
    let mut lines = format!(
        "{} {} {} {}\n",
        found.eligible,
        found.channel.map_or("-", Channel::as_str),
        found.refused_by().unwrap_or("-"),
        found.again_at.map_or_else(|| "-".to_owned(), |at| at.to_string()),
    );
    for look in found.looks.iter().filter(|look| !look.passed()) {
        lines.push_str(&serde_json::to_string(look).expect("serialises"));
        lines.push('\n');
    }
    lines
}

#[test]
fn without_limits_everyone_with_an_address_is_asked() {
    let (taking, budget) = (Taking::default(), Budget::default());
    expect![[r#"
        true email - -
        {"rule":"contact","passed":false,"way":"sms","looks":[{"rule":"address","passed":false},{"rule":"consent","passed":true,"said":null,"said_at":null,"needed":false},{"rule":"quiet_hours","passed":true,"until":null},{"rule":"cap_total","passed":true,"made":0,"max":2,"per":"P7D"}]}
    "#]]
    .assert_eq(&said(&asking(&taking, &budget), &profile()));
}

#[test]
fn every_rule_that_forbids_is_named_with_its_values() {
    let budget = Budget::default();
    let taking = Taking {
        opens_at: Some(at("2026-11-21T00:00:00Z")),
        responses_max: Some(7),
        again_after_days: Some(90),
        ..Taking::default()
    };
    let condition = Expression::compile(
        "'vip' in customer.tags && customer.orders_90d == 0",
        Scope::CUSTOMER,
        Type::Bool,
    )
    .expect("a condition");
    let mut profile = profile();
    profile.note_asked(SurveyId::from_bytes([1; 16]), at("2026-10-01T00:00:00Z"), None);
    let refused = Consent { granted: false, at: at("2026-09-01T00:00:00Z"), source: "member".to_owned() };
    profile.consent.insert("survey".to_owned(), refused);
    let asking = Asking {
        state: SurveyState::Paused { version: 2 },
        condition: Some(&condition),
        sample: Some(Sample { salt: b"s", share: 0.0 }),
        by: By::Page,
        ..asking(&taking, &budget)
    };
    expect![[r#"
        false - state -
        {"rule":"state","passed":false,"state":"paused"}
        {"rule":"schedule","passed":false,"opens_at":"2026-11-21T00:00:00Z","closes_at":null}
        {"rule":"responses_max","passed":false,"completed":7,"max":7}
        {"rule":"condition","passed":false,"parts":[{"source":"'vip' in customer.tags","passed":false},{"source":"customer.orders_90d == 0","passed":true}]}
        {"rule":"sample","passed":false,"share":0.0,"drawn":DRAWN}
        {"rule":"again_after","passed":false,"days":90,"last_at":"2026-10-01T00:00:00Z","until":"2026-12-30T00:00:00Z"}
        {"rule":"contact","passed":false,"way":"web","looks":[{"rule":"consent","passed":false,"said":false,"said_at":"2026-09-01T00:00:00Z","needed":false},{"rule":"cap_total","passed":true,"made":0,"max":2,"per":"P7D"}]}
    "#]]
    .assert_eq(&without_draw(&said(&asking, &profile)));
}

fn without_draw(text: &str) -> String {
    let Some((before, after)) = text.split_once("\"drawn\":") else { return text.to_owned() };
    let rest = &after[after.find('}').unwrap_or(0)..];
    format!("{before}\"drawn\":DRAWN{rest}")
}

#[test]
fn who_answered_is_asked_again_only_by_a_clock_or_an_occasion() {
    let (taking, budget) = (Taking::default(), Budget::default());
    let mut profile = profile();
    profile.note_answered(SurveyId::from_bytes([1; 16]), at("2026-11-01T00:00:00Z"));
    let once = asking(&taking, &budget);
    assert!(said(&once, &profile).starts_with("false - answered -"), "{}", said(&once, &profile));
    let event = Asking { occasion: Occasion::Event, ..once };
    assert!(said(&event, &profile).starts_with("true"));
    for (days, expected) in [(10, "true email - -"), (30, "false - again_after 2026-12-01T00:00:00Z")] {
        let asking = Asking { occasion: Occasion::None { again_after_days: Some(days) }, ..once };
        assert!(said(&asking, &profile).starts_with(expected), "{}", said(&asking, &profile));
    }
}

#[test]
fn an_open_invitation_keeps_a_second_one_away_and_is_what_a_reminder_is_about() {
    let (taking, budget) = (Taking::default(), Budget::default());
    let survey = SurveyId::from_bytes([1; 16]);
    let mut profile = profile();
    profile.note_asked(survey, at("2026-11-10T00:00:00Z"), Some(at("2026-12-10T00:00:00Z")));
    let first = asking(&taking, &budget);
    assert!(said(&first, &profile).starts_with("false - pending 2026-12-10T00:00:00Z"));
    let reminder = Asking { occasion: Occasion::Reminder, ..first };
    assert!(said(&reminder, &profile).starts_with("true email"));
    profile.note_answered(survey, at("2026-11-12T00:00:00Z"));
    assert!(said(&reminder, &profile).starts_with("false - answered"));
}

#[test]
fn caps_count_what_was_shown_on_pages_and_night_only_delays_messages() {
    let (taking, budget) = (Taking::default(), Budget::default());
    let mut profile = profile();
    let contact = |text| Contact { at: at(text), channel: Channel::Email, class: MessageClass::Survey };
    profile.contacts.push(contact("2026-11-18T00:00:00Z"));
    let asking = Asking { by: By::Page, ..asking(&taking, &budget) };
    assert!(said(&asking, &profile).starts_with("true"));
    profile.note_asked(SurveyId::from_bytes([9; 16]), at("2026-11-19T00:00:00Z"), None);
    assert!(said(&asking, &profile).starts_with("false - cap_total"), "{}", said(&asking, &profile));
    profile.contacts.clear();
    let night = Asking { by: By::Message(&CHANNELS), now: at("2026-11-20T15:00:00Z"), ..asking };
    let person = Person { known: Some((CustomerId::from_bytes([2; 16]), &profile)), key: &[2; 16] };
    let found = decide(&night, &person);
    assert_eq!((found.eligible, found.not_before), (true, Some(at("2026-11-21T01:00:00Z"))));
}

fn on_page<'a>(taking: &'a Taking, budget: &'a Budget) -> Asking<'a> {
    Asking { by: By::Page, ..asking(taking, budget) }
}

#[test]
fn a_stranger_is_judged_by_what_needs_no_history() {
    let (taking, mut budget) = (Taking::default(), Budget::default());
    let condition = Expression::compile("'vip' in customer.tags", Scope::CUSTOMER, Type::Bool).expect("one");
    let stranger = Person { known: None, key: b"anonymous-1" };
    assert!(decide(&on_page(&taking, &budget), &stranger).eligible);
    assert!(
        !decide(&Asking { condition: Some(&condition), ..on_page(&taking, &budget) }, &stranger).eligible
    );
    budget.consent.survey = crate::budget::ConsentRule::OptIn;
    assert_eq!(decide(&on_page(&taking, &budget), &stranger).refused_by(), Some("no_consent"));
    let tag = Tag { source: TagSource::Given, value: None, set_at: now(), expires_at: None, by: None };
    let mut known = profile();
    known.set_tag("vip", tag);
    let person = Person { known: Some((CustomerId::from_bytes([2; 16]), &known)), key: b"anonymous-1" };
    budget.consent.survey = crate::budget::ConsentRule::OptOut;
    assert!(decide(&Asking { condition: Some(&condition), ..on_page(&taking, &budget) }, &person).eligible);
}
