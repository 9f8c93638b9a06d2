//! Who may be contacted when.

use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::identity::{Identity, IdentityKind};
use crate::profile::{Consent, Contact, Profile, limit};

fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// Noon in Shanghai.
fn noon() -> Timestamp {
    at("2026-05-16T04:00:00Z")
}

fn reachable() -> Profile {
    let mut profile = Profile::new();
    for (kind, value) in [(IdentityKind::Phone, "13800138000"), (IdentityKind::Email, "li@example.com")] {
        profile.identities.push(Identity::parse(kind, value).expect("an identity"));
    }
    profile
}

fn said(profile: &mut Profile, scope: &str, granted: bool, minute: i64) {
    let at = crate::time::after(noon(), SignedDuration::from_mins(minute));
    profile.consent.insert(scope.to_owned(), Consent { granted, at, source: "event".to_owned() });
}

fn ask(budget: &Budget, profile: &Profile, channel: Channel, class: MessageClass, now: Timestamp) -> Verdict {
    decide(budget, profile, Wanted { channel, class, now }, &profile.zone("Asia/Shanghai"))
}

const fn refuse(reason: Refusal) -> Verdict {
    Verdict::Refuse { reason }
}

#[test]
fn a_budget_without_limits_has_none_when_it_is_read_back() {
    let free = Budget { total: None, quiet_hours: None, ..Budget::default() };
    let stored = serde_json::to_string(&free).expect("JSON");
    assert_eq!(serde_json::from_str::<Budget>(&stored).expect("a budget"), free, "{stored}");
    assert_eq!(serde_json::from_str::<Budget>("{}").expect("a budget"), Budget::default());
}

#[test]
fn consent_is_what_was_said_last() {
    use MessageClass::{Marketing, Service, Survey};
    let nothing: &[(&str, bool, i64)] = &[];
    for (statements, class, expected) in [
        (nothing, Marketing, Some(Refusal::NoConsent)),
        (nothing, Survey, None),
        (nothing, Service, None),
        (&[("sms.marketing", true, 0)], Marketing, None),
        (&[("email.marketing", true, 0)], Marketing, Some(Refusal::NoConsent)),
        (&[("marketing", true, 0)], Marketing, None),
        (&[("sms.marketing", false, 0)], Marketing, Some(Refusal::Refused)),
        (&[("sms.marketing", false, 0)], Service, None),
        (&[("sms", false, 0)], Service, Some(Refusal::Refused)),
        (&[("all", false, 0)], Survey, Some(Refusal::Refused)),
        (&[("sms", false, 0), ("sms.marketing", true, 1)], Marketing, None),
        (&[("sms", false, 1), ("sms.marketing", true, 0)], Marketing, Some(Refusal::Refused)),
        (&[("sms", false, 0), ("sms.marketing", true, 0)], Marketing, Some(Refusal::Refused)),
    ] {
        let mut profile = reachable();
        for (scope, granted, minute) in statements {
            said(&mut profile, scope, *granted, *minute);
        }
        assert_eq!(
            refusal(&Budget::default(), &profile, Channel::Sms, class),
            expected,
            "{statements:?} {class:?}"
        );
    }
}

#[test]
fn without_an_address_nobody_is_reached() {
    let profile = reachable();
    let verdict = ask(&Budget::default(), &profile, Channel::Wechat, MessageClass::Service, noon());
    assert_eq!(verdict, refuse(Refusal::NoAddress));
}

#[test]
fn brands_can_ask_for_consent_to_surveys() {
    let rules = ConsentRules { marketing: ConsentRule::OptOut, survey: ConsentRule::OptIn };
    let budget = Budget { consent: rules, ..Budget::default() };
    let profile = reachable();
    assert_eq!(ask(&budget, &profile, Channel::Sms, MessageClass::Marketing, noon()), Verdict::Allow);
    let verdict = ask(&budget, &profile, Channel::Sms, MessageClass::Survey, noon());
    assert_eq!(verdict, refuse(Refusal::NoConsent));
}

