//! `touchstone demo`: a fictional restaurant chain, played by the simulator through the public contract.
//!
//! The server in this process is the one that `serve` runs. Nothing leaves the machine: no mail server is
//! configured, and the customers' phones are the simulator's.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tokio::task::JoinSet;
use touchstone_engine::clock::Clock;
use touchstone_sim::play::{self, Client, Live, Progress, Stage};
use touchstone_sim::world::{BRAND, Size, World};

use super::serve::{Running, ended, log, runtime};
use crate::config::{Config, Options};
use crate::machine::SystemClock;

/// Who logs in to the demo.
const EMAIL: &str = "head.office@demo.example";
/// With what. Everyone knows it: the demo's data are made up, and it listens on this machine only.
const PASSWORD: &str = "a warm bowl of demo noodles";
/// Where a demo keeps what it needs to go on after a restart.
const STAGE_FILE: &str = "demo.json";
/// Makes the same world each time.
const SEED: u64 = 20_260_302;
/// Between two orders.
const ORDER_EVERY: Duration = Duration::from_millis(400);
/// Of how many orders one is answered through a link of its own; another is answered in a chat group.
const ANSWERED_EVERY: u64 = 5;
/// After trouble, the world waits so long before it goes on.
const REST: Duration = Duration::from_secs(2);
const PROGRESS_EVERY: Duration = Duration::from_secs(10);

/// How large a demo, and for how long.
#[derive(Debug, Args)]
pub struct Demo {
    /// Customers of the chain.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    customers: u32,
    /// Stores of the chain.
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    stores: u32,
    /// Chat groups, each with an owner.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    groups: u32,
    /// Ends by itself after so many seconds.
    #[arg(long = "for", value_name = "SECONDS")]
    seconds: Option<u64>,
}

/// Runs the command.
pub fn run(options: &Options, demo: &Demo) -> anyhow::Result<()> {
    let mut options = options.clone();
    options.log.get_or_insert_with(|| "warn".to_owned());
    // Removed when the command ends; a folder that the user names stays, and the demo goes on in it.
    let temporary = match options.data {
        Some(_) => None,
        None => Some(tempfile::tempdir().context("cannot make a temporary folder")?),
    };
    if let Some(folder) = &temporary {
        options.data = Some(folder.path().to_owned());
    }
    let config = Config::load(&options)?;
    log(&config.log)?;
    runtime()?.block_on(async {
        let running = Running::start(&config).await?;
        let outcome = tokio::select! {
            outcome = play(demo, &config, &running) => outcome,
            ended = ended() => ended,
            () = time_is_up(demo.seconds) => Ok(()),
        };
        super::say("The demo ends.");
        running.stop().await?;
        outcome
    })
}

async fn time_is_up(seconds: Option<u64>) {
    match seconds {
        Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
        None => std::future::pending().await,
    }
}

/// Sets the stage, then plays the past and the present at the same time.
async fn play(demo: &Demo, config: &Config, running: &Running) -> anyhow::Result<()> {
    let size = Size { stores: demo.stores, groups: demo.groups, customers: demo.customers };
    let world = Arc::new(World::new(SEED, size));
    let server = Client::new(format!("http://{}", reachable(running.address)))?;
    // Port 0 means any free one, which is known only now.
    let public_url = match config.listen.port() {
        0 => server.base().to_owned(),
        _ => config.public_url.clone(),
    };
    let (stage, is_new) = stage(&world, &server, &config.data, &public_url).await?;
    introduce(&public_url, &stage, &world);
    let now = SystemClock.now();
    let progress = Arc::new(Progress::default());
    let till = server.with_key(&stage.keys.source_key);
    let mut tasks = JoinSet::new();
    tasks.spawn(history(Arc::clone(&world), till, Arc::clone(&progress)));
    if is_new {
        tasks.spawn(visits(Arc::clone(&world), server.clone(), stage.clone(), now));
    }
    tasks.spawn(live(Live::new(world, &server, stage, now)));
    while let Some(ended) = tasks.join_next().await {
        ended.context("a part of the demo ended badly")??;
    }
    Ok(())
}

/// An address to connect to: the unspecified one is for listening only.
fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() { SocketAddr::from(([127, 0, 0, 1], address.port())) } else { address }
}

