//! Deciding on one contact.

use jiff::{Timestamp, tz::TimeZone};

use super::{Budget, Cap, ConsentRule, QuietHours, Refusal, Verdict, Wanted};
use crate::profile::{Channel, Contact, MessageClass, Profile, WINDOW_DAYS, limit};
use crate::schedule::TimeOfDay;

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

/// Why the customer must not be contacted so at any hour: no address, a refusal, no consent. Workers
/// ask again before they send what was put off.
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
    let reached = |cap: &Cap, counts: &dyn Fn(&Contact) -> bool| {
        let since = cap.per.before(at, zone);
        let made = profile.contacts.iter().rev();
        // Later ones count as well: contacts that were put off stand in the list already.
        let counted = made.filter(|contact| {
            contact.class != MessageClass::Service && contact.at > since && counts(contact)
        });
        counted.count() >= usize::try_from(cap.max).unwrap_or(usize::MAX)
    };
    if budget.per_channel.get(&channel).is_some_and(|cap| reached(cap, &|contact| contact.channel == channel))
    {
        return Some(Refusal::CapChannel);
    }
    budget.total.as_ref().is_some_and(|cap| reached(cap, &|_| true)).then_some(Refusal::CapTotal)
}

/// Notes a contact that was allowed, at the time it happens.
pub fn record(profile: &mut Profile, contact: Contact) {
    let position = profile.contacts.partition_point(|held| held.at <= contact.at);
    profile.contacts.insert(position, contact);
    let newest = profile.contacts.last().map_or(0, |held| crate::time::day(held.at));
    let expired = profile.contacts.partition_point(|held| crate::time::day(held.at) < newest - WINDOW_DAYS);
    let excess = profile.contacts.len().saturating_sub(limit::CONTACTS);
    profile.contacts.drain(..expired.max(excess));
}
