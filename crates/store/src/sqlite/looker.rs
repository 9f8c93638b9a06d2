//! The thread that looks ahead of writes. Its view of the tables serves several bodies, each of which knows
//! how old it is: what has changed since is read again by the write.
//!
//! SQLite forgets a connection's pages when a new view begins after a commit, and under load there is a commit
//! between any two looks. A look descends the same few trees as the one before, so it had better find their
//! upper pages where that one left them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::gate::Gate;
use super::session::SqliteSession;
use crate::job::{Job, stopwatch};
use crate::threads::Waiting;
use crate::tx::Session;
use crate::{StoreError, Tx};

/// How long a view serves. The older it is, the more has changed since.
const VIEW_MAX: Duration = Duration::from_millis(40);
/// How long a view waits for the next body. The write-ahead log cannot start over as long as it is open.
const IDLE_MAX: Duration = Duration::from_millis(5);

pub(super) struct Looker {
    session: SqliteSession,
    waiting: Waiting,
    gate: Arc<Gate>,
    /// When the view began, while there is one.
    view: Option<Instant>,
}

impl Looker {
    pub(super) fn new(session: SqliteSession, waiting: Waiting, gate: Arc<Gate>) -> Self {
        Self { session, waiting, gate, view: None }
    }

    pub(super) fn run(mut self) {
        while let Some(mut job) = self.next() {
            if job.abandoned() {
                continue;
            }
            if let Err(error) = self.look(&mut *job) {
                job.fail(error);
            }
            job.answer();
        }
    }

    fn next(&mut self) -> Option<Box<dyn Job>> {
        if self.view.is_some() {
            let next = self.waiting.pop_within(IDLE_MAX);
            if next.is_some() {
                return next;
            }
            // If this fails, the next look tries it again before anything else.
            drop(self.end_view());
        }
        self.waiting.pop()
    }

    fn look(&mut self, job: &mut dyn Job) -> Result<(), StoreError> {
        if self.view.is_none_or(|begun| begun.elapsed() > VIEW_MAX) || self.gate.is_closed() {
            self.end_view()?;
            self.gate.pass();
            self.session.hot().begin_view();
            self.session.control("BEGIN DEFERRED")?;
            self.view = Some(stopwatch());
        }
        let brand = job.brand();
        job.run(&mut Tx::new(&mut self.session, brand));
        self.session.hot().drop_body();
        Ok(())
    }

    fn end_view(&mut self) -> Result<(), StoreError> {
        self.view = None;
        if self.session.connection.is_autocommit() { Ok(()) } else { self.session.control("ROLLBACK") }
    }
}