/// The stage of an earlier demo in this folder, or a new one, and whether it is new.
async fn stage(
    world: &World,
    server: &Client,
    data: &Path,
    public_url: &str,
) -> anyhow::Result<(Stage, bool)> {
    let file: PathBuf = data.join(STAGE_FILE);
    if let Ok(text) = std::fs::read_to_string(&file) {
        let stage = serde_json::from_str(&text);
        return Ok((stage.with_context(|| format!("{} is not a demo's", file.display()))?, false));
    }
    super::say(&format!("Setting up {BRAND} …"));
    let keys = play::set_up(server, public_url, (EMAIL, PASSWORD))
        .await
        .context("the demo needs an empty data folder, or one that a demo has made")?;
    let stage = play::furnish(world, server, keys, SystemClock.now()).await?;
    std::fs::write(&file, serde_json::to_string_pretty(&stage)?)
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok((stage, true))
}

/// Where to look and how to log in.
fn introduce(public_url: &str, stage: &Stage, world: &World) {
    let Size { stores, groups, customers } = world.size();
    let token = &stage.keys.token;
    let mut lines = vec![
        String::new(),
        format!("{BRAND}: {stores} stores, {groups} chat groups, {customers} customers."),
        "A demo: purchase rhythm and comments are real, who bought and said what where is made up."
            .to_owned(),
        "演示：购买节奏与评论文字取自真实数据，人物、门店与两者的对应关系均为虚构。".to_owned(),
        String::new(),
        format!("  Server    {public_url}"),
        format!("  Log in    {} / {}", stage.keys.email, stage.keys.password),
    ];
    if let Some(group) = world.chain.groups.first() {
        lines
            .push(format!("  Group     {} (the same password): sees {} only", group.owner_email, group.name));
    }
    if let Some(path) = stage.group_links.first() {
        lines.push(format!("  Survey    {public_url}{path}  (open it on a phone, and answer badly)"));
    }
    lines.push(String::new());
    lines.push(format!("  export TOKEN={token}"));
    let ask = |what: &str, path: &str| {
        format!("  curl -sH \"Authorization: Bearer $TOKEN\" '{public_url}{path}'  # {what}")
    };
    lines.extend([
        ask("the head office's inbox", "/v1/inbox"),
        ask("what happens now", "/v1/live"),
        ask("open cases", "/v1/cases"),
        ask("what came in last", "/v1/events?limit=5"),
        ask("why an event led to what: its message id", "/v1/traces/demo-0-1-order"),
        ask("a customer with everything known", "/v1/customers?identity=user:demo-000000"),
        ask("answers", &format!("/v1/surveys/{}/responses", stage.survey)),
    ]);
    lines.push(String::new());
    lines.push("Ctrl-C ends it.".to_owned());
    super::say(&lines.join("\n"));
}

/// Plays the year before now and says how far it is.
async fn history(world: Arc<World>, till: Client, progress: Arc<Progress>) -> anyhow::Result<()> {
    let told = Arc::clone(&progress);
    let telling = async {
        let mut every = tokio::time::interval(PROGRESS_EVERY);
        every.tick().await;
        loop {
            every.tick().await;
            let (done, total) = told.get();
            if total > 0 {
                super::say(&format!("A year of history: {done} of {total} events."));
            }
        }
    };
    let begun = SystemClock.now();
    tokio::select! {
        played = play::play_history(world, till, begun, progress.clone()) => played?,
        () = telling => {}
    }
    let took = SystemClock.now().duration_since(begun).as_secs_f64();
    super::say(&format!("A year of history is complete: {} events in {took:.1} s.", progress.get().1));
    Ok(())
}

/// Takes in what guests said of their visits in the quarter before now; once, since each time it would count.
async fn visits(world: Arc<World>, server: Client, stage: Stage, now: jiff::Timestamp) -> anyhow::Result<()> {
    match play::play_past_visits(&world, &server, &stage, now).await {
        Ok(()) => super::say("The journey of the last three months is complete."),
        Err(failure) => tracing::warn!(%failure, "the demo's world stumbled"),
    }
    Ok(())
}

/// Orders and answers, until the demo ends.
async fn live(mut live: Live) -> anyhow::Result<()> {
    let mut every = tokio::time::interval(ORDER_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    for nth in 0_u64.. {
        every.tick().await;
        if let Err(failure) = moment(&mut live, nth).await {
            tracing::warn!(%failure, "the demo's world stumbled");
            tokio::time::sleep(REST).await;
        }
    }
    Ok(())
}

async fn moment(live: &mut Live, nth: u64) -> Result<(), play::Failure> {
    let order = live.order(SystemClock.now()).await?;
    match nth % ANSWERED_EVERY {
        0 => live.answer_of(&order).await.map(drop),
        2 => live.answer_in_group().await.map(drop),
        _ => Ok(()),
    }
}
