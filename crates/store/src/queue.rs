//! A bounded queue from many callers to a few threads. Full is an error at once: a caller is told to
//! come back instead of memory growing.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::StoreError;

pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
    limit: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    closed: bool,
}

impl<T> Queue<T> {
    pub(crate) fn new(limit: usize) -> Self {
        let state = State { waiting: VecDeque::new(), closed: false };
        Self { state: Mutex::new(state), arrived: Condvar::new(), limit }
    }

    /// Adds at the end; `Busy` when full, `Closed` after [`close`](Self::close).
    pub(crate) fn push(&self, item: T) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.closed {
            return Err(StoreError::Closed);
        }
        if state.waiting.len() >= self.limit {
            return Err(StoreError::Busy);
        }
        state.waiting.push_back(item);
        drop(state);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for the first item; `None` once closed and drained.
    pub(crate) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(item) = state.waiting.pop_front() {
                return Some(item);
            }
            if state.closed {
                return None;
            }
            state = self.arrived.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits for the first item, but no longer than this.
    pub(crate) fn pop_within(&self, time: Duration) -> Option<T> {
        let idle = |state: &mut State<T>| state.waiting.is_empty() && !state.closed;
        let waited = self.arrived.wait_timeout_while(self.lock(), time, idle);
        waited.unwrap_or_else(PoisonError::into_inner).0.waiting.pop_front()
    }

    /// The first item if there is one now.
    pub(crate) fn try_pop(&self) -> Option<T> {
        self.lock().waiting.pop_front()
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    /// Nothing more is taken in; what waits is still handed out.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.arrived.notify_all();
    }

    #[cfg(test)]
    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        // Nothing that can panic runs under this lock, so a poisoned one is still consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