#[test]
fn caps_count_all_but_service() {
    let week: Length = "P7D".parse().expect("a length");
    let one = |max| Some(Cap { max, per: week.clone() });
    let budget = Budget {
        per_channel: [(Channel::Sms, Cap { max: 1, per: week.clone() })].into(),
        total: one(2),
        quiet_hours: None,
        consent: ConsentRules::default(),
    };
    let mut profile = reachable();
    let verdict = |profile: &Profile, channel, class| ask(&budget, profile, channel, class, noon());
    let contact = |channel, class| Contact { at: noon(), channel, class };
    record(&mut profile, contact(Channel::Sms, MessageClass::Service));
    assert_eq!(verdict(&profile, Channel::Sms, MessageClass::Survey), Verdict::Allow);
    record(&mut profile, contact(Channel::Sms, MessageClass::Survey));
    assert_eq!(verdict(&profile, Channel::Sms, MessageClass::Survey), refuse(Refusal::CapChannel));
    assert_eq!(verdict(&profile, Channel::Sms, MessageClass::Service), Verdict::Allow);
    assert_eq!(verdict(&profile, Channel::Email, MessageClass::Survey), Verdict::Allow);
    record(&mut profile, contact(Channel::Email, MessageClass::Survey));
    assert_eq!(verdict(&profile, Channel::Email, MessageClass::Survey), refuse(Refusal::CapTotal));
    let later = crate::time::after(noon(), SignedDuration::from_hours(7 * 24));
    assert_eq!(ask(&budget, &profile, Channel::Sms, MessageClass::Survey, later), Verdict::Allow);
}

#[test]
fn quiet_hours_end_in_the_customers_zone() {
    let budget = Budget::default();
    for (zone, now, expected) in [
        ("Asia/Shanghai", "2026-05-16T13:29:59Z", None),
        ("Asia/Shanghai", "2026-05-16T13:30:00Z", Some("2026-05-17T01:00:00Z")),
        ("Asia/Shanghai", "2026-05-16T16:00:00Z", Some("2026-05-17T01:00:00Z")),
        ("Asia/Shanghai", "2026-05-17T00:59:59Z", Some("2026-05-17T01:00:00Z")),
        ("Asia/Shanghai", "2026-05-17T01:00:00Z", None),
        // The night in which Berlin's clocks go forward, and the one in which they go back.
        ("Europe/Berlin", "2026-03-28T21:00:00Z", Some("2026-03-29T07:00:00Z")),
        ("Europe/Berlin", "2026-10-24T20:00:00Z", Some("2026-10-25T08:00:00Z")),
        ("Europe/Berlin", "2026-10-25T00:30:00Z", Some("2026-10-25T08:00:00Z")),
        ("Nowhere/Unknown", "2026-05-16T22:00:00Z", Some("2026-05-17T09:00:00Z")),
    ] {
        let mut profile = reachable();
        profile.time_zone = Some(zone.to_owned());
        let expected = expected.map_or(Verdict::Allow, |until| Verdict::Defer { until: at(until) });
        assert_eq!(
            ask(&budget, &profile, Channel::Sms, MessageClass::Survey, at(now)),
            expected,
            "{zone} {now}"
        );
        assert_eq!(ask(&budget, &profile, Channel::Sms, MessageClass::Service, at(now)), Verdict::Allow);
    }
}

#[test]
fn service_can_be_quiet_too() {
    let mut budget = Budget::default();
    if let Some(quiet) = &mut budget.quiet_hours {
        quiet.service_exempt = false;
    }
    let verdict = ask(&budget, &reachable(), Channel::Sms, MessageClass::Service, at("2026-05-16T16:00:00Z"));
    assert_eq!(verdict, Verdict::Defer { until: at("2026-05-17T01:00:00Z") });
}

#[test]
fn a_full_profile_forgets_service_messages_first() {
    let mut profile = reachable();
    record(&mut profile, Contact { at: noon(), channel: Channel::Sms, class: MessageClass::Survey });
    for minute in 0..200 {
        let at = crate::time::after(noon(), SignedDuration::from_mins(minute));
        record(&mut profile, Contact { at, channel: Channel::Sms, class: MessageClass::Service });
    }
    assert_eq!(profile.contacts.len(), limit::CONTACTS);
    assert_eq!(profile.contacts[0].class, MessageClass::Survey);
}

#[test]
fn every_refusal_is_explained_in_both_languages() {
    for reason in
        [Refusal::NoAddress, Refusal::Refused, Refusal::NoConsent, Refusal::CapChannel, Refusal::CapTotal]
    {
        assert_eq!(serde_json::to_value(reason).ok(), Some(reason.as_str().into()));
        assert!(reason.explain("en").is_ascii() && !reason.explain("zh-CN").is_ascii());
    }
}

