//! The profile: a customer's bounded recent state, all that decisions know of them.
//!
//! Every list has a limit, so that one noisy customer cannot slow the others. The persisted form is
//! JSON with a version; fields only ever get added, with defaults.

mod answered;
mod apply;
mod asked;
mod listed;
mod merge;
mod recent;
mod split;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use answered::answered;
pub use apply::{Change, apply};
pub use asked::Asked;
pub use listed::{called, phone_term, tag_term};
pub use merge::absorb;
pub use split::{Merged, Since, split};

use crate::id::{CaseId, PlaybookId, ResponseId, RunId, SurveyId, UnitId};
use crate::identity::{Identity, IdentityKind};

/// Version of the persisted form.
pub const VERSION: u8 = 1;
/// Purchases, responses and contacts older than this leave the profile.
pub const WINDOW_DAYS: i32 = 90;
/// Limits of the lists.
pub mod limit {
    /// Traits.
    pub const TRAITS: usize = 64;
    /// Bytes of a trait's text.
    pub const TRAIT_BYTES: usize = 512;
    /// Tags.
    pub const TAGS: usize = 128;
    /// Purchase lines.
    pub const PURCHASES: usize = 200;
    /// Responses.
    pub const RESPONSES: usize = 20;
    /// Contacts.
    pub const CONTACTS: usize = 64;
    /// Surveys that were asked or answered.
    pub const ASKED: usize = 32;
    /// Categories with ratings.
    pub const CATEGORIES: usize = 64;
    /// Runs that wait for an event.
    pub const WAITING: usize = 32;
    /// Journal places of recent events.
    pub const RECENT: usize = 100;
}

/// A customer's bounded recent state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Profile {
    /// Version of the persisted form.
    pub version: u8,
    /// All identities, for sending and for the guards of merging.
    pub identities: Vec<Identity>,
    /// Traits as last said: text, number or boolean.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub traits: BTreeMap<String, serde_json::Value>,
    /// Tags by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, Tag>,
    /// Purchase lines of the last 90 days, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub purchases: Vec<Purchase>,
    /// Recent responses, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub responses: Vec<RecentResponse>,
    /// When which survey was asked and answered last.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub asked: BTreeMap<SurveyId, Asked>,
    /// How items of a category were rated.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub category_ratings: BTreeMap<String, Rating>,
    /// Contacts of the last 90 days, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// What the customer allowed or refused, by channel word and class (`email.marketing`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub consent: BTreeMap<String, Consent>,
    /// Orders and visits per hour of the day in the customer's time zone.
    #[serde(skip_serializing_if = "is_silent")]
    pub visit_hours: [u32; 24],
    /// IANA name, from `context.timezone`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// BCP 47, from `context.locale` or a survey page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where the customer was last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home_unit: Option<UnitId>,
    /// First event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_seen_at: Option<Timestamp>,
    /// Latest event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<Timestamp>,
    /// Latest order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_order_at: Option<Timestamp>,
    /// Orders ever.
    pub orders_total: u32,
    /// Money ever, in hundredths.
    pub spend_total: i64,
    /// The open case, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open_case: Option<CaseId>,
    /// Runs that wait for an event of this customer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<Waiting>,
    /// Where the latest events stand in the journal: (chunk, position), oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", with = "recent")]
    pub recent: Vec<(i64, u32)>,
}

fn is_silent(hours: &[u32; 24]) -> bool {
    hours.iter().all(|&count| count == 0)
}

/// Who says so. A stated need overrides an inferred one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TagSource {
    /// Computed from behaviour.
    Inferred,
    /// Given by an import or a member.
    Given,
    /// Said by the customer in an answer.
    Stated,
}

/// A tag on a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    /// Who says so.
    pub source: TagSource,
    /// A value, if the tag has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// When it was set.
    pub set_at: Timestamp,
    /// When it goes away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// The playbook that set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PlaybookId>,
}

/// One line of a purchase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Purchase {
    /// Day since the epoch, UTC.
    pub day: i32,
    /// The product's id.
    pub product: String,
    /// Its category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// How many; a refund takes them away.
    pub quantity: f64,
    /// What they cost together, in hundredths.
    pub amount: i64,
    /// The order.
    pub order: String,
}

/// One recent response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecentResponse {
    /// When it was submitted.
    pub at: Timestamp,
    /// The response.
    pub response: ResponseId,
    /// Its survey.
    pub survey: SurveyId,
    /// Would recommend, 0 to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nps: Option<u8>,
    /// Satisfaction, 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csat: Option<u8>,
    /// Ease, 1 to 7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ces: Option<u8>,
}

/// Ratings of one category, each scaled to 0..1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// How many.
    pub count: u32,
    /// Their sum.
    pub sum: f64,
    /// The latest.
    pub last: f64,
}

