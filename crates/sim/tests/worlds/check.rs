//! Looks at a world and asks the invariants.

use touchstone_domain::effect::Effect;
use touchstone_domain::event::OWN_SOURCE;
use touchstone_domain::id::SourceId;
use touchstone_domain::member::Scope;
use touchstone_domain::trace::Entry;
use touchstone_engine::access::Actor;
use touchstone_engine::answering::message_id;
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
    if let Some(undone) = &world.undone {
        let (before, after) = (&undone.before, &undone.after);
        invariant::a_merge_undone_restores_both(
            (&before.0, &before.1),
            &undone.merged,
            (&after.0, &after.1),
        )?;
    }
    if thorough {
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

async fn entries(world: &World<'_>) -> Vec<Entry> {
    let chunks = world.read(|tx| journal::latest(tx, i64::MAX, ROWS_MAX)).await;
    chunks.iter().flat_map(|chunk| pipeline::entries(chunk).unwrap()).collect()
}

/// What the server said it had accepted: events of the till, and answers that were completed.
async fn accepted(world: &World<'_>) -> Vec<(SourceId, String)> {
    let sent = world.sent.iter().map(|arrived| (arrived.event.source, arrived.event.message_id.clone()));
    let mut accepted: Vec<_> = sent.collect();
    let template = world.template;
    let responses = world.app.list_responses(&template.actor, template.survey, None, 1_000).await.unwrap();
    let completed = responses.iter().filter(|response| response.submitted_at.is_some());
    accepted.extend(completed.map(|response| (OWN_SOURCE, message_id(response.id))));
    accepted
}

/// Members of one store look at everything.
async fn scopes(world: &World<'_>) -> Result<(), Broken> {
    let template = world.template;
    let everyone = world.app.list_customers(&template.actor, None, 1_000).await.unwrap();
    for code in super::template::STORES {
        let path = template.units.by_code(code).unwrap().path.clone();
        let scope = Scope::of([path]);
        let member = Actor { scope: scope.clone(), ..template.actor.clone() };
        let path_of = |unit| template.units.get(unit).map(|unit| &unit.path);
        let customers = world.app.list_customers(&member, None, 1_000).await.unwrap();
        let homes = customers.iter().map(|row| row.profile.home_unit.and_then(path_of));
        invariant::members_see_their_units_only(&scope, homes)?;
        let responses = world.app.list_responses(&member, template.survey, None, 1_000).await.unwrap();
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
