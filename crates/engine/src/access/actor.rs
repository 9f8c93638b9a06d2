//! Who acts.

use std::sync::Arc;

use touchstone_domain::id::{BrandId, MemberId, SessionId, TokenId};
use touchstone_domain::member::{Permission, Permissions, Role, Scope};
use touchstone_domain::unit::UnitPath;

use super::Claim;
use crate::Refusal;

/// With what someone acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A session in a browser.
    Session(SessionId),
    /// A bearer token.
    Token(TokenId),
    /// The setup of the installation, before there is anything to log in with.
    Setup,
}

impl std::fmt::Display for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Session(id) => id.fmt(f),
            Self::Token(id) => id.fmt(f),
            Self::Setup => f.write_str("setup"),
        }
    }
}

/// A member who acts, with what they may do and see at this moment.
#[derive(Debug, Clone)]
pub struct Actor {
    /// For which brand.
    pub brand: BrandId,
    /// Who.
    pub member: MemberId,
    /// With what.
    pub credential: Credential,
    /// Their role.
    pub role: Role,
    /// What they may do: what their role allows, and no more than their token and their units do.
    pub permissions: Permissions,
    /// Which units they may see.
    pub scope: Scope,
    /// The idempotency key of the request, if it has one.
    pub claim: Option<Arc<Claim>>,
}

impl Actor {
    /// Refuses what the actor may not do.
    pub fn must(&self, permission: Permission) -> Result<(), Refusal> {
        if self.permissions.allows(permission) {
            Ok(())
        } else {
            Err(Refusal::Forbidden(format!("This needs the permission {}.", permission.as_str())))
        }
    }

    /// Says that what the actor asks for changes nothing, so that an idempotency key has nothing to keep.
    pub fn changes_nothing(&self) {
        if let Some(claim) = &self.claim {
            claim.not_needed();
        }
    }

    /// Refuses a unit outside the actor's scope as if it did not exist.
    pub fn must_see(&self, unit: &UnitPath) -> Result<(), Refusal> {
        if self.scope.covers(unit) { Ok(()) } else { Err(Refusal::NotFound("unit")) }
    }
}
