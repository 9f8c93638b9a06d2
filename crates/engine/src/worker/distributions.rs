//! Takes surveys to many people: each step is some people of one distribution, in one transaction.

use jiff::Timestamp;
use touchstone_store::StoreError;
use touchstone_store::rows::distributions;

use super::{Alarm, Step, Worker};
use crate::live::Signals;
use crate::pipeline::Circumstances;
use crate::{App, asking};

/// The worker of distributions. What it does is all in the database: another one goes on where this one ends.
#[derive(Debug, Default)]
pub struct Distributions;

impl Worker for Distributions {
    const NAME: &'static str = "distributions";

    async fn step(&mut self, app: &App, now: Timestamp) -> Result<Step, StoreError> {
        let due = app.store().read_global("distributions_due", move |tx| distributions::next_due(tx, now));
        let Some((brand, id)) = due.await? else {
            let next_wake = app.store().read_global("distributions_next", distributions::next_at).await?;
            return Ok(Step { did: 0, next_wake: next_wake.filter(|at| *at > now) });
        };
        let shared = app.clone();
        let stepped = app.store().write("distributions", brand, move |tx| {
            let signals = Signals::new(shared.live().is_watched(brand));
            // The distributions of a brand that is gone go with it.
            let Some(current) = shared.brands().current(tx)? else { return Ok(None) };
            let random = shared.random();
            let circumstances = Circumstances { brand: &current, now, random, chunk: 0, signals: &signals };
            let did = asking::advance(tx, &shared, id, circumstances)?;
            Ok::<_, StoreError>(Some((signals, did)))
        });
        let did = match stepped.await.inspect_err(|_| app.brands().forget()) {
            Ok(Some((signals, did))) => {
                app.committed(brand, &signals);
                did
            }
            Ok(None) => return Ok(Step { did: 0, next_wake: None }),
            // It would fail again at once, and stay the longest due: the others go first.
            Err(error @ (StoreError::Corrupt(_) | StoreError::Defect(_) | StoreError::Conflict(_))) => {
                tracing::error!(%error, distribution = %id, "a distribution failed");
                app.store().write("distribution_failed", brand, move |tx| asking::hold(tx, id, now)).await?;
                0
            }
            Err(error) => return Err(error),
        };
        Ok(Step { did, next_wake: Some(now) })
    }

    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm {
        &app.alarms().distributions
    }
}
