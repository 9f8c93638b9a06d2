//! Journeys as members make them, and the figures on them.

mod channels;
mod compare;
mod figures;
mod metric;
mod period;

use std::collections::HashSet;

use touchstone_domain::id::{JourneyId, SurveyId};
use touchstone_domain::journey::{self, Journey, Stage};
use touchstone_domain::locale::LocalizedText;
use touchstone_store::Tx;
use touchstone_store::rows::{journeys, surveys};

use crate::access::{Actor, Change};
use crate::{App, Refusal};

pub use channels::ChannelUse;
pub use compare::{JourneyComparison, Side, TouchpointComparison, Whole};
pub use figures::{JourneyFigures, TouchpointFigures};
pub use metric::{Compared, Measured, MetricQuery, Point, Rate, UnitFigure};
pub(crate) use metric::{Counters, course};
pub use period::{Bucket, DAYS_MAX, Period, PeriodQuery};
pub use touchstone_store::rows::counts::Asking;

/// Most journeys of a brand.
const JOURNEYS_MAX: u32 = 200;
/// Most surveys that a check, or a figure over all surveys, looks at.
const SURVEYS_MAX: i64 = 10_000;

/// A journey to be written; its id is the server's.
#[derive(Debug, Clone)]
pub struct JourneyDraft {
    /// What members call it.
    pub name: LocalizedText,
    /// In the order of the way.
    pub stages: Vec<Stage>,
}

impl App {
    /// Makes a journey.
    pub async fn create_journey(&self, actor: &Actor, draft: JourneyDraft) -> Result<Journey, Refusal> {
        let journey = Journey { id: self.new_id(JourneyId::new), name: draft.name, stages: draft.stages };
        self.change("create_journey", actor, move |change| {
            if journeys::list(change.tx, None, JOURNEYS_MAX)?.len() >= JOURNEYS_MAX as usize {
                return Err(Refusal::Conflict(format!("A brand has at most {JOURNEYS_MAX} journeys.")));
            }
            save(change, &journey)?;
            change.audit("journey.create", journey.id, &(), &journey);
            Ok(journey.clone())
        })
        .await
    }

    /// Replaces a journey. Figures follow what its touchpoints ask now, also for the past.
    pub async fn update_journey(
        &self,
        actor: &Actor,
        id: JourneyId,
        draft: JourneyDraft,
    ) -> Result<Journey, Refusal> {
        let journey = Journey { id, name: draft.name, stages: draft.stages };
        self.change("update_journey", actor, move |change| {
            let before = find(change.tx, id)?;
            if before == journey {
                change.unchanged();
                return Ok(before);
            }
            save(change, &journey)?;
            change.audit("journey.update", id, &before, &journey);
            Ok(journey.clone())
        })
        .await
    }

    /// Removes a journey. What was counted stays: it belongs to the surveys.
    pub async fn delete_journey(&self, actor: &Actor, id: JourneyId) -> Result<(), Refusal> {
        self.change("delete_journey", actor, move |change| {
            let before = find(change.tx, id)?;
            journeys::delete(change.tx, id)?;
            change.audit("journey.delete", id, &before, &());
            Ok(())
        })
        .await
    }

    /// One journey.
    pub async fn journey(&self, actor: &Actor, id: JourneyId) -> Result<Journey, Refusal> {
        self.store().read("journey", actor.brand, move |tx| find(tx, id)).await
    }

    /// Journeys after an id.
    pub async fn list_journeys(
        &self,
        actor: &Actor,
        after: Option<JourneyId>,
        limit: u32,
    ) -> Result<Vec<Journey>, Refusal> {
        let list = self.store().read("journeys", actor.brand, move |tx| journeys::list(tx, after, limit));
        Ok(list.await?)
    }
}

pub(crate) fn find(tx: &mut Tx<'_>, id: JourneyId) -> Result<Journey, Refusal> {
    journeys::find(tx, id)?.ok_or(Refusal::NotFound("journey"))
}

fn save(change: &mut Change<'_, '_>, journey: &Journey) -> Result<(), Refusal> {
    let known: HashSet<SurveyId> =
        surveys::list(change.tx, None, SURVEYS_MAX)?.into_iter().map(|row| row.survey).collect();
    let errors = journey::check(journey, |survey| known.contains(&survey));
    if !errors.is_empty() {
        return Err(errors.into());
    }
    journeys::save(change.tx, journey, change.now)?;
    Ok(())
}
