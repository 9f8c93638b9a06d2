//! Members: who works for the brand.

mod change;
mod create;
mod list;
mod remove_second_factor;
mod reset_password;
mod show;

use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::member::Role;
use touchstone_engine::access::MemberRow;
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_members, create::create_member))
        .with(guarded!(show::show_member, change::change_member))
        .with(guarded!(reset_password::reset_password))
        .with(guarded!(remove_second_factor::remove_second_factor_of_member))
}

/// A person who works for the brand.
#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    /// Their id.
    #[schema(value_type = schema::MemberId)]
    pub id: MemberId,
    /// With which they log in.
    #[schema(example = "wang.wei@example.com")]
    pub email: String,
    /// What they are called.
    #[schema(example = "Wang Wei")]
    pub name: String,
    /// What they do.
    #[schema(value_type = schema::Role)]
    pub role: Role,
    /// The tops of the subtrees of units they may see.
    #[schema(value_type = Vec<schema::UnitId>)]
    pub units: Vec<UnitId>,
    /// Since when they may not log in; null while they may.
    #[schema(value_type = Option<schema::Time>, required)]
    pub suspended_at: Option<Timestamp>,
    /// When they were added.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// When anything of this last changed.
    #[schema(value_type = schema::Time)]
    pub changed_at: Timestamp,
    /// Since when logging in asks them for a second factor; null when it does not.
    #[schema(value_type = Option<schema::Time>, required)]
    pub second_factor_at: Option<Timestamp>,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
            role: row.role,
            units: row.units,
            suspended_at: row.suspended_at,
            created_at: row.created_at,
            changed_at: row.changed_at,
            second_factor_at: row.second_factor_at,
        }
    }
}
