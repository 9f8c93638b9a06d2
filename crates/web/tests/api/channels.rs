//! The mail server and the webhooks over HTTP.

use serde_json::{Value, json};

use crate::client::Server;

#[tokio::test]
async fn secrets_go_in_and_do_not_come_out() {
    let (_server, admin) = Server::set_up().await;
    let none = json!({ "email": null, "webhook": { "messages_url": null, "allow_private": false } });
    assert_eq!(admin.get("/v1/channels").await.json(), none);

    let mut wanted = json!({
        "email": { "host": "smtp.example.com", "port": 465, "tls": "implicit", "user": "spoon",
            "password": "hush-hush", "from": "Golden Spoon <hello@example.com>" },
        "webhook": { "messages_url": "https://example.com/messages" },
    });
    let answer = admin.send("PUT", "/v1/channels", Some(&wanted)).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    assert_eq!(answer.json()["email"]["user"], "spoon");

    let made = admin.send("POST", "/v1/channels/webhook/secret", None).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    let secret = made.json()["secret"].as_str().expect("a secret").to_owned();
    assert!(secret.starts_with("whsec_"));

    wanted["email"].as_object_mut().expect("fields").remove("password");
    wanted["email"]["from"] = json!("care@example.com");
    let answer = admin.send("PUT", "/v1/channels", Some(&wanted)).await;
    assert_eq!(answer.status.as_u16(), 200, "the password stays: {answer:?}");
    wanted["email"]["host"] = json!("smtp.elsewhere.example");
    let answer = admin.send("PUT", "/v1/channels", Some(&wanted)).await;
    assert_eq!(answer.problem(), (422, "invalid_fields".to_owned()));
    assert_eq!(answer.field().0, "email.password", "the password stays with its server");

    for path in ["/v1/channels", "/v1/audit?limit=500"] {
        let shown = admin.get(path).await.body;
        assert!(!shown.contains("hush-hush") && !shown.contains(&secret), "{path}: {shown}");
    }
}

#[tokio::test]
async fn wrong_settings_name_their_fields() {
    let (_server, admin) = Server::set_up().await;
    let wrong = json!({ "email": { "host": "no host", "port": 25, "from": "hello@example.com" } });
    let answer = admin.send("PUT", "/v1/channels", Some(&wrong)).await;
    assert_eq!(answer.problem(), (422, "invalid_fields".to_owned()));
    assert_eq!(answer.field(), ("email.host".to_owned(), "malformed".to_owned()));
    assert_eq!(admin.get("/v1/channels").await.json()["email"], Value::Null);
}
