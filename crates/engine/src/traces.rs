//! Explaining: where an event stands in the journal, and everything it led to.

use serde::Serialize;
use serde_json::Value;
use touchstone_domain::event::{API_SOURCE, OWN_SOURCE};
use touchstone_domain::id::{BrandId, RunId, SourceId};
use touchstone_domain::member::Permission;
use touchstone_domain::playbook::{Run, StepTrace};
use touchstone_domain::trace::Entry;
use touchstone_store::rows::outbox::{self, OutboxRow};
use touchstone_store::rows::{journal, playbooks, sources};
use touchstone_store::{StoreError, Tx};

use crate::access::Actor;
use crate::customers::elsewhere::Elsewhere;
use crate::{App, Refusal, pipeline};

/// Most sources that are asked for a message id of which only the id is known.
const SOURCES_MAX: u32 = 500;

/// An event, why it led to what, and how far that has come.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The event with its trace.
    pub entry: Entry,
    /// The runs it began or moved, as they stand now.
    pub runs: Vec<Run>,
    /// Effects that left or will leave the machine, as they stand now.
    pub effects: Vec<OutboxRow>,
    /// Whether it happened at a unit that the member does not see, and only that it happened is told.
    pub elsewhere: bool,
}

/// A run's later steps, for a trace.
#[derive(Debug, Clone, Serialize)]
pub struct RunSteps<'a> {
    /// The run.
    pub run: RunId,
    /// What it did.
    pub history: &'a [StepTrace],
}

impl App {
    /// Explains an event to a member: one about a customer whose home unit lies in their scope, one about
    /// nobody that happened there, or for those who see the whole brand any.
    pub async fn trace(
        &self,
        actor: &Actor,
        source: Option<SourceId>,
        message_id: String,
    ) -> Result<Explained, Refusal> {
        let found = explain(self, actor.brand, source, message_id).await?;
        let mut explained = found.ok_or(Refusal::NotFound("event"))?;
        if let Some(customer) = explained.entry.customer.filter(|_| !actor.scope.is_everything()) {
            self.customer(actor, customer).await.map_err(|refusal| match refusal {
                Refusal::NotFound(_) => Refusal::NotFound("event"),
                other => other,
            })?;
        } else if !self.happened_in_scope(actor, &explained.entry).await? {
            return Err(Refusal::NotFound("event"));
        }
        if !actor.scope.is_everything() {
            explained = self.seen(actor, explained).await?;
        }
        conceal(actor, &mut explained.entry);
        if !actor.permissions.allows(Permission::ReadResponses) {
            explained.runs.iter_mut().for_each(|run| {
                run.response = None;
                if run.origin.source == OWN_SOURCE {
                    run.origin.properties = Value::Null;
                }
            });
        }
        Ok(explained)
    }

    /// What a member sees of it: nothing of what happened elsewhere, and what followed at their own units.
    async fn seen(&self, actor: &Actor, mut explained: Explained) -> Result<Explained, Refusal> {
        let app = self.clone();
        let read = move |tx: &mut Tx<'_>| app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"));
        let brand = self.store().read("trace_brand", actor.brand, read).await?;
        let elsewhere = Elsewhere { brand: &brand, scope: &actor.scope };
        explained.elsewhere = elsewhere.event(&mut explained.entry);
        let is_elsewhere = explained.elsewhere;
        explained.runs.retain(|run| !is_elsewhere && !elsewhere.is(run.origin.unit));
        let runs: Vec<RunId> = explained.runs.iter().map(|run| run.id).collect();
        explained.effects.retain(|row| !is_elsewhere && row.effect.run.is_none_or(|run| runs.contains(&run)));
        Ok(explained)
    }
}

/// Takes what customers answered out of an event for those who may not read answers.
pub(crate) fn conceal(actor: &Actor, entry: &mut Entry) {
    if entry.event.source == OWN_SOURCE && !actor.permissions.allows(Permission::ReadResponses) {
        entry.event.properties = Value::Null;
    }
}

/// Explains a message id: of the product's own events, or of any of the brand's sources.
pub async fn explain(
    app: &App,
    brand: BrandId,
    source: Option<SourceId>,
    message_id: String,
) -> Result<Option<Explained>, StoreError> {
    app.store()
        .read("trace", brand, move |tx| {
            let candidates = match source {
                Some(source) => vec![source],
                None => {
                    let mut all = vec![OWN_SOURCE, API_SOURCE];
                    all.extend(sources::list(tx, None, SOURCES_MAX)?.into_iter().map(|source| source.id));
                    all
                }
            };
            for source in candidates {
                if let Some(entry) = entry(tx, source, &message_id)? {
                    return explained(tx, entry).map(Some);
                }
            }
            Ok(None)
        })
        .await
}

fn explained(tx: &mut Tx, entry: Entry) -> Result<Explained, StoreError> {
    let ids: Vec<RunId> = entry.trace.playbooks.iter().filter_map(|look| look.run).collect();
    let runs: Vec<Run> = playbooks::runs(tx, &ids)?;
    let mut wanted = entry.trace.effects.clone();
    wanted.extend(runs.iter().flat_map(|run| run.history.iter().filter_map(StepTrace::effect)));
    wanted.sort_unstable();
    wanted.dedup();
    let mut effects = outbox::by_ids(tx, &wanted)?;
    effects.sort_by_key(|row| row.created_at);
    Ok(Explained { entry, runs, effects, elsewhere: false })
}

/// One event with its trace.
pub fn entry(tx: &mut Tx, source: SourceId, message_id: &str) -> Result<Option<Entry>, StoreError> {
    let key = journal::event_key(tx.brand(), source, message_id);
    let Some(place) = journal::find(tx, &key)? else { return Ok(None) };
    let chunks = journal::chunks(tx, &[place.chunk])?;
    let Some(chunk) = chunks.first() else { return Ok(None) };
    Ok(pipeline::entries(chunk)?.into_iter().find(|entry| entry.position == place.position))
}
