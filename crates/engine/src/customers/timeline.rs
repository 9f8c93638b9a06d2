//! One customer's events and messages in one list, newest first.

use jiff::Timestamp;
use touchstone_domain::id::{CustomerId, RunId};
use touchstone_domain::trace::Entry;
use touchstone_store::rows::outbox::{self, OutboxRow};
use touchstone_store::rows::{journal, playbooks};

use super::elsewhere::{Causes, Elsewhere};
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
    /// Whether it happened at a unit that the member does not see, and its content is left out.
    pub elsewhere: bool,
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
                let elsewhere = Elsewhere { brand: &brand, scope: &scope };
                let mut causes = Causes::default();
                let mut items = Vec::new();
                let mut chunks: Vec<i64> = customer.profile.recent.iter().map(|place| place.0).collect();
                chunks.dedup();
                for chunk in journal::chunks(tx, &chunks)? {
                    let own =
                        |entry: &Entry| customer.profile.recent.contains(&(chunk.chunk, entry.position));
                    for mut entry in pipeline::entries(&chunk)?.into_iter().filter(own) {
                        let unit = pipeline::unit_of(&brand, &entry.event.fact().0);
                        causes.events.insert(entry.event.message_id.clone(), unit);
                        let is_elsewhere = elsewhere.event(&mut entry);
                        traces::conceal(&reader, &mut entry);
                        items.push(Item {
                            at: entry.event.occurred_at,
                            key: entry.event.key(),
                            what: What::Event(Box::new(entry)),
                            elsewhere: is_elsewhere,
                        });
                    }
                }
                let messages = outbox::of_customer(tx, customer.id, None, MESSAGES_MAX)?;
                if !scope.is_everything() {
                    let runs: Vec<RunId> = messages.iter().filter_map(|row| row.effect.run).collect();
                    causes.began(&playbooks::runs(tx, &runs)?);
                }
                items.extend(messages.into_iter().map(|mut row| Item {
                    at: row.created_at,
                    key: row.effect.id.into(),
                    elsewhere: elsewhere.message(&mut row, &causes),
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
