//! Secrets at rest: a copy of the database gives none away, keys rotate, and a lost key is said so.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;
use touchstone_store::Location;
use touchstone_store::testing::{TestDatabase, columns_that_hold};

use super::server::{Server, text};

const PASSWORD: &str = "hush-hush-of-the-mail-server";

/// Runs a command of the binary to its end.
fn touchstone(arguments: &[&str], data: &Path, database: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchstone"));
    command.args(arguments).arg("--data").arg(data);
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    command.output().expect("the binary of this build can run")
}

fn complaint(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Gives the server secrets to keep; answers what must not be found in the database.
async fn configure(server: &Server) -> String {
    let email = json!({"host": "smtp.example.com", "port": 465, "tls": "implicit", "user": "spoon",
        "password": PASSWORD, "from": "hello@example.com"});
    server.put("/v1/channels", &json!({ "email": email })).await;
    text(&server.post("/v1/channels/webhook/secret", &json!({})).await["secret"])
}

fn key_in_use(location: &Location, path: &Path) -> String {
    let file = std::fs::read_to_string(path).expect("the key file");
    let first = file.lines().find(|line| line.starts_with("tsm_")).expect("a key").to_owned();
    assert!(columns_that_hold(location, &[&first]).is_empty(), "the key is not beside what it seals");
    first
}

#[tokio::test]
async fn secrets_are_sealed_and_sealed_again_with_a_new_key() {
    let mut server = Server::start(None).await;
    let data = server.folder.path().join("data");
    let location = Location::Sqlite { path: data.join("touchstone.db") };
    let secret = configure(&server).await;
    let path = data.join("touchstone.key");
    assert_eq!(std::fs::metadata(&path).expect("the key file").permissions().mode() & 0o777, 0o600);
    let first = key_in_use(&location, &path);
    assert_eq!(columns_that_hold(&location, &[PASSWORD, &secret]), Vec::<String>::new());
    assert!(!columns_that_hold(&location, &["sealed:"]).is_empty());

    let output = touchstone(&["key", "rotate"], &data, None);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    server.kill_and_restart();
    assert_ne!(key_in_use(&location, &path), first);
    // Everything is sealed with the new key: the old one can go, and the password is still there.
    let file = std::fs::read_to_string(&path).expect("the key file");
    std::fs::write(&path, file.replace(&first, "")).expect("the key file can be written");
    server.kill_and_restart();
    let shown = server.get("/v1/channels").await;
    let mut kept = shown["email"].clone();
    kept["from"] = json!("care@example.com");
    server.put("/v1/channels", &json!({ "email": kept })).await;

    // Lost, the file is asked for; a server does not start on secrets that it cannot open.
    server.kill();
    std::fs::rename(&path, data.join("elsewhere")).expect("the key file can be moved");
    let words = complaint(&touchstone(&["serve", "--listen", "127.0.0.1:0"], &data, None));
    assert!(words.contains("touchstone.key is missing") && words.contains("key reset"), "{words}");
    assert!(!path.exists(), "no other key takes its place");
    std::fs::write(&path, format!("tsm_{}", "0".repeat(52))).expect("a key");
    let words = complaint(&touchstone(&["serve", "--listen", "127.0.0.1:0"], &data, None));
    assert!(words.contains("which the key file lacks"), "{words}");

    std::fs::remove_file(&path).expect("the key file can be removed");
    let output = touchstone(&["key", "reset", "--yes"], &data, None);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("3 secrets"));
    server.restart();
    let shown = server.get("/v1/channels").await;
    assert_eq!(shown["email"]["host"], "smtp.example.com", "what is no secret stays");
}

#[tokio::test]
async fn servers_of_one_database_share_a_key_file() {
    let database = TestDatabase::postgres();
    let Location::Postgres { url } = &database.config.location else { panic!("a test server") };
    let server = Server::start(Some(url)).await;
    let secret = configure(&server).await;
    assert_eq!(columns_that_hold(&database.config.location, &[PASSWORD, &secret]), Vec::<String>::new());
    let other = server.folder.path().join("other");
    let words = complaint(&touchstone(&["serve", "--listen", "127.0.0.1:0"], &other, Some(url)));
    assert!(words.contains("from another server of this database"), "{words}");
}
