//! The figures of a whole journey, and the course of one touchpoint.

use touchstone_domain::id::{JourneyId, UnitId};
use touchstone_domain::journey::{self, Figure, Metric};
use touchstone_domain::survey::Key;

use super::metric::{Counters, course, measured, sum};
use super::{Asking, Bucket, Compared, Measured, Period, PeriodQuery, Point, Rate, find};
use crate::access::Actor;
use crate::units::Reach;
use crate::{App, Refusal};

/// The figures of a journey.
#[derive(Debug, Clone)]
pub struct JourneyFigures {
    /// The days.
    pub period: Period,
    /// One per touchpoint, in the order of the way.
    pub touchpoints: Vec<TouchpointFigures>,
}

/// The figures of a touchpoint.
#[derive(Debug, Clone)]
pub struct TouchpointFigures {
    /// The stage.
    pub stage: Key,
    /// The touchpoint.
    pub touchpoint: Key,
    /// How it is measured.
    pub metric: Metric,
    /// The figure; none without answers.
    pub figure: Option<Figure>,
    /// That of the equally long period before.
    pub earlier: Option<Figure>,
    /// How they differ, judged over the whole map; none when either has too few answers.
    pub change: Option<Compared>,
    /// The course; empty unless it was asked for.
    pub points: Vec<Point>,
    /// How its surveys were asked.
    pub asking: Asking,
    /// The share of those asked who answered; none when nobody was asked personally.
    pub response_rate: Option<Rate>,
}

impl App {
    /// The figures of a journey over a period, with their course if its steps are given.
    pub async fn journey_figures(
        &self,
        actor: &Actor,
        id: JourneyId,
        (unit, channel): (Option<UnitId>, Option<String>),
        (period, by): (PeriodQuery, Option<Bucket>),
    ) -> Result<JourneyFigures, Refusal> {
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        self.store()
            .read("journey_figures", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let journey = find(tx, id)?;
                let period = Period::of(period, &brand, now)?;
                let both = Period { first: period.earlier().first, end: period.end };
                let reach = Reach::of(&brand.units, &scope, unit)?;
                let counters = Counters { reach: &reach, channel: channel.as_deref() };
                let mut touchpoints = Vec::new();
                for (stage, touchpoint) in journey.touchpoints() {
                    let days = counters.days(tx, touchpoint.metric, &touchpoint.asked, both)?;
                    let (now, before) = (sum(&days, period), sum(&days, period.earlier()));
                    let asking = counters.asking(tx, &touchpoint.asked, period)?;
                    let points = by.map(|by| course(touchpoint.metric, &days, (period, by)));
                    touchpoints.push(TouchpointFigures {
                        stage: stage.id.clone(),
                        touchpoint: touchpoint.id.clone(),
                        metric: touchpoint.metric,
                        figure: journey::figure(touchpoint.metric, &now),
                        earlier: journey::figure(touchpoint.metric, &before),
                        change: journey::compare(touchpoint.metric, &now, &before),
                        points: points.unwrap_or_default(),
                        asking,
                        response_rate: Rate::of(asking),
                    });
                }
                journey::judge_together(touchpoints.iter_mut().filter_map(|one| one.change.as_mut()));
                Ok(JourneyFigures { period, touchpoints })
            })
            .await
    }

    /// One touchpoint over a period, and its course.
    pub async fn measure_touchpoint(
        &self,
        actor: &Actor,
        (id, touchpoint): (JourneyId, Key),
        (unit, channel): (Option<UnitId>, Option<String>),
        (period, by): (PeriodQuery, Bucket),
    ) -> Result<Measured, Refusal> {
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        self.store()
            .read("measure_touchpoint", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let journey = find(tx, id)?;
                let touchpoint =
                    journey.touchpoint(touchpoint.as_str()).ok_or(Refusal::NotFound("touchpoint"))?;
                let period = Period::of(period, &brand, now)?;
                let reach = Reach::of(&brand.units, &scope, unit)?;
                let counters = Counters { reach: &reach, channel: channel.as_deref() };
                Ok(measured(tx, &counters, touchpoint.metric, &touchpoint.asked, (period, by))?)
            })
            .await
    }
}
