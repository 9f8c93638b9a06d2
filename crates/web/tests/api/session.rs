//! Members in browsers.

use jiff::SignedDuration;
use serde_json::json;

use crate::client::{EMAIL, PASSWORD, Server};

#[tokio::test]
async fn a_session_is_a_cookie_that_scripts_cannot_read() {
    let (server, _) = Server::set_up().await;
    let answer =
        server.stranger().post("/v1/session", &json!({ "email": EMAIL, "password": PASSWORD })).await;
    let cookie = answer.headers["set-cookie"].to_str().expect("text");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(!answer.body.contains("tss_"), "the secret is in the cookie only");
    let account = answer.json();
    assert_eq!((&account["role"], &account["email"]), (&json!("administrator"), &json!(EMAIL)));
    assert_eq!(account["brand"]["name"], "Golden Spoon");
    assert!(!account["units"][0].is_null());

    let browser = server.browser().await;
    assert_eq!(browser.get("/v1/session").await.json()["member"], account["member"]);
    let sessions = browser.get("/v1/sessions").await.json();
    let current: Vec<_> =
        sessions["items"].as_array().expect("items").iter().map(|s| &s["current"]).collect();
    assert_eq!(current.len(), 2);
    assert_eq!(current.iter().filter(|current| **current == true).count(), 1);
}

#[tokio::test]
async fn another_site_cannot_use_the_cookie() {
    let (server, _) = Server::set_up().await;
    let browser = server.browser().await;
    let change = |sender: &crate::client::Sender| {
        let sender = sender.clone();
        async move { sender.post("/v1/sources", &json!({ "name": "Shop" })).await }
    };
    assert_eq!(change(&browser).await.status.as_u16(), 201);
    let evil = browser.with("sec-fetch-site", "cross-site");
    assert_eq!(change(&evil).await.problem(), (403, "cross_site".into()));
    assert_eq!(evil.get("/v1/session").await.status.as_u16(), 200, "reading across sites is stopped by CORS");
    let page = server.browser().await;
    let bare = page.with("touchstone-csrf", "1").with("sec-fetch-site", "same-site");
    assert_eq!(change(&bare).await.problem(), (403, "cross_site".into()));
}

#[tokio::test]
async fn logging_out_ends_it() {
    let (server, admin) = Server::set_up().await;
    let browser = server.browser().await;
    let answer = browser.send("DELETE", "/v1/session", None).await;
    assert_eq!(answer.status.as_u16(), 204);
    assert!(answer.headers["set-cookie"].to_str().expect("text").contains("Max-Age=0"));
    assert_eq!(browser.get("/v1/session").await.problem().0, 401);
    assert_eq!(admin.send("DELETE", "/v1/session", None).await.problem(), (409, "conflict".into()));
}

#[tokio::test]
async fn a_session_elsewhere_can_be_ended() {
    let (server, _) = Server::set_up().await;
    let (here, lost) = (server.browser().await, server.browser().await);
    let sessions = here.get("/v1/sessions").await.json();
    let other = sessions["items"].as_array().expect("items").iter().find(|s| s["current"] == false);
    let path = format!("/v1/sessions/{}", other.expect("the other")["id"].as_str().expect("an id"));
    assert_eq!(here.send("DELETE", &path, None).await.status.as_u16(), 204);
    assert_eq!(lost.get("/v1/session").await.problem().0, 401);
    assert_eq!(here.send("DELETE", &path, None).await.problem().0, 404);
}

#[tokio::test]
async fn guesses_are_slowed_and_look_alike() {
    let (server, _) = Server::set_up().await;
    let stranger = server.stranger();
    let wrong = stranger.post("/v1/session", &json!({ "email": EMAIL, "password": "wrong" })).await;
    let nobody =
        stranger.post("/v1/session", &json!({ "email": "no@example.com", "password": "wrong" })).await;
    assert_eq!(wrong.problem(), (401, "unauthenticated".into()));
    assert_eq!(wrong.body, nobody.body, "who exists is not told");
    let mut last = None;
    for _ in 0..10 {
        last =
            Some(stranger.post("/v1/session", &json!({ "email": EMAIL, "password": "x".repeat(999) })).await);
    }
    let last = last.expect("an answer");
    assert_eq!(last.problem(), (429, "too_many_requests".into()));
    let seconds: i64 = last.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
    server.test.clock.advance(SignedDuration::from_secs(seconds));
    let right = stranger.post("/v1/session", &json!({ "email": EMAIL, "password": PASSWORD })).await;
    assert_eq!(right.status.as_u16(), 201);
}

#[tokio::test]
async fn a_password_is_changed_with_the_old_one() {
    let (server, _) = Server::set_up().await;
    let browser = server.browser().await;
    let put = |current: &str, new: &str| {
        let (browser, body) = (browser.clone(), json!({ "current": current, "new": new }));
        async move { browser.send("PUT", "/v1/session/password", Some(&body)).await }
    };
    assert_eq!(put("wrong", "a cold bowl of noodles").await.field(), ("current".into(), "wrong".into()));
    assert_eq!(put(PASSWORD, "short").await.field(), ("new".into(), "too_short".into()));
    assert_eq!(put(PASSWORD, "a cold bowl of noodles").await.status.as_u16(), 204);
    let old = server.stranger().post("/v1/session", &json!({ "email": EMAIL, "password": PASSWORD })).await;
    assert_eq!(old.problem().0, 401);
}
