//! One customer's events and messages in one list, newest first.

use jiff::Timestamp;
use touchstone_domain::id::CustomerId;
use touchstone_domain::trace::Entry;
use touchstone_store::rows::journal;
use touchstone_store::rows::outbox::{self, OutboxRow};

use crate::access::Actor;
use crate::{App, Refusal, pipeline, traces};

/// Most messages that are looked at for one page.
const MESSAGES_MAX: i64 = 200;

/// Where something stands on a timeline: when it happened, and what tells it from others of that moment.
pub type ItemPlace = (Timestamp, [u8; 16]);

/// Something on a timeline.
#[derive(Debug, Clone)]
pub struct Item {
    /// When it happened.
    pub at: Timestamp,
    /// What tells it from others of the same moment.
    pub key: [u8; 16],
    /// What.
    pub what: What,
}

/// What is on a timeline.
#[derive(Debug, Clone)]
pub enum What {
    /// Something the customer did or said.
    Event(Box<Entry>),
    /// Something that was done for the customer.
    Message(Box<OutboxRow>),
}

impl App {
    /// A customer's recent events and messages before a place, newest first.
    pub async fn timeline(
        &self,
        actor: &Actor,
        id: CustomerId,
        before: Option<ItemPlace>,
        limit: u32,
    ) -> Result<Vec<Item>, Refusal> {
        let app = self.clone();
        let (scope, reader) = (actor.scope.clone(), actor.clone());
        self.store()
            .read("timeline", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let customer = super::seen(tx, &brand, &scope, id)?;
                let mut items = Vec::new();
                let mut chunks: Vec<i64> = customer.profile.recent.iter().map(|place| place.0).collect();
                chunks.dedup();
                for chunk in journal::chunks(tx, &chunks)? {
                    let own =
                        |entry: &Entry| customer.profile.recent.contains(&(chunk.chunk, entry.position));
                    let entries = pipeline::entries(&chunk)?.into_iter().filter(own);
                    items.extend(entries.map(|mut entry| {
                        traces::conceal(&reader, &mut entry);
                        Item {
                            at: entry.event.occurred_at,
                            key: entry.event.key(),
                            what: What::Event(Box::new(entry)),
                        }
                    }));
                }
                let messages = outbox::of_customer(tx, customer.id, None, MESSAGES_MAX)?;
                items.extend(messages.into_iter().map(|row| Item {
                    at: row.created_at,
                    key: row.effect.id.into(),
                    what: What::Message(Box::new(row)),
                }));
                items.retain(|item| before.is_none_or(|before| (item.at, item.key) < before));
                items.sort_by_key(|item| std::cmp::Reverse((item.at, item.key)));
                items.truncate(limit as usize);
                Ok(items)
            })
            .await
    }
}
