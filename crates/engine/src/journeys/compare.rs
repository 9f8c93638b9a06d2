//! A journey seen twice: two periods, units or channels side by side, with the difference of each touchpoint.
//!
//! A difference is honest only between answers that are not the same ones. Where one side is a part of the other, such
//! as a store of the brand, the whole is therefore counted without it; sides that overlap otherwise are refused.

use std::collections::BTreeMap;

use touchstone_domain::field::FieldError;
use touchstone_domain::id::{JourneyId, UnitId};
use touchstone_domain::journey::{self, Compared, Figure, Metric, Tally, Touchpoint};
use touchstone_domain::survey::Key;
use touchstone_domain::unit::UnitTree;
use touchstone_store::{StoreError, Tx};

use super::metric::{Counters, sum};
use super::{Asking, Period, PeriodQuery, Rate, find};
use crate::access::Actor;
use crate::units::Reach;
use crate::{App, Refusal};

/// One of two views of a journey.
#[derive(Debug, Clone)]
pub struct Side {
    /// Of this unit and all below it.
    pub unit: Option<UnitId>,
    /// Over this channel.
    pub channel: Option<String>,
    /// On these days.
    pub period: PeriodQuery,
}

/// A journey seen twice.
#[derive(Debug, Clone)]
pub struct JourneyComparison {
    /// The days of the one side, and of the other.
    pub periods: [Period; 2],
    /// Which side is counted without the other, because it holds it.
    pub without: Option<Whole>,
    /// One per touchpoint, in the order of the way.
    pub touchpoints: Vec<TouchpointComparison>,
}

/// Which of two sides holds the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// The one.
    One,
    /// The other.
    Other,
}

/// A touchpoint seen twice.
#[derive(Debug, Clone)]
pub struct TouchpointComparison {
    /// The stage.
    pub stage: Key,
    /// The touchpoint.
    pub touchpoint: Key,
    /// How it is measured.
    pub metric: Metric,
    /// The figures of the one side, and of the other; none without answers.
    pub figures: [Option<Figure>; 2],
    /// The one minus the other, judged over the whole map; none when either has too few answers.
    pub difference: Option<Compared>,
    /// How the surveys were asked on either side.
    pub asking: [Asking; 2],
    /// The shares of those asked who answered.
    pub response_rates: [Option<Rate>; 2],
}

impl App {
    /// A journey seen from two sides.
    pub async fn compare_journey(
        &self,
        actor: &Actor,
        id: JourneyId,
        sides: [Side; 2],
    ) -> Result<JourneyComparison, Refusal> {
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        self.store()
            .read("compare_journey", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let journey = find(tx, id)?;
                let [one, other] = &sides;
                let periods = [Period::of(one.period, &brand, now)?, Period::of(other.period, &brand, now)?];
                let reaches = [
                    Reach::of(&brand.units, &scope, one.unit)?,
                    Reach::of(&brand.units, &scope, other.unit)?,
                ];
                let without = overlap(&brand.units, &sides, periods)?;
                let seen = [0, 1].map(|at| Seen {
                    counters: Counters { reach: &reaches[at], channel: sides[at].channel.as_deref() },
                    period: periods[at],
                });
                let mut touchpoints = Vec::new();
                for (stage, touchpoint) in journey.touchpoints() {
                    touchpoints.push(compared(tx, &stage.id, touchpoint, (&seen, without))?);
                }
                journey::judge_together(touchpoints.iter_mut().filter_map(|one| one.difference.as_mut()));
                Ok(JourneyComparison { periods, without, touchpoints })
            })
            .await
    }
}

struct Seen<'a> {
    counters: Counters<'a>,
    period: Period,
}

impl Seen<'_> {
    fn count(&self, tx: &mut Tx<'_>, touchpoint: &Touchpoint) -> Result<(Tally, Asking), StoreError> {
        let days: BTreeMap<i32, Tally> =
            self.counters.days(tx, touchpoint.metric, &touchpoint.asked, self.period)?;
        let asking = self.counters.asking(tx, &touchpoint.asked, self.period)?;
        Ok((sum(&days, self.period), asking))
    }
}

fn compared(
    tx: &mut Tx<'_>,
    stage: &Key,
    touchpoint: &Touchpoint,
    (seen, without): (&[Seen<'_>; 2], Option<Whole>),
) -> Result<TouchpointComparison, StoreError> {
    let (mut one, mut other) = (seen[0].count(tx, touchpoint)?, seen[1].count(tx, touchpoint)?);
    let rest = |whole: &mut (Tally, Asking), part: &(Tally, Asking)| {
        whole.0.subtract(&part.0);
        whole.1.subtract(part.1);
    };
    match without {
        Some(Whole::One) => rest(&mut one, &other),
        Some(Whole::Other) => rest(&mut other, &one),
        None => {}
    }
    let metric = touchpoint.metric;
    Ok(TouchpointComparison {
        stage: stage.clone(),
        touchpoint: touchpoint.id.clone(),
        metric,
        figures: [journey::figure(metric, &one.0), journey::figure(metric, &other.0)],
        difference: journey::compare(metric, &one.0, &other.0),
        asking: [one.1, other.1],
        response_rates: [Rate::of(one.1), Rate::of(other.1)],
    })
}

/// Whether one side holds the other; refuses sides that are the same, or share answers without one holding the other.
fn overlap(tree: &UnitTree, sides: &[Side; 2], periods: [Period; 2]) -> Result<Option<Whole>, FieldError> {
    let [one, other] = sides;
    let parts = [
        holding(|a: &Option<UnitId>, b| holds_unit(tree, *a, *b), &one.unit, &other.unit),
        holding(|a: &Option<String>, b| a.is_none() || a == b, &one.channel, &other.channel),
        holding(Period::holds_all, &periods[0], &periods[1]),
    ];
    let shares_days = periods[0].first < periods[1].end && periods[1].first < periods[0].end;
    if !shares_days || parts[0] == [false, false] || parts[1] == [false, false] {
        return Ok(None);
    }
    let holds = |at: usize| parts.iter().all(|part| part[at]);
    match (holds(0), holds(1)) {
        (true, true) => Err(FieldError::new("other_unit", "same", "the two sides are the same")
            .in_chinese("对比的两方相同")),
        (true, false) => Ok(Some(Whole::One)),
        (false, true) => Ok(Some(Whole::Other)),
        (false, false) => Err(FieldError::new(
            "other_unit",
            "overlap",
            "the two sides share answers without one holding the other; choose sides that have none in common",
        )
        .in_chinese("对比的两方有部分答卷重叠，请选择没有重叠的两方")),
    }
}

/// Whether the one holds the other, and the other the one.
fn holding<T>(holds: impl Fn(&T, &T) -> bool, one: &T, other: &T) -> [bool; 2] {
    [holds(one, other), holds(other, one)]
}

fn holds_unit(tree: &UnitTree, above: Option<UnitId>, below: Option<UnitId>) -> bool {
    let path = |unit: Option<UnitId>| unit.and_then(|unit| tree.get(unit)).map(|unit| &unit.path);
    match (path(above), path(below)) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(above), Some(below)) => above.contains(below),
    }
}
