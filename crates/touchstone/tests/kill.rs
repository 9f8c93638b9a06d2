//! The process is killed in the middle of firing thousands of timers, again and again: each run goes on exactly once.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "a real process runs in real time")]

use std::collections::{BTreeMap, HashSet};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use touchstone_domain::id::{BrandId, EffectId, PlaybookId, RunId};
use touchstone_domain::playbook::{Outcome, Run, RunState};
use touchstone_store::rows::outbox::{self, OutboxRow, OutboxState};
use touchstone_store::rows::{installation, playbooks, timers};
use touchstone_store::{Location, Store, StoreConfig, Tx};

/// Several transactions of the worker.
const RUNS: usize = 5_000;
const BATCH: usize = 250;
/// How long runs wait; long enough for all events to be in before the first is due.
const WAIT: &str = "PT20S";
const FIRED: &str = "touchstone_worker_done_total{worker=\"timers\"}";

struct Server {
    child: Child,
    url: String,
    client: reqwest::Client,
}

impl Server {
    async fn start(folder: &Path, port: u16) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_touchstone"))
            .args(["serve", "--log", "warn", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(folder)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, url: format!("http://127.0.0.1:{port}"), client: reqwest::Client::new() };
        for _ in 0..600 {
            if server.client.get(format!("{}/readyz", server.url)).send().await.is_ok() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the server did not answer")
    }

    /// As `kill -9` does.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    async fn send(&self, method: reqwest::Method, path: &str, token: &str, body: &Value) -> Value {
        let request =
            self.client.request(method, format!("{}{path}", self.url)).bearer_auth(token).json(body);
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn post(&self, path: &str, token: &str, body: &Value) -> Value {
        self.send(reqwest::Method::POST, path, token, body).await
    }

    async fn fired(&self) -> f64 {
        let text =
            self.client.get(format!("{}/metrics", self.url)).send().await.unwrap().text().await.unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(FIRED)).map(str::trim);
        line.map_or(0.0, |count| count.parse().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

type Received = Arc<Mutex<BTreeMap<String, usize>>>;

/// Counts requests by their key.
async fn receiver() -> (String, Received) {
    let received = Received::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let take = async |State(received): State<Received>, headers: HeaderMap| {
        let id = headers["webhook-id"].to_str().unwrap().to_owned();
        *received.lock().unwrap().entry(id).or_default() += 1;
        StatusCode::NO_CONTENT
    };
    let router = axum::Router::new().route("/hook", axum::routing::post(take)).with_state(received.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, received)
}

/// A brand whose playbook waits, tags and calls; thousands of customers are in it when this returns.
async fn begin(server: &Server, hook: &str) -> PlaybookId {
    let setup = json!({"brand": "Kill", "email": "kill@example.com", "password": "a warm bowl of noodles"});
    let token = server.post("/v1/setup", "", &setup).await["token"].as_str().unwrap().to_owned();
    let channels = json!({"webhook": {"allow_private": true}});
    server.send(reqwest::Method::PUT, "/v1/channels", &token, &channels).await;
    let playbook = json!({"name": "Settle", "trigger": {"event": "Visit Started"}, "steps": [
        {"id": "settle", "do": "wait", "for": WAIT},
        {"id": "tag", "do": "tag", "name": "settled"},
        {"id": "call", "do": "call_webhook", "url": hook},
    ]});
    let id = server.post("/v1/playbooks", &token, &playbook).await["id"].as_str().unwrap().to_owned();
    server.post(&format!("/v1/playbooks/{id}/activate"), &token, &json!({})).await;
    let source = server.post("/v1/sources", &token, &json!({"name": "door"})).await;
    let key = source["key"].as_str().unwrap();
    for first in (0..RUNS).step_by(BATCH) {
        let visit = |number: usize| {
            json!({"type": "track", "messageId": format!("v-{number}"), "userId": format!("u-{number}"),
                "event": "Visit Started", "properties": {"unit": "HQ"}})
        };
        let batch: Vec<Value> = (first..first + BATCH).map(visit).collect();
        let request = server.client.post(format!("{}/v1/batch", server.url)).basic_auth(key, Some(""));
        let response = request.json(&json!({ "batch": batch })).send().await.unwrap();
        assert!(response.status().is_success(), "{}", response.text().await.unwrap());
    }
    id.parse().unwrap()
}

/// What the killed processes left behind, read from the database alone.
struct Left {
    timers: i64,
    runs: Vec<Run>,
    effects: Vec<OutboxRow>,
}

async fn left(folder: &Path, playbook: PlaybookId) -> Left {
    let path = folder.join("touchstone.db");
    let store = Store::open(&StoreConfig::new(Location::Sqlite { path })).unwrap();
    let timers = store.read_global("timers", timers::count).await.unwrap();
    let brand: BrandId = store.read_global("brand", installation::brand).await.unwrap().unwrap();
    let mut runs: Vec<Run> = Vec::new();
    loop {
        let before = runs.last().map(|run| (run.started_at, run.id));
        let page = move |tx: &mut Tx<'_>| playbooks::runs_of::<Run>(tx, playbook, before, 500);
        let page = store.read("runs", brand, page).await.unwrap();
        if page.is_empty() {
            break;
        }
        runs.extend(page);
    }
    let mut effects: Vec<OutboxRow> = Vec::new();
    for state in OutboxState::ALL {
        let list = move |tx: &mut Tx<'_>| outbox::list(tx, state, None, 100_000);
        effects.extend(store.read("effects", brand, list).await.unwrap());
    }
    tokio::task::spawn_blocking(move || store.close()).await.unwrap();
    Left { timers, runs, effects }
}

/// Every run either still waits or has done everything once, and its effect is there or not accordingly.
fn is_all_or_nothing(left: &Left) -> usize {
    let ids: HashSet<RunId> = left.runs.iter().map(|run| run.id).collect();
    assert_eq!((left.runs.len(), ids.len()), (RUNS, RUNS), "each customer entered once");
    let effects: HashSet<EffectId> = left.effects.iter().map(|row| row.effect.id).collect();
    assert_eq!(effects.len(), left.effects.len(), "each effect is there once");
    let mut done = 0;
    for run in &left.runs {
        let count =
            |wanted: fn(&Outcome) -> bool| run.history.iter().filter(|entry| wanted(&entry.outcome)).count();
        let tagged = count(|outcome| *outcome == Outcome::Tagged);
        let called = count(|outcome| matches!(outcome, Outcome::Called { .. }));
        let effect = run.history.iter().find_map(touchstone_domain::playbook::StepTrace::effect);
        match run.state {
            RunState::Waiting { .. } => assert_eq!((tagged, called), (0, 0), "{run:?}"),
            RunState::Done { .. } => {
                done += 1;
                assert_eq!((tagged, called), (1, 1), "{run:?}");
                assert!(effects.contains(&effect.unwrap()), "its effect was committed with it: {run:?}");
            }
            _ => panic!("nobody stopped it: {run:?}"),
        }
    }
    assert_eq!(effects.len(), done, "no effect without its run");
    assert_eq!(left.timers, i64::try_from(RUNS - done).unwrap(), "a timer for each run that waits");
    done
}

#[tokio::test]
async fn timers_fire_exactly_once_whenever_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (hook, received) = receiver().await;
    let server = Server::start(folder.path(), port).await;
    let playbook = begin(&server, &hook).await;
    let entered = Instant::now();
    server.kill();
    let before = is_all_or_nothing(&left(folder.path(), playbook).await);
    assert!(before < RUNS, "the first kill comes before everything is over");
    tokio::time::sleep(Duration::from_secs(21).saturating_sub(entered.elapsed())).await;

    // All are due now. Each process is killed as soon as it has fired some, or even before.
    let mut kept = Vec::new();
    for pause_ms in [0, 40, 0, 150] {
        let server = Server::start(folder.path(), port).await;
        if pause_ms > 0 {
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
        } else {
            while server.fired().await < 1.0 {
                tokio::time::sleep(Duration::from_millis(3)).await;
            }
        }
        server.kill();
        kept.push(is_all_or_nothing(&left(folder.path(), playbook).await));
    }
    assert!(kept.iter().any(|&done| 0 < done && done < RUNS), "killed in the middle: {kept:?}");
    assert!(kept.is_sorted(), "nothing that was done is undone: {kept:?}");

    let server = Server::start(folder.path(), port).await;
    let patience = Instant::now() + Duration::from_secs(120);
    let wanted = (RUNS - kept.last().unwrap()) as f64;
    while server.fired().await < wanted {
        assert!(Instant::now() < patience, "{} of {wanted} were fired", server.fired().await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    server.kill();
    let end = left(folder.path(), playbook).await;
    assert_eq!(is_all_or_nothing(&end), RUNS);
    let received = received.lock().unwrap();
    for row in &end.effects {
        let times = received.get(&row.effect.id.to_string()).copied().unwrap_or(0);
        assert!(row.state != OutboxState::Sent || times > 0, "recorded as sent, so it arrived: {row:?}");
        assert!(
            times <= usize::try_from(row.attempts).unwrap().max(1),
            "what arrived {times} times: {row:?}"
        );
    }
    let known: HashSet<String> = end.effects.iter().map(|row| row.effect.id.to_string()).collect();
    assert!(received.keys().all(|id| known.contains(id)), "nothing arrived that is not in the outbox");
}
