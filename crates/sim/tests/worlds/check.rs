//! Looks at a world and asks the invariants.

use std::collections::HashSet;

use touchstone_domain::case::Case;
use touchstone_domain::effect::Effect;
use touchstone_domain::event::OWN_SOURCE;
use touchstone_domain::id::{EffectId, SourceId};
use touchstone_domain::member::Scope;
use touchstone_domain::trace::Entry;
use touchstone_engine::access::Actor;
use touchstone_engine::answering::message_id;
use touchstone_engine::cases::CaseQuery;
use touchstone_engine::customers::CustomerQuery;
use touchstone_engine::{Refusal, pipeline};
use touchstone_sim::invariant::{self, Broken};
use touchstone_store::rows::journal;
use touchstone_store::rows::outbox::{self, OutboxState};

use super::world::World;

/// As in the brand's default budget.
const CONTACTS_MAX: usize = 2;
const CONTACTS_PER_S: i64 = 7 * 24 * 3600;
const ROWS_MAX: i64 = 1_000;

/// Checks the invariants; those that read everything only when `thorough`.
pub async fn all(world: &World<'_>, thorough: bool) -> Result<(), Broken> {
    let effects = effects(world).await;
    invariant::effects_are_unique(&effects)?;
    invariant::one_invitation_per_order(&effects)?;
    invariant::contacts_stay_in_budget(&effects, CONTACTS_MAX, CONTACTS_PER_S)?;
    invariant::what_was_sent_stays_sent(&world.delivered.0, &world.delivered.1)?;
    if let Some(undone) = &world.undone {
        let (before, after) = (&undone.before, &undone.after);
        invariant::a_merge_undone_restores_both(
            (&before.0, &before.1),
            &undone.merged,
            (&after.0, &after.1),
        )?;
    }
    let cases = cases(world).await;
    invariant::one_open_case_each(&cases)?;
    if world.is_awake {
        invariant::late_cases_have_escalated(&cases, world.app.now())?;
    }
    if thorough {
        for case in &cases {
            let seen = world.app.case(&world.template.actor, case.id).await.unwrap();
            invariant::a_late_case_escalates_once(&seen.case, &seen.history)?;
        }
        let journal = entries(world).await;
        invariant::one_trace_per_event(&accepted(world).await, &journal)?;
        invariant::history_is_not_acted_on(&journal)?;
        scopes(world).await?;
    }
    Ok(())
}

/// All effects that leave the machine.
pub async fn effects(world: &World<'_>) -> Vec<Effect> {
    let rows = world.read(|tx| {
        let mut all = Vec::new();
        for state in OutboxState::ALL {
            all.extend(outbox::list(tx, state, None, ROWS_MAX)?);
        }
        Ok(all)
    });
    rows.await.into_iter().map(|row| row.effect).collect()
}

/// Effects that are on record as sent.
pub async fn sent(world: &World<'_>) -> HashSet<EffectId> {
    let rows = world.read(|tx| outbox::list(tx, OutboxState::Sent, None, ROWS_MAX)).await;
    rows.into_iter().map(|row| row.effect.id).collect()
}

pub async fn cases(world: &World<'_>) -> Vec<Case> {
    world.app.list_cases(&world.template.actor, CaseQuery::default(), 1_000).await.unwrap()
}

async fn entries(world: &World<'_>) -> Vec<Entry> {
    let chunks = world.read(|tx| journal::latest(tx, i64::MAX, ROWS_MAX)).await;
    chunks.iter().flat_map(|chunk| pipeline::entries(chunk).unwrap()).collect()
}

/// What the server said it had accepted: events of the till, and answers that were completed.
async fn accepted(world: &World<'_>) -> Vec<(SourceId, String)> {
    let sent = world.sent.iter().map(|arrived| (arrived.event.source, arrived.event.message_id.clone()));
    let mut accepted: Vec<_> = sent.collect();
    let template = world.template;
    let responses =
        world.app.list_responses(&template.actor, template.survey, None, 1_000).await.unwrap().items;
    let completed = responses.iter().filter(|response| response.submitted_at.is_some());
    accepted.extend(world.closed.iter().map(|closed| (OWN_SOURCE, closed.clone())));
    accepted.extend(completed.map(|response| (OWN_SOURCE, message_id(response.id))));
    accepted
}

/// Members of one store look at everything.
async fn scopes(world: &World<'_>) -> Result<(), Broken> {
    let template = world.template;
    let everyone =
        world.app.search_customers(&template.actor, CustomerQuery::default(), 1_000).await.unwrap().items;
    for code in super::template::STORES {
        let path = template.units.by_code(code).unwrap().path.clone();
        let scope = Scope::of([path]);
        let member = Actor { scope: scope.clone(), ..template.actor.clone() };
        let path_of = |unit| template.units.get(unit).map(|unit| &unit.path);
        let customers =
            world.app.search_customers(&member, CustomerQuery::default(), 1_000).await.unwrap().items;
        let held = world.app.list_cases(&member, CaseQuery::default(), 1_000).await.unwrap();
        let where_from = held.iter().map(|case| case.unit.and_then(path_of));
        invariant::members_see_their_units_only(&scope, where_from)?;
        let homes = customers.iter().map(|row| row.profile.home_unit.and_then(path_of));
        invariant::members_see_their_units_only(&scope, homes)?;
        let responses = world.app.list_responses(&member, template.survey, None, 1_000).await.unwrap().items;
        let places = responses.iter().map(|response| response.unit.and_then(path_of));
        invariant::members_see_their_units_only(&scope, places)?;
        for row in &everyone {
            let home = row.profile.home_unit.and_then(path_of);
            match world.app.customer(&member, row.customer).await {
                Ok(_) => invariant::members_see_their_units_only(&scope, [home])?,
                Err(Refusal::NotFound(_)) => assert!(!scope.covers_option(home), "a member lost a customer"),
                Err(other) => panic!("a customer cannot be read: {other}"),
            }
        }
    }
    Ok(())
}
