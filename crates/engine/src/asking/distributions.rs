//! Distributions as members handle them: planned, started, watched, stopped.

use serde::{Deserialize, Serialize};
use touchstone_domain::distribution::{self, Distribution, Plan, State, Whom};
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{DistributionId, SurveyId};
use touchstone_domain::member::Permission;
use touchstone_store::Tx;
use touchstone_store::rows::distributions::{self, DistributionRow, Progress};
use touchstone_store::rows::recipients::{self, RecipientRow, RecipientState};
use touchstone_store::rows::surveys;

use super::tally::Tally;
use crate::access::{Actor, Change};
use crate::{App, Refusal};

/// Most distributions of one survey that wait or are on their way.
const ACTIVE_MAX: usize = 100;

/// A distribution with what is noted of its progress.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DistributionView {
    /// What it does, and its state.
    pub distribution: Distribution,
    /// How far it has come.
    pub progress: Progress,
    /// When something is to be done next.
    pub next_at: Option<jiff::Timestamp>,
}

/// A distribution with what became of its invitations.
#[derive(Debug, Clone)]
pub struct Progressed {
    /// The distribution.
    pub view: DistributionView,
    /// What became of its invitations, as of some seconds ago if there are many.
    pub tally: Tally,
}

impl From<DistributionRow> for DistributionView {
    fn from(row: DistributionRow) -> Self {
        Self { distribution: row.distribution, progress: row.progress, next_at: row.next_at }
    }
}

impl App {
    /// Plans a distribution; nothing is sent before it is started.
    pub async fn create_distribution(
        &self,
        actor: &Actor,
        survey: SurveyId,
        plan: Plan,
    ) -> Result<DistributionView, Refusal> {
        actor.must(Permission::EditSurvey)?;
        let id = self.new_id(DistributionId::new);
        let app = self.clone();
        self.change("create_distribution", actor, move |change| {
            checked(change, &app, &plan)?;
            surveys::find(change.tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
            let (state, created_at) = (State::Draft, change.now);
            let distribution = Distribution { id, survey, state, created_at, plan: plan.clone() };
            let row = DistributionRow { distribution, next_at: None, progress: Progress::default() };
            distributions::insert(change.tx, &row)?;
            change.audit("distribution.create", id, &(), &plan);
            Ok(row.into())
        })
        .await
    }

    /// Changes the plan of a distribution that has not been started.
    pub async fn replace_distribution(
        &self,
        actor: &Actor,
        survey: SurveyId,
        id: DistributionId,
        plan: Plan,
    ) -> Result<DistributionView, Refusal> {
        actor.must(Permission::EditSurvey)?;
        let app = self.clone();
        self.change("replace_distribution", actor, move |change| {
            checked(change, &app, &plan)?;
            let mut row = row(change.tx, survey, id)?;
            must_be_draft(&row)?;
            // Its people would be invited beside those that the plan means from now on.
            let leaves_list = row.distribution.plan.whom == (Whom::List {}) && plan.whom != (Whom::List {});
            if leaves_list && !recipients::next_chosen(change.tx, id, 1)?.is_empty() {
                let message = "A list was uploaded for it: plan another distribution for customers.";
                let error = FieldError::new("whom", "list_uploaded", message);
                return Err(error.in_chinese("已为此次发送上传名单：请为客户另建一次发送。").into());
            }
            let before = std::mem::replace(&mut row.distribution.plan, plan.clone());
            distributions::update(change.tx, &row)?;
            change.audit("distribution.change", id, &before, &plan);
            Ok(row.into())
        })
        .await
    }

    /// Starts a distribution, now or at the time that its plan says.
    pub async fn start_distribution(
        &self,
        actor: &Actor,
        survey: SurveyId,
        id: DistributionId,
    ) -> Result<DistributionView, Refusal> {
        actor.must(Permission::EditSurvey)?;
        let app = self.clone();
        let view: DistributionView = self
            .change("start_distribution", actor, move |change| {
                let mut row = row(change.tx, survey, id)?;
                must_be_draft(&row)?;
                // Its template may have changed since it was planned.
                checked(change, &app, &row.distribution.plan)?;
                let others = distributions::of_survey(change.tx, survey, None, 500)?;
                let is_active = |row: &&DistributionRow| row.next_at.is_some();
                if others.iter().filter(is_active).count() >= ACTIVE_MAX {
                    let message =
                        format!("At most {ACTIVE_MAX} distributions of a survey are on their way at once.");
                    return Err(Refusal::Conflict(message));
                }
                row.distribution.state = match row.distribution.plan.whom {
                    Whom::Customers { .. } => State::Choosing,
                    Whom::List {} => {
                        let meant = recipients::counts(change.tx, id)?.chosen;
                        if meant == 0 {
                            let message = "Upload the list of people first.";
                            let error =
                                FieldError::new("whom", "empty", message).in_chinese("请先上传名单。");
                            return Err(error.into());
                        }
                        row.progress.meant = meant;
                        State::Inviting
                    }
                };
                row.progress.started_at = Some(change.now);
                row.next_at = Some(row.distribution.plan.starts_at.unwrap_or(change.now).max(change.now));
                distributions::update(change.tx, &row)?;
                change.audit("distribution.start", id, &State::Draft, &row.distribution.state);
                Ok(row.into())
            })
            .await?;
        self.alarms().distributions.ring(view.next_at.unwrap_or(self.now()));
        Ok(view)
    }

    /// Stops a distribution: what has not left is taken back, nobody is reminded any more.
    pub async fn stop_distribution(
        &self,
        actor: &Actor,
        survey: SurveyId,
        id: DistributionId,
    ) -> Result<DistributionView, Refusal> {
        actor.must(Permission::EditSurvey)?;
        let view: DistributionView = self
            .change("stop_distribution", actor, move |change| {
                let mut row = row(change.tx, survey, id)?;
                let before = row.distribution.state;
                row.distribution.state = match before {
                    State::Draft | State::Stopped => State::Stopped,
                    _ => State::Stopping,
                };
                if row.distribution.state == before {
                    change.unchanged();
                    return Ok(row.into());
                }
                row.next_at = (row.distribution.state == State::Stopping).then_some(change.now);
                row.progress.ended_at = Some(change.now);
                distributions::update(change.tx, &row)?;
                change.audit("distribution.stop", id, &before, &row.distribution.state);
                Ok(row.into())
            })
            .await?;
        self.alarms().distributions.ring(self.now());
        Ok(view)
    }

    /// Distributions of a survey, newest first, before an id.
    pub async fn list_distributions(
        &self,
        actor: &Actor,
        survey: SurveyId,
        before: Option<DistributionId>,
        limit: u32,
    ) -> Result<Vec<DistributionView>, Refusal> {
        actor.must(Permission::EditSurvey)?;
        let rows = self
            .store()
            .read("distributions", actor.brand, move |tx| {
                surveys::find(tx, survey)?.ok_or(Refusal::NotFound("survey"))?;
                Ok::<_, Refusal>(distributions::of_survey(tx, survey, before, limit.into())?)
            })
            .await?;
        Ok(rows.into_iter().map(DistributionView::from).collect())
    }

    /// One distribution with what became of its invitations.
    pub async fn distribution(
        &self,
        actor: &Actor,
        survey: SurveyId,
        id: DistributionId,
    ) -> Result<Progressed, Refusal> {
        actor.must(Permission::EditSurvey)?;
        let app = self.clone();
        let read = move |tx: &mut Tx<'_>| {
            let begun = app.now();
            let view = DistributionView::from(row(tx, survey, id)?);
            let state = view.distribution.state;
            if let Some(tally) = app.tallies().find(id, state, begun) {
                return Ok(Progressed { view, tally });
            }
            let tally = Tally::count(tx, id)?;
            app.tallies().keep(id, state, &tally, (begun, app.now()));
            Ok(Progressed { view, tally })
        };
        self.store().read("distribution", actor.brand, read).await
    }

