//! The thread that makes commits durable, while the writer goes on with the next group.
//!
//! A commit appends to the write-ahead log and returns; it is on disk when the log has been synced. Groups
//! come here in the order of their commits, and whoever waits for one is answered after the sync that covers
//! it: one sync covers all groups that came while the last one ran. Until then others may read what was
//! committed, and a power cut may take it back; but nobody was told that it is kept, and whatever is written
//! next is answered after it. When the process dies and the machine does not, nothing is taken back at all.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use crate::StoreError;
use crate::job::Answer;
use crate::threads::{Waiting, spawn};

/// Groups that may be committed and not durable; then the writer waits.
const AHEAD_MAX: usize = 4;

/// The writer's side.
pub(super) struct Durable {
    committed: Option<SyncSender<Committed>>,
    thread: Option<JoinHandle<()>>,
}

struct Committed {
    answers: Vec<Box<dyn Answer>>,
    /// Whether there is anything new in the log.
    logged: bool,
}

impl Durable {
    /// Starts the thread; if the disk refuses a sync, it closes `writes`.
    pub(super) fn start(database: &Path, writes: Waiting) -> Result<Self, StoreError> {
        let mut path = database.as_os_str().to_owned();
        path.push("-wal");
        let path = PathBuf::from(path);
        let log =
            File::open(&path).map_err(|error| StoreError::Io(format!("{}: {error}", path.display())))?;
        let (committed, groups) = sync_channel(AHEAD_MAX);
        let thread = spawn("store-sync", move || run(&log, &groups, &writes))?;
        Ok(Self { committed: Some(committed), thread: Some(thread) })
    }

    /// Takes over the answers of a group that is committed, or that failed.
    pub(super) fn answer(&self, answers: Vec<Box<dyn Answer>>, logged: bool) {
        // Without the thread the answers are dropped, and their callers learn that the store is closed.
        drop(self.committed.as_ref().map(|committed| committed.send(Committed { answers, logged })));
    }

    /// Waits until everything is durable and answered.
    pub(super) fn close(mut self) {
        self.committed = None;
        if let Some(thread) = self.thread.take() {
            // A panic there was reported by its thread.
            drop(thread.join());
        }
    }
}

fn run(log: &File, groups: &Receiver<Committed>, writes: &Waiting) {
    let mut taken = Vec::new();
    let mut broken: Option<StoreError> = None;
    while let Ok(first) = groups.recv() {
        taken.push(first);
        taken.extend(groups.try_iter());
        if broken.is_none() && taken.iter().any(|committed| committed.logged) {
            broken = log.sync_data().err().map(|error| StoreError::Io(format!("the log: {error}")));
            if let Some(error) = &broken {
                // What the disk holds is not known any more, and a second sync may succeed without it: only
                // a start that reads the log again can tell.
                tracing::error!(%error, "the disk refused a sync; nothing more is written until the next start");
                writes.close();
            }
        }
        for mut answer in taken.drain(..).flat_map(|committed| committed.answers) {
            if let Some(error) = &broken {
                answer.fail_kept(error);
            }
            answer.send();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::fd::OwnedFd;
    use std::sync::mpsc::channel;

    use tokio::sync::oneshot;

    use super::*;
    use crate::Tx;
    use crate::job::{Body, Job};
    use crate::queue::Queue;
    use crate::tx::Session;

    type Reply = oneshot::Receiver<Result<u8, StoreError>>;

    fn finished(result: Result<u8, StoreError>) -> (Box<dyn Answer>, Reply) {
        struct NoSession(crate::phrases::Phrases);
        impl Session for NoSession {
            fn phrases(&mut self) -> &mut crate::phrases::Phrases {
                &mut self.0
            }
            fn chunks(&self) -> &'static [usize] {
                &[1]
            }
            fn control(&mut self, _: &str) -> Result<(), StoreError> {
                Ok(())
            }
            fn execute(&mut self, _: &str, _: &[crate::Param<'_>]) -> Result<u64, StoreError> {
                Ok(0)
            }
            fn query(
                &mut self,
                _: &str,
                _: &[crate::Param<'_>],
                _: crate::tx::Each<'_>,
            ) -> Result<(), StoreError> {
                Ok(())
            }
        }
        let (body, reply) = Body::new("test", None, move |_: &mut Tx<'_>| result.clone());
        let mut job: Box<dyn Job> = Box::new(body);
        let mut session = NoSession(crate::phrases::Phrases::new(crate::dialect::Dialect::Sqlite));
        job.run(&mut Tx::new(&mut session, None));
        (job.finish(), reply)
    }

    fn sync_all(log: &File, groups: Vec<Committed>) -> Waiting {
        let writes: Waiting = std::sync::Arc::new(Queue::new(1));
        let (committed, waiting) = channel();
        groups.into_iter().for_each(|group| committed.send(group).expect("the receiver lives"));
        drop(committed);
        run(log, &waiting, &writes);
        writes
    }

    #[test]
    fn who_waits_is_answered_after_the_sync() {
        let log = tempfile::tempfile().expect("a file");
        let (answer, reply) = finished(Ok(7));
        let writes = sync_all(&log, vec![Committed { answers: vec![answer], logged: true }]);
        assert_eq!(reply.blocking_recv(), Ok(Ok(7)));
        assert!(!writes.is_closed());
    }

    #[test]
    fn a_disk_that_refuses_a_sync_ends_all_writing() {
        // Nothing can be synced to a pipe.
        let (_, pipe) = std::io::pipe().expect("a pipe");
        let log = File::from(OwnedFd::from(pipe));
        let ((kept, kept_reply), (refused, refused_reply), (later, later_reply)) =
            (finished(Ok(1)), finished(Err(StoreError::Busy)), finished(Ok(2)));
        let groups = vec![
            Committed { answers: vec![kept, refused], logged: true },
            Committed { answers: vec![later], logged: false },
        ];
        let writes = sync_all(&log, groups);
        assert!(matches!(kept_reply.blocking_recv(), Ok(Err(StoreError::Io(_)))));
        assert_eq!(refused_reply.blocking_recv(), Ok(Err(StoreError::Busy)), "it had changed nothing");
        assert!(
            matches!(later_reply.blocking_recv(), Ok(Err(StoreError::Io(_)))),
            "it may have read what is lost"
        );
        assert!(writes.is_closed());
    }
}