impl Rating {
    /// Whether the customer is happy with the category: on average and lately at least 0.7.
    #[must_use]
    pub fn is_happy(&self) -> bool {
        self.count > 0 && self.last >= 0.7 && self.sum / f64::from(self.count) >= 0.7
    }
}

/// How messages reach a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// E-mail.
    Email,
    /// Text message.
    Sms,
    /// WeChat.
    Wechat,
    /// A signed request to the brand's own system.
    Webhook,
}

impl Channel {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Wechat => "wechat",
            Self::Webhook => "webhook",
        }
    }

    /// Kinds of identity that are an address on this channel, best first.
    #[must_use]
    pub const fn addresses(self) -> &'static [IdentityKind] {
        match self {
            Self::Email => &[IdentityKind::Email],
            Self::Sms => &[IdentityKind::Phone],
            Self::Wechat => &[IdentityKind::Openid, IdentityKind::Unionid],
            Self::Webhook => &IdentityKind::ALL,
        }
    }
}

/// What a message is for: a service message answers the customer's own act, marketing does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageClass {
    /// An apology, a receipt, the answer to a complaint.
    Service,
    /// An invitation to a survey.
    Survey,
    /// An offer.
    Marketing,
}

impl MessageClass {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Survey => "survey",
            Self::Marketing => "marketing",
        }
    }
}

/// One contact with the customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// When it was decided.
    pub at: Timestamp,
    /// How.
    pub channel: Channel,
    /// What for.
    pub class: MessageClass,
}

/// What a customer allowed or refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consent {
    /// Allowed or refused.
    pub granted: bool,
    /// When.
    pub at: Timestamp,
    /// Where it was said: `event`, `import`, `member`, `unsubscribe`.
    pub source: String,
}

/// A run that waits for an event of this customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// The run.
    pub run: RunId,
    /// Its playbook.
    pub playbook: PlaybookId,
    /// The event's name.
    pub event: String,
}

impl Profile {
    /// An empty profile of the current version.
    #[must_use]
    pub fn new() -> Self {
        Self { version: VERSION, ..Self::default() }
    }

    /// The persisted form.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a profile has only string keys and finite numbers")
    }

    /// The address on a channel.
    #[must_use]
    pub fn address(&self, channel: Channel) -> Option<&Identity> {
        let newest_of = |kind: &IdentityKind| self.identities.iter().rev().find(|held| held.kind == *kind);
        channel.addresses().iter().find_map(newest_of)
    }

    /// Whether a tag is set and not expired.
    #[must_use]
    pub fn has_tag(&self, name: &str, now: Timestamp) -> bool {
        self.tags.get(name).is_some_and(|tag| tag.expires_at.is_none_or(|end| end > now))
    }

    /// Sets a tag. A weaker source never overwrites a live tag of a stronger one; returns whether it was set.
    pub fn set_tag(&mut self, name: &str, tag: Tag) -> bool {
        let stronger = self.tags.get(name).is_some_and(|held| {
            held.source > tag.source && held.expires_at.is_none_or(|end| end > tag.set_at)
        });
        if stronger || (self.tags.len() >= limit::TAGS && !self.tags.contains_key(name)) {
            return false;
        }
        self.tags.insert(name.to_owned(), tag);
        true
    }

    /// The purchase lines of the last 90 days before `now`, oldest first.
    #[must_use]
    pub fn purchases_90d(&self, now: Timestamp) -> &[Purchase] {
        let first = crate::time::day(now) - WINDOW_DAYS;
        &self.purchases[self.purchases.partition_point(|line| line.day < first)..]
    }

    /// Orders in the last 90 days before `now`.
    #[must_use]
    pub fn orders_90d(&self, now: Timestamp) -> usize {
        let lines = self.purchases_90d(now);
        let mut orders: Vec<&str> = lines.iter().map(|line| line.order.as_str()).collect();
        orders.sort_unstable();
        orders.dedup();
        orders.len()
    }

    /// Money spent in the last 90 days before `now`, in hundredths.
    #[must_use]
    pub fn spend_90d(&self, now: Timestamp) -> i64 {
        self.purchases_90d(now).iter().map(|line| line.amount).sum()
    }

    /// The time zone for hours and quiet times.
    #[must_use]
    pub fn zone(&self, default: &str) -> jiff::tz::TimeZone {
        crate::time::zone(self.time_zone.as_deref().unwrap_or(default))
    }

    /// Notes where an event of this customer stands in the journal.
    pub fn remember(&mut self, chunk: i64, position: u32) {
        if self.recent.len() >= limit::RECENT {
            self.recent.remove(0);
        }
        self.recent.push((chunk, position));
    }

    /// The hour at which the customer most often comes, if known.
    #[must_use]
    pub fn preferred_hour(&self) -> Option<u8> {
        let (hour, count) =
            self.visit_hours.iter().enumerate().max_by_key(|&(hour, count)| (*count, 24 - hour))?;
        (*count > 0).then(|| u8::try_from(hour).expect("24 hours"))
    }
}
