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
        let shared = app.clone();
        let stepped = app
            .store()
            .write_global("distributions", move |tx| {
                let Some((brand, id)) = distributions::next_due(tx, now)? else { return Ok(None) };
                tx.for_brand(brand, |tx| {
                    let signals = Signals::new(shared.live().is_watched(brand));
                    // The distributions of a brand that is gone go with it.
                    let Some(current) = shared.brands().current(tx)? else { return Ok(None) };
                    let random = shared.random();
                    let circumstances =
                        Circumstances { brand: &current, now, random, chunk: 0, signals: &signals };
                    let did = asking::advance(tx, &shared, id, circumstances)?;
                    Ok::<_, StoreError>(Some((brand, signals, did)))
                })
            })
            .await
            .inspect_err(|_| app.brands().forget())?;
        let Some((brand, signals, did)) = stepped else {
            let next_wake = app.store().read_global("distributions_next", distributions::next_at).await?;
            return Ok(Step { did: 0, next_wake: next_wake.filter(|at| *at > now) });
        };
        app.committed(brand, &signals);
        Ok(Step { did, next_wake: Some(now) })
    }

    fn alarm<'a>(&self, app: &'a App) -> &'a Alarm {
        &app.alarms().distributions
    }
}
