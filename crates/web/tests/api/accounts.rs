//! Second factors, forgotten passwords, invitations and tried channels, through the outward contract.

use std::sync::{Arc, Mutex};

use data_encoding::BASE32_NOPAD;
use jiff::SignedDuration;
use serde_json::{Value, json};
use touchstone_domain::channel::EmailSettings;
use touchstone_domain::member::second_factor;
use touchstone_engine::channel::Letter;
use touchstone_engine::worker::Worker;
use touchstone_engine::worker::letters::{Letters, Postman, Sending};

use crate::client::{EMAIL, PASSWORD, Sender, Server};

/// Keeps what would be sent.
#[derive(Default)]
struct Kept(Mutex<Vec<Letter>>);

impl Postman for Kept {
    fn send<'a>(&'a self, _: &'a EmailSettings, letter: &'a Letter) -> Sending<'a> {
        self.0.lock().expect("no panic").push(letter.clone());
        Box::pin(async { Ok("250 ok".to_owned()) })
    }
}

/// The letters that are due now.
async fn post(server: &Server) -> Vec<Letter> {
    let kept = Arc::new(Kept::default());
    let mut worker = Letters::new(kept.clone());
    worker.step(&server.test.app, server.test.app.now()).await.expect("a step");
    kept.0.lock().expect("no panic").clone()
}

fn link(text: &str) -> String {
    let at = text.find("#tsl_").expect("a link");
    text[at + 1..].split_whitespace().next().expect("its end").to_owned()
}

async fn configure(admin: &Sender, port: u16) {
    let email = json!({ "host": "127.0.0.1", "port": port, "tls": "none", "from": "hello@example.com" });
    let channels = json!({ "email": email, "webhook": { "allow_private": true } });
    let set = admin.send("PUT", "/v1/channels", Some(&channels)).await;
    assert_eq!(set.status.as_u16(), 200, "{set:?}");
}

fn code(server: &Server, secret: &str) -> String {
    let secret = BASE32_NOPAD.decode(secret.as_bytes()).expect("base32");
    let step = u64::try_from(server.test.app.now().as_second() / 30).expect("after 1970");
    format!("{:06}", second_factor::code(&secret, step))
}

#[tokio::test]
async fn a_second_factor_is_set_up_used_and_turned_off() {
    let (server, _) = Server::set_up().await;
    let browser = server.browser().await;
    let path = "/v1/session/second_factor";
    assert_eq!(browser.get(path).await.json(), json!({ "since": null, "recovery_codes_left": 0 }));
    let wrong = browser.post(path, &json!({ "password": "not mine at all" })).await;
    assert_eq!(wrong.field(), ("password".to_owned(), "wrong".to_owned()), "{wrong:?}");
    let keyed = browser.with("idempotency-key", "begin");
    let begun = keyed.post(path, &json!({ "password": PASSWORD })).await;
    assert_eq!(begun.status.as_u16(), 201, "{begun:?}");
    let begun = begun.json();
    let secret = begun["secret"].as_str().expect("a secret").to_owned();
    let url = begun["url"].as_str().expect("an address");
    assert!(url.starts_with("otpauth://totp/Golden%20Spoon:head.office%40example.com?secret="), "{url}");
    assert!(begun["qr_svg"].as_str().expect("a picture").contains("<svg"));
    let again = keyed.post(path, &json!({ "password": PASSWORD })).await.json();
    assert_eq!(again, json!({ "secret": null, "url": null, "qr_svg": null }), "a secret is shown once");

    let confirm = format!("{path}/confirm");
    assert_eq!(browser.post(&confirm, &json!({ "code": "000000" })).await.field().0, "code");
    let confirmed = browser.post(&confirm, &json!({ "code": code(&server, &secret) })).await;
    assert_eq!(confirmed.status.as_u16(), 200, "{confirmed:?}");
    let codes = confirmed.json()["codes"].clone();
    assert_eq!(codes.as_array().map(Vec::len), Some(10));

    let log_in = |code: Value| {
        let body = json!({ "email": EMAIL, "password": PASSWORD, "code": code });
        let stranger = server.stranger();
        async move { stranger.post("/v1/session", &body).await }
    };
    let needed = log_in(Value::Null).await;
    assert_eq!(needed.problem(), (401, "second_factor_required".to_owned()));
    assert!(!needed.headers.contains_key("set-cookie"));
    assert_eq!(log_in(json!("000000")).await.problem(), (401, "unauthenticated".to_owned()));
    let begun = log_in(codes[0].clone()).await;
    assert_eq!(begun.status.as_u16(), 201, "{begun:?}");
    assert_eq!(log_in(codes[0].clone()).await.problem().1, "unauthenticated", "it works once");
    server.test.clock.advance(SignedDuration::from_secs(30));
    assert_eq!(log_in(json!(code(&server, &secret))).await.status.as_u16(), 201);

    let remove = format!("{path}/remove");
    for neither in [json!({}), json!({ "password": PASSWORD, "code": codes[1] })] {
        assert_eq!(browser.post(&remove, &neither).await.field(), ("password".into(), "required".into()));
    }
    let renewed = browser.post(&format!("{path}/recovery_codes"), &json!({ "code": codes[1] })).await;
    assert_eq!(renewed.status.as_u16(), 201, "{renewed:?}");
    let codes = renewed.json()["codes"].clone();
    assert_eq!(browser.post(&remove, &json!({ "code": codes[3] })).await.status.as_u16(), 204);
    assert_eq!(browser.post(&remove, &json!({ "password": PASSWORD })).await.problem().0, 409);
    assert_eq!(log_in(Value::Null).await.status.as_u16(), 201);
}

