//! `touchstone export` and `touchstone erase`: all that a running server keeps about one person.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use reqwest::Method;
use serde_json::Value;

/// Longer than a server takes to walk through any journal.
const ANSWER_MAX: Duration = Duration::from_secs(3_600);

/// Whom, and which server.
#[derive(Debug, Args)]
pub struct Person {
    /// Who, by an identity: `phone:13800000000`, `email:ann@example.com`, `user:…`, `member:…`, `openid:…`,
    /// `unionid:…`, `anonymous:…`.
    #[arg(long, value_name = "IDENTITY")]
    customer: String,
    /// The server.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// A bearer token of a member who may see the customer.
    #[arg(long, env = "TOUCHSTONE_TOKEN", hide_env_values = true)]
    token: String,
}

/// Writes all that is kept about a person as JSON.
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    person: Person,
    /// Where to; standard output if not said.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Erases a person for good.
#[derive(Debug, Args)]
pub struct Erase {
    #[command(flatten)]
    person: Person,
    /// Really erase; without it, only whom it would concern is said.
    #[arg(long)]
    yes: bool,
}

/// Runs `export`.
pub fn export(export: &Export) -> anyhow::Result<()> {
    let dossier = super::serve::runtime()?.block_on(async {
        let server = Server::new(&export.person)?;
        let customer = server.find(&export.person.customer).await?;
        server.ask(Method::GET, &format!("/v1/customers/{customer}/export"), None).await
    })?;
    let text = serde_json::to_string_pretty(&dossier)?;
    match &export.output {
        None => super::say(&text),
        Some(file) => {
            std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
            super::say(&format!("All that is kept: {}", file.display()));
        }
    }
    Ok(())
}

/// Runs `erase`.
pub fn erase(erase: &Erase) -> anyhow::Result<()> {
    super::serve::runtime()?.block_on(async {
        let server = Server::new(&erase.person)?;
        let customer = server.find(&erase.person.customer).await?;
        if !erase.yes {
            bail!("this would erase {customer} for good; say --yes to do it");
        }
        // Asked again after a lost answer, the same key gets the answer of what was done.
        let key = format!("erase-{customer}");
        let erased = server.ask(Method::POST, &format!("/v1/customers/{customer}/erase"), Some(&key)).await?;
        let count = |what: &str| erased[what].as_u64().unwrap_or(0);
        super::say(&format!(
            "Erased {customer}: {} events, {} responses, {} cases, {} messages.",
            count("events"),
            count("responses"),
            count("cases"),
            count("messages"),
        ));
        Ok(())
    })
}

struct Server<'a> {
    http: reqwest::Client,
    base: &'a str,
    token: &'a str,
}

impl<'a> Server<'a> {
    fn new(person: &'a Person) -> anyhow::Result<Self> {
        let http = reqwest::Client::builder().timeout(ANSWER_MAX).build()?;
        Ok(Self { http, base: person.url.trim_end_matches('/'), token: &person.token })
    }

    /// The id of the customer of an identity.
    async fn find(&self, identity: &str) -> anyhow::Result<String> {
        let encoded: String = identity.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let page = self.ask(Method::GET, &format!("/v1/customers?identity={encoded}"), None).await?;
        let id = page["items"].get(0).and_then(|customer| customer["id"].as_str());
        id.map(str::to_owned)
            .with_context(|| format!("there is no customer {identity}, or none that you may see"))
    }

    async fn ask(&self, method: Method, path: &str, key: Option<&str>) -> anyhow::Result<Value> {
        let url = format!("{}{path}", self.base);
        let mut request = self.http.request(method, &url).bearer_auth(self.token);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send().await.with_context(|| format!("cannot reach {}", self.base))?;
        let status = response.status();
        let text = response.text().await.context("the answer was cut off")?;
        if !status.is_success() {
            bail!("the server answered {status}: {text}");
        }
        serde_json::from_str(&text).context("the answer is no JSON")
    }
}
