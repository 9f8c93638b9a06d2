//! What conditions of playbooks see: the product's structs under the names of the expression language.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value as Json;

use super::history::{History, Totals};
use super::{Origin, ResponseFacts, UnitFacts};
use crate::event::Event;
use crate::expression::{self, Record, Root, Value};
use crate::id::{CustomerId, SourceId};
use crate::profile::Profile;

/// The roots of one evaluation.
pub(super) struct Bindings<'a> {
    pub event: EventRecord<'a>,
    pub customer: Option<CustomerRecord<'a>>,
    pub response: Option<&'a ResponseFacts>,
    pub unit: Option<UnitFacts<'a>>,
    pub now: Timestamp,
}

impl expression::Facts for Bindings<'_> {
    fn root(&self, root: Root) -> Value<'_> {
        match root {
            Root::Event => Value::Record(&self.event),
            Root::Customer => self.customer.as_ref().map_or(Value::Null, |customer| Value::Record(customer)),
            Root::Response => self.response.map_or(Value::Null, |response| Value::Record(response)),
            Root::Unit => self.unit.as_ref().map_or(Value::Null, |unit| Value::Record(unit)),
            Root::Now => Value::Timestamp(self.now),
            // Those of a survey that is being filled in.
            _ => Value::Null,
        }
    }
}

/// A customer alone, as the conditions of segments and of whom to ask see them.
pub(crate) struct CustomerFacts<'a> {
    customer: CustomerRecord<'a>,
    now: Timestamp,
}

impl<'a> CustomerFacts<'a> {
    /// Of a customer at a time; `totals` is where sums over purchases are kept for further conditions.
    pub(crate) fn new(id: CustomerId, profile: &'a Profile, totals: &'a Totals, now: Timestamp) -> Self {
        Self { customer: CustomerRecord::new(id, profile, totals, now), now }
    }
}

impl expression::Facts for CustomerFacts<'_> {
    fn root(&self, root: Root) -> Value<'_> {
        match root {
            Root::Customer => Value::Record(&self.customer),
            Root::Now => Value::Timestamp(self.now),
            _ => Value::Null,
        }
    }
}

/// `event`: the one that arrives, or the one that began the run.
pub(super) struct EventRecord<'a> {
    name: &'a str,
    message_id: &'a str,
    source: SourceId,
    occurred_at: Timestamp,
    properties: &'a Json,
}

impl<'a> From<&'a Event> for EventRecord<'a> {
    fn from(event: &'a Event) -> Self {
        Self {
            name: &event.name,
            message_id: &event.message_id,
            source: event.source,
            occurred_at: event.occurred_at,
            properties: &event.properties,
        }
    }
}

impl<'a> From<&'a Origin> for EventRecord<'a> {
    fn from(origin: &'a Origin) -> Self {
        Self {
            name: &origin.name,
            message_id: &origin.message_id,
            source: origin.source,
            occurred_at: origin.occurred_at,
            properties: &origin.properties,
        }
    }
}

impl Record for EventRecord<'_> {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "name" => Value::text(self.name),
            "message_id" => Value::text(self.message_id),
            "source" => Value::Text(self.source.to_string().into()),
            "occurred_at" => Value::Timestamp(self.occurred_at),
            "properties" => Value::from(self.properties),
            _ => Value::Null,
        }
    }
}

/// `customer`: the profile, with the event already applied.
pub(crate) struct CustomerRecord<'a> {
    id: CustomerId,
    profile: &'a Profile,
    traits: Traits<'a>,
    tags: Tags<'a>,
    history: History<'a>,
}

impl<'a> CustomerRecord<'a> {
    /// Of a customer at a time; `totals` is where sums over purchases are kept for further conditions.
    pub(crate) fn new(id: CustomerId, profile: &'a Profile, totals: &'a Totals, now: Timestamp) -> Self {
        Self {
            id,
            profile,
            traits: Traits(&profile.traits),
            tags: Tags { profile, now },
            history: History::new(profile, totals, now),
        }
    }
}

impl Record for CustomerRecord<'_> {
    fn field(&self, name: &str) -> Value<'_> {
        let profile = self.profile;
        match name {
            "id" => Value::Text(self.id.to_string().into()),
            "known" => Value::Bool(profile.identities.iter().any(|identity| identity.kind.makes_known())),
            "traits" => Value::Record(&self.traits),
            "tags" => Value::Record(&self.tags),
            "language" => Value::from(profile.language.as_ref()),
            "home_unit" => profile.home_unit.map_or(Value::Null, |unit| Value::Text(unit.to_string().into())),
            "orders_90d" => self.history.orders_90d(),
            "spend_90d" => self.history.spend_90d(),
            "open_case" => Value::Bool(profile.open_case.is_some()),
            past => self.history.field(past),
        }
    }
}

struct Traits<'a>(&'a BTreeMap<String, Json>);

impl Record for Traits<'_> {
    fn field(&self, name: &str) -> Value<'_> {
        self.0.get(name).map_or(Value::Null, Value::from)
    }

    fn names(&self) -> Option<Vec<&str>> {
        Some(self.0.keys().map(String::as_str).collect())
    }
}

/// From tag to value; a tag without a value is `true`.
struct Tags<'a> {
    profile: &'a Profile,
    now: Timestamp,
}

impl Record for Tags<'_> {
    fn field(&self, name: &str) -> Value<'_> {
        if !self.profile.has_tag(name, self.now) {
            return Value::Null;
        }
        let value = self.profile.tags.get(name).and_then(|tag| tag.value.as_deref());
        value.map_or(Value::Bool(true), Value::text)
    }

    fn names(&self) -> Option<Vec<&str>> {
        let names = self.profile.tags.keys().map(String::as_str);
        Some(names.filter(|name| self.profile.has_tag(name, self.now)).collect())
    }
}

impl Record for ResponseFacts {
    fn field(&self, name: &str) -> Value<'_> {
        let whole = |score: Option<u8>| score.map_or(Value::Null, |score| Value::Int(i64::from(score)));
        match name {
            "survey" => Value::Text(self.survey.to_string().into()),
            "nps" => whole(self.nps),
            "csat" => whole(self.csat),
            "ces" => whole(self.ces),
            "score" => Value::from(self.score),
            "band" => Value::from(self.band.as_ref()),
            "complete" => Value::Bool(self.complete),
            "answers" => Value::from(&self.answers),
            "text" => Value::from(self.text.as_ref()),
            _ => Value::Null,
        }
    }
}

impl Record for UnitFacts<'_> {
    fn field(&self, name: &str) -> Value<'_> {
        match name {
            "id" => Value::Text(self.unit.id.to_string().into()),
            "name" => Value::text(&self.unit.name),
            "kind" => Value::text(self.unit.kind.as_str()),
            "path" => {
                let mut path: Vec<Value<'_>> = self
                    .tree
                    .ancestors(self.unit.id)
                    .map(|unit| Value::Text(unit.id.to_string().into()))
                    .collect();
                path.reverse();
                Value::List(path)
            }
            _ => Value::Null,
        }
    }
}
