//! Forgets what has expired: ended sessions, links and invitations, answers kept for idempotency keys, files that no
//! completed answer names, by what responses were found to be alike, and what widgets decided long ago.

use jiff::{SignedDuration, Timestamp};
use touchstone_domain::time::after;
use touchstone_store::StoreError;
use touchstone_store::rows::{account_links, idempotency, invitations, results, sessions, widgets};

use super::{Alarm, Step, Worker};
use crate::App;
use crate::access::KEY_KEPT;
use crate::answering::{self, MARKS_KEPT};

/// Rows of a table that one transaction forgets at most, so that others need not wait for it.
const BATCH: u32 = 1_000;
/// How long an invitation that ended stays in the list, to be sent again.
const INVITATIONS_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Files that one transaction forgets at most; each may be 10 MB long.
const FILES_BATCH: u32 = 20;
/// How long it can be asked why a web page asked somebody, or did not.
const LOOKS_KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How often it looks.
const EVERY: SignedDuration = SignedDuration::from_mins(15);

/// The worker that forgets.
#[derive(Debug, Default)]
pub struct Expiry;

impl Worker for Expiry {
    const NAME: &'static str = "expiry";

    async fn step(&mut self, app: &App, now: Timestamp) -> Result<Step, StoreError> {
        let forgotten = app
            .store()
            .write_global("expiry", move |tx| {
                Ok::<_, StoreError>([
                    sessions::forget_ended(tx, now, BATCH)?,
                    idempotency::forget(tx, after(now, -KEY_KEPT), BATCH)?,
                    account_links::forget_ended(tx, now, BATCH)?,
                    invitations::forget_ended(tx, after(now, -INVITATIONS_KEPT), BATCH)?,
                    results::forget_marks(tx, after(now, -MARKS_KEPT), BATCH)?,
                    widgets::forget_looks(tx, after(now, -LOOKS_KEPT), BATCH)?,
                ])
            })
            .await?;
        let files = answering::forget_files(app, now, FILES_BATCH).await?;
        let more = forgotten.iter().any(|&rows| rows >= u64::from(BATCH)) || files >= FILES_BATCH as usize;
        let did = usize::try_from(forgotten.iter().sum::<u64>()).expect("a few batches") + files;
        Ok(Step { did, next_wake: Some(if more { now } else { after(now, EVERY) }) })
    }

    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm {
        // Nobody rings it: what has expired is refused anyway and may lie for a while.
        &app.alarms().expiry
    }
}
