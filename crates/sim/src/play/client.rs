//! The brand's systems, its members and its customers' browsers, as HTTP clients.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde_json::{Value, json};

/// Most attempts for one request: a busy server says when to come back.
const ATTEMPTS_MAX: u32 = 60;
/// When to come back to a server that does not say when.
const RETRY_AFTER_S: u64 = 1;
/// Longest part of a refusal that is shown.
const SHOWN_CHARS_MAX: usize = 300;

/// What went wrong between the simulator and the server.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The server could not be reached, or its answer could not be read.
    #[error("the server cannot be reached")]
    Transport(#[from] reqwest::Error),
    /// The server refused.
    #[error("{method} {path} answered {status}: {body}")]
    Refused {
        /// What was asked.
        method: Method,
        /// Of which path.
        path: String,
        /// What came back.
        status: StatusCode,
        /// And why.
        body: String,
    },
    /// An answer lacks what the contract promises.
    #[error("{path} answered without `{field}`")]
    Incomplete {
        /// Of which path.
        path: String,
        /// What is missing.
        field: &'static str,
    },
}

/// Someone who talks to the server.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    who: Who,
}

#[derive(Debug, Clone)]
enum Who {
    Anyone,
    Member(String),
    Source(String),
}

impl Client {
    /// Someone the server does not know. `base` has no slash at the end.
    pub fn new(base: impl Into<String>) -> Result<Self, Failure> {
        let http = reqwest::Client::builder().timeout(Duration::from_secs(60)).build()?;
        Ok(Self { http, base: base.into(), who: Who::Anyone })
    }

    /// A member or program with a bearer token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { who: Who::Member(token.to_owned()), ..self.clone() }
    }

    /// A system of the brand with a source key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        Self { who: Who::Source(key.to_owned()), ..self.clone() }
    }

    /// Where the server is.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Result<Value, Failure> {
        let response = self.send(Method::GET, path, |request| request).await?;
        Ok(response.json().await?)
    }

    /// Writes JSON; an empty answer is null.
    pub async fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        let response = self.send(Method::POST, path, |request| request.json(body)).await?;
        let bytes = response.bytes().await?;
        Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// Writes a text of some type.
    pub async fn post_text(&self, path: &str, media: &str, body: &str) -> Result<Value, Failure> {
        let send =
            |request: RequestBuilder| request.header(header::CONTENT_TYPE, media).body(body.to_owned());
        let response = self.send(Method::POST, path, send).await?;
        Ok(serde_json::from_slice(&response.bytes().await?).unwrap_or(Value::Null))
    }

    /// Sends events as the client libraries do. Accepted when it returns.
    pub async fn batch(&self, batch: &[Value], sent_at: jiff::Timestamp) -> Result<(), Failure> {
        self.post("/v1/batch", &json!({ "batch": batch, "sentAt": sent_at })).await.map(drop)
    }

    /// Opens a page, as a phone does.
    pub async fn open(&self, path: &str) -> Result<String, Failure> {
        Ok(self.send(Method::GET, path, |request| request).await?.text().await?)
    }

    /// Posts a form, as a phone without JavaScript does.
    pub async fn post_form(&self, path: &str, fields: &[(String, String)]) -> Result<String, Failure> {
        Ok(self.send(Method::POST, path, |request| request.form(fields)).await?.text().await?)
    }

    /// Sends, and comes back when the server is busy.
    async fn send(
        &self,
        method: Method,
        path: &str,
        dress: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Response, Failure> {
        let url = format!("{}{path}", self.base);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let request = self.http.request(method.clone(), &url);
            let request = match &self.who {
                Who::Anyone => request,
                Who::Member(token) => request.bearer_auth(token),
                Who::Source(key) => request.basic_auth(key, Some("")),
            };
            let response = dress(request).send().await?;
            let status = response.status();
            if status.is_success() {
                return Ok(response);
            }
            let busy = matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE);
            if busy && attempt < ATTEMPTS_MAX {
                let wait = response.headers().get(header::RETRY_AFTER);
                let wait = wait.and_then(|value| value.to_str().ok()?.parse().ok());
                tokio::time::sleep(Duration::from_secs(wait.unwrap_or(RETRY_AFTER_S))).await;
                continue;
            }
            let body = response.text().await.unwrap_or_default();
            let body = body.chars().take(SHOWN_CHARS_MAX).collect();
            return Err(Failure::Refused { method, path: path.to_owned(), status, body });
        }
    }
}

/// A text of an answer that the contract promises.
pub(super) fn promised(answer: &Value, path: &str, field: &'static str) -> Result<String, Failure> {
    let value = answer[field].as_str().map(str::to_owned);
    value.ok_or_else(|| Failure::Incomplete { path: path.to_owned(), field })
}
