//! Units: the brand's tree of head office, regions, stores, counters and chat groups.

mod import;
mod path;
mod tree;

pub use import::{ImportRow, NewUnits, Plan, RejectedRow, plan};
pub use path::{DEPTH_MAX, NUMBER_MAX, UnitPath};
pub use tree::UnitTree;

use serde::{Deserialize, Serialize};

use crate::field::FieldError;
use crate::id::{MemberId, UnitId};

/// The most units of a brand.
pub const UNITS_MAX: usize = 200_000;
/// The most bytes of a code.
pub const CODE_BYTES_MAX: usize = 64;

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// The top of the tree; there is exactly one.
    HeadOffice,
    /// Groups other units.
    Region,
    /// A store, restaurant, branch or hall.
    Store,
    /// A counter, table area or desk of a store.
    Counter,
    /// A chat group that a member owns.
    ChatGroup,
}

impl UnitKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::HeadOffice, Self::Region, Self::Store, Self::Counter, Self::ChatGroup];

    /// The word in JSON and storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HeadOffice => "head_office",
            Self::Region => "region",
            Self::Store => "store",
            Self::Counter => "counter",
            Self::ChatGroup => "chat_group",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// The unit above; `None` for the head office.
    pub parent: Option<UnitId>,
    /// Where it stands.
    pub path: UnitPath,
    /// What it is.
    pub kind: UnitKind,
    /// The brand's own name for it in events and files, unique in the brand.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Who answers for it: a group's owner, a store's manager.
    pub owner: Option<MemberId>,
    /// Where it is, as an IANA time zone; the unit above decides when `None`.
    pub time_zone: Option<String>,
    /// Closed units stay for their history and are offered nowhere.
    pub archived: bool,
}

/// A code: 1 to [`CODE_BYTES_MAX`] bytes, trimmed, without control characters.
pub fn code(field: &str, raw: &str) -> Result<String, FieldError> {
    let code = raw.trim();
    if code.is_empty() {
        return Err(FieldError::new(field, "required", "must not be empty"));
    }
    if code.len() > CODE_BYTES_MAX {
        return Err(FieldError::new(field, "too_long", format!("at most {CODE_BYTES_MAX} bytes")));
    }
    if code.chars().any(char::is_control) {
        return Err(FieldError::new(field, "invalid", "must not contain control characters"));
    }
    Ok(code.to_owned())
}

/// An IANA time zone that is known.
pub fn time_zone(field: &str, raw: &str) -> Result<String, FieldError> {
    // Names such as `Asia/Shanghai` are found in any case; what is stored is the official spelling.
    jiff::tz::TimeZone::get(raw.trim())
        .ok()
        .and_then(|zone| zone.iana_name().map(str::to_owned))
        .ok_or_else(|| FieldError::new(field, "unknown", "not an IANA time zone such as Asia/Shanghai"))
}
