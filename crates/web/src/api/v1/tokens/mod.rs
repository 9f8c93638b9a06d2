//! Bearer tokens of members.

mod create;
mod list;
mod revoke;

use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::{MemberId, TokenId};
use touchstone_domain::member::Permission;
use touchstone_engine::access::TokenRow;
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_tokens, create::create_token))
        .with(guarded!(revoke::revoke_token))
}

/// A bearer token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct Token {
    /// Its id.
    #[schema(value_type = schema::TokenId)]
    pub id: TokenId,
    /// Whose it is; it never allows more than this member.
    #[schema(value_type = schema::MemberId)]
    pub member: MemberId,
    /// What people call it.
    #[schema(example = "Nightly export")]
    pub name: String,
    /// What it allows at most.
    #[schema(value_type = Vec<schema::Permission>)]
    pub permissions: Vec<Permission>,
    /// When it was made.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// From when on it is refused; null when it does not expire.
    #[schema(value_type = Option<schema::Time>, required)]
    pub expires_at: Option<Timestamp>,
    /// When it was last used, to a few minutes; null when never.
    #[schema(value_type = Option<schema::Time>, required)]
    pub used_at: Option<Timestamp>,
    /// Since when it is refused; null while it is taken.
    #[schema(value_type = Option<schema::Time>, required)]
    pub revoked_at: Option<Timestamp>,
}

impl From<TokenRow> for Token {
    fn from(row: TokenRow) -> Self {
        Self {
            id: row.id,
            member: row.member,
            name: row.name,
            permissions: row.permissions.iter().collect(),
            created_at: row.created_at,
            expires_at: row.expires_at,
            used_at: row.used_at,
            revoked_at: row.revoked_at,
        }
    }
}
