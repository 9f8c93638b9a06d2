//! A thread with a connection, and how it runs bodies: writes serializable, reads on one snapshot.
//!
//! Two writes that touched the same rows cannot both commit; the server refuses one, and its body simply
//! runs again. A large one among many small ones could be refused for ever, so after a few tries it runs
//! while no other write of this process does.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ::postgres::Config;

use super::error::Remedy;
use super::session::PostgresSession;
use crate::job::{Job, Verdict, stopwatch, warn_if_slow};
use crate::threads::Waiting;
use crate::tx::Session;
use crate::{StoreError, Tx};

/// Tries beside other writes, before one is made alone.
const TOGETHER_MAX: u32 = 3;
const PAUSE_MAX: Duration = Duration::from_millis(64);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

pub(super) struct Worker {
    server: Arc<Config>,
    mode: Mode,
    retries_max: u32,
    session: Option<PostgresSession>,
    turns: Turns,
}

/// Held shared by writes that run beside others, and exclusively by one that runs alone.
pub(super) type Turns = Arc<RwLock<()>>;

/// How one run of a body failed.
enum Failed {
    /// Nothing was committed; another run may succeed.
    Again(StoreError),
    ForGood(StoreError),
}

impl Worker {
    pub(super) fn new(server: Arc<Config>, mode: Mode, retries_max: u32, turns: Turns) -> Self {
        Self { server, mode, retries_max, session: None, turns }
    }

    pub(super) fn run(mut self, waiting: &Waiting) {
        while let Some(mut job) = waiting.pop() {
            if self.mode == Mode::Read && job.abandoned() {
                continue;
            }
            self.carry_out(&mut *job);
            job.answer();
        }
    }

    fn carry_out(&mut self, job: &mut dyn Job) {
        let mut tries = 0;
        loop {
            match self.take_turn(job, tries) {
                Ok(()) => return,
                Err(Failed::Again(_)) if tries < self.retries_max => {
                    std::thread::sleep(pause(tries));
                    tries += 1;
                }
                Err(Failed::Again(error) | Failed::ForGood(error)) => {
                    tracing::warn!(transaction = job.name(), tries, %error, "a transaction failed");
                    return job.fail(error);
                }
            }
        }
    }

    fn take_turn(&mut self, job: &mut dyn Job, tries: u32) -> Result<(), Failed> {
        let turns = Arc::clone(&self.turns);
        if self.mode == Mode::Write && tries >= TOGETHER_MAX {
            let _alone = turns.write().unwrap_or_else(PoisonError::into_inner);
            return self.attempt(job);
        }
        let _beside = turns.read().unwrap_or_else(PoisonError::into_inner);
        self.attempt(job)
    }

    fn attempt(&mut self, job: &mut dyn Job) -> Result<(), Failed> {
        let mut session = match self.session.take() {
            Some(session) => session,
            None => PostgresSession::connect(&self.server).map_err(Failed::ForGood)?,
        };
        let begin = match self.mode {
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Mode::Write => "BEGIN ISOLATION LEVEL SERIALIZABLE",
        };
        // A connection that was idle may have been closed meanwhile: it is dropped, and the next try connects.
        session.control(begin).map_err(Failed::Again)?;
        let begun = stopwatch();
        let (name, brand) = (job.name(), job.brand());
        let mut tx = Tx::new(&mut session, brand);
        let verdict = job.run(&mut tx);
        let error = tx.failure().unwrap_or(StoreError::Busy);
        warn_if_slow(name, begun);
        match session.take_remedy() {
            Remedy::Reconnect => return Err(Failed::Again(error)),
            Remedy::Repeat | Remedy::Prepare => {
                self.roll_back(session);
                return Err(Failed::Again(error));
            }
            Remedy::None if verdict == Verdict::Discard => {
                self.roll_back(session);
                return Ok(());
            }
            Remedy::None => {}
        }
        self.commit(session)
    }

    fn commit(&mut self, mut session: PostgresSession) -> Result<(), Failed> {
        let committed = session.control("COMMIT");
        match (committed, session.take_remedy()) {
            (Ok(()), Remedy::Reconnect) => Ok(()),
            (Ok(()), _) => {
                self.session = Some(session);
                Ok(())
            }
            (Err(error), Remedy::Repeat) => {
                // The server has rolled back by itself.
                self.session = Some(session);
                Err(Failed::Again(error))
            }
            (Err(error), Remedy::Reconnect) => {
                let text = format!("the connection broke during a commit, its outcome is unknown: {error}");
                Err(Failed::ForGood(StoreError::Io(text)))
            }
            (Err(error), _) => {
                self.roll_back(session);
                Err(Failed::ForGood(error))
            }
        }
    }

    /// Keeps the connection only if it is usable afterwards.
    fn roll_back(&mut self, mut session: PostgresSession) {
        let rolled_back = session.control("ROLLBACK");
        if rolled_back.is_ok() && session.take_remedy() == Remedy::None {
            self.session = Some(session);
        }
    }
}

fn pause(tries: u32) -> Duration {
    Duration::from_millis(1 << tries.min(6)).min(PAUSE_MAX)
}