#[tokio::test]
async fn a_forgotten_password_is_set_by_letter_and_nobody_learns_who_is_a_member() {
    let (server, admin) = Server::set_up().await;
    configure(&admin, 25).await;
    let browser = server.browser().await;
    let chinese = server.stranger().with("accept-language", "zh-CN");
    let known = chinese.post("/v1/password_links", &json!({ "email": EMAIL })).await;
    let unknown = chinese.post("/v1/password_links", &json!({ "email": "nobody@example.com" })).await;
    assert_eq!((known.status.as_u16(), &known.body), (202, &unknown.body), "{known:?}");
    assert_eq!(unknown.status, known.status);
    let malformed = chinese.post("/v1/password_links", &json!({ "email": "nobody" })).await;
    assert_eq!(malformed.field(), ("email".to_owned(), "invalid_email".to_owned()));
    let foreign = server.stranger().with("sec-fetch-site", "cross-site");
    assert_eq!(
        foreign.post("/v1/password_links", &json!({ "email": EMAIL })).await.problem().1,
        "cross_site"
    );

    let letters = post(&server).await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(letters[0].subject.contains("重设密码"));
    let token = link(&letters[0].text);
    let look = server.stranger().post("/v1/password_links/look", &json!({ "token": token })).await.json();
    assert_eq!((&look["purpose"], &look["email"]), (&json!("reset"), &json!(EMAIL)));
    let set = |token: &str, password: &str| {
        let body = json!({ "token": token, "password": password });
        let stranger = server.stranger();
        async move { stranger.post("/v1/password_links/set", &body).await }
    };
    assert_eq!(set(&token, "1234567890").await.field().1, "too_easy");
    assert_eq!(set(&token, "a cold bowl of noodles").await.status.as_u16(), 204);
    assert_eq!(set(&token, "a third bowl of noodles").await.problem(), (410, "gone".to_owned()));
    assert_eq!(browser.get("/v1/session").await.problem().0, 401, "sessions end");
    server.browser_of(EMAIL, "a cold bowl of noodles").await;
}

