//! Playbooks and templates as members handle them.

use std::collections::HashSet;

use jiff::Timestamp;
use serde_json::Value;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{PlaybookId, RunId, SurveyId, TemplateId};
use touchstone_domain::member::Permission;
use touchstone_domain::message::{self, Template, Templates};
use touchstone_domain::playbook::{self, Known, Playbook, PlaybookState, Run};
use touchstone_stats::{Estimate, proportion};
use touchstone_store::rows::playbooks::{self, PlaybookRow};
use touchstone_store::rows::surveys;
use touchstone_store::{StoreError, Tx};

use crate::access::{Actor, Change};
use crate::{App, Refusal, Slice, slice};

/// Where a run stands among those of its playbook: when it began, and its id.
pub type RunPlace = (Timestamp, RunId);

/// Most runs that are counted, and that are read to be counted: the latest.
const COUNTED_MAX: i64 = 100_000;
const READ_MAX: i64 = 5_000;

/// How runs of a playbook ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RunCounts {
    /// All of them.
    pub n: u64,
    /// Whether there are earlier ones that were not counted.
    pub is_cut: bool,
    /// Wait for a time or an event.
    pub waiting: u64,
    /// At their end.
    pub done: u64,
    /// In the control group.
    pub held_out: u64,
    /// Ended by something else than their steps.
    pub stopped: u64,
}

impl RunCounts {
    /// The share in the control group with its interval; none of nothing.
    #[must_use]
    pub fn held_out_share(&self) -> Option<Estimate> {
        proportion::wilson(self.held_out, self.n)
    }

    fn add(&mut self, state: &str, runs: u64) {
        self.n += runs;
        match state {
            "waiting" => self.waiting += runs,
            "done" => self.done += runs,
            "held_out" => self.held_out += runs,
            _ => self.stopped += runs,
        }
    }
}

/// Most surveys that a check looks at.
const SURVEYS_MAX: i64 = 10_000;

impl App {
    /// Makes a playbook as a draft.
    pub async fn create_playbook(&self, actor: &Actor, document: Value) -> Result<Playbook, Refusal> {
        let playbook = read(document, self.new_id(PlaybookId::new), PlaybookState::Draft, 1)?;
        self.change("create_playbook", actor, move |change| {
            add_playbook(change, &playbook)?;
            Ok(playbook.clone())
        })
        .await
    }

    /// Replaces a playbook; its state stays. Runs under way go on with the steps that are still there.
    pub async fn update_playbook(
        &self,
        actor: &Actor,
        id: PlaybookId,
        document: Value,
    ) -> Result<Playbook, Refusal> {
        let next = read(document, id, PlaybookState::Draft, 1)?;
        self.change("update_playbook", actor, move |change| {
            let before = find(change.tx, id)?;
            let playbook = Playbook {
                id,
                state: before.state,
                version: before.version.saturating_add(1),
                ..next.clone()
            };
            save(change, &playbook)?;
            change.audit("playbook.update", id, &before.to_json(), &playbook.to_json());
            Ok(playbook)
        })
        .await
    }

    /// Activates or pauses a playbook.
    pub async fn set_playbook_state(
        &self,
        actor: &Actor,
        id: PlaybookId,
        state: PlaybookState,
    ) -> Result<Playbook, Refusal> {
        self.change("set_playbook_state", actor, move |change| {
            let before = find(change.tx, id)?;
            if before.state == state {
                change.unchanged();
                return Ok(before);
            }
            let playbook = Playbook { state, ..before.clone() };
            save(change, &playbook)?;
            change.audit("playbook.state", id, &before.state, &state);
            Ok(playbook)
        })
        .await
    }

    /// One playbook.
    pub async fn playbook(&self, actor: &Actor, id: PlaybookId) -> Result<Playbook, Refusal> {
        self.store().read("playbook", actor.brand, move |tx| find(tx, id)).await
    }

    /// Playbooks after an id.
    pub async fn list_playbooks(
        &self,
        actor: &Actor,
        after: Option<PlaybookId>,
        limit: u32,
    ) -> Result<Vec<Playbook>, Refusal> {
        Ok(self
            .store()
            .read("playbooks", actor.brand, move |tx| playbooks::list(tx, after, limit.into()))
            .await?)
    }