    /// People of a distribution after an id.
    pub async fn list_recipients(
        &self,
        actor: &Actor,
        (survey, id): (SurveyId, DistributionId),
        state: Option<RecipientState>,
        after: Option<touchstone_domain::id::CustomerId>,
        limit: u32,
    ) -> Result<Vec<RecipientRow>, Refusal> {
        actor.must(Permission::EditSurvey)?;
        actor.must(Permission::ReadCustomers)?;
        self.store()
            .read("recipients", actor.brand, move |tx| {
                row(tx, survey, id)?;
                Ok(recipients::list(tx, id, state, after, limit.into())?)
            })
            .await
    }
}

fn checked(change: &mut Change<'_, '_>, app: &App, plan: &Plan) -> Result<(), Refusal> {
    let brand = app.brands().current(change.tx)?.ok_or(Refusal::NotFound("brand"))?;
    let errors = distribution::check(plan, &brand.templates);
    if errors.is_empty() { Ok(()) } else { Err(errors.into()) }
}

/// A distribution of this survey.
pub(super) fn row(tx: &mut Tx<'_>, survey: SurveyId, id: DistributionId) -> Result<DistributionRow, Refusal> {
    let found = distributions::find(tx, id)?.filter(|row| row.distribution.survey == survey);
    found.ok_or(Refusal::NotFound("distribution"))
}

/// Refuses what is not a draft any more.
pub(super) fn must_be_draft(row: &DistributionRow) -> Result<(), Refusal> {
    match row.distribution.state {
        State::Draft => Ok(()),
        other => Err(Refusal::Conflict(format!("Only a draft can be changed; this is {}.", other.as_str()))),
    }
}