#[test]
fn a_budget_that_means_nothing_is_refused() {
    let read = |json: serde_json::Value| serde_json::from_value::<Budget>(json).map(|budget| check(&budget));
    let fields = |json| {
        let errors = read(json).expect("readable");
        errors.into_iter().map(|error| format!("{} {}", error.field, error.code)).collect::<Vec<_>>()
    };
    use serde_json::json;
    assert_eq!(fields(json!({})), Vec::<String>::new());
    assert_eq!(fields(json!({"total": {"max": 33, "per": "P7D"}})), ["total.max too_large"]);
    assert_eq!(
        fields(json!({"per_channel": {"sms": {"max": 1, "per": "P91D"}}})),
        ["per_channel.sms.per range"]
    );
    assert_eq!(fields(json!({"total": {"max": 1, "per": "PT0S"}})), ["total.per range"]);
    assert_eq!(fields(json!({"quiet_hours": {"from": "09:00", "to": "09:00"}})), ["quiet_hours.to same"]);
    assert!(read(json!({"total": {"max": -1, "per": "P7D"}})).is_err());
    assert!(read(json!({"per_chanel": {}})).is_err());
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    fn class() -> impl Strategy<Value = MessageClass> {
        prop_oneof![Just(MessageClass::Service), Just(MessageClass::Survey), Just(MessageClass::Marketing),]
    }

    proptest! {
        #[test]
        fn no_stretch_of_time_holds_more_than_the_caps(
            attempts in prop::collection::vec((0i64..2_000, any::<bool>(), class()), 1..120),
            sms_max in 0u32..3,
            total_max in 0u32..5,
            hours in 1i64..200,
        ) {
            let per: Length = format!("PT{hours}H").parse().expect("a length");
            let budget = Budget {
                per_channel: [(Channel::Sms, Cap { max: sms_max, per: per.clone() })].into(),
                total: Some(Cap { max: total_max, per }),
                ..Budget::default()
            };
            let mut profile = reachable();
            said(&mut profile, "all", true, 0);
            let mut now = noon();
            let mut made: Vec<Contact> = Vec::new();
            for (minutes, sms, class) in attempts {
                now = crate::time::after(now, SignedDuration::from_mins(minutes));
                let channel = if sms { Channel::Sms } else { Channel::Email };
                let at = match ask(&budget, &profile, channel, class, now) {
                    Verdict::Allow => now,
                    Verdict::Defer { until } => {
                        prop_assert!(until > now && class != MessageClass::Service);
                        until
                    }
                    Verdict::Refuse { .. } => {
                        prop_assert!(class != MessageClass::Service);
                        continue;
                    }
                };
                record(&mut profile, Contact { at, channel, class });
                made.push(Contact { at, channel, class });
            }
            let window = SignedDuration::from_hours(hours);
            let hold = |max: u32, counts: &dyn Fn(&Contact) -> bool| {
                let counted = made.iter().filter(|contact| contact.class != MessageClass::Service && counts(contact));
                let mut times: Vec<Timestamp> = counted.map(|contact| contact.at).collect();
                times.sort_unstable();
                let most = max as usize;
                times.windows(most + 1).all(|stretch| stretch[most].duration_since(stretch[0]) >= window)
            };
            prop_assert!(hold(sms_max, &|contact| contact.channel == Channel::Sms));
            prop_assert!(hold(total_max, &|_| true));
        }
    }
}

#[test]
fn a_contact_that_waited_does_not_count_against_itself() {
    let budget = Budget::default();
    let mut profile = reachable();
    let contact = |hours: i64| Contact {
        at: crate::time::after(noon(), SignedDuration::from_hours(hours)),
        channel: Channel::Sms,
        class: MessageClass::Survey,
    };
    let again = |profile: &Profile, hours: i64| {
        let now = contact(hours).at;
        let wanted = Wanted { channel: Channel::Sms, class: MessageClass::Survey, now };
        decide_again(&budget, profile, wanted, &contact(0), &profile.zone("Asia/Shanghai"))
    };
    for hours in [0, 24] {
        record(&mut profile, contact(hours));
    }
    assert_eq!(again(&profile, 2), Verdict::Allow, "two a week, and it is one of the two");
    assert!(matches!(again(&profile, 11), Verdict::Defer { .. }), "it is night by now");
    record(&mut profile, contact(-24));
    assert_eq!(again(&profile, 2), refuse(Refusal::CapTotal), "two others, as after a merge");
    said(&mut profile, "sms", false, 90);
    assert_eq!(again(&profile, 2), refuse(Refusal::Refused));
    withdraw(&mut profile, &contact(0));
    withdraw(&mut profile, &contact(0));
    assert_eq!(profile.contacts.len(), 2, "one was taken back, once");
}
