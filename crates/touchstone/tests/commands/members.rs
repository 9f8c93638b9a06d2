//! The way back in for whom nobody else can help.

use std::process::{Command, Output};

use serde_json::json;

use super::server::Server;

const PASSWORD: &str = "a cold bowl of soup";

fn reset(server: &Server, email: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_touchstone"))
        .args(["member", "reset", email, "--data"])
        .arg(server.folder.path().join("data"))
        .output()
        .expect("the binary of this build can run")
}

#[tokio::test]
async fn the_last_administrator_is_let_in_from_the_servers_machine() {
    let mut server = Server::start(None).await;
    server.kill();
    let nobody = reset(&server, "nobody@example.com");
    let complained = String::from_utf8_lossy(&nobody.stderr);
    assert!(!nobody.status.success() && complained.contains("no member has this address"), "{complained}");
    let first = reset(&server, "head@example.com");
    let output = reset(&server, "head@example.com");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let secret = |output: &Output| {
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        said.trim().split_once("/set-password#").expect("a link").1.to_owned()
    };
    server.restart();
    let set = |link: String| json!({ "token": link, "password": PASSWORD });
    let path = "/v1/password_links/set";
    assert_eq!(server.posted(path, &set(secret(&first))).await, 410, "another one took its place");
    assert_eq!(server.posted(path, &set(secret(&output))).await, 204);
    assert_eq!(server.posted(path, &set(secret(&output))).await, 410, "it works once");
    let login = json!({ "email": "head@example.com", "password": PASSWORD });
    assert_eq!(server.posted("/v1/session", &login).await, 201);
    let audit = server.get("/v1/audit?action=member.let_in").await;
    assert_eq!(audit["items"].as_array().map(Vec::len), Some(2), "{audit}");
    assert_eq!(audit["items"][0]["via"], "server");
}
