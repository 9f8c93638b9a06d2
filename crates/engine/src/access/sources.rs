//! Sources and their keys.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::id::SourceId;
use touchstone_domain::member;
use touchstone_domain::time::after;
use touchstone_store::rows::sources::{self, Source};

use super::SourceIdentity;
use super::actor::Actor;
use super::secret::{self, Kind};
use crate::{App, Refusal};

/// Active sources of a brand at most.
const SOURCES_MAX: i64 = 1000;
/// How long a found key is taken as found: a key revoked by another process works so much longer.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_secs(5);

/// A key that was found a moment ago.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remembered {
    identity: SourceIdentity,
    at: Timestamp,
}

/// A source that was made.
#[derive(Debug)]
pub struct NewSource {
    /// The source.
    pub source: Source,
    /// Its key, shown once: `None` when an idempotency key brought back a source made before.
    pub key: Option<String>,
}

impl App {
    /// The source behind a key, or `None`.
    pub async fn source_of_key(&self, key: &str) -> Result<Option<SourceIdentity>, Refusal> {
        let Some(digest) = secret::presented(key, Kind::Source) else { return Ok(None) };
        let now = self.now();
        let known = &self.access().sources;
        let fresh = |found: &Remembered| now >= found.at && now < after(found.at, REMEMBERED_FOR);
        if let Some(found) = known.get(&digest).filter(fresh) {
            return Ok(Some(found.identity));
        }
        let found = self.store().read_global("source", move |tx| sources::by_key(tx, &digest)).await?;
        Ok(found.map(|(brand, source)| {
            let identity = SourceIdentity { brand, source };
            known.insert(digest, Remembered { identity, at: now });
            identity
        }))
    }

    /// Makes a source.
    pub async fn create_source(&self, actor: &Actor, name: &str) -> Result<NewSource, Refusal> {
        let key = secret::make(self, Kind::Source);
        let digest = secret::digest(&key);
        let source = Source {
            id: self.new_id(SourceId::new),
            name: member::name("name", name)?,
            key_hint: key[key.len() - 4..].to_owned(),
            created_by: actor.member,
            created_at: self.now(),
            revoked_at: None,
        };
        let fresh = source.clone();
        let id = self
            .change("create_source", actor, move |change| {
                if sources::count_active(change.tx)? >= SOURCES_MAX {
                    return Err(Refusal::Conflict(format!(
                        "A brand has at most {SOURCES_MAX} active sources."
                    )));
                }
                sources::insert(change.tx, &source, &digest)?;
                change.audit("source.create", source.id, &(), &serde_json::json!({ "name": source.name }));
                Ok(source.id)
            })
            .await?;
        if id == fresh.id {
            return Ok(NewSource { source: fresh, key: Some(key) });
        }
        let source = self.source(actor, id).await?;
        Ok(NewSource { source, key: None })
    }

    /// One source.
    pub async fn source(&self, actor: &Actor, id: SourceId) -> Result<Source, Refusal> {
        let found = self.store().read("source", actor.brand, move |tx| sources::get(tx, id)).await?;
        found.ok_or(Refusal::NotFound("source"))
    }

    /// Sources after an id.
    pub async fn list_sources(
        &self,
        actor: &Actor,
        after: Option<SourceId>,
        limit: u32,
    ) -> Result<Vec<Source>, Refusal> {
        Ok(self.store().read("sources", actor.brand, move |tx| sources::list(tx, after, limit)).await?)
    }

    /// Refuses a source's key from now on. What it sent stays. Revoking twice is no error.
    pub async fn revoke_source(&self, actor: &Actor, id: SourceId) -> Result<(), Refusal> {
        let digest = self
            .change("revoke_source", actor, move |change| {
                let source = sources::get(change.tx, id)?.ok_or(Refusal::NotFound("source"))?;
                let digest = sources::revoke(change.tx, id, change.now)?;
                if digest.is_some() {
                    let before = serde_json::json!({ "name": source.name });
                    change.audit("source.revoke", id, &before, &());
                } else {
                    change.unchanged();
                }
                Ok(digest)
            })
            .await?;
        if let Some(digest) = digest {
            self.access().sources.remove(&digest);
        }
        Ok(())
    }
}
