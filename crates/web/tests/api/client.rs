//! Requests as their senders make them.

use axum::Router;
use axum::body::{Body, BodyDataStream, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use tokio_stream::StreamExt;
use touchstone_engine::testing::TestApp;
use touchstone_web::{Web, WebSettings, router};
use tower::ServiceExt;

pub const EMAIL: &str = "head.office@example.com";
pub const PASSWORD: &str = "a warm bowl of noodles";

/// A server on an empty database.
pub struct Server {
    pub test: TestApp,
    pub router: Router,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Status and problem code, checked to be one answer.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(problem["type"].as_str().is_some_and(|kind| kind.starts_with("https://")));
        (self.status.as_u16(), problem["code"].as_str().expect("a code").to_owned())
    }

    /// The first field that is wrong, and how.
    pub fn field(&self) -> (String, String) {
        let problem = self.json();
        let error = &problem["errors"][0];
        let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
        (text("field"), text("code"))
    }
}

impl Server {
    pub fn new() -> Self {
        Self::with(TestApp::sqlite(), WebSettings::default())
    }

    pub fn with(test: TestApp, settings: WebSettings) -> Self {
        let router = router(Web::new(test.app.clone(), settings));
        Self { test, router }
    }

    /// A server with a brand, and its administrator's bearer token.
    pub async fn set_up() -> (Self, Sender) {
        let server = Self::new();
        let admin = server.administrator().await;
        (server, admin)
    }

    pub async fn administrator(&self) -> Sender {
        let setup = json!({ "brand": "Golden Spoon", "email": EMAIL, "password": PASSWORD });
        let answer = self.stranger().post("/v1/setup", &setup).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        let token = answer.json()["token"].as_str().expect("a token").to_owned();
        self.stranger().with("authorization", &format!("Bearer {token}"))
    }

    /// A member with a session, added by another.
    pub async fn member(&self, by: &Sender, role: &str, units: &[&Value]) -> Sender {
        let email = format!("{role}@example.com");
        let wish =
            json!({ "email": email, "name": role, "role": role, "units": units, "password": PASSWORD });
        let answer = by.post("/v1/members", &wish).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        self.browser_of(&email, PASSWORD).await
    }

    /// One without a credential.
    pub fn stranger(&self) -> Sender {
        Sender { router: self.router.clone(), headers: Vec::new() }
    }

    /// The administrator's browser with a session.
    pub async fn browser(&self) -> Sender {
        self.browser_of(EMAIL, PASSWORD).await
    }

    /// A browser in which another member has logged in.
    pub async fn browser_of(&self, email: &str, password: &str) -> Sender {
        let answer =
            self.stranger().post("/v1/session", &json!({ "email": email, "password": password })).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
        let pair = cookie.split(';').next().expect("a pair").to_owned();
        self.stranger()
            .with("cookie", &pair)
            .with("touchstone-csrf", "1")
            .with("sec-fetch-site", "same-origin")
    }
}

/// One who sends requests, with the headers they always send.
#[derive(Clone)]
pub struct Sender {
    router: Router,
    headers: Vec<(String, String)>,
}

impl Sender {
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut sender = self.clone();
        sender.headers.retain(|(known, _)| known != name);
        sender.headers.push((name.to_owned(), value.to_owned()));
        sender
    }

    /// The bearer token it sends.
    pub fn bearer(&self) -> Option<String> {
        let header = self.headers.iter().find(|(name, _)| name == "authorization")?;
        header.1.strip_prefix("Bearer ").map(str::to_owned)
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, Some(body)).await
    }

    pub async fn send(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        match body {
            Some(body) => self.raw(method, path, "application/json", body.to_string().into()).await,
            None => self.raw(method, path, "", Vec::new()).await,
        }
    }

    /// The body of an answer that is no text.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let mut request = Request::builder().uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        to_bytes(response.into_body(), usize::MAX).await.expect("the body").to_vec()
    }

    /// The body of an answer to JSON that is no text.
    pub async fn raw_bytes(&self, method: &str, path: &str, body: &Value) -> Vec<u8> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request =
            request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()));
        let response =
            self.router.clone().oneshot(request.expect("a request")).await.expect("the router never fails");
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        to_bytes(response.into_body(), usize::MAX).await.expect("the body").to_vec()
    }

    pub async fn raw(&self, method: &str, path: &str, media_type: &str, body: Vec<u8>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if !media_type.is_empty() {
            request = request.header(header::CONTENT_TYPE, media_type);
        }
        let request = request.body(Body::from(body)).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the body");
        let body = String::from_utf8(body.to_vec()).expect("text");
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

/// A stream of server-sent events that is being read.
pub struct EventReader {
    body: BodyDataStream,
    read: String,
}

impl Sender {
    /// Opens a stream of server-sent events.
    pub async fn listen(&self, path: &str) -> EventReader {
        let mut request = Request::builder().uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::empty()).expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        assert!(
            !response.headers().contains_key(header::CONTENT_ENCODING),
            "compressed, it would be held back"
        );
        EventReader { body: response.into_body().into_data_stream(), read: String::new() }
    }
}

impl EventReader {
    /// Waits until the server ends the stream, however long that takes.
    pub async fn ended(&mut self) {
        while self.body.next().await.is_some() {}
    }

    /// The next event: its name, id and data. `None` when nothing comes for a second, or no more.
    pub async fn next(&mut self) -> Option<(String, String, Value)> {
        loop {
            if let Some((event, rest)) = self.read.split_once("\n\n") {
                let event = event.to_owned();
                self.read = rest.to_owned();
                let field = |name: &str| {
                    event
                        .lines()
                        .find_map(|line| line.strip_prefix(name))
                        .unwrap_or_default()
                        .trim()
                        .to_owned()
                };
                let data = serde_json::from_str(&field("data:")).unwrap_or_default();
                return Some((field("event:"), field("id:"), data));
            }
            let chunk =
                tokio::time::timeout(std::time::Duration::from_secs(1), self.body.next()).await.ok()??;
            let data = chunk.expect("a body");
            self.read.push_str(std::str::from_utf8(&data).expect("text"));
        }
    }
}
