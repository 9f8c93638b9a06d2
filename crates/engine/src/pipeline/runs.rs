//! The runs of playbooks that one batch touches: loaded as they are asked for, written once.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use touchstone_domain::id::RunId;
use touchstone_domain::playbook::Run;
use touchstone_store::rows::playbooks::{self, RunRow};
use touchstone_store::{StoreError, Tx};

/// Runs as the batch has left them.
#[derive(Default)]
pub struct Runs {
    known: HashMap<RunId, Run>,
    absent: HashSet<RunId>,
    moved: BTreeSet<RunId>,
}

impl Runs {
    /// Makes sure that runs are at hand if they exist.
    pub fn load(&mut self, tx: &mut Tx, ids: &[RunId]) -> Result<(), StoreError> {
        let unknown = |id: &RunId| !self.known.contains_key(id) && !self.absent.contains(id);
        let mut missing: Vec<RunId> = ids.iter().copied().filter(unknown).collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            let stored = playbooks::runs(tx, &missing)?;
            self.absent.extend(missing);
            self.keep(stored);
        }
        Ok(())
    }

    /// A run, if it exists.
    pub fn get(&mut self, tx: &mut Tx, id: RunId) -> Result<Option<&Run>, StoreError> {
        self.load(tx, &[id])?;
        Ok(self.known.get(&id))
    }

    /// Takes over runs that were loaded elsewhere in this transaction.
    pub fn keep(&mut self, runs: Vec<Run>) {
        self.known.extend(runs.into_iter().map(|run| (run.id, run)));
    }

    /// Takes over a run that has moved.
    pub fn moved(&mut self, run: Run) {
        self.moved.insert(run.id);
        self.known.insert(run.id, run);
    }

    /// Writes what has moved.
    pub fn save(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let moved = self.moved.iter().filter_map(|id| self.known.get(id));
        let rows: Vec<RunRow> = moved
            .map(|run| RunRow {
                run: run.id,
                playbook: run.playbook,
                customer: run.customer,
                started_at: run.started_at,
                generation: run.generation,
                state: run.state.as_str().to_owned(),
                body: run.to_json(),
            })
            .collect();
        if rows.is_empty() { Ok(()) } else { playbooks::save_runs(tx, &rows) }
    }
}
