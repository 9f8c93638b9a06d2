//! Work that goes on though nobody waits for it any more.

use std::sync::{Mutex, PoisonError};

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use touchstone_store::StoreError;

use crate::App;

/// What is under way; with the application it ends.
#[derive(Default)]
pub(crate) struct Tasks(Mutex<JoinSet<()>>);

impl Tasks {
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }
}

impl App {
    /// Carries work to its end, though who asked for it hangs up: a write that waits for its turn is committed all
    /// the same, and then the workers and those who watch must be told.
    pub(crate) async fn to_the_end<T, E>(
        &self,
        work: impl Future<Output = Result<T, E>> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.tasks().spawn(async move { drop(reply.send(work.await)) });
        // Without an answer, the work has panicked.
        answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }
}
