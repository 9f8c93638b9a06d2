//! A server of its own process on a temporary folder, set up through its public contract.

use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};
use touchstone_store::{Store, StoreConfig};

use crate::command::serve;

/// Where the state is kept.
#[derive(Debug, Clone)]
pub enum Database {
    /// In a temporary folder.
    Embedded,
    /// In this empty database.
    Postgres(String),
}

/// A running server.
pub struct Server {
    child: Child,
    database: Database,
    url: String,
    folder: TempDir,
    client: reqwest::Client,
}

/// A brand on it, with starter content that is active.
pub struct Brand {
    /// The server's address.
    pub url: String,
    /// A bearer token of its administrator.
    pub token: String,
    /// A write key.
    pub key: String,
    /// The survey after the meal.
    pub survey: String,
    /// For requests.
    pub client: reqwest::Client,
}

impl Server {
    /// Starts one and waits until it answers.
    pub async fn start(database: &Database) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        // The port is free now; that another process takes it before the server does is unlikely enough.
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let url = format!("http://127.0.0.1:{port}");
        let child = spawn(database, &url, folder.path())?;
        let client = reqwest::Client::builder().pool_max_idle_per_host(256).build()?;
        let server = Self { child, database: database.clone(), url, folder, client };
        server.ready().await?;
        Ok(server)
    }

    async fn ready(&self) -> anyhow::Result<()> {
        for _ in 0..200 {
            if self.client.get(format!("{}/readyz", self.url)).send().await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the server did not answer within ten seconds")
    }

    /// Ends the process; [`resume`](Self::resume) starts it again on the same state and address.
    pub async fn pause(&mut self) -> anyhow::Result<()> {
        let process = self.process()?.to_string();
        Command::new("kill").args(["-TERM", &process]).status().await?;
        self.child.wait().await?;
        Ok(())
    }

    /// Starts it again.
    pub async fn resume(&mut self) -> anyhow::Result<()> {
        self.child = spawn(&self.database, &self.url, self.folder.path())?;
        self.ready().await
    }

    /// Its state, to be opened while it is paused.
    pub async fn store(&self) -> anyhow::Result<Store> {
        let database = match &self.database {
            Database::Embedded => None,
            Database::Postgres(url) => Some(url.as_str()),
        };
        let config = StoreConfig::new(serve::location(database, self.folder.path()));
        Ok(tokio::task::spawn_blocking(move || Store::open(&config)).await??)
    }

    /// A figure from its metrics; 0 while there is none.
    pub async fn metric(&self, name: &str) -> anyhow::Result<f64> {
        let text = self.client.get(format!("{}/metrics", self.url)).send().await?.text().await?;
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        Ok(found.map_or(Ok(0.0), str::parse)?)
    }

    /// The folder with the state, on the disk that is measured.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Its process.
    pub fn process(&self) -> anyhow::Result<u32> {
        self.child.id().context("the server has ended")
    }

    /// A line of the process's status in kB, such as `VmRSS` or `VmHWM`.
    pub fn memory_kb(&self, line: &str) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process()?))?;
        let found = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
        let number = found.and_then(|text| text.split_whitespace().next()).context("no such line")?;
        Ok(number.parse()?)
    }

    /// How long all its threads have run, in seconds.
    pub fn cpu_s(&self) -> anyhow::Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process()?))?;
        // The name in parentheses may hold spaces; the fields behind it are numbered from 3.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let number = |at: usize| fields.get(at - 3).and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
        // A tick is a hundredth of a second on Linux.
        Ok((f64::from(number(14)) + f64::from(number(15))) / 100.0)
    }

    /// Makes a brand with active starter content and a source.
    pub async fn set_up(&self) -> anyhow::Result<Brand> {
        let setup =
            json!({"brand": "Bench", "email": "bench@example.com", "password": "a warm bowl of noodles"});
        let done = post(&self.client, &format!("{}/v1/setup", self.url), None, &setup).await?;
        let token = text(&done, "token")?;
        let named = json!({"name": "bench"});
        let source = post(&self.client, &format!("{}/v1/sources", self.url), Some(&token), &named).await?;
        let key = text(&source, "key")?;
        let mut brand =
            Brand { url: self.url.clone(), token, key, survey: String::new(), client: self.client.clone() };
        let starter = brand.post("/v1/starter", &json!({"active": true})).await?;
        brand.survey = text(&starter, "survey")?;
        Ok(brand)
    }

    /// Ends it as an operator would.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        self.pause().await
    }
}

fn spawn(database: &Database, url: &str, folder: &Path) -> anyhow::Result<Child> {
    let listen = url.strip_prefix("http://").context("an address")?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("serve").arg("--data").arg(folder).args(["--listen", listen]);
    command.args(["--log", "warn"]).stdout(Stdio::null()).kill_on_drop(true);
    if let Database::Postgres(address) = database {
        command.arg("--database").arg(address);
    }
    command.spawn().context("cannot start the server")
}

impl Brand {
    /// Reads from the management API.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = self.client.get(format!("{}{path}", self.url)).bearer_auth(&self.token);
        let response = request.send().await?;
        let (status, answer) = (response.status(), response.text().await?);
        ensure!(status.is_success(), "{path}: {status}: {answer}");
        Ok(serde_json::from_str(&answer)?)
    }

    /// Posts to the management API.
    pub async fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        post(&self.client, &format!("{}{path}", self.url), Some(&self.token), body).await
    }

    /// The address of a new open link to the survey.
    pub async fn open_link(&self) -> anyhow::Result<String> {
        let link = self.post(&format!("/v1/surveys/{}/links", self.survey), &json!({"kind": "open"})).await?;
        let url = text(&link, "url")?;
        let token = url.rsplit('/').next().context("an address")?;
        Ok(format!("{}/s/{token}", self.url))
    }
}

async fn post(
    client: &reqwest::Client,
    url: &str,
    token: Option<&str>,
    body: &Value,
) -> anyhow::Result<Value> {
    let mut request = client.post(url).json(body);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await?;
    let status = response.status();
    let answer = response.text().await?;
    if !status.is_success() {
        bail!("{url}: {status}: {answer}");
    }
    Ok(serde_json::from_str(&answer)?)
}

fn text(value: &Value, field: &str) -> anyhow::Result<String> {
    value[field].as_str().map(str::to_owned).with_context(|| format!("the answer has no {field}: {value}"))
}
