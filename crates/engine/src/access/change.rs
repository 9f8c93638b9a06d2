//! A change by a member: state, audit log and idempotency key in one transaction.
//!
//! If the process dies before the commit, nothing happened and the key is free; after it, the same
//! request with the same key is answered from what was recorded. There is no state between.

use std::fmt::Display;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use touchstone_domain::hash;
use touchstone_domain::id::AuditId;
use touchstone_domain::time::after;
use touchstone_store::rows::idempotency::{Claim as Kept, Key};
use touchstone_store::rows::{audit, brands, idempotency};
use touchstone_store::{StoreError, Tx};

use super::Actor;
use crate::{App, Refusal};

/// How long the answer for an idempotency key is kept.
pub(crate) const KEY_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// An open change. The body writes through [`Change::tx`] and says what it did with [`Change::audit`].
pub struct Change<'t, 'c> {
    /// The transaction.
    pub tx: &'t mut Tx<'c>,
    /// The time of the change.
    pub now: Timestamp,
    actor: Arc<Actor>,
    seed: [u8; 16],
    entries: Vec<audit::Entry>,
    config_changed: bool,
    unchanged: bool,
}

impl Change<'_, '_> {
    /// Who changes.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Notes what was changed, for the audit log: `change.audit("unit.move", unit.id, &before, &after)`.
    /// What is given must hold no secret. `()` stands for "nothing to show".
    pub fn audit(
        &mut self,
        action: &str,
        target: impl Display,
        before: &impl Serialize,
        after: &impl Serialize,
    ) {
        let shown = |value: Result<Box<serde_json::value::RawValue>, serde_json::Error>| {
            value.ok().filter(|json| json.get() != "null")
        };
        let position = self.entries.len().to_be_bytes();
        let random = hash::digest16(&[&self.seed, &position]);
        let mut bits = [0; 10];
        bits.copy_from_slice(&random[..10]);
        self.entries.push(audit::Entry {
            id: AuditId::new(self.now.as_millisecond(), bits),
            at: self.now,
            member: self.actor.member,
            via: self.actor.credential.to_string(),
            action: action.to_owned(),
            target: target.to_string(),
            before: shown(serde_json::value::to_raw_value(before)),
            after: shown(serde_json::value::to_raw_value(after)),
        });
    }

    /// Says that configuration which processes keep in memory is now another.
    pub fn config_changed(&mut self) {
        self.config_changed = true;
    }

    /// Says that there was nothing to change, so that no audit entry is expected.
    pub fn unchanged(&mut self) {
        self.unchanged = true;
    }

    fn finish(self) -> Result<(), Refusal> {
        if self.entries.is_empty() && !self.unchanged {
            return Err(StoreError::Defect("a change left no trace in the audit log".to_owned()).into());
        }
        audit::insert(self.tx, &self.entries)?;
        if self.config_changed {
            brands::config_changed(self.tx)?;
        }
        Ok(())
    }
}

impl App {
    /// Carries out a change by a member in one transaction, with its audit entries and, if the request has
    /// an idempotency key, with the recorded answer.
    ///
    /// The body may run more than once, and not at all when the key was used before: then the recorded
    /// value is answered. So the value holds no secret: what is shown once is added by the caller.
    pub async fn change<T>(
        &self,
        name: &'static str,
        actor: &Actor,
        body: impl Fn(&mut Change<'_, '_>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let now = self.now();
        let seed = self.random_bytes();
        let claim = actor.claim.clone();
        let key = claim.as_ref().map(|claim| Key {
            member: actor.member,
            operation: claim.operation().to_owned(),
            key_hash: claim.key_hash(),
            request_hash: claim.request_hash(),
        });
        let brand = actor.brand;
        let actor = Arc::new(actor.clone());
        let (value, replayed) = self
            .store()
            .write(name, brand, move |tx| {
                if let Some(key) = &key {
                    match idempotency::claim(tx, key, now, after(now, -KEY_KEPT))? {
                        Kept::Taken => {}
                        Kept::Answered(answer) => return Ok((recall(&answer)?, true)),
                        Kept::Foreign => return Err(Refusal::KeyReused),
                    }
                }
                let actor = Arc::clone(&actor);
                let (entries, config_changed, unchanged) = (Vec::new(), false, false);
                let mut change = Change { tx, now, actor, seed, entries, config_changed, unchanged };
                let value = body(&mut change)?;
                change.finish()?;
                if let Some(key) = &key {
                    let answer = serde_json::to_string(&value)
                        .map_err(|error| StoreError::Defect(format!("an answer is no JSON: {error}")))?;
                    idempotency::answer(tx, key, &answer)?;
                }
                Ok((value, false))
            })
            .await?;
        if let Some(claim) = claim {
            if replayed { claim.replayed() } else { claim.recorded() }
        }
        Ok(value)
    }
}

fn recall<T: DeserializeOwned>(answer: &str) -> Result<T, StoreError> {
    serde_json::from_str(answer).map_err(|error| {
        StoreError::Corrupt(format!("a recorded answer cannot be read ({:?})", error.classify()))
    })
}
