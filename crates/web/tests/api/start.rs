//! The first start: over the API and as a page.

use serde_json::json;

use crate::client::{Answer, EMAIL, PASSWORD, Sender, Server};

async fn form(sender: &Sender, body: &str) -> Answer {
    sender.raw("POST", "/setup", "application/x-www-form-urlencoded", body.into()).await
}

#[tokio::test]
async fn the_setup_works_once() {
    let server = Server::new();
    let setup = json!({ "brand": "Golden Spoon", "email": EMAIL, "password": PASSWORD });
    let (first, second) = (server.stranger(), server.stranger());
    let (one, two) = tokio::join!(first.post("/v1/setup", &setup), second.post("/v1/setup", &setup));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let late = server.stranger().post("/v1/setup", &setup).await;
    assert_eq!(late.problem(), (409, "already_set_up".into()));
}

#[tokio::test]
async fn a_bad_setup_names_every_field() {
    let server = Server::new();
    let setup = json!({ "brand": " ", "email": "nobody", "password": PASSWORD, "time_zone": "Moon/Base" });
    let answer = server.stranger().post("/v1/setup", &setup).await;
    assert_eq!(answer.problem(), (422, "invalid_fields".into()));
    let problem = answer.json();
    let mut fields: Vec<_> =
        problem["errors"].as_array().expect("errors").iter().map(|e| e["field"].as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, [Some("brand"), Some("email"), Some("time_zone")]);
    assert_eq!(server.stranger().get("/readyz").await.status.as_u16(), 200);
}

#[tokio::test]
async fn the_page_leads_through_it_without_a_script() {
    let server = Server::new();
    let visitor = server.stranger().with("accept-language", "en");
    let browser = visitor.with("accept", "text/html,*/*;q=0.8");
    let home = browser.get("/").await;
    assert_eq!(home.status.as_u16(), 303);
    assert_eq!(home.headers["location"], "/setup");
    let page = visitor.get("/setup").await;
    assert!(page.body.contains("<html lang=\"en\">") && !page.body.contains("<script"), "{}", page.body);
    assert!(server.stranger().get("/setup").await.body.contains("首次设置"));

    let wrong =
        form(&visitor, "brand=%3Cb%3ESpoon&email=a%40b.example&password=short&time_zone=Asia%2FShanghai")
            .await;
    assert_eq!(wrong.status.as_u16(), 422);
    assert!(wrong.body.contains("at least 10 characters") && wrong.body.contains("role=\"alert\""));
    assert!(!wrong.body.contains("<b>Spoon") && !wrong.body.contains("value=\"short\""), "{}", wrong.body);

    let right = "brand=Spoon&email=a%40b.example&password=a+warm+bowl+of+noodles&time_zone=Asia%2FShanghai";
    let elsewhere = form(&visitor.with("sec-fetch-site", "cross-site"), right).await;
    assert_eq!(elsewhere.problem(), (403, "cross_site".into()));
    let done = form(&visitor, right).await;
    assert_eq!(done.status.as_u16(), 201);
    assert!(done.body.contains("tst_"));
    assert_eq!(done.headers["cache-control"], "no-store");
    assert!(done.headers["set-cookie"].to_str().expect("text").starts_with("touchstone=tss_"), "logged in");

    assert_eq!(visitor.get("/setup").await.headers["location"], "/");
    assert_eq!(form(&visitor, right).await.headers["location"], "/");
    // With the console in the binary its page, else how to build it.
    assert!(browser.get("/customers").await.body.contains("<title>Touchstone</title>"));
    assert_eq!(browser.get("/v1/nothing").await.problem().0, 404);
    assert_eq!(visitor.get("/customers").await.problem().0, 404, "no browser asks for a page");
    assert_eq!(visitor.get("/assets/start.css").await.headers["content-type"], "text/css; charset=utf-8");
}
