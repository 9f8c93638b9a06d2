//! To whom a case can be handed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use touchstone_domain::case::Case;
use touchstone_domain::id::{CaseId, MemberId};
use touchstone_domain::member::Permission;
use touchstone_domain::unit::UnitTree;
use touchstone_store::Tx;
use touchstone_store::rows::cases;
use touchstone_store::rows::members::{self, Member};

use super::commands::handles;
use crate::access::Actor;
use crate::{App, Refusal};

/// Members that are looked at, a page at a time.
const SCANNED_MAX: usize = 50_000;
const STEP: u32 = 2_000;
/// Most members that are offered; the others are found by a part of their name.
const OFFERED_MAX: usize = 50;

/// Somebody who may take a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub member: MemberId,
    /// What they are called.
    pub name: String,
    /// How many open cases they hold, of those that the one who asks may see.
    pub open: i64,
}

impl App {
    /// Who may take a case that the actor may hand over, those nearest to its unit first, then by how few they hold.
    pub async fn case_candidates(
        &self,
        actor: &Actor,
        id: CaseId,
        name: Option<String>,
    ) -> Result<Vec<Candidate>, Refusal> {
        actor.must(Permission::HandleCases)?;
        let (app, scope) = (self.clone(), actor.scope.clone());
        let find = move |tx: &mut Tx<'_>| {
            let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
            let case = cases::find_in(tx, &scope, id)?.ok_or(Refusal::NotFound("case"))?;
            let able = able(tx, &brand.units, &case, name.as_deref())?;
            let ids: Vec<MemberId> = able.iter().map(|(_, member)| member.id).collect();
            let open: BTreeMap<MemberId, i64> =
                cases::open_per_owner(tx, &scope, &ids)?.into_iter().collect();
            let mut offered: Vec<(usize, Candidate)> = able
                .into_iter()
                .map(|(near, Member { id, name, .. })| {
                    let open = open.get(&id).copied().unwrap_or_default();
                    (near, Candidate { member: id, name, open })
                })
                .collect();
            offered.sort_by_key(|(near, one)| (Reverse(*near), one.open, one.member));
            Ok(offered.into_iter().map(|(_, one)| one).collect())
        };
        self.store().read("case_candidates", actor.brand, find).await
    }
}

/// Those who may handle a case, with how deep in the tree the unit lies by which they may: the nearest first.
fn able(
    tx: &mut Tx<'_>,
    units: &UnitTree,
    case: &Case,
    name: Option<&str>,
) -> Result<Vec<(usize, Member)>, Refusal> {
    let wanted = name.map(str::to_lowercase);
    let fits = |member: &Member| {
        wanted.as_ref().is_none_or(|part| member.name.to_lowercase().contains(part.trim()))
            && member.suspended_at.is_none()
            && case.holder.member != Some(member.id)
            && handles(units, member, case)
    };
    let place = case.unit.and_then(|unit| units.get(unit));
    let near = |member: &Member| {
        let own = member.units.iter().filter_map(|&unit| units.get(unit));
        let over = own.filter(|own| place.is_some_and(|place| own.path.contains(&place.path)));
        over.map(|own| own.path.depth()).max().unwrap_or_default()
    };
    let (mut found, mut after, mut scanned) = (Vec::new(), None, 0);
    while scanned < SCANNED_MAX {
        let rows = members::list(tx, after, STEP)?;
        let Some(last) = rows.last().map(|row| row.id) else { break };
        (after, scanned) = (Some(last), scanned + rows.len());
        found.extend(rows.into_iter().filter(fits).map(|member| (near(&member), member)));
        found.sort_by_key(|(near, member)| (Reverse(*near), member.id));
        found.truncate(OFFERED_MAX);
    }
    Ok(found)
}
