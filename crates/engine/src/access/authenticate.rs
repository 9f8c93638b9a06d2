//! From a secret to the one who acts.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::id::{BrandId, MemberId};
use touchstone_domain::member::{Permissions, Scope};
use touchstone_domain::time::after;
use touchstone_store::rows::{members, sessions, tokens, units};
use touchstone_store::{StoreError, Tx};

use super::actor::{Actor, Credential};
use super::secret::{self, Kind};
use crate::{App, Refusal};

/// A session that is not used for so long ends.
pub(super) const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A session ends after so long in any case.
const SESSION_AGE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Use is noted at most this often, so that reading does not become writing.
const NOTED_EVERY: SignedDuration = SignedDuration::from_mins(5);

impl App {
    /// Who presents this bearer token, or `None`.
    pub async fn bearer(&self, token: &str) -> Result<Option<Actor>, Refusal> {
        let Some(digest) = secret::presented(token, Kind::Token) else { return Ok(None) };
        let now = self.now();
        let found = self
            .store()
            .read_global("token", move |tx| {
                let Some((brand, token)) = tokens::by_secret(tx, &digest, now)? else { return Ok(None) };
                let actor = tx.for_brand(brand, |tx| {
                    actor(tx, brand, token.member, Credential::Token(token.id), token.permissions)
                })?;
                Ok::<_, Refusal>(actor.map(|actor| (actor, token)))
            })
            .await?;
        let Some((actor, token)) = found else { return Ok(None) };
        if token.used_at.is_none_or(|used| now > after(used, NOTED_EVERY)) {
            self.store().write("token_used", actor.brand, move |tx| tokens::used(tx, token.id, now)).await?;
        }
        Ok(Some(actor))
    }

    /// Whose session this cookie's value is, or `None`.
    pub async fn session(&self, cookie: &str) -> Result<Option<Actor>, Refusal> {
        let Some(digest) = secret::presented(cookie, Kind::Session) else { return Ok(None) };
        let now = self.now();
        let found = self
            .store()
            .read_global("session", move |tx| {
                let Some((brand, session)) = sessions::by_secret(tx, &digest, now)? else { return Ok(None) };
                let credential = Credential::Session(session.id);
                let actor =
                    tx.for_brand(brand, |tx| actor(tx, brand, session.member, credential, Permissions::ALL))?;
                Ok::<_, Refusal>(actor.map(|actor| (actor, session)))
            })
            .await?;
        let Some((actor, session)) = found else { return Ok(None) };
        if now > after(session.seen_at, NOTED_EVERY) {
            let expires_at = session_end(session.created_at, now);
            self.store()
                .write("session_seen", actor.brand, move |tx| {
                    sessions::seen(tx, session.member, session.id, now, expires_at)
                })
                .await?;
        }
        Ok(Some(actor))
    }
}

/// When a session ends that began at `created_at` and was used at `now`.
pub(super) fn session_end(created_at: Timestamp, now: Timestamp) -> Timestamp {
    after(now, SESSION_IDLE).min(after(created_at, SESSION_AGE))
}

pub(super) fn actor(
    tx: &mut Tx<'_>,
    brand: BrandId,
    member: MemberId,
    credential: Credential,
    allowed: Permissions,
) -> Result<Option<Actor>, StoreError> {
    let found = members::get(tx, member)?;
    let Some(member) = found.filter(|member| member.suspended_at.is_none()) else { return Ok(None) };
    let scope = Scope::of(units::paths(tx, &member.units)?);
    Ok(Some(Actor {
        brand,
        member: member.id,
        credential,
        role: member.role,
        permissions: member.role.permissions().and(allowed).and(scope.permissions()),
        scope,
        claim: None,
    }))
}
