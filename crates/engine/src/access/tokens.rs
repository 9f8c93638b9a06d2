//! Bearer tokens: a member's own key to the management API, never worth more than the member.

use jiff::Timestamp;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{MemberId, TokenId};
use touchstone_domain::member::{self, Permission, Permissions};
use touchstone_store::rows::tokens::{self, Token};

use super::actor::Actor;
use super::secret::{self, Kind};
use crate::{App, Refusal};

/// Tokens of a member that can be used at the same time.
const TOKENS_MAX: i64 = 100;

/// What a token should be.
#[derive(Debug, Clone)]
pub struct TokenDraft {
    /// What people call it.
    pub name: String,
    /// What it may do at most; all that its maker may do when `None`.
    pub permissions: Option<Vec<Permission>>,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
}

/// A token that was made.
#[derive(Debug)]
pub struct NewToken {
    /// The token.
    pub token: Token,
    /// Its secret, shown once: `None` when an idempotency key brought back a token made before.
    pub secret: Option<String>,
}

impl App {
    /// Makes a token for the actor.
    pub async fn create_token(&self, actor: &Actor, draft: TokenDraft) -> Result<NewToken, Refusal> {
        let now = self.now();
        let secret = secret::make(self, Kind::Token);
        let digest = secret::digest(&secret);
        let token = Token {
            id: self.new_id(TokenId::new),
            member: actor.member,
            name: member::name("name", &draft.name)?,
            permissions: permissions(actor, draft.permissions)?,
            created_at: now,
            expires_at: draft.expires_at.map(|end| future(end, now)).transpose()?,
            used_at: None,
            revoked_at: None,
        };
        let fresh = token.clone();
        let id = self
            .change("create_token", actor, move |change| {
                if tokens::count_active(change.tx, token.member, now)? >= TOKENS_MAX {
                    return Err(Refusal::Conflict(format!(
                        "A member has at most {TOKENS_MAX} active tokens."
                    )));
                }
                tokens::insert(change.tx, &token, &digest)?;
                let words: Vec<Permission> = token.permissions.iter().collect();
                let after = serde_json::json!({ "name": token.name, "permissions": words });
                change.audit("token.create", token.id, &(), &after);
                Ok(token.id)
            })
            .await?;
        if id == fresh.id {
            return Ok(NewToken { token: fresh, secret: Some(secret) });
        }
        let found = self.store().read("token", actor.brand, move |tx| tokens::get(tx, id)).await?;
        Ok(NewToken { token: found.ok_or(Refusal::NotFound("token"))?, secret: None })
    }

    /// Tokens after an id: the actor's own, or all of the brand for those who manage members.
    pub async fn list_tokens(
        &self,
        actor: &Actor,
        after: Option<TokenId>,
        limit: u32,
    ) -> Result<Vec<Token>, Refusal> {
        let of = own_or_all(actor);
        Ok(self.store().read("tokens", actor.brand, move |tx| tokens::list(tx, of, after, limit)).await?)
    }

    /// Refuses a token from now on. Revoking twice is no error.
    pub async fn revoke_token(&self, actor: &Actor, id: TokenId) -> Result<(), Refusal> {
        let of = own_or_all(actor);
        self.change("revoke_token", actor, move |change| {
            let token = tokens::get(change.tx, id)?.filter(|token| of.is_none_or(|of| token.member == of));
            let token = token.ok_or(Refusal::NotFound("token"))?;
            if token.revoked_at.is_some() {
                change.unchanged();
                return Ok(());
            }
            tokens::revoke(change.tx, id, change.now)?;
            change.audit("token.revoke", id, &serde_json::json!({ "name": token.name }), &());
            Ok(())
        })
        .await
    }
}

/// Those who manage the members of the whole brand see everyone's tokens, others their own.
fn own_or_all(actor: &Actor) -> Option<MemberId> {
    let all = actor.permissions.allows(Permission::ManageMembers) && actor.scope.is_everything();
    (!all).then_some(actor.member)
}

fn permissions(actor: &Actor, wanted: Option<Vec<Permission>>) -> Result<Permissions, FieldError> {
    let Some(wanted) = wanted else { return Ok(actor.permissions) };
    if wanted.is_empty() {
        return Err(FieldError::new("permissions", "required", "name at least one, or leave the field out"));
    }
    match wanted.iter().position(|permission| !actor.permissions.allows(*permission)) {
        Some(at) => {
            Err(FieldError::new(format!("permissions[{at}]"), "not_yours", "you may not do this yourself"))
        }
        None => Ok(wanted.into_iter().collect()),
    }
}

fn future(end: Timestamp, now: Timestamp) -> Result<Timestamp, FieldError> {
    if end > now { Ok(end) } else { Err(FieldError::new("expires_at", "past", "must be in the future")) }
}
