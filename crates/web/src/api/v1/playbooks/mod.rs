//! Playbooks: what is done when something happens, and the runs of customers through them.

mod create;
mod list;
mod list_runs;
mod replace;
mod show;
mod state;
mod statistics;

pub(crate) use statistics::Share;

use serde::Serialize;
use serde_json::Value;
use touchstone_domain::playbook;
use utoipa::ToSchema;

use crate::api::documents;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_playbooks, create::create_playbook))
        .with(guarded!(show::show_playbook, replace::replace_playbook))
        .with(guarded!(state::activate_playbook))
        .with(guarded!(state::pause_playbook))
        .with(guarded!(list_runs::list_runs))
        .with(guarded!(statistics::show_playbook_statistics))
}

/// A playbook with its `id`, `state` (`draft`, `active`, `paused`) and `version`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = documents::PlaybookDocument)]
pub struct Playbook(Value);

impl From<playbook::Playbook> for Playbook {
    fn from(playbook: playbook::Playbook) -> Self {
        Self(playbook.to_json())
    }
}