#[tokio::test]
async fn people_are_invited_by_letter_or_by_hand() {
    let (server, admin) = Server::set_up().await;
    let wish = |email: &str| json!({ "email": email, "name": "Wang Wei", "role": "analyst", "units": [] });
    let keyed = admin.with("idempotency-key", "one");
    let handed = keyed.post("/v1/invitations", &wish("one@example.com")).await;
    assert_eq!(handed.status.as_u16(), 201, "{handed:?}");
    let handed = handed.json();
    assert_eq!(handed["letter"], "none", "there is no mail server");
    let token = link(handed["link"].as_str().expect("a link to hand over"));
    let again = keyed.post("/v1/invitations", &wish("one@example.com")).await.json();
    assert_eq!((&again["id"], &again["link"]), (&handed["id"], &Value::Null), "a link is shown once");
    let body = json!({ "token": token, "password": PASSWORD });
    assert_eq!(server.stranger().post("/v1/password_links/set", &body).await.status.as_u16(), 204);
    server.browser_of("one@example.com", PASSWORD).await;
    assert_eq!(admin.post("/v1/invitations", &wish("one@example.com")).await.field().1, "taken");

    configure(&admin, 25).await;
    let sent = admin.post("/v1/invitations", &wish("two@example.com")).await.json();
    assert_eq!((&sent["letter"], &sent["link"]), (&json!("queued"), &Value::Null));
    assert_eq!(post(&server).await.len(), 1);
    let list = admin.get("/v1/invitations").await.json();
    assert_eq!((&list["items"][0]["id"], &list["items"][0]["letter"]), (&sent["id"], &json!("sent")));
    let path = format!("/v1/invitations/{}", sent["id"].as_str().expect("an id"));
    let by_hand = admin.post(&format!("{path}/send"), &json!({ "by_hand": true })).await.json();
    assert!(by_hand["link"].is_string(), "{by_hand}");
    assert_eq!(admin.send("DELETE", &path, None).await.status.as_u16(), 204);
    assert_eq!(admin.send("DELETE", &path, None).await.problem().0, 404);
    let body = json!({ "token": link(by_hand["link"].as_str().expect("a link")), "password": PASSWORD });
    assert_eq!(server.stranger().post("/v1/password_links/set", &body).await.problem().0, 410);

    let analyst = server.browser_of("one@example.com", PASSWORD).await;
    assert_eq!(analyst.post("/v1/invitations", &wish("three@example.com")).await.problem().0, 403);
    let audit = admin.get("/v1/audit").await.json();
    let actions: Vec<_> =
        audit["items"].as_array().expect("items").iter().map(|entry| &entry["action"]).collect();
    for action in ["invitation.create", "invitation.send", "invitation.withdraw", "invitation.accept"] {
        assert!(actions.contains(&&json!(action)), "{action}: {actions:?}");
    }
}

#[tokio::test]
async fn a_channel_is_tried_and_the_peers_words_are_told() {
    let (server, admin) = Server::set_up().await;
    let test = |channel: &str| format!("/v1/channels/{channel}/test");
    assert_eq!(admin.post(&test("email"), &json!({})).await.problem().0, 409, "nothing is configured");
    assert_eq!(admin.post(&test("webhook"), &json!({})).await.field(), ("url".into(), "required".into()));
    assert_eq!(admin.post(&test("pigeon"), &json!({})).await.problem().0, 400);
    // A port that nobody listens on: bound, and given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("it").port();
    configure(&admin, port).await;
    // Entries of one millisecond have no order.
    server.test.clock.advance(SignedDuration::from_secs(1));
    let failed = admin.post(&test("email"), &json!({ "to": "li.na@example.com" })).await.json();
    assert_eq!(failed["ok"], false);
    assert!(failed["answer"].as_str().expect("words").to_lowercase().contains("refused"), "{failed}");
    let keyed = admin.with("idempotency-key", "once");
    let url = json!({ "url": format!("http://127.0.0.1:{port}/hook") });
    let failed = keyed.post(&test("webhook"), &url).await.json();
    assert_eq!(failed["ok"], false, "{failed}");
    let again = keyed.post(&test("webhook"), &url).await.json();
    assert_eq!(again, json!({ "ok": null, "answer": null }), "it is not tried again");
    assert_eq!(admin.post(&test("email"), &url).await.field(), ("url".into(), "unused".into()));
    let audit = admin.get("/v1/audit").await.json();
    assert_eq!(audit["items"][0]["action"], "channels.test");
}
