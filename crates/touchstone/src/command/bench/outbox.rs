//! Messages on their way out: signed requests from a backlog to a receiver in this process.
//!
//! One message leaves through the API, a playbook and the worker. Its copies are written into the store while the
//! server is down, so that the backlog is there at once; what delivers them is the server's own worker.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde_json::json;
use tokio::task::JoinSet;
use touchstone_domain::effect::Effect;
use touchstone_domain::hash::digest16;
use touchstone_domain::id::EffectId;
use touchstone_engine::channel::destination;
use touchstone_store::rows::installation;
use touchstone_store::rows::outbox::{self, NewEffect, OutboxState};
use touchstone_store::{Store, StoreError, Tx};

use super::report::Report;
use super::server::{Brand, Server};

/// Messages for each second to be measured, so that the backlog does not end before.
const PER_SECOND: u64 = 10_000;
/// Most messages.
const MESSAGES_MAX: u64 = 200_000;
/// Rows of one transaction while the store is filled.
const WRITTEN: usize = 2_000;
/// Connections when the receiver is measured alone: as many as the worker has for one peer.
const SENDERS: usize = 32;
/// For how long the receiver is measured alone.
const ALONE: Duration = Duration::from_secs(3);
/// For how long nothing may arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// Takes requests that are signed, and knows which it has.
#[derive(Default)]
struct Receiver {
    ids: Mutex<HashSet<String>>,
    arrived: AtomicUsize,
    unsigned: AtomicBool,
}

impl Receiver {
    fn count(&self) -> usize {
        self.arrived.load(Ordering::SeqCst)
    }

