//! Real receivers: a mail server (aiosmtpd) and an HTTP server, both of the test's own.

use std::io::BufRead;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use touchstone_domain::channel::{EmailSettings, Tls};

/// A request as it arrived.
pub struct Taken {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// An HTTP server that keeps what it gets.
pub struct HookReceiver {
    pub host: String,
    taken: Arc<Mutex<Vec<Taken>>>,
    status: Arc<Mutex<String>>,
    _tasks: tokio::task::JoinSet<()>,
}

impl HookReceiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let status = Arc::new(Mutex::new("204 No Content".to_owned()));
        let (kept, said) = (Arc::clone(&taken), Arc::clone(&status));
        let mut tasks = tokio::task::JoinSet::new();
        tasks.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A connection that does not speak HTTP is closed.
                drop(Self::serve(stream, &kept, &said).await);
            }
        });
        Self { host, taken, status, _tasks: tasks }
    }

    /// What to answer from now on.
    pub fn answer(&self, status: &str) {
        status.clone_into(&mut self.status.lock().unwrap());
    }

    pub fn taken(&self) -> Vec<Taken> {
        std::mem::take(&mut self.taken.lock().unwrap())
    }

    async fn serve(
        stream: TcpStream,
        taken: &Mutex<Vec<Taken>>,
        status: &Mutex<String>,
    ) -> std::io::Result<()> {
        let mut reader = BufReader::new(stream);
        let mut first = String::new();
        if reader.read_line(&mut first).await? == 0 || !first.starts_with("POST ") {
            return Ok(());
        }
        let mut headers = HeaderMap::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).await?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
        }
        let length = headers["content-length"].to_str().unwrap().parse().unwrap();
        let mut body = vec![0; length];
        reader.read_exact(&mut body).await?;
        taken.lock().unwrap().push(Taken { headers, body });
        let answer =
            format!("HTTP/1.1 {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", status.lock().unwrap());
        reader.get_mut().write_all(answer.as_bytes()).await
    }
}

/// aiosmtpd in a process of its own.
pub struct MailServer {
    port: u16,
    folder: tempfile::TempDir,
    process: Child,
}

impl MailServer {
    pub fn start() -> Self {
        let home = std::env::home_dir().expect("a home folder");
        let python = home.join(".cache/touchstone/venv/bin/python");
        assert!(python.exists(), "{} is missing: run scripts/prepare.sh first", python.display());
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/receivers/mail_server.py");
        let folder = tempfile::tempdir().unwrap();
        let mut process =
            Command::new(python).arg(script).arg(folder.path()).stdout(Stdio::piped()).spawn().unwrap();
        let mut port = String::new();
        std::io::BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        let port = port.trim().parse().expect("the mail server says its port; is aiosmtpd installed?");
        Self { port, folder, process }
    }

    pub fn settings(&self) -> EmailSettings {
        EmailSettings {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            tls: Tls::None,
            user: None,
            password: None,
            from: "hello@brand.example".to_owned(),
            reply_to: None,
        }
    }

    /// The mails that came, as Python's own library reads them.
    pub fn mails(&self) -> Vec<Value> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .map(|file| serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap())
            .collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
