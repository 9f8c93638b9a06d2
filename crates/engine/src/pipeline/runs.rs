//! The runs of playbooks that one batch touches: loaded as they are asked for, written once.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use touchstone_domain::id::{CustomerId, RunId};
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

/// What was found ahead of a write.
#[derive(Debug, Default)]
pub struct RunsSeen {
    /// The runs that the write is likely to ask for.
    wanted: Vec<RunId>,
    /// Those of them that there are.
    found: Vec<Run>,
}

impl RunsSeen {
    /// Looks for runs.
    pub fn look(tx: &mut Tx, wanted: Vec<RunId>) -> Result<Self, StoreError> {
        let found = if wanted.is_empty() { Vec::new() } else { playbooks::runs(tx, &wanted)? };
        Ok(Self { wanted, found })
    }

    /// Whose runs were found.
    #[must_use]
    pub fn customers(&self) -> Vec<CustomerId> {
        self.found.iter().map(|run| run.customer).collect()
    }

    /// Runs nobody has looked for yet.
    #[must_use]
    pub fn unseen(wanted: Vec<RunId>) -> Self {
        Self { wanted, found: Vec::new() }
    }
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
            self.known.extend(stored.into_iter().map(|run: Run| (run.id, run)));
        }
        Ok(())
    }

    /// [`load`](Self::load), with what was found ahead of this write.
    pub fn load_seen(&mut self, tx: &mut Tx, seen: RunsSeen) -> Result<(), StoreError> {
        let hold = tx.unchanged(&seen.wanted);
        let held = seen.wanted.iter().zip(hold).filter(|(_, holds)| *holds).map(|(id, _)| *id);
        self.absent.extend(held);
        self.known.extend(
            seen.found.into_iter().filter(|run| self.absent.contains(&run.id)).map(|run| (run.id, run)),
        );
        self.absent.retain(|id| !self.known.contains_key(id));
        self.load(tx, &seen.wanted)
    }

    /// Whose runs are at hand.
    pub fn customers(&self) -> Vec<CustomerId> {
        self.known.values().map(|run| run.customer).collect()
    }

    /// A run, if it exists.
    pub fn get(&mut self, tx: &mut Tx, id: RunId) -> Result<Option<&Run>, StoreError> {
        self.load(tx, &[id])?;
        Ok(self.known.get(&id))
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
