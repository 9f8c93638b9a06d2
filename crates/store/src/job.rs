//! A transaction body on its way to a thread of the store and back with its result.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;
use touchstone_domain::id::BrandId;

use crate::{StoreError, Tx};

const SLOW: Duration = Duration::from_secs(1);

/// What the body decided about its own changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Keep,
    Discard,
}

/// A body with its types erased. It may run several times; the result of the last run counts.
pub(crate) trait Job: Send {
    fn name(&self) -> &'static str;
    fn brand(&self) -> Option<BrandId>;
    /// Nobody waits for the result any more.
    fn abandoned(&self) -> bool;
    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict;
    /// Replaces the result: the transaction around the body failed.
    fn fail(&mut self, error: StoreError);
    /// Sends the result to the caller.
    fn answer(self: Box<Self>);
    /// Drops the body, with whatever it holds, and leaves its result to be sent later.
    fn finish(self: Box<Self>) -> Box<dyn Answer>;
}

/// The result of a body that has run for the last time.
pub(crate) trait Answer: Send {
    /// Replaces the result, if changes were to be kept.
    fn fail_kept(&mut self, error: &StoreError);
    /// Sends it to the caller.
    fn send(self: Box<Self>);
}

struct Finished<T, E> {
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

pub(crate) struct Body<T, E, F> {
    name: &'static str,
    brand: Option<BrandId>,
    body: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Body<T, E, F> {
    pub(crate) fn new(
        name: &'static str,
        brand: Option<BrandId>,
        body: F,
    ) -> (Self, oneshot::Receiver<Result<T, E>>) {
        let (reply, answer) = oneshot::channel();
        (Self { name, brand, body, result: None, reply }, answer)
    }
}

impl<T, E, F> Job for Body<T, E, F>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn brand(&self) -> Option<BrandId> {
        self.brand
    }

    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Verdict {
        // The body's captures may be left half changed by a panic, but the body never runs again after one.
        let result = catch_unwind(AssertUnwindSafe(|| (self.body)(tx))).unwrap_or_else(|panic| {
            let defect = StoreError::Defect(format!("{} panicked: {}", self.name, message(&*panic)));
            tracing::error!(transaction = self.name, error = %defect, "a transaction body panicked");
            Err(E::from(defect))
        });
        // PostgreSQL would turn a COMMIT after a failed statement into a silent ROLLBACK; a body that
        // swallowed the error is therefore discarded on both databases.
        let result = match (result, tx.failure()) {
            (Ok(_), Some(failure)) => Err(E::from(failure)),
            (result, _) => result,
        };
        let verdict = if result.is_ok() { Verdict::Keep } else { Verdict::Discard };
        self.result = Some(result);
        verdict
    }

    fn fail(&mut self, error: StoreError) {
        self.result = Some(Err(E::from(error)));
    }

    fn answer(self: Box<Self>) {
        self.finish().send();
    }

    fn finish(self: Box<Self>) -> Box<dyn Answer> {
        Box::new(Finished { result: self.result, reply: self.reply })
    }
}

impl<T, E> Answer for Finished<T, E>
where
    T: Send,
    E: From<StoreError> + Send,
{
    fn fail_kept(&mut self, error: &StoreError) {
        if let Some(Ok(_)) = self.result {
            self.result = Some(Err(E::from(error.clone())));
        }
    }

    fn send(self: Box<Self>) {
        if let Some(result) = self.result {
            // A caller that went away does not need its answer.
            drop(self.reply.send(result));
        }
    }
}

/// A body holds up everybody who waits behind it; one that takes long is worth a look.
pub(crate) fn warn_if_slow(name: &'static str, begun: Instant) {
    let elapsed = begun.elapsed();
    if elapsed > SLOW {
        tracing::warn!(transaction = name, elapsed_ms = elapsed.as_millis(), "a slow transaction body");
    }
}

/// Starts a measurement of how long something takes.
#[expect(
    clippy::disallowed_methods,
    reason = "only a duration is taken from it, nothing stored depends on it"
)]
pub(crate) fn stopwatch() -> Instant {
    Instant::now()
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
