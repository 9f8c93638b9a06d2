//! HTTP: the management API, the machines' protocols and the public pages.
//!
//! This crate authenticates, parses, limits and answers. It opens no transaction and decides nothing:
//! a handler calls one use case of `engine`.

pub mod api;
pub mod auth;
mod console;
pub mod extract;
pub mod ingest;
pub mod layers;
pub mod openapi;
mod operate;
pub mod pages;
pub mod problem;
pub mod protocol;
mod qr;
pub mod router;
mod serve;
mod sheet;
mod start;
mod widget;

use std::sync::Arc;

use axum::extract::FromRef;
use metrics_exporter_prometheus::PrometheusHandle;
use touchstone_engine::App;

pub use router::router;
pub use serve::serve;

/// What handlers are given.
#[derive(Clone)]
pub struct Web {
    /// The application.
    pub app: App,
    /// How this server stands in its network.
    pub settings: Arc<WebSettings>,
}

/// How this server stands in its network.
#[derive(Clone)]
pub struct WebSettings {
    /// Where customers and members reach it, without a slash at the end; a brand's links begin with it.
    pub public_url: String,
    /// A proxy of ours stands before it and appends the client's address to `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// What `/metrics` shows; nothing when `None`.
    pub metrics: Option<PrometheusHandle>,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self { public_url: "http://127.0.0.1:8080".to_owned(), behind_proxy: false, metrics: None }
    }
}

impl WebSettings {
    /// Whether browsers reach it over https: cookies are `Secure` then, and browsers told to stay with https.
    #[must_use]
    pub fn https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

impl Web {
    /// An application and how it is reached.
    #[must_use]
    pub fn new(app: App, settings: WebSettings) -> Self {
        Self { app, settings: Arc::new(settings) }
    }
}

impl FromRef<Web> for App {
    fn from_ref(web: &Web) -> Self {
        web.app.clone()
    }
}
