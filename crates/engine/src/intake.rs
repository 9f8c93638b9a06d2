//! Where requests of one brand meet on their way into the loop: those that arrive while others are being
//! written go together into the next transaction, so that many small requests cost as little as few large
//! ones. Nobody waits for company: with nothing under way, a request is written at once.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;
use touchstone_domain::id::BrandId;
use touchstone_store::StoreError;

use crate::App;
use crate::accept::{self, Receipt};
use crate::pipeline::Incoming;

/// Most events of one transaction, unless one request alone has more: others wait no longer for the
/// writer than these take.
const EVENTS_MAX: usize = 600;
/// Transactions of one brand at once: while one is written, the next waits and another looks ahead.
const UNDER_WAY_MAX: usize = 3;

/// The requests that wait, per brand.
#[derive(Default)]
pub struct Intake {
    lanes: Mutex<HashMap<BrandId, Lane>>,
}

#[derive(Default)]
struct Lane {
    waiting: VecDeque<Request>,
    under_way: usize,
}

struct Request {
    incoming: Vec<Incoming>,
    reply: oneshot::Sender<Result<Receipt, StoreError>>,
}

impl Intake {
    /// Queues a request; answers whether somebody has to begin emptying the lane.
    fn enter(&self, brand: BrandId, request: Request) -> bool {
        let mut lanes = self.lanes();
        let lane = lanes.entry(brand).or_default();
        lane.waiting.push_back(request);
        let begins = lane.under_way < UNDER_WAY_MAX;
        lane.under_way += usize::from(begins);
        begins
    }

    /// What goes into the next transaction; with nothing left, the lane is left in the same moment.
    fn next(&self, brand: BrandId) -> Option<Vec<Request>> {
        let mut lanes = self.lanes();
        let lane = lanes.get_mut(&brand)?;
        let mut batch: Vec<Request> = Vec::new();
        let mut events = 0;
        while let Some(request) = lane.waiting.front() {
            if request.reply.is_closed() {
                // Its sender hung up and was promised nothing; sent again, it is new.
                lane.waiting.pop_front();
                continue;
            }
            events += request.incoming.len();
            if events > EVENTS_MAX && !batch.is_empty() {
                break;
            }
            batch.extend(lane.waiting.pop_front());
        }
        if batch.is_empty() {
            leave(&mut lanes, brand);
            return None;
        }
        Some(batch)
    }

    fn lanes(&self) -> MutexGuard<'_, HashMap<BrandId, Lane>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Sends the events of one request through the loop, together with those of others. A task of its
    /// own writes them, so that a sender who hangs up takes nobody's events along.
    pub(crate) async fn ingest(
        &self,
        brand: BrandId,
        incoming: Vec<Incoming>,
    ) -> Result<Receipt, StoreError> {
        let (reply, answer) = oneshot::channel();
        if self.intake().enter(brand, Request { incoming, reply }) {
            let app = self.clone();
            self.tasks().spawn(async move {
                let _turn = Turn { intake: app.intake(), brand };
                while let Some(batch) = app.intake().next(brand) {
                    write(&app, brand, batch).await;
                }
            });
        }
        answer.await.unwrap_or(Err(StoreError::Closed))
    }
}

/// With nobody left to empty the lane, those who wait in it are refused; only after a panic are there any.
fn leave(lanes: &mut HashMap<BrandId, Lane>, brand: BrandId) {
    if let Some(lane) = lanes.get_mut(&brand) {
        lane.under_way -= 1;
        if lane.under_way == 0 {
            lanes.remove(&brand);
        }
    }
}

/// A place among those who empty a lane; a panic gives it back.
struct Turn<'a> {
    intake: &'a Intake,
    brand: BrandId,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            leave(&mut self.intake.lanes(), self.brand);
        }
    }
}

/// Writes a batch and answers everybody in it.
async fn write(app: &App, brand: BrandId, batch: Vec<Request>) {
    let mut incoming = Vec::with_capacity(batch.iter().map(|request| request.incoming.len()).sum());
    let mut replies = Vec::with_capacity(batch.len());
    for mut request in batch {
        let begin = incoming.len();
        incoming.append(&mut request.incoming);
        replies.push((begin..incoming.len(), request.reply));
    }
    let incoming = Arc::new(incoming);
    let all = accept::take_in(app, "accept", brand, Arc::clone(&incoming), 0..incoming.len()).await;
    let alone = replies.len() == 1;
    for (range, reply) in replies {
        let result = match &all {
            Ok(outcomes) => Ok(Receipt::of(&outcomes.events[range])),
            // One request that the loop cannot take must not refuse those that met it here.
            Err(StoreError::Conflict(_) | StoreError::Corrupt(_) | StoreError::Defect(_)) if !alone => {
                let taken = accept::take_in(app, "accept", brand, Arc::clone(&incoming), range).await;
                taken.map(|outcomes| Receipt::of(&outcomes.events))
            }
            Err(error) => Err(error.clone()),
        };
        // A sender that hung up asks again and finds its events.
        drop(reply.send(result));
    }
}
