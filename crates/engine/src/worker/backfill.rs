//! Makes up what rows of before are missing, a little at a time, and then nothing more.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::time::after;
use touchstone_store::StoreError;

use super::{Alarm, Step, Worker};
use crate::App;

/// Between two batches, and while others wait to write.
const PAUSE: SignedDuration = SignedDuration::from_millis(20);
const PAUSE_BUSY: SignedDuration = SignedDuration::from_millis(500);

/// The worker that makes up.
#[derive(Debug, Default)]
pub struct Backfill {
    is_done: bool,
}

impl Worker for Backfill {
    const NAME: &'static str = "backfill";

    async fn step(&mut self, app: &App, now: Timestamp) -> Result<Step, StoreError> {
        if self.is_done {
            return Ok(Step::default());
        }
        let Some(did) = app.backfill().await? else {
            self.is_done = true;
            return Ok(Step::default());
        };
        let pause = if app.store().backlog().writes > 0 { PAUSE_BUSY } else { PAUSE };
        Ok(Step { did, next_wake: Some(after(now, pause)) })
    }

    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm {
        // Nobody rings it: what it does was asked for before it began.
        &app.alarms().backfill
    }
}
