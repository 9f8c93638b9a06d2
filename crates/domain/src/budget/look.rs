//! The rules of contact one by one, each with the values that it went by: deciding asks them until one says
//! no, explaining asks all.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{Budget, Cap, ConsentRule, Refusal};
use crate::profile::{Channel, Contact, MessageClass, Profile, limit};
use crate::schedule::{Length, TimeOfDay};

/// How the customer is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By a message.
    Message(Channel),
    /// On a web page that they have open: it needs no address and disturbs nobody's night.
    Page,
}

impl Way {
    /// The word in consents: `email`, `web` …
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Message(channel) => channel.as_str(),
            Self::Page => "web",
        }
    }
}

/// What one rule of contact says, and by what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Look {
    /// Whether there is an address.
    Address {
        /// Whether there is.
        passed: bool,
    },
    /// What the customer said about such contacts.
    Consent {
        /// Whether it allows the contact.
        passed: bool,
        /// What was said last; none for nothing.
        said: Option<bool>,
        /// When.
        said_at: Option<Timestamp>,
        /// Whether a yes is needed.
        needed: bool,
    },
    /// Whether it is quiet now. A message waits then, and goes out afterwards.
    QuietHours {
        /// Always: waiting is no refusal.
        passed: bool,
        /// Until when it waits.
        until: Option<Timestamp>,
    },
    /// Contacts on the channel.
    CapChannel {
        /// Whether there is room for one more.
        passed: bool,
        /// How many there were.
        made: u32,
        /// How many there may be.
        max: u32,
        /// In how long.
        per: Length,
    },
    /// Contacts on all channels and pages.
    CapTotal {
        /// Whether there is room for one more.
        passed: bool,
        /// How many there were.
        made: u32,
        /// How many there may be.
        max: u32,
        /// In how long; none where a profile can remember no more.
        per: Option<Length>,
    },
}

impl Look {
    /// Whether the rule allows the contact.
    #[must_use]
    pub const fn passed(&self) -> bool {
        match self {
            Self::Address { passed }
            | Self::Consent { passed, .. }
            | Self::QuietHours { passed, .. }
            | Self::CapChannel { passed, .. }
            | Self::CapTotal { passed, .. } => *passed,
        }
    }

    /// Why the rule refuses the contact, if it does.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        if self.passed() {
            return None;
        }
        Some(match self {
            Self::Address { .. } => Refusal::NoAddress,
            Self::Consent { said: Some(false), .. } => Refusal::Refused,
            Self::Consent { .. } => Refusal::NoConsent,
            Self::CapChannel { .. } => Refusal::CapChannel,
            Self::QuietHours { .. } | Self::CapTotal { .. } => Refusal::CapTotal,
        })
    }
}

/// All rules of a contact, whether or not one of them refuses it.
#[must_use]
pub fn looks(
    budget: &Budget,
    profile: &Profile,
    (way, class): (Way, MessageClass),
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<Look> {
    let mut looks = Vec::new();
    let mut happens_at = now;
    if let Way::Message(_) = way {
        looks.push(address(profile, way));
    }
    looks.push(consent(budget, profile, way, class));
    if let Way::Message(_) = way {
        let until = quiet_until(budget, class, now, zone);
        happens_at = until.unwrap_or(now);
        looks.push(Look::QuietHours { passed: true, until });
    }
    if class != MessageClass::Service {
        looks.extend(caps(budget, profile, way, happens_at, zone));
    }
    looks
}

pub(super) fn address(profile: &Profile, way: Way) -> Look {
    let passed = match way {
        Way::Message(channel) => profile.address(channel).is_some(),
        Way::Page => true,
    };
    Look::Address { passed }
}

pub(super) fn consent(budget: &Budget, profile: &Profile, way: Way, class: MessageClass) -> Look {
    let last = said(profile, way, class);
    let rule = match class {
        MessageClass::Service => ConsentRule::OptOut,
        MessageClass::Marketing => budget.consent.marketing,
        MessageClass::Survey => budget.consent.survey,
    };
    let needed = rule == ConsentRule::OptIn;
    let (said_at, said) = last.unzip();
    Look::Consent { passed: said.unwrap_or(!needed), said, said_at, needed }
}

/// What the customer said last about such contacts; of two statements of one time, the no counts.
fn said(profile: &Profile, way: Way, class: MessageClass) -> Option<(Timestamp, bool)> {
    let (way, class) = (way.as_str(), class.as_str());
    let applies = |scope: &str| {
        scope == "all"
            || scope == way
            || scope == class
            || scope.strip_prefix(way).and_then(|rest| rest.strip_prefix('.')) == Some(class)
    };
    let mut last: Option<(Timestamp, bool)> = None;
    for (_, consent) in profile.consent.iter().filter(|(scope, _)| applies(scope)) {
        last = match last {
            Some((at, _)) if at > consent.at => last,
            Some((at, granted)) if at == consent.at => Some((at, granted && consent.granted)),
            _ => Some((consent.at, consent.granted)),
        };
    }
    last
}

pub(super) fn quiet_until(
    budget: &Budget,
    class: MessageClass,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<Timestamp> {
    let hours = budget.quiet_hours.as_ref()?;
    if class == MessageClass::Service && hours.service_exempt {
        return None;
    }
    let clock = zone.to_datetime(now).time();
    TimeOfDay::between(clock, hours.from, hours.to).then(|| hours.to.next(now, zone))
}

pub(super) fn caps<'a>(
    budget: &'a Budget,
    profile: &'a Profile,
    way: Way,
    at: Timestamp,
    zone: &'a TimeZone,
) -> impl Iterator<Item = Look> + 'a {
    // Later ones count as well: contacts that were put off stand in the list already.
    let counted = || profile.contacts.iter().filter(|contact| contact.class != MessageClass::Service);
    let made = move |cap: &Cap, counts: &dyn Fn(&Contact) -> bool| {
        let since = cap.per.before(at, zone);
        number(counted().filter(|contact| contact.at > since && counts(contact)).count())
    };
    let of_channel = move || {
        let Way::Message(channel) = way else { return None };
        let cap = budget.per_channel.get(&channel)?;
        let made = made(cap, &|contact| contact.channel == channel);
        Some(Look::CapChannel { passed: made < cap.max, made, max: cap.max, per: cap.per.clone() })
    };
    let of_all = move || {
        // A profile that is full of contacts could not remember this one without forgetting another.
        let full = counted().count() >= limit::CONTACTS;
        if full {
            let max = number(limit::CONTACTS);
            return Some(Look::CapTotal { passed: false, made: max, max, per: None });
        }
        let cap = budget.total.as_ref()?;
        let since = cap.per.before(at, zone);
        let shown =
            |asked: &&crate::profile::Asked| asked.on_page && asked.asked_at.is_some_and(|at| at > since);
        let made = made(cap, &|_| true).saturating_add(number(profile.asked.values().filter(shown).count()));
        Some(Look::CapTotal { passed: made < cap.max, made, max: cap.max, per: Some(cap.per.clone()) })
    };
    [0, 1].into_iter().filter_map(move |nth| if nth == 0 { of_channel() } else { of_all() })
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
