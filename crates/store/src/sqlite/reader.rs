//! A reading thread: each body sees one state of the tables from its first statement to its last, and hot
//! rows as they were last committed.

use std::sync::Arc;

use super::gate::Gate;
use super::session::SqliteSession;
use crate::job::Job;
use crate::threads::Waiting;
use crate::tx::Session;
use crate::{StoreError, Tx};

pub(super) fn run(mut session: SqliteSession, waiting: &Waiting, gate: &Arc<Gate>) {
    while let Some(mut job) = waiting.pop() {
        if job.abandoned() {
            continue;
        }
        gate.pass();
        if let Err(error) = read(&mut session, &mut *job) {
            job.fail(error);
        }
        job.answer();
    }
}

fn read(session: &mut SqliteSession, job: &mut dyn Job) -> Result<(), StoreError> {
    session.control("BEGIN DEFERRED")?;
    let brand = job.brand();
    job.run(&mut Tx::new(session, brand));
    session.hot().drop_body();
    if !session.connection.is_autocommit() {
        session.control("ROLLBACK")?;
    }
    Ok(())
}
