//! A server of its own process, and the commands run beside it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

/// A server on a temporary folder, with a brand.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub url: String,
    /// The administrator's bearer token.
    pub token: String,
    /// Files of the test.
    pub folder: tempfile::TempDir,
    http: reqwest::Client,
}

impl Drop for Server {
    fn drop(&mut self) {
        // An error means that it has ended by itself, which the test's own assertions tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(data: &Path, listen: &str, database: Option<&str>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.arg("serve").arg("--data").arg(data).args(["--listen", listen]);
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    command
}

fn spawn(mut command: Command) -> (Child, String) {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary of this build can run");
    let mut first = String::new();
    let output = child.stdout.take().expect("it is piped");
    BufReader::new(output).read_line(&mut first).expect("the server says where it listens");
    let address = first.trim().rsplit(' ').next().expect("an address").to_owned();
    (child, address)
}

impl Server {
    /// Starts one and sets a brand up; on the embedded database when none is named.
    pub async fn start(database: Option<&str>) -> Self {
        let quietly = |command: &mut Command, _: &Path| {
            command.args(["--log", "warn"]);
        };
        Self::begin(database, quietly).await
    }

    /// Starts one that writes its log, as this filter wants it, into the file `log` of the test's folder.
    pub async fn start_logging(database: Option<&str>, filter: &str) -> Self {
        let to_file = |command: &mut Command, folder: &Path| {
            let file = std::fs::File::create(folder.join("log")).expect("the folder can be written");
            command.args(["--log", filter]).stderr(file);
        };
        Self::begin(database, to_file).await
    }

    async fn begin(database: Option<&str>, logging: impl FnOnce(&mut Command, &Path)) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut command = serve(&folder.path().join("data"), "127.0.0.1:0", database);
        logging(&mut command, folder.path());
        let (child, address) = spawn(command);
        let url = format!("http://{address}");
        let mut server = Self { child, url, token: String::new(), folder, http: reqwest::Client::new() };
        let setup = json!({"brand": "Golden Spoon", "email": "head@example.com", "password": "a warm bowl of soup", "starter": false});
        let done = server.post("/v1/setup", &setup).await;
        server.token = text(&done["token"]);
        server
    }

    /// Ends the process as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Ends the process as a power cut would, and starts it again on the same folder and port.
    pub fn kill_and_restart(&mut self) {
        self.kill();
        self.restart();
    }

    /// Starts the process again on the same folder and port.
    pub fn restart(&mut self) {
        let address = self.url.trim_start_matches("http://").to_owned();
        let mut command = serve(&self.folder.path().join("data"), &address, None);
        command.args(["--log", "warn"]);
        self.child = spawn(command).0;
        // Its kept connections lead to the process that is gone.
        self.http = reqwest::Client::new();
    }

    /// A new source's key.
    pub async fn source(&self) -> String {
        text(&self.post("/v1/sources", &json!({"name": "files"})).await["key"])
    }

    /// Sends a batch of the Segment protocol.
    pub async fn send_events(&self, key: &str, batch: &Value) -> Value {
        let request = self.http.post(format!("{}/v1/batch", self.url)).basic_auth(key, Some("")).json(batch);
        let response = request.send().await.expect("the server answers");
        response.json().await.expect("JSON")
    }

    /// The status of a request without a body.
    pub async fn status(&self, method: &str, path: &str) -> u16 {
        let method = method.parse().expect("a method");
        let request = self.http.request(method, format!("{}{path}", self.url)).bearer_auth(&self.token);
        request.send().await.expect("the server answers").status().as_u16()
    }

    /// Posts, and answers the JSON of the success.
    pub async fn post(&self, path: &str, body: &Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.url)).json(body);
        self.send(request).await
    }

    /// The status of a post by somebody without a token.
    pub async fn posted(&self, path: &str, body: &Value) -> u16 {
        let request = self.http.post(format!("{}{path}", self.url)).json(body);
        request.send().await.expect("the server answers").status().as_u16()
    }

    /// Posts without a body and with a key that was used before; answers what was answered then.
    pub async fn repeat(&self, path: &str, key: &str) -> Value {
        let request = self.http.post(format!("{}{path}", self.url)).header("idempotency-key", key);
        let response = request.bearer_auth(&self.token).send().await.expect("the server answers");
        assert!(response.headers().contains_key("idempotency-replayed"), "{response:?}");
        response.json().await.expect("JSON")
    }

    /// Puts, and answers the JSON of the success.
    pub async fn put(&self, path: &str, body: &Value) -> Value {
        self.send(self.http.put(format!("{}{path}", self.url)).json(body)).await
    }

    /// Uploads lines of text, and answers the JSON of the success.
    pub async fn upload(&self, path: &str, lines: &'static str) -> Value {
        let request = self.http.post(format!("{}{path}", self.url)).header("content-type", "text/plain");
        self.send(request.body(lines)).await
    }

    /// The status of a question by a page of this origin.
    pub async fn visited(&self, path: &str, origin: &str, visit: &Value) -> u16 {
        let request = self.http.post(format!("{}{path}", self.url)).header("origin", origin);
        request.body(visit.to_string()).send().await.expect("the server answers").status().as_u16()
    }

    /// Gets JSON.
    pub async fn get(&self, path: &str) -> Value {
        self.send(self.http.get(format!("{}{path}", self.url))).await
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Value {
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        let response = request.send().await.expect("the server answers");
        let status = response.status();
        let answer = response.text().await.expect("a whole answer");
        assert!(status.is_success(), "{status}: {answer}");
        serde_json::from_str(&answer).expect("JSON")
    }

    /// A command of the binary, to which the server's address is added.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
        command.args(arguments).args(["--url", &self.url]).current_dir(self.folder.path());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary of this build can run")
    }

    /// Runs a command that has to succeed, and answers what it printed.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complained}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Writes a file into the test's folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.folder.path().join(name), content).expect("the folder can be written");
    }

    /// Reads a file of the test's folder.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).expect("the file is there")
    }

    /// The ids of all accepted events with this name.
    pub async fn events(&self, name: &str) -> Vec<String> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = self.get(&format!("/v1/events?limit=200{cursor}")).await;
            for event in page["items"].as_array().expect("a list") {
                if event["name"] == name {
                    found.push(text(&event["message_id"]));
                }
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return found,
            }
        }
    }

    /// The customer of an identity such as `email:ann@example.com`.
    pub async fn customer(&self, identity: &str) -> Option<Value> {
        let encoded = identity.replace('+', "%2B");
        let page = self.get(&format!("/v1/customers?identity={encoded}")).await;
        let id = page["items"].get(0)?["id"].as_str()?.to_owned();
        Some(self.get(&format!("/v1/customers/{id}")).await)
    }
}

/// A text of an answer.
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
