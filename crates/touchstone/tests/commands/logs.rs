//! What the server logs of people: nothing, however much it is asked to log and whatever goes wrong.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use serde_json::json;
use touchstone_store::Location;
use touchstone_store::testing::TestDatabase;

use super::erasure::{PERSONAL, live_through};
use super::server::{Server, text};

/// Whom the mail server does not know, and says so.
const MEMBER: &str = "li.na@example.com";

#[tokio::test]
async fn nobody_is_named_on_sqlite() {
    nobody_is_named(Server::start_logging(None, "debug").await).await;
}

#[tokio::test]
async fn nobody_is_named_on_postgres() {
    let database = TestDatabase::postgres();
    let Location::Postgres { url } = &database.config.location else { panic!("a test server") };
    nobody_is_named(Server::start_logging(Some(url), "debug").await).await;
}

async fn nobody_is_named(server: Server) {
    let key = server.source().await;
    live_through(&server, &key).await;
    let channels = json!({"email": {"host": "127.0.0.1", "port": refusing(), "tls": "none", "from": "care@example.com"}});
    server.put("/v1/channels", &channels).await;
    let wish = json!({"email": MEMBER, "name": "Li Na", "role": "analyst", "units": []});
    let invited = server.post("/v1/invitations", &wish).await;
    let refused = async || {
        let list = server.get("/v1/invitations").await;
        text(&list["items"][0]["letter"]) == "failed"
    };
    while !refused().await {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(text(&invited["letter"]), "queued");
    let wrong = json!({"email": MEMBER, "password": "not the right soup"});
    assert_eq!(server.posted("/v1/session", &wrong).await, 401);

    let log = server.read("log").to_lowercase();
    assert!(log.contains("debug") && log.contains("/v1/batch"), "it logs finely: {log}");
    assert!(log.contains("a letter to a member was not sent"), "{log}");
    let people = PERSONAL.into_iter().chain([MEMBER, "Li Na", "head@example.com", "a warm bowl of soup"]);
    let secrets = ["not the right soup", &key, &server.token];
    for said in people.chain(secrets) {
        assert!(!log.contains(&said.to_lowercase()), "`{said}` stands in the log");
    }
}

/// A mail server that knows nobody; answers its port.
fn refusing() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // Whoever hangs up in the middle has heard enough.
            let _ = stream.and_then(refuse);
        }
    });
    port
}

fn refuse(stream: TcpStream) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    out.write_all(b"220 mail.example.com\r\n")?;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        let answer = match line.split_once("TO:<").and_then(|(_, rest)| rest.split_once('>')) {
            Some((whom, _)) => format!("550 5.1.1 <{whom}>: nobody of this name\r\n"),
            None => "250 go on\r\n".to_owned(),
        };
        out.write_all(answer.as_bytes())?;
    }
    Ok(())
}
