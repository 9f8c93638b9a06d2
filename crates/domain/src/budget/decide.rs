//! Deciding on one contact.

use jiff::tz::TimeZone;

use super::look::{self, Way};
use super::{Budget, Refusal, Verdict, Wanted};
use crate::profile::{Channel, Contact, MessageClass, Profile, WINDOW_DAYS, limit};
use crate::time;

/// Whether `wanted` may happen now. `zone` is the customer's, see [`Profile::zone`].
#[must_use]
pub fn decide(budget: &Budget, profile: &Profile, wanted: Wanted, zone: &TimeZone) -> Verdict {
    if let Some(reason) = refusal(budget, profile, wanted.channel, wanted.class) {
        return Verdict::Refuse { reason };
    }
    let quiet = look::quiet_until(budget, wanted.class, wanted.now, zone);
    // What is put off counts when it happens, so that the caps hold in every stretch of time.
    let happens_at = quiet.unwrap_or(wanted.now);
    let way = Way::Message(wanted.channel);
    if wanted.class != MessageClass::Service
        && let Some(reason) =
            look::caps(budget, profile, way, happens_at, zone).find_map(|look| look.refusal())
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
    let way = Way::Message(channel);
    look::address(profile, way).refusal().or_else(|| look::consent(budget, profile, way, class).refusal())
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
