//! The trace: why an event led, or did not lead, to each effect. It stands beside the event in the journal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::event::Event;
use crate::field::FieldError;
use crate::id::{CustomerId, EffectId, MergeId};
use crate::playbook::{Look, ProfileChange};
use crate::profile::Change;

/// One event with its trace, as the journal keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Position in its chunk.
    pub position: u32,
    /// The event.
    pub event: Event,
    /// Whom it is about; none for events about no customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// Why it led to what.
    pub trace: Trace,
}

/// What happened to one event between accept and commit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Trace {
    /// When the decision was made; effects carry their own times.
    pub decided_at: Timestamp,
    /// What identification did, if anything beyond finding the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identified: Option<Identified>,
    /// Fields of a known event that could not be used; the event was kept as a generic one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invalid: Vec<FieldError>,
    /// What changed in the profile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// It happened too long ago to be acted on; no playbook looked at it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub historical: bool,
    /// What playbooks changed in the profile.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decided: Vec<ProfileChange>,
    /// Playbooks and waiting runs that looked at it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub playbooks: Vec<Look>,
    /// Effects it led to at once; later steps of a run stand in the run's history.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<EffectId>,
}

/// What identification did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Identified {
    /// A new customer was created.
    pub created: bool,
    /// How many identities were attached to the customer.
    pub attached: usize,
    /// Merges that were made; each can be undone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<MergeId>,
    /// Customers that were not merged, since both are known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<CustomerId>,
}

impl Identified {
    /// Whether there is nothing worth keeping.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }
}
