//! Holds back new reads for the moment in which the write-ahead log starts over.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// No read waits longer than this, whatever happens to the writer.
const WAIT_MAX: Duration = Duration::from_millis(200);

#[derive(Default)]
pub(super) struct Gate {
    closed: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    pub(super) fn close(&self) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = true;
    }

    pub(super) fn open(&self) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = false;
        self.opened.notify_all();
    }

    pub(super) fn is_closed(&self) -> bool {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn pass(&self) {
        let closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if *closed {
            // Late is better than never: a read that passes a closed gate only delays the restart.
            drop(self.opened.wait_timeout_while(closed, WAIT_MAX, |closed| *closed));
        }
    }
}
