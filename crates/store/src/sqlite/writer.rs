//! The writing thread: many bodies, one commit, one fsync.
//!
//! Each body but the first runs in a savepoint of its own, so one that fails leaves the others alone; if
//! the first fails, nothing else has happened yet and the transaction begins anew. Nobody is answered
//! before the commit they share is on disk ([`Durable`]).

use std::sync::Arc;
use std::time::Duration;

use super::checkpoint::WalKeeper;
use super::durable::Durable;
use super::session::SqliteSession;
use super::settle::Settler;
use crate::job::{Job, Verdict, stopwatch, warn_if_slow};
use crate::threads::{CloseAtExit, Waiting};
use crate::tx::Session;
use crate::{StoreError, Tx};

/// How much goes into one commit.
pub(super) struct GroupLimits {
    pub(super) bodies_max: usize,
    pub(super) time: Duration,
}

/// Who does what belongs to a commit besides its bodies.
pub(super) struct Keepers {
    pub(super) wal: WalKeeper,
    pub(super) settler: Settler,
    pub(super) durable: Durable,
}

pub(super) fn run(mut session: SqliteSession, waiting: &Waiting, limits: &GroupLimits, keepers: Keepers) {
    // Without its only writer, a store that goes on taking bodies would leave their callers waiting.
    let _guard = CloseAtExit(Arc::clone(waiting));
    let Keepers { mut wal, mut settler, durable } = keepers;
    while let Some(first) = waiting.pop() {
        let mut group = Vec::new();
        let mut commit = Commit { session: &mut session, settler: &mut settler };
        if let Err(error) = commit.write_group(first, waiting, limits, &mut group) {
            fail_kept(&mut group, &error);
        }
        durable.answer(group.into_iter().map(|(job, _)| job.finish()).collect(), wal.has_grown());
        wal.after_commit(&session);
    }
    durable.close();
    wal.close(&session);
}

type Group = Vec<(Box<dyn Job>, Verdict)>;

/// One transaction, from its begin to its end.
struct Commit<'w> {
    session: &'w mut SqliteSession,
    settler: &'w mut Settler,
}

impl Commit<'_> {
    fn write_group(
        &mut self,
        first: Box<dyn Job>,
        waiting: &Waiting,
        limits: &GroupLimits,
        group: &mut Group,
    ) -> Result<(), StoreError> {
        // Until the transaction is open, the first body must be in the group to learn of a failure.
        group.push((first, Verdict::Keep));
        self.session.control("BEGIN IMMEDIATE")?;
        let result = fill_group(self.session, waiting, limits, group)
            .and_then(|()| self.settler.before_commit(self.session))
            .and_then(|()| self.session.control("COMMIT"));
        match &result {
            Ok(()) => self.settler.committed(self.session),
            Err(_) => self.settler.rolled_back(self.session),
        }
        if result.is_err() && !self.session.connection.is_autocommit() {
            self.session.control("ROLLBACK")?;
        }
        result
    }
}

fn fill_group(
    session: &mut SqliteSession,
    waiting: &Waiting,
    limits: &GroupLimits,
    group: &mut Group,
) -> Result<(), StoreError> {
    let begun = stopwatch();
    if let Some((job, verdict)) = group.first_mut() {
        *verdict = run_body(session, &mut **job);
        if *verdict == Verdict::Discard {
            if !session.connection.is_autocommit() {
                session.control("ROLLBACK")?;
            }
            session.control("BEGIN IMMEDIATE")?;
        }
    }
    while group.len() < limits.bodies_max && begun.elapsed() < limits.time {
        let Some(mut job) = waiting.try_pop() else { break };
        let verdict = in_savepoint(session, &mut *job);
        group.push((job, *verdict.as_ref().unwrap_or(&Verdict::Keep)));
        verdict?;
        if session.connection.is_autocommit() {
            // Out of space or memory, SQLite may give up the whole transaction instead of the statement.
            return Err(StoreError::Full);
        }
    }
    Ok(())
}

fn in_savepoint(session: &mut SqliteSession, job: &mut dyn Job) -> Result<Verdict, StoreError> {
    session.control("SAVEPOINT body")?;
    let verdict = run_body(session, job);
    if session.connection.is_autocommit() {
        return Ok(verdict);
    }
    if verdict == Verdict::Discard {
        session.control("ROLLBACK TO body")?;
    }
    session.control("RELEASE body")?;
    Ok(verdict)
}

fn run_body(session: &mut SqliteSession, job: &mut dyn Job) -> Verdict {
    let (name, brand, begun) = (job.name(), job.brand(), stopwatch());
    let verdict = job.run(&mut Tx::new(session, brand));
    match verdict {
        Verdict::Keep => session.hot().keep_body(),
        Verdict::Discard => session.hot().drop_body(),
    }
    warn_if_slow(name, begun);
    verdict
}

/// The commit failed: who believed to be done is told otherwise.
fn fail_kept(group: &mut Group, error: &StoreError) {
    tracing::error!(bodies = group.len(), %error, "a commit failed; nothing of it was kept");
    for (job, verdict) in group {
        if *verdict == Verdict::Keep {
            job.fail(error.clone());
        }
    }
}
