//! Deciding on one contact.

use jiff::{Timestamp, tz::TimeZone};

use super::{Budget, Cap, ConsentRule, QuietHours, Refusal, Verdict, Wanted};
use crate::profile::{Channel, Contact, MessageClass, Profile, WINDOW_DAYS, limit};
use crate::schedule::TimeOfDay;
use crate::time;

/// Whether `wanted` may happen now. `zone` is the customer's, see [`Profile::zone`].
#[must_use]
pub fn decide(budget: &Budget, profile: &Profile, wanted: Wanted, zone: &TimeZone) -> Verdict {
    if let Some(reason) = refusal(budget, profile, wanted.channel, wanted.class) {
        return Verdict::Refuse { reason };
    }
    let quiet = budget.quiet_hours.as_ref().and_then(|hours| quiet_until(hours, wanted, zone));
    // What is put off counts when it happens, so that the caps hold in every stretch of time.
    let happens_at = quiet.unwrap_or(wanted.now);
    if wanted.class != MessageClass::Service
        && let Some(reason) = capped(budget, profile, wanted.channel, happens_at, zone)
    {
        return Verdict::Refuse { reason };
    }
    quiet.map_or(Verdict::Allow, |until| Verdict::Defer { until })
}

/// As [`decide`], for a contact that was allowed before and then waited: it stands among the profile's
/// contacts already, as `counted`, and does not count against itself.
#[must_use]
pub fn decide_again(
    budget: &Budget,
    profile: &Profile,
    wanted: Wanted,
    counted: &Contact,
    zone: &TimeZone,
) -> Verdict {
    let mut others = profile.clone();
    withdraw(&mut others, counted);
    decide(budget, &others, wanted, zone)
}

/// Why the customer must not be contacted so at any hour: no address, a refusal, no consent.
#[must_use]
pub fn refusal(budget: &Budget, profile: &Profile, channel: Channel, class: MessageClass) -> Option<Refusal> {
    if profile.address(channel).is_none() {
        return Some(Refusal::NoAddress);
    }
    match (said(profile, channel, class), class) {
        (Some(false), _) => Some(Refusal::Refused),
        (Some(true), _) | (None, MessageClass::Service) => None,
        (None, MessageClass::Marketing) => silent(budget.consent.marketing),
        (None, MessageClass::Survey) => silent(budget.consent.survey),
    }
}

fn silent(rule: ConsentRule) -> Option<Refusal> {
    (rule == ConsentRule::OptIn).then_some(Refusal::NoConsent)
}

/// What the customer said last about such contacts; of two statements of one time, the no counts.
fn said(profile: &Profile, channel: Channel, class: MessageClass) -> Option<bool> {
    let (channel, class) = (channel.as_str(), class.as_str());
    let applies = |scope: &str| {
        scope == "all"
            || scope == channel
            || scope == class
            || scope.strip_prefix(channel).and_then(|rest| rest.strip_prefix('.')) == Some(class)
    };
    let mut last: Option<(Timestamp, bool)> = None;
    for (_, consent) in profile.consent.iter().filter(|(scope, _)| applies(scope)) {
        last = match last {
            Some((at, _)) if at > consent.at => last,
            Some((at, granted)) if at == consent.at => Some((at, granted && consent.granted)),
            _ => Some((consent.at, consent.granted)),
        };
    }
    last.map(|(_, granted)| granted)
}

fn quiet_until(hours: &QuietHours, wanted: Wanted, zone: &TimeZone) -> Option<Timestamp> {
    if wanted.class == MessageClass::Service && hours.service_exempt {
        return None;
    }
    let clock = zone.to_datetime(wanted.now).time();
    TimeOfDay::between(clock, hours.from, hours.to).then(|| hours.to.next(wanted.now, zone))
}

fn capped(
    budget: &Budget,
    profile: &Profile,
    channel: Channel,
    at: Timestamp,
    zone: &TimeZone,
) -> Option<Refusal> {
    let counted = || profile.contacts.iter().filter(|contact| contact.class != MessageClass::Service);
    let reached = |cap: &Cap, counts: &dyn Fn(&Contact) -> bool| {
        let since = cap.per.before(at, zone);
        // Later ones count as well: contacts that were put off stand in the list already.
        let made = counted().filter(|contact| contact.at > since && counts(contact)).count();
        made >= usize::try_from(cap.max).unwrap_or(usize::MAX)
    };
    if budget.per_channel.get(&channel).is_some_and(|cap| reached(cap, &|contact| contact.channel == channel))
    {
        return Some(Refusal::CapChannel);
    }
    // A profile that is full of contacts could not remember this one without forgetting another.
    let full = counted().count() >= limit::CONTACTS;
    (full || budget.total.as_ref().is_some_and(|cap| reached(cap, &|_| true))).then_some(Refusal::CapTotal)
}

/// Notes a contact that was allowed, at the time it happens. Service messages make room first.
pub fn record(profile: &mut Profile, contact: Contact) {
    let contacts = &mut profile.contacts;
    contacts.insert(contacts.partition_point(|held| held.at <= contact.at), contact);
    let newest = contacts.last().map_or(0, |held| time::day(held.at));
    // Two days more than caps can look back, since the newest may lie in the future.
    contacts.drain(..contacts.partition_point(|held| time::day(held.at) < newest - WINDOW_DAYS - 2));
    while contacts.len() > limit::CONTACTS {
        let service = contacts.iter().position(|held| held.class == MessageClass::Service);
        contacts.remove(service.unwrap_or(0));
    }
}

/// Takes back a contact that was counted and is not made.
pub fn withdraw(profile: &mut Profile, counted: &Contact) {
    if let Some(at) = profile.contacts.iter().position(|held| held == counted) {
        profile.contacts.remove(at);
    }
}
