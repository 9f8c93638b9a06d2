//! Units: the brand's tree.

mod change;
mod create;
mod import;
mod list;
mod relocate;
mod show;
mod tree;

use serde::Serialize;
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::unit::{self, UnitKind};
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_units, create::create_unit))
        .with(guarded!(tree::browse_units))
        .with(guarded!(import::import_units).body_bytes_max(import::FILE_BYTES_MAX))
        .with(guarded!(show::show_unit, change::change_unit))
        .with(guarded!(relocate::move_unit))
}

/// A node of the brand's tree.
#[derive(Debug, Serialize, ToSchema)]
pub struct Unit {
    /// Its id.
    #[schema(value_type = schema::UnitId)]
    pub id: UnitId,
    /// The unit above; null for the head office.
    #[schema(value_type = Option<schema::UnitId>, required)]
    pub parent: Option<UnitId>,
    /// Levels from the top, the head office's being 1.
    #[schema(example = 3, minimum = 1, maximum = 16)]
    pub level: usize,
    /// What it is.
    #[schema(value_type = schema::UnitKind)]
    pub kind: UnitKind,
    /// The brand's own name for it in events and files.
    #[schema(example = "SH-001")]
    pub code: String,
    /// What people call it.
    #[schema(example = "Nanjing Road")]
    pub name: String,
    /// Who answers for it: a group's owner, a store's manager; the unit above decides when null.
    #[schema(value_type = Option<schema::MemberId>, required)]
    pub owner: Option<MemberId>,
    /// Its IANA time zone; the unit above decides when null.
    #[schema(required, example = "Asia/Shanghai")]
    pub time_zone: Option<String>,
    /// Whether it is closed and offered nowhere.
    pub archived: bool,
}

impl From<unit::Unit> for Unit {
    fn from(unit: unit::Unit) -> Self {
        Self {
            id: unit.id,
            parent: unit.parent,
            level: unit.path.depth(),
            kind: unit.kind,
            code: unit.code,
            name: unit.name,
            owner: unit.owner,
            time_zone: unit.time_zone,
            archived: unit.archived,
        }
    }
}
