//! How a team closes its loops: workload, time to first response and to resolution, recovery.
//!
//! Open cases count for as long as they were watched (Kaplan–Meier): the mean of closed ones alone would say
//! how fast the fast ones are.

use std::collections::BTreeMap;

use jiff::Timestamp;
use touchstone_domain::case::{Case, Outcome, State};
use touchstone_domain::id::{MemberId, UnitId};
use touchstone_domain::member::Permission;
use touchstone_stats::survival::{Curve, Watched};
use touchstone_stats::{Estimate, proportion};
use touchstone_store::rows::cases::{self, CaseFilter, Order};
use touchstone_store::rows::members;
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::units::narrowed;
use crate::{App, Refusal};

/// Cases read at once, and in all.
const STEP: i64 = 2_000;
/// Most cases that are looked at; the newest of the period.
pub const CASES_MAX: usize = 20_000;

/// Which cases.
#[derive(Debug, Clone, Copy, Default)]
pub struct StatisticsQuery {
    /// Of this unit and all below it.
    pub unit: Option<UnitId>,
    /// Opened at or after this time.
    pub from: Option<Timestamp>,
    /// Opened before this time.
    pub until: Option<Timestamp>,
}

/// How a team closes its loops.
#[derive(Debug, Clone, Default)]
pub struct CaseStatistics {
    /// How many cases.
    pub n: u64,
    /// Whether there were more than are looked at.
    pub is_cut: bool,
    /// Not closed.
    pub open: u64,
    /// Open past their time.
    pub late: u64,
    /// Hours until a member did something for the first time.
    pub first_response: Curve,
    /// Hours until closed.
    pub resolution: Curve,
    /// The share won back of those whose outcome is known, in percent.
    pub recovery: Option<Estimate>,
    /// Closed with a known outcome.
    pub known: u64,
    /// Closed, and nobody knows.
    pub unknown: u64,
    /// Per owner, the most loaded first.
    pub owners: Vec<OwnerLoad>,
}

/// What one member holds.
#[derive(Debug, Clone, Default)]
pub struct OwnerLoad {
    /// Who; none for cases that nobody holds.
    pub member: Option<MemberId>,
    /// What they are called.
    pub name: Option<String>,
    /// Not closed.
    pub open: u64,
    /// Open past their time.
    pub late: u64,
    /// Closed.
    pub closed: u64,
    /// Hours until closed, open ones counted.
    pub resolution: Curve,
}

impl App {
    /// How cases of the actor's units were handled.
    pub async fn case_statistics(
        &self,
        actor: &Actor,
        query: StatisticsQuery,
    ) -> Result<CaseStatistics, Refusal> {
        actor.must(Permission::ReadCases)?;
        let (app, now, scope) = (self.clone(), self.now(), actor.scope.clone());
        self.store()
            .read("case_statistics", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let scope = narrowed(&brand.units, &scope, query.unit)?;
                let mut found = Vec::new();
                let mut place =
                    query.until.map(|until| (until, touchstone_domain::id::CaseId::from_bytes([0; 16])));
                loop {
                    let filter = CaseFilter { order: Order::Newest(place), ..CaseFilter::default() };
                    let page = cases::list(tx, &scope, &filter, STEP)?;
                    let is_last = i64::try_from(page.len()).is_ok_and(|read| read < STEP);
                    place = page.last().map(|case| (case.opened_at, case.id));
                    let past = |case: &Case| query.from.is_some_and(|from| case.opened_at < from);
                    let is_over = page.last().is_none_or(past);
                    found.extend(page.into_iter().filter(|case| !past(case)));
                    if is_last || is_over || found.len() >= CASES_MAX {
                        let mut statistics = summed(&found, now);
                        statistics.is_cut = !is_last && !is_over;
                        named(tx, &mut statistics.owners)?;
                        return Ok(statistics);
                    }
                }
            })
            .await
    }
}

fn summed(cases: &[Case], now: Timestamp) -> CaseStatistics {
    let mut sum = CaseStatistics { n: cases.len() as u64, ..CaseStatistics::default() };
    let (mut responded, mut resolved, mut won) = (Vec::new(), Vec::new(), 0);
    let mut owners: BTreeMap<Option<MemberId>, (OwnerLoad, Vec<Watched>)> = BTreeMap::new();
    for case in cases {
        let resolution = watched(case, closed_at(case), now);
        responded.push(watched(case, case.responded_at.or(closed_at(case)), now));
        resolved.push(resolution);
        let (owner, times) = owners.entry(case.holder.member).or_default();
        owner.member = case.holder.member;
        times.push(resolution);
        if let State::Closed { outcome, .. } = case.state {
            owner.closed += 1;
            match outcome {
                Outcome::Recovered => won += 1,
                Outcome::NotRecovered => {}
                Outcome::Unknown => sum.unknown += 1,
            }
            sum.known += u64::from(outcome != Outcome::Unknown);
        } else {
            owner.open += 1;
            sum.open += 1;
            owner.late += u64::from(case.is_late(now));
            sum.late += u64::from(case.is_late(now));
        }
    }
    sum.first_response = Curve::of(&responded);
    sum.resolution = Curve::of(&resolved);
    sum.recovery = proportion::wilson(won, sum.known).map(|share| Estimate {
        value: share.value * 100.0,
        low: share.low * 100.0,
        high: share.high * 100.0,
    });
    sum.owners = owners
        .into_values()
        .map(|(owner, times)| OwnerLoad { resolution: Curve::of(&times), ..owner })
        .collect();
    sum.owners.sort_by_key(|owner| std::cmp::Reverse((owner.open, owner.late, owner.closed)));
    sum
}

/// Hours from opening to something, or until now if it has not happened.
fn watched(case: &Case, at: Option<Timestamp>, now: Timestamp) -> Watched {
    let hours = at.unwrap_or(now).duration_since(case.opened_at).as_secs_f64() / 3600.0;
    Watched { time: hours.max(0.0), happened: at.is_some() }
}

fn closed_at(case: &Case) -> Option<Timestamp> {
    match case.state {
        State::Closed { at, .. } => Some(at),
        _ => None,
    }
}

fn named(tx: &mut Tx<'_>, owners: &mut [OwnerLoad]) -> Result<(), StoreError> {
    for owner in owners {
        if let Some(member) = owner.member {
            owner.name = members::get(tx, member)?.map(|member| member.name);
        }
    }
    Ok(())
}
