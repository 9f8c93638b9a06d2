//! Files that come with answers, from the page without a script to the member who reads them.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tower::ServiceExt;

use crate::client::{Answer, EMAIL, PASSWORD, Sender};
use crate::scope::{Stores, stores};
use crate::story::path_of;

const BOUNDARY: &str = "----form";
/// A picture with a comment, which goes.
const PICTURE: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0\x21\xfe\x07at home\0\x3b";
const KEPT: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0\x3b";

/// A form as browsers send one with files.
fn parts(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut part = |head: String, content: &[u8]| {
        body.extend_from_slice(
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in fields {
        part(format!("name=\"{name}\""), value.as_bytes());
    }
    for (name, file, content) in files {
        part(format!("name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: text/html"), content);
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

async fn send(sender: &Sender, path: &str, body: Vec<u8>) -> Answer {
    sender.raw("POST", path, &format!("multipart/form-data; boundary={BOUNDARY}"), body).await
}

/// A published survey that asks for a score and photos, and the path of a link to it.
async fn asked_for_photos(admin: &Sender, link: &Value) -> String {
    asked_for_photos_of(admin, link, 1).await
}

async fn asked_for_photos_of(admin: &Sender, link: &Value, size_max_kb: u32) -> String {
    let survey = json!({
        "version": 2, "name": "Photos", "default_language": "en", "languages": ["en"], "title": { "en": "Photos" },
        "pages": [{ "id": "p", "questions": [
            { "id": "recommend", "kind": "nps", "title": { "en": "?" }, "required": true },
            { "id": "photo", "kind": "file", "title": { "en": "A photo" }, "required": true, "images_only": true,
              "files_max": 2, "size_max_kb": size_max_kb },
        ] }],
    });
    let made = admin.post("/v1/surveys", &survey).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let published = admin.post(&format!("/v1/surveys/{id}/publish"), &json!({})).await;
    assert_eq!(published.status.as_u16(), 200, "{published:?}");
    let link = admin.post(&format!("/v1/surveys/{id}/links"), link).await;
    assert_eq!(link.status.as_u16(), 201, "{link:?}");
    path_of(link.json()["url"].as_str().expect("an address"))
}

/// The files of the newest response.
async fn newest(admin: &Sender) -> (String, Vec<Value>) {
    let page = admin.get("/v1/responses?limit=1").await.json();
    let response = &page["items"][0];
    let files = response["answers"]["photo"]["files"].as_array().cloned().unwrap_or_default();
    (response["id"].as_str().expect("an id").to_owned(), files)
}

#[tokio::test]
async fn photos_come_without_a_script_and_only_their_stores_members_see_them() {
    let Stores { story, manager, .. } = stores().await;
    let admin = &story.admin;
    let path = asked_for_photos(admin, &json!({ "kind": "open", "params": { "unit_code": "S2" } })).await;
    let visitor = story.server.stranger().with("accept-language", "en");
    let page = visitor.get(&path).await;
    assert!(page.body.contains("enctype=\"multipart/form-data\""), "{}", page.body);
    let key = page.body.split_once("name=\"resume\" value=\"").expect("a key").1[..20].to_owned();
    let resume = ("resume", key.as_str());

    // What is no picture is refused by its content, what is one is kept though the form is not complete.
    let files =
        [("a.photo", "page.gif", &b"<html>"[..]), ("a.photo", "dish.html", PICTURE), ("a.photo", "", b"")];
    let wrong = send(&visitor, &path, parts(&[("do", "submit"), resume], &files)).await;
    assert_eq!(wrong.status.as_u16(), 422, "{wrong:?}");
    assert!(
        wrong.body.contains("dish.html.gif") && wrong.body.contains("This file cannot be used"),
        "{}",
        wrong.body
    );
    let big = [b"GIF89a".as_slice(), &[0; 2_000]].concat();
    let too_big = send(&visitor, &path, parts(&[resume], &[("a.photo", "big.gif", &big)])).await;
    assert!(too_big.body.contains("This file is too large. The limit is 1 kB."), "{}", too_big.body);

    let second = parts(&[("do", "submit"), ("a.recommend", "9"), resume], &[("a.photo", "two.gif", PICTURE)]);
    let done = send(&visitor, &path, second).await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    let (response, files) = newest(admin).await;
    assert_eq!(files.len(), 2, "{files:?}");
    assert_eq!((&files[0]["name"], &files[0]["size"]), (&json!("dish.html.gif"), &json!(KEPT.len())));

    let address = format!("/v1/responses/{response}/files/{}", files[0]["id"].as_str().expect("an id"));
    assert_eq!(admin.bytes(&address).await, KEPT);
    assert_eq!(admin.get("/v1/settings/files").await.json(), json!({ "bytes": 2 * KEPT.len() }));
    let answer = admin.get(&address).await;
    let header = |name: header::HeaderName| answer.headers[name].to_str().expect("text").to_owned();
    assert_eq!(header(header::CONTENT_TYPE), "image/gif");
    assert_eq!(header(header::CONTENT_DISPOSITION), "attachment; filename*=UTF-8''dish.html.gif");
    assert_eq!(header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(header(header::CONTENT_SECURITY_POLICY), "default-src 'none'; sandbox");
    // The manager of the other store, and whoever guesses the response of a file.
    assert_eq!(manager.get(&address).await.status.as_u16(), 404);
    let others = admin.get("/v1/responses?limit=2").await.json();
    let other = others["items"][1]["id"].as_str().expect("an id");
    assert_eq!(admin.get(&address.replace(&response, other)).await.status.as_u16(), 404);
}

#[tokio::test]
async fn files_are_taken_away_one_by_one_and_with_their_customer() {
    let Stores { story, .. } = stores().await;
    let admin = &story.admin;
    let customers = admin.get("/v1/customers?identity=user:u-S1").await.json();
    let customer = customers["items"][0]["id"].as_str().expect("a customer").to_owned();
    let link = json!({ "kind": "personal", "params": { "customer": customer } });
    let path = asked_for_photos(admin, &link).await;
    let visitor = story.server.stranger().with("accept-language", "en");
    let files =
        [("a.photo", "one.gif", PICTURE), ("a.photo", "two.gif", PICTURE), ("a.photo", "three.gif", PICTURE)];
    let page = send(&visitor, &path, parts(&[], &files)).await;
    assert!(page.body.contains("Please send no more than 2"), "{}", page.body);
    // On another device the files are there, and one goes.
    let page = story.server.stranger().get(&path).await;
    let id = page.body.split_once("name=\"a.photo.remove\" value=\"").expect("a file").1[..30].to_owned();
    let gone = send(&visitor, &path, parts(&[("a.photo.remove", id.as_str())], &[])).await;
    assert!(!gone.body.contains(&id) && gone.body.contains("two.gif"), "{}", gone.body);
    let done = send(&visitor, &path, parts(&[("do", "submit"), ("a.recommend", "9")], &[])).await;
    assert_eq!(done.status.as_u16(), 200, "{done:?}");
    let (response, files) = newest(admin).await;
    assert_eq!(files.len(), 1, "{files:?}");
    let address = format!("/v1/responses/{response}/files/{}", files[0]["id"].as_str().expect("an id"));
    assert_eq!(admin.get(&address).await.status.as_u16(), 200);
    let exported = admin.get(&format!("/v1/customers/{customer}/export")).await;
    let handed = &exported.json()["files"][0];
    assert_eq!((&handed["id"], &handed["response"]), (&files[0]["id"], &json!(response)), "{handed}");
    let content = STANDARD.decode(handed["content"].as_str().expect("the content")).expect("base64");
    assert_eq!(content, KEPT, "{handed}");
    let erased = admin.post(&format!("/v1/customers/{customer}/erase"), &json!({})).await;
    assert_eq!(erased.status.as_u16(), 200, "{erased:?}");
    assert_eq!(admin.get(&address).await.status.as_u16(), 404);
}

#[tokio::test]
async fn what_is_no_form_is_refused_and_what_comes_for_nobody_is_not_kept() {
    let Stores { story, .. } = stores().await;
    let visitor = story.server.stranger();
    let path = asked_for_photos(&story.admin, &json!({ "kind": "open" })).await;
    for body in
        [&b""[..], b"--x", b"------form\r\n\r\n", b"------form\r\nContent-Disposition: nonsense\r\n\r\nx"]
    {
        let answer = send(&visitor, &path, body.to_vec()).await;
        assert!([200, 400, 422].contains(&answer.status.as_u16()), "{body:?}: {answer:?}");
    }
    let body = parts(&[("do", "submit")], &[("a.photo", "a.gif", PICTURE)]);
    assert_eq!(send(&visitor, "/s/0123456789abcdefghjk", body).await.status.as_u16(), 404);
}

/// A body of which no more comes; says when all before has been read.
fn stalled(body: Vec<u8>) -> (Body, oneshot::Receiver<()>) {
    let (read, is_read) = oneshot::channel();
    let mut rest = Some((body, read));
    let chunks = std::iter::from_fn(move || {
        let (body, read) = rest.take()?;
        read.send(()).ok();
        Some(Ok::<_, std::io::Error>(Bytes::from(body)))
    });
    (Body::from_stream(tokio_stream::iter(chunks).chain(tokio_stream::pending())), is_read)
}

async fn post_stalled(router: Router, path: String, body: Body) -> StatusCode {
    let media = format!("multipart/form-data; boundary={BOUNDARY}");
    let request = Request::post(path).header(header::CONTENT_TYPE, media).body(body).expect("a request");
    router.oneshot(request).await.expect("the router never fails").status()
}

#[tokio::test]
async fn who_sends_slowly_holds_up_nobody_else() {
    let Stores { story, .. } = stores().await;
    let server = &story.server;
    // Nothing of a body is waited for that no link takes.
    let (body, _) = stalled(Vec::new());
    let nowhere = post_stalled(server.router.clone(), "/s/0123456789abcdefghjk".to_owned(), body);
    assert_eq!(timeout(Duration::from_secs(20), nowhere).await.expect("at once").as_u16(), 404);

    let path = asked_for_photos_of(&story.admin, &json!({ "kind": "open" }), 10_240).await;
    let (mut slow, mut read) = (JoinSet::new(), Vec::new());
    for _ in 0..3 {
        // 27 MB of photos, and something that nobody asked for, and then nothing.
        let photo = vec![0; 9 * 1024 * 1024];
        let files =
            ["a.photo", "a.photo", "a.photo", "a.nothing"].map(|name| (name, "a.gif", photo.as_slice()));
        let mut body = parts(&[], &files);
        body.truncate(body.len() - format!("--{BOUNDARY}--\r\n").len());
        let (body, is_read) = stalled(body);
        read.push(is_read);
        slow.spawn(post_stalled(server.router.clone(), path.clone(), body));
    }
    for is_read in read {
        is_read.await.expect("the body is read");
    }
    let login = json!({ "email": EMAIL, "password": PASSWORD });
    assert_eq!(server.stranger().post("/v1/session", &login).await.status.as_u16(), 201);
    let answer = json!({ "answers": { "recommend": 9 } });
    let given = server.stranger().post(&story.open_link(&json!({})).await, &answer).await;
    assert_eq!(given.status.as_u16(), 200, "{given:?}");
    let photo = parts(&[("a.recommend", "9")], &[("a.photo", "a.gif", PICTURE)]);
    assert_eq!(send(&server.stranger(), &path, photo).await.status.as_u16(), 200);
    slow.abort_all();
}