    /// Runs of a playbook before a place, newest first: those that began at the units of the member's scope.
    pub async fn list_runs(
        &self,
        actor: &Actor,
        playbook: PlaybookId,
        before: Option<RunPlace>,
        limit: u32,
    ) -> Result<Slice<Run, RunPlace>, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        let answers = actor.permissions.allows(Permission::ReadResponses);
        self.store()
            .read("runs", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                find(tx, playbook)?;
                slice::collect(
                    before,
                    limit,
                    |before, limit| Ok(playbooks::runs_of(tx, playbook, before, limit.into())?),
                    |run: &Run| (run.started_at, run.id),
                    |mut run| {
                        let unit = run.origin.unit.and_then(|unit| brand.units.get(unit));
                        run.response.take_if(|_| !answers);
                        Ok(scope.covers_option(unit.map(|unit| &unit.path)).then_some(run))
                    },
                )
            })
            .await
    }

    /// How the latest runs of a playbook ended: those that began at the units of the member's scope.
    pub async fn playbook_statistics(
        &self,
        actor: &Actor,
        playbook: PlaybookId,
    ) -> Result<RunCounts, Refusal> {
        let (app, scope) = (self.clone(), actor.scope.clone());
        self.store()
            .read("playbook_statistics", actor.brand, move |tx| {
                let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
                find(tx, playbook)?;
                let mut counts = RunCounts::default();
                if scope.is_everything() {
                    for (state, runs) in playbooks::count_runs(tx, playbook, COUNTED_MAX)? {
                        counts.add(&state, u64::try_from(runs).unwrap_or_default());
                    }
                    counts.is_cut = i64::try_from(counts.n).is_ok_and(|n| n >= COUNTED_MAX);
                    return Ok(counts);
                }
                // Where a run began stands in its body, which takes longer to read.
                let runs: Vec<Run> = playbooks::runs_of(tx, playbook, None, READ_MAX)?;
                counts.is_cut = i64::try_from(runs.len()).is_ok_and(|read| read >= READ_MAX);
                for run in &runs {
                    if brand.units.covers(&scope, run.origin.unit) {
                        counts.add(run.state.as_str(), 1);
                    }
                }
                Ok(counts)
            })
            .await
    }

    /// Makes or replaces a template.
    pub async fn save_template(
        &self,
        actor: &Actor,
        id: Option<TemplateId>,
        document: Value,
    ) -> Result<Template, Refusal> {
        let template = read_template(document, id.unwrap_or_else(|| self.new_id(TemplateId::new)))?;
        let must_exist = id.is_some();
        self.change("save_template", actor, move |change| {
            put_template(change, &template, must_exist)?;
            Ok(template.clone())
        })
        .await
    }

    /// One template.
    pub async fn template(&self, actor: &Actor, id: TemplateId) -> Result<Template, Refusal> {
        let found = self.store().read("template", actor.brand, move |tx| playbooks::template(tx, id)).await?;
        found.ok_or(Refusal::NotFound("template"))
    }

    /// Templates after an id.
    pub async fn list_templates(
        &self,
        actor: &Actor,
        after: Option<TemplateId>,
        limit: u32,
    ) -> Result<Vec<Template>, Refusal> {
        Ok(self
            .store()
            .read("templates", actor.brand, move |tx| playbooks::templates(tx, after, limit.into()))
            .await?)
    }
}

/// Reads and checks a template; its id is the server's.
pub(crate) fn read_template(mut document: Value, id: TemplateId) -> Result<Template, Refusal> {
    if let Value::Object(fields) = &mut document {
        fields.insert("id".to_owned(), id.to_string().into());
    }
    let template: Template = serde_json::from_value(document)
        .map_err(|error| FieldError::new("template", "type", format!("This is no template: {error}.")))?;
    let errors = message::check(&template);
    if errors.is_empty() { Ok(template) } else { Err(errors.into()) }
}

/// Writes a template.
pub(crate) fn put_template(
    change: &mut Change<'_, '_>,
    template: &Template,
    must_exist: bool,
) -> Result<(), Refusal> {
    let before: Option<Value> = playbooks::template(change.tx, template.id)?;
    if must_exist && before.is_none() {
        return Err(Refusal::NotFound("template"));
    }
    let body = serde_json::to_string(&template).map_err(|error| StoreError::Defect(error.to_string()))?;
    playbooks::save_template(change.tx, template.id, &body, change.now)?;
    change.audit("template.save", template.id, &before, template);
    change.config_changed();
    Ok(())
}

/// Adds a playbook, if there is room for another.
pub(crate) fn add_playbook(change: &mut Change<'_, '_>, playbook: &Playbook) -> Result<(), Refusal> {
    let held: Vec<Playbook> = playbooks::list(change.tx, None, crate::brand::PLAYBOOKS_MAX)?;
    if i64::try_from(held.len()).is_ok_and(|held| held >= crate::brand::PLAYBOOKS_MAX) {
        return Err(Refusal::Conflict(format!(
            "A brand has at most {} playbooks.",
            crate::brand::PLAYBOOKS_MAX
        )));
    }
    save(change, playbook)?;
    change.audit("playbook.create", playbook.id, &(), &serde_json::json!({ "name": playbook.name }));
    Ok(())
}

/// Reads a definition. Id, state and version are the server's: those that stand in the document give
/// way, so that what was read can be sent back.
pub(crate) fn read(
    mut document: Value,
    id: PlaybookId,
    state: PlaybookState,
    version: u32,
) -> Result<Playbook, Refusal> {
    if let Value::Object(fields) = &mut document {
        fields.insert("id".to_owned(), id.to_string().into());
        fields.insert("state".to_owned(), state.as_str().into());
        fields.insert("version".to_owned(), version.into());
    }
    Ok(Playbook::read(&document)?)
}

fn find(tx: &mut Tx, id: PlaybookId) -> Result<Playbook, Refusal> {
    playbooks::find(tx, id)?.ok_or(Refusal::NotFound("playbook"))
}

/// Checks a playbook against what there is and writes it.
fn save(change: &mut Change<'_, '_>, playbook: &Playbook) -> Result<(), Refusal> {
    let known: HashSet<SurveyId> =
        surveys::list(change.tx, None, SURVEYS_MAX)?.into_iter().map(|row| row.survey).collect();
    let templates =
        Templates::new(playbooks::templates::<Template>(change.tx, None, crate::brand::TEMPLATES_MAX)?);
    let errors: Vec<FieldError> = playbook::check(playbook, Known { surveys: &known, templates: &templates });
    if !errors.is_empty() {
        return Err(errors.into());
    }
    let row = PlaybookRow {
        playbook: playbook.id,
        state: playbook.state.as_str().to_owned(),
        version: playbook.version,
        changed_at: change.now,
        body: playbook.to_json().to_string(),
    };
    playbooks::save(change.tx, &row)?;
    change.config_changed();
    Ok(())
}
