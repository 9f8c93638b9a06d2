//! Distributions: a survey on its way to many people, with reminders.

mod create;
mod life;
mod list;
mod people;
mod plan;
mod replace;
mod show;
mod upload;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::id::{DistributionId, SurveyId};
use touchstone_engine::asking::{DistributionView, Progressed, Tally};
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

use plan::PlanView;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_distributions, create::create_distribution))
        .with(guarded!(show::show_distribution, replace::replace_distribution))
        .with(guarded!(upload::upload_recipients).body_bytes_max(upload::LIST_BYTES_MAX))
        .with(guarded!(people::list_recipients))
        .with(guarded!(life::start_distribution))
        .with(guarded!(life::stop_distribution))
}

/// Which distribution of which survey.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct DistributionPath {
    /// Of which survey.
    pub survey_id: SurveyId,
    /// Which distribution.
    pub distribution_id: DistributionId,
}

/// A distribution.
#[derive(Debug, Serialize, ToSchema)]
pub struct Distribution {
    /// Its id.
    #[schema(value_type = schema::DistributionId)]
    pub id: DistributionId,
    /// Of which survey.
    #[schema(value_type = schema::SurveyId)]
    pub survey: SurveyId,
    /// How far it is.
    #[schema(value_type = schema::DistributionState)]
    pub state: &'static str,
    /// When it was made.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// When it was started; null before.
    #[schema(value_type = Option<schema::Time>, required)]
    pub started_at: Option<Timestamp>,
    /// When it was over; null before.
    #[schema(value_type = Option<schema::Time>, required)]
    pub ended_at: Option<Timestamp>,
    /// When its last step failed, if it did: it is tried again an hour later.
    #[schema(value_type = Option<schema::Time>, required)]
    pub failed_at: Option<Timestamp>,
    /// When something is done next; null when nothing is.
    #[schema(value_type = Option<schema::Time>, required)]
    pub next_at: Option<Timestamp>,
    /// What it does.
    pub plan: PlanView,
    /// Customers that were looked at.
    pub looked_at: u64,
    /// Those who are meant.
    pub meant: u64,
    /// Those who were invited.
    pub invited: u64,
    /// Reminders that were sent.
    pub reminded: u64,
    /// Those who were not invited, by the rule that forbade it.
    #[schema(example = json!({ "pending": 3, "cap_total": 12 }))]
    pub refused: BTreeMap<String, u64>,
    /// Reminders that were not sent, by the rule that forbade it; `expired`: the invitation works no more; `withdrawn`: its link was.
    #[schema(example = json!({ "refused": 1 }))]
    pub not_reminded: BTreeMap<String, u64>,
}

/// A distribution with what became of its invitations.
#[derive(Debug, Serialize, ToSchema)]
pub struct DistributionProgress {
    /// The distribution.
    #[serde(flatten)]
    pub distribution: Distribution,
    /// Those who are still to be invited.
    pub waiting: u64,
    /// Those whose latest message was taken by its channel.
    pub delivered: u64,
    /// Those whose latest message has not left yet.
    pub leaving: u64,
    /// Those whose latest message was given up or taken back.
    pub failed: u64,
    /// Those whose latest message was not sent after all, by the reason: what was so when it was decided had changed.
    pub held_back: BTreeMap<String, u64>,
    /// Those whose link was fetched; programs that look for harm in messages count, too.
    pub opened: u64,
    /// Those who gave a first answer.
    pub started: u64,
    /// Those who completed.
    pub completed: u64,
}

impl From<DistributionView> for Distribution {
    fn from(view: DistributionView) -> Self {
        let DistributionView { distribution, progress, next_at } = view;
        Self {
            id: distribution.id,
            survey: distribution.survey,
            state: distribution.state.as_str(),
            created_at: distribution.created_at,
            started_at: progress.started_at,
            ended_at: progress.ended_at,
            failed_at: progress.failed_at,
            next_at,
            plan: distribution.plan.into(),
            looked_at: progress.looked_at,
            meant: progress.meant,
            invited: progress.invited,
            reminded: progress.reminded,
            refused: progress.refused,
            not_reminded: progress.not_reminded,
        }
    }
}

impl From<Progressed> for DistributionProgress {
    fn from(progressed: Progressed) -> Self {
        let Progressed { view, tally: Tally { counts, deliveries } } = progressed;
        let of = |words: &[&str]| {
            let those = deliveries.iter().filter(|(state, ..)| words.contains(&state.as_str()));
            those.map(|(.., count)| count).sum()
        };
        let held_back = deliveries.iter().filter_map(|(_, reason, count)| Some((reason.clone()?, *count)));
        Self {
            distribution: view.into(),
            waiting: counts.chosen,
            delivered: of(&["sent"]),
            leaving: of(&["pending", "sending"]),
            failed: of(&["failed", "cancelled"]),
            held_back: held_back.collect(),
            opened: counts.opened,
            started: counts.started,
            completed: counts.completed,
        }
    }
}
