//! Sources: where events come from.

mod create;
mod list;
mod live;
mod rejected;
mod revoke;

use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::{MemberId, SourceId};
use touchstone_engine::access::SourceRow;
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_sources, create::create_source))
        .with(guarded!(revoke::revoke_source))
        .with(guarded!(rejected::list_rejected))
        .with(guarded!(live::watch_source))
}

/// A source.
#[derive(Debug, Serialize, ToSchema)]
pub struct Source {
    /// Its id.
    #[schema(value_type = schema::SourceId)]
    pub id: SourceId,
    /// What people call it.
    #[schema(example = "Shop")]
    pub name: String,
    /// The last characters of its key, to tell keys apart.
    #[schema(example = "5y1z")]
    pub key_hint: String,
    /// Who made it.
    #[schema(value_type = schema::MemberId)]
    pub created_by: MemberId,
    /// When it was made.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// Since when its key is refused; null while it is taken.
    #[schema(value_type = Option<schema::Time>, required)]
    pub revoked_at: Option<Timestamp>,
}

impl From<SourceRow> for Source {
    fn from(row: SourceRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            key_hint: row.key_hint,
            created_by: row.created_by,
            created_at: row.created_at,
            revoked_at: row.revoked_at,
        }
    }
}