    fn take(&self, headers: &HeaderMap) -> StatusCode {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let Some(id) = header("webhook-id") else { return StatusCode::BAD_REQUEST };
        if header("webhook-signature").is_none_or(|signature| !signature.starts_with("v1,")) {
            self.unsigned.store(true, Ordering::SeqCst);
        }
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned());
        self.arrived.fetch_add(1, Ordering::SeqCst);
        StatusCode::NO_CONTENT
    }

    fn distinct(&self) -> usize {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
pub async fn measure(
    server: &mut Server,
    brand: &Brand,
    seconds: u64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let receiver = Arc::new(Receiver::default());
    let url = listen(Arc::clone(&receiver)).await?;
    send_one(brand, &url, &receiver).await?;
    server.pause().await?;
    let messages = usize::try_from((seconds * PER_SECOND).min(MESSAGES_MAX))?;
    let store = server.store().await?;
    fill(&store, messages).await?;
    tokio::task::spawn_blocking(move || store.close()).await?;

    let before = receiver.count();
    server.resume().await?;
    let begun = wait(&receiver, before + 1).await?;
    let end = begun + Duration::from_secs(seconds);
    while receiver.count() < before + messages && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (delivered, took) = (receiver.count() - before, begun.elapsed());
    // What is left is delivered too, and then nothing may have come twice.
    wait(&receiver, before + messages).await?;
    ensure!(receiver.distinct() == receiver.count(), "a message arrived twice");
    ensure!(!receiver.unsigned.load(Ordering::SeqCst), "a message was not signed");
    let bound = alone(brand, &url).await?;
    report.bounded(
        "outbox.messages_per_s",
        delivered as f64 / took.as_secs_f64(),
        "messages/s",
        Some(bound),
        "the same requests posted by a plain client over as many connections",
    );
    Ok(())
}

/// Serves until the process ends.
async fn listen(receiver: Arc<Receiver>) -> anyhow::Result<String> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/hook", listener.local_addr()?);
    let take = async |State(receiver): State<Arc<Receiver>>, headers: HeaderMap, _body: axum::body::Bytes| {
        receiver.take(&headers)
    };
    let router = axum::Router::new().route("/hook", axum::routing::post(take)).with_state(receiver);
    tokio::runtime::Handle::current().spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// Lets one message go the whole way.
async fn send_one(brand: &Brand, url: &str, receiver: &Receiver) -> anyhow::Result<()> {
    let channels = json!({"webhook": {"allow_private": true}});
    let put = brand.client.put(format!("{}/v1/channels", brand.url)).bearer_auth(&brand.token);
    let done = put.json(&channels).send().await?;
    ensure!(done.status().is_success(), "{}: {}", done.status(), done.text().await?);
    let playbook = json!({
        "name": "Bench outbox",
        "trigger": {"event": "Bench Called"},
        "steps": [{"id": "call", "do": "call_webhook", "url": url}],
    });
    let made = brand.post("/v1/playbooks", &playbook).await?;
    let id = made["id"].as_str().context("a playbook has an id")?;
    brand.post(&format!("/v1/playbooks/{id}/activate"), &json!({})).await?;
    let event = json!({"type": "track", "messageId": "called", "userId": "called", "event": "Bench Called",
        "properties": {"order_id": "o-1", "total": 64.5, "unit": "HQ"}});
    brand.post("/v1/decisions", &event).await?;
    wait(receiver, 1).await?;
    Ok(())
}

/// Waits until so many have arrived; answers when that was seen.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn wait(receiver: &Receiver, wanted: usize) -> anyhow::Result<Instant> {
    let (mut before, mut moved) = (0, Instant::now());
    loop {
        let count = receiver.count();
        if count >= wanted {
            return Ok(Instant::now());
        }
        if count > before {
            (before, moved) = (count, Instant::now());
        }
        ensure!(moved.elapsed() < PATIENCE, "only {count} of {wanted} messages arrived");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Writes copies of the message that was sent, due now.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn fill(store: &Store, messages: usize) -> anyhow::Result<()> {
    let brand = store.read_global("brand", installation::brand).await?.context("it was set up")?;
    let sent = move |tx: &mut Tx<'_>| outbox::list(tx, OutboxState::Sent, None, 10);
    let rows = store.read("sent", brand, sent).await?;
    let row = rows.into_iter().find(|row| row.channel == "webhook").context("one message was sent")?;
    let peer = destination(brand, &row.effect);
    let now = Timestamp::now();
    for first in (0..messages).step_by(WRITTEN) {
        let effects: Vec<Effect> = (first..messages.min(first + WRITTEN))
            .map(|number| {
                let id = EffectId::from_bytes(digest16(&[b"bench", &number.to_be_bytes()]));
                Effect { id, created_at: now, ..row.effect.clone() }
            })
            .collect();
        let peer = peer.clone();
        let write = move |tx: &mut Tx<'_>| {
            let new = |effect| NewEffect { effect, channel: "webhook", destination: &peer, refused: None };
            let rows: Vec<NewEffect<'_>> = effects.iter().map(new).collect();
            outbox::insert_many(tx, &rows, now)
        };
        store.write::<_, StoreError>("bench_outbox", brand, write).await?;
    }
    Ok(())
}

/// How many such requests a second a plain client posts.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn alone(brand: &Brand, url: &str) -> anyhow::Result<f64> {
    let body =
        json!({"type": "playbook.step", "timestamp": Timestamp::now(), "data": {"text": "x".repeat(400)}});
    let body = body.to_string();
    let begun = Instant::now();
    let mut senders = JoinSet::new();
    for sender in 0..SENDERS {
        let (client, url, body) = (brand.client.clone(), url.to_owned(), body.clone());
        senders.spawn(async move {
            let mut posted = 0_usize;
            while begun.elapsed() < ALONE {
                let request = client.post(&url).header("webhook-id", format!("alone-{sender}-{posted}"));
                let request = request.header("webhook-signature", "v1,none").body(body.clone());
                let status = request.send().await?.status();
                ensure!(status.is_success(), "{status}");
                posted += 1;
            }
            anyhow::Ok(posted)
        });
    }
    let mut posted = 0;
    while let Some(count) = senders.join_next().await {
        posted += count??;
    }
    Ok(posted as f64 / begun.elapsed().as_secs_f64())
}
