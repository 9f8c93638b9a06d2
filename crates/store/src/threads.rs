//! The threads behind a store and the queues they take their work from.

use std::sync::Arc;
use std::thread::JoinHandle;

use crate::StoreError;
use crate::job::Job;
use crate::queue::Queue;

pub(crate) type Waiting = Arc<Queue<Box<dyn Job>>>;

pub(crate) struct Threads {
    pub(crate) reads: Waiting,
    /// Where bodies that look ahead wait, if there is a thread for them.
    pub(crate) looks: Option<Waiting>,
    pub(crate) writes: Waiting,
    pub(crate) readers: Vec<JoinHandle<()>>,
    pub(crate) writers: Vec<JoinHandle<()>>,
}

impl Threads {
    pub(crate) fn new(waiting_max: usize) -> Self {
        Self {
            reads: Arc::new(Queue::new(waiting_max)),
            looks: None,
            writes: Arc::new(Queue::new(waiting_max)),
            readers: Vec::new(),
            writers: Vec::new(),
        }
    }

    /// Lets the queues run empty and waits for the threads.
    pub(crate) fn stop(&mut self) {
        // Readers first: on SQLite the last connection to close empties the log, and only the writer can.
        self.reads.close();
        self.looks.iter().for_each(|looks| looks.close());
        join(&mut self.readers);
        self.writes.close();
        join(&mut self.writers);
    }
}

fn join(threads: &mut Vec<JoinHandle<()>>) {
    let me = std::thread::current().id();
    for thread in threads.drain(..) {
        // A body that owns the last handle of its store drops it here; it cannot wait for itself.
        if thread.thread().id() != me && thread.join().is_err() {
            tracing::error!("a thread of the store ended with a panic");
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Ends a queue with the thread that emptied it: whoever still waits is answered `Closed`.
pub(crate) struct CloseAtExit(pub(crate) Waiting);

impl Drop for CloseAtExit {
    fn drop(&mut self) {
        self.0.close();
        while self.0.try_pop().is_some() {}
    }
}

pub(crate) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(body)
        .map_err(|error| StoreError::Io(format!("cannot start a thread: {error}")))
}
