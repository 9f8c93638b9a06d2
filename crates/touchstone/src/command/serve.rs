//! `touchstone serve`: the server, from opening the store to closing it.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use touchstone_engine::channel::{Channels, Email};
use touchstone_engine::keyring::{Keyring, keys_in_use};
use touchstone_engine::{App, worker};
use touchstone_store::{Location, Store, StoreConfig};
use touchstone_web::{Web, WebSettings};
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Config, Options};
use crate::key_file;
use crate::machine::{SystemClock, SystemRandom};

/// How long requests under way get to end.
const STOPPING_MAX: std::time::Duration = std::time::Duration::from_secs(10);

/// The embedded database's file in the data folder.
const DATABASE_FILE: &str = "touchstone.db";
/// How often recorded metrics are folded into their figures.
const METRICS_EVERY: Duration = Duration::from_secs(10);

/// Runs the command.
pub fn run(options: &Options) -> anyhow::Result<()> {
    let config = Config::load(options)?;
    log(&config.log)?;
    runtime()?.block_on(async {
        let running = Running::start(&config).await?;
        super::say(&format!("Touchstone listens on {}", running.address));
        ended().await?;
        tracing::info!("stopping: finishing what has begun");
        running.stop().await
    })
}

/// The async runtime of the server.
pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")
}

/// Structured logs on standard error. Whatever the filter wants, libraries say no more than at `info`: the finer lines of
/// a database's driver or of an HTTP client hold what passes through them, which is personal data.
pub fn log(filter: &str) -> anyhow::Result<()> {
    let wanted = EnvFilter::try_new(filter).context("log: not a filter")?;
    let ours = filter_fn(|line| *line.level() <= Level::INFO || line.target().starts_with("touchstone"))
        .with_max_level_hint(LevelFilter::TRACE);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(wanted.and(ours))).init();
    Ok(())
}

/// A server that runs in this process.
pub struct Running {
    /// Where it listens.
    pub address: std::net::SocketAddr,
    /// The application behind it.
    pub app: App,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Running {
    /// Opens the store, starts the workers and listens.
    pub async fn start(config: &Config) -> anyhow::Result<Self> {
        let metrics = PrometheusBuilder::new().install_recorder().context("cannot collect metrics")?;
        let store = open(config).await?;
        let keyring = keys(config, &store).await?;
        let app = App::new(store, Arc::new(SystemClock), Arc::new(SystemRandom), keyring);
        let sealed = app.seal_again().await.with_context(|| {
            format!(
                "the secrets in the database cannot be opened with {} (see \"Secrets at rest\" in docs/operate.md)",
                config.key_file.display()
            )
        })?;
        if sealed > 0 {
            tracing::info!(sealed, "secrets were sealed with the first key");
        }
        if config.database.is_none() {
            app.reclaim_outbox().await.context("cannot read the outbox")?;
        }
        if app.begin_backfills().await.context("cannot read what is to be made up")? > 0 {
            tracing::info!(
                "rows of before this version are made ready for searching and counting, beside everything else"
            );
        }
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("cannot listen on {}", config.listen))?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        tasks.spawn(worker::run(worker::timers::Timers::default(), app.clone(), stopped.clone()));
        let outbox = worker::outbox::Outbox::new(Arc::new(Channels::default()));
        tasks.spawn(worker::run(outbox, app.clone(), stopped.clone()));
        let letters = worker::letters::Letters::new(Arc::new(Email::default()));
        tasks.spawn(worker::run(letters, app.clone(), stopped.clone()));
        tasks.spawn(worker::run(worker::distributions::Distributions, app.clone(), stopped.clone()));
        tasks.spawn(worker::run(worker::expiry::Expiry, app.clone(), stopped.clone()));
        tasks.spawn(worker::run(worker::ranks::Ranks::default(), app.clone(), stopped.clone()));
        tasks.spawn(worker::run(worker::backfill::Backfill::default(), app.clone(), stopped.clone()));
        tasks.spawn(keep_up(metrics.clone(), stopped.clone()));
        let settings = WebSettings {
            public_url: config.public_url.clone(),
            behind_proxy: config.behind_proxy,
            metrics: Some(metrics),
        };
        let router = touchstone_web::router(Web::new(app.clone(), settings));
        tasks.spawn(serve(listener, router, changed(stopped)));
        Ok(Self { address, app, stop, tasks })
    }

    /// Ends: no new requests, running ones to their end, then the workers, then the store.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.stop.send_replace(true);
        self.app.live().close();
        let all = async {
            while let Some(ended) = self.tasks.join_next().await {
                ended.context("a part of the server ended badly")?;
            }
            anyhow::Ok(())
        };
        // A client that stopped in the middle of its request must not hold up the end.
        match tokio::time::timeout(STOPPING_MAX, all).await {
            Ok(ended) => ended?,
            Err(_) => self.tasks.shutdown().await,
        }
        let store = self.app.store().clone();
        tokio::task::spawn_blocking(move || store.close()).await.context("the store did not close")
    }
}

/// Folds what was recorded into the figures; without it, figures that nobody reads would grow for ever.
async fn keep_up(metrics: PrometheusHandle, stopped: watch::Receiver<bool>) {
    let stopped = changed(stopped);
    tokio::pin!(stopped);
    let mut ticks = tokio::time::interval(METRICS_EVERY);
    loop {
        tokio::select! {
            () = &mut stopped => return,
            _ = ticks.tick() => metrics.run_upkeep(),
        }
    }
}

async fn serve(
    listener: TcpListener,
    router: axum::Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) {
    if let Err(error) = touchstone_web::serve(listener, router, shutdown).await {
        tracing::error!(%error, "the server cannot listen any more");
    }
}

async fn changed(mut stopped: watch::Receiver<bool>) {
    // A dropped sender means the same as being told to stop.
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Where a server keeps its state.
pub fn location(database: Option<&str>, data: &Path) -> Location {
    match database {
        Some(url) => Location::Postgres { url: url.to_owned() },
        None => Location::Sqlite { path: data.join(DATABASE_FILE) },
    }
}

/// The keys of the database's secrets; a database that has none sealed yet gets a first one.
pub async fn keys(config: &Config, store: &Store) -> anyhow::Result<Keyring> {
    let path = &config.key_file;
    if let Some(keyring) = key_file::read(path)? {
        return Ok(keyring);
    }
    let used = keys_in_use(store).await.context("cannot read which keys are in use")?;
    if let Some(key) = used.first() {
        bail!(
            "the key file {} is missing, and the secrets in the database are sealed with the key {key}: put the \
             file back from its backup or from another server of this database, or, if it is lost, run \
             `touchstone key reset`",
            path.display()
        );
    }
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    let keyring = key_file::create(path)?;
    tracing::info!(path = %path.display(), "a key for the secrets in the database was made; keep a copy of it");
    Ok(keyring)
}

/// Opens the store that a configuration names.
pub async fn open(config: &Config) -> anyhow::Result<Store> {
    if config.database.is_none() {
        std::fs::create_dir_all(&config.data)
            .with_context(|| format!("cannot make the data folder {}", config.data.display()))?;
    }
    let location = location(config.database.as_deref(), &config.data);
    let opened = tokio::task::spawn_blocking(move || Store::open(&StoreConfig::new(location)));
    opened.await?.context("cannot open the store")
}

/// Ends when the process is asked to.
pub async fn ended() -> anyhow::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted.context("cannot wait for signals"),
        _ = terminate.recv() => Ok(()),
    }
}
