//! Deciding at once: an event in, what is decided and the customer's profile out, in one call.

use std::sync::Arc;

use touchstone_domain::effect::Effect;
use touchstone_domain::event::{API_SOURCE, Arrived};
use touchstone_domain::id::CustomerId;
use touchstone_domain::member::Permission;
use touchstone_domain::profile::Profile;
use touchstone_domain::trace::Trace;

use crate::access::Actor;
use crate::pipeline::Incoming;
use crate::{App, Refusal, accept, customers, traces};

/// What was decided upon an event.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The event's message id, which leads to its trace.
    pub message_id: String,
    /// Whether the event had been accepted before; then this is what was decided then.
    pub duplicate: bool,
    /// Whom it is about.
    pub customer: Option<CustomerId>,
    /// Why it led to what.
    pub trace: Trace,
    /// What is done about it now.
    pub effects: Vec<Effect>,
    /// What is known of the customer after it, for those who may read customers.
    pub profile: Option<Profile>,
}

impl App {
    /// Takes in an event and answers what was decided. The same message id again answers the same decision.
    ///
    /// A decision looks at all of a customer's history, so it takes a member who sees the whole brand.
    pub async fn decide(&self, actor: &Actor, arrived: Arrived) -> Result<Decision, Refusal> {
        if !actor.scope.is_everything() {
            let detail = "A decision looks at a customer's whole history: it needs the whole brand.";
            return Err(Refusal::Forbidden(detail.to_owned()));
        }
        let Arrived { mut event, warnings } = arrived;
        event.source = API_SOURCE;
        event.message_id = self.message_id(actor, event.message_id).await?;
        let message_id = event.message_id.clone();
        let mut incoming = Incoming::new(actor.brand, event);
        incoming.invalid.extend(warnings);
        let outcomes = accept::take_in(self, "decide", actor.brand, Arc::new(vec![incoming]), 0..1).await?;
        let Some(outcome) = outcomes.events.into_iter().next() else {
            return Err(Refusal::NotFound("event"));
        };
        let (customer, trace, effects) = if outcome.duplicate {
            self.decided(actor, &message_id).await?
        } else {
            (outcome.customer, outcome.trace, outcomes.effects)
        };
        let profile = match customer {
            Some(customer) if actor.permissions.allows(Permission::ReadCustomers) => {
                let found =
                    self.store().read("decided_for", actor.brand, move |tx| customers::today(tx, customer));
                found.await?.map(|row| row.profile)
            }
            _ => None,
        };
        Ok(Decision { message_id, duplicate: outcome.duplicate, customer, trace, effects, profile })
    }

    /// The message id that the request's idempotency key stands for. It is recorded before the event is
    /// taken in: whatever happens between the two, the key means this event, and an event is taken in once.
    async fn message_id(&self, actor: &Actor, message_id: String) -> Result<String, Refusal> {
        if actor.claim.is_none() {
            return Ok(message_id);
        }
        self.change("decision_key", actor, move |change| {
            change.unchanged();
            Ok(message_id.clone())
        })
        .await
    }

    /// What was decided when the event first came.
    async fn decided(
        &self,
        actor: &Actor,
        message_id: &str,
    ) -> Result<(Option<CustomerId>, Trace, Vec<Effect>), Refusal> {
        let found = traces::explain(self, actor.brand, Some(API_SOURCE), message_id.to_owned()).await?;
        let explained = found.ok_or(Refusal::NotFound("event"))?;
        let at_once = &explained.entry.trace.effects;
        let rows = explained.effects.into_iter().filter(|row| at_once.contains(&row.effect.id));
        let effects = rows.map(|row| row.effect).collect();
        Ok((explained.entry.customer, explained.entry.trace, effects))
    }
}
