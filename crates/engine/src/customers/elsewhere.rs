//! What happened at units that a member does not see. Of a customer whom they see, it is told that something of its kind
//! happened, and nothing of what was said or bought there.

use std::collections::HashMap;

use serde_json::Value;
use touchstone_domain::effect::EffectKind;
use touchstone_domain::id::{RunId, UnitId};
use touchstone_domain::member::Scope;
use touchstone_domain::playbook::Run;
use touchstone_domain::trace::{Entry, Trace};
use touchstone_store::rows::outbox::OutboxRow;

use crate::brand::Brand;
use crate::pipeline;

/// What somebody with a scope sees of a customer.
#[derive(Clone, Copy)]
pub(crate) struct Elsewhere<'a> {
    pub(crate) brand: &'a Brand,
    pub(crate) scope: &'a Scope,
}

impl Elsewhere<'_> {
    /// Whether something happened at a unit outside the scope. What happened at none is the customer's own.
    pub(crate) fn is(self, unit: Option<UnitId>) -> bool {
        unit.is_some() && !self.brand.units.covers(self.scope, unit)
    }

    /// Takes the content out of an event from elsewhere; answers whether it is one.
    pub(crate) fn event(self, entry: &mut Entry) -> bool {
        let is_elsewhere =
            !self.scope.is_everything() && self.is(pipeline::unit_of(self.brand, &entry.event.fact().0));
        if is_elsewhere {
            for part in [&mut entry.event.properties, &mut entry.event.traits, &mut entry.event.context] {
                *part = Value::Null;
            }
            let Trace { decided_at, historical, .. } = entry.trace;
            entry.trace = Trace { decided_at, historical, ..Trace::default() };
        }
        is_elsewhere
    }

    /// Takes the content out of a message that is about something elsewhere; answers whether it is one. `units` are those
    /// of the events and runs that led to messages.
    pub(crate) fn message(self, row: &mut OutboxRow, units: &Causes) -> bool {
        let is_elsewhere = !self.scope.is_everything() && self.is(units.of(row));
        if is_elsewhere {
            row.last_error = None;
            match &mut row.effect.kind {
                EffectKind::Send(message) => {
                    (message.subject, message.html, message.link, message.offer) = (None, None, None, None);
                    message.text.clear();
                }
                EffectKind::Webhook(call) => call.payload = Value::Null,
                EffectKind::OpenCase(_) | EffectKind::Notify(_) => {}
            }
        }
        is_elsewhere
    }
}

/// Where what led to messages happened.
#[derive(Debug, Default)]
pub(crate) struct Causes {
    pub(crate) events: HashMap<String, Option<UnitId>>,
    pub(crate) runs: HashMap<RunId, Option<UnitId>>,
}

impl Causes {
    /// Takes over where runs began.
    pub(crate) fn began(&mut self, runs: &[Run]) {
        self.runs.extend(runs.iter().map(|run| (run.id, run.origin.unit)));
    }

    fn of(&self, row: &OutboxRow) -> Option<UnitId> {
        let link = match &row.effect.kind {
            EffectKind::Send(message) => message.link.as_ref().and_then(|link| link.unit),
            _ => None,
        };
        let run = row.effect.run.and_then(|run| self.runs.get(&run).copied().flatten());
        run.or(link).or_else(|| self.events.get(&row.effect.message_id).copied().flatten())
    }
}
