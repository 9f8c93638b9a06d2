//! The tree of units over HTTP, on both databases.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use touchstone_engine::testing::TestApp;
use touchstone_web::WebSettings;

use crate::client::{Sender, Server};

/// HQ → EAST → SH-001, SH-002; HQ → WEST.
async fn chain(admin: &Sender) -> Value {
    let file = "code,name,kind,parent\nSH-001,Nanjing Road,store,EAST\nSH-002,The Bund,store,EAST\n\
                EAST,East,region,\nWEST,West,region,HQ\n";
    let report = import(admin, file).await;
    assert_eq!(report["created"], 4, "{report}");
    ids(admin).await
}

async fn import(sender: &Sender, file: &str) -> Value {
    let answer = sender.raw("POST", "/v1/units/import", "text/csv", file.into()).await;
    assert_eq!(answer.status.as_u16(), 200, "{answer:?}");
    answer.json()
}

/// The ids of all units by code.
async fn ids(sender: &Sender) -> Value {
    let page = sender.get("/v1/units?limit=500&archived=true").await.json();
    let units = page["items"].as_array().expect("items").iter();
    units.map(|unit| (unit["code"].as_str().expect("a code").to_owned(), unit["id"].clone())).collect()
}

fn path(ids: &Value, code: &str) -> String {
    format!("/v1/units/{}", ids[code].as_str().unwrap_or_else(|| panic!("no unit {code}")))
}

async fn codes(sender: &Sender, query: &str) -> Vec<String> {
    let page = sender.get(&format!("/v1/units?limit=500{query}")).await;
    let page = page.json();
    let units = page["items"].as_array().unwrap_or_else(|| panic!("{page}")).iter();
    units.map(|unit| unit["code"].as_str().expect("a code").to_owned()).collect()
}

async fn the_tree_is_listed_in_its_order(server: Server) {
    let admin = server.administrator().await;
    let ids = chain(&admin).await;
    assert_eq!(codes(&admin, "").await, ["HQ", "EAST", "SH-001", "SH-002", "WEST"]);
    let within = |code: &str| format!("&within={}", ids[code].as_str().expect("an id"));
    assert_eq!(codes(&admin, &within("EAST")).await, ["EAST", "SH-001", "SH-002"]);
    assert_eq!(codes(&admin, &within("EAST").replace("within", "parent")).await, ["SH-001", "SH-002"]);
    assert_eq!(codes(&admin, "&kind=region").await, ["EAST", "WEST"]);
    let unknown = admin.get("/v1/units?within=unt_01jd0m6x4pfk2v9w3q8r7t5y1z").await;
    assert_eq!(unknown.problem(), (404, "not_found".into()));
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("/v1/units?limit=2{cursor}")).await.json();
        seen.extend(page["items"].as_array().expect("items").iter().map(|unit| unit["code"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["HQ", "EAST", "SH-001", "SH-002", "WEST"]);
}

async fn units_are_added_changed_and_closed(server: Server) {
    let admin = server.administrator().await;
    let ids = chain(&admin).await;
    let new = json!({ "parent": ids["EAST"], "kind": "store", "code": "SH-003", "name": "Pudong" });
    let made = admin.post("/v1/units", &new).await;
    assert_eq!(made.status.as_u16(), 201, "{made:?}");
    assert_eq!(made.json()["level"], 3);
    assert_eq!(admin.post("/v1/units", &new).await.field(), ("code".into(), "taken".into()));
    for (field, value, code) in [
        ("parent", json!("unt_01jd0m6x4pfk2v9w3q8r7t5y1z"), "unknown"),
        ("kind", json!("head_office"), "invalid"),
        ("owner", json!("mbr_01jd0m6x4pfk2v9w3q8r7t5y1z"), "unknown"),
        ("time_zone", json!("Moon/Base"), "unknown"),
    ] {
        let mut wrong = new.clone();
        wrong["code"] = json!("X");
        wrong[field] = value;
        assert_eq!(admin.post("/v1/units", &wrong).await.field(), (field.into(), code.into()));
    }

    let store = path(&ids, "SH-001");
    let me = admin.get("/v1/session").await.json()["member"].clone();
    let change = |body: Value| {
        let (admin, store) = (admin.clone(), store.clone());
        async move { admin.send("PATCH", &store, Some(&body)).await }
    };
    let changed = change(json!({ "owner": me, "time_zone": "asia/urumqi", "name": "南京路" })).await.json();
    assert_eq!((&changed["owner"], &changed["name"]), (&me, &json!("南京路")));
    assert_eq!(changed["time_zone"], "Asia/Urumqi", "names of zones are spelled officially");
    let cleared = change(json!({ "owner": null })).await.json();
    assert_eq!((&cleared["owner"], &cleared["time_zone"]), (&Value::Null, &json!("Asia/Urumqi")));
    assert_eq!(change(json!({ "name": null })).await.field().0, "name");
    assert_eq!(change(json!({ "code": "WEST" })).await.field(), ("code".into(), "taken".into()));

    let close = json!({ "archived": true });
    assert_eq!(
        admin.send("PATCH", &path(&ids, "EAST"), Some(&close)).await.problem(),
        (409, "conflict".into())
    );
    assert_eq!(
        admin.send("PATCH", &path(&ids, "HQ"), Some(&close)).await.problem(),
        (409, "conflict".into())
    );
    assert_eq!(change(close).await.json()["archived"], true);
    assert!(!codes(&admin, "").await.contains(&"SH-001".to_owned()));
    assert!(codes(&admin, "&archived=true").await.contains(&"SH-001".to_owned()));
    assert_eq!(change(json!({ "archived": false })).await.json()["archived"], false);
}

async fn subtrees_move_whole(server: Server) {
    let admin = server.administrator().await;
    let ids = chain(&admin).await;
    let relocate = |unit: &str, to: &str| {
        let (admin, path, body) = (admin.clone(), path(&ids, unit) + "/move", json!({ "parent": ids[to] }));
        async move { admin.post(&path, &body).await }
    };
    assert_eq!(relocate("EAST", "SH-001").await.field(), ("parent".into(), "circular".into()));
    assert_eq!(relocate("EAST", "EAST").await.field(), ("parent".into(), "circular".into()));
    assert_eq!(relocate("HQ", "EAST").await.problem(), (409, "conflict".into()));
    let moved = relocate("EAST", "WEST").await;
    assert_eq!((moved.status.as_u16(), &moved.json()["parent"]), (200, &ids["WEST"]));
    assert_eq!(relocate("EAST", "WEST").await.status.as_u16(), 200, "it is there already");
    assert_eq!(codes(&admin, "").await, ["HQ", "WEST", "EAST", "SH-001", "SH-002"]);
    assert_eq!(admin.get(&path(&ids, "SH-002")).await.json()["level"], 4);

    // A chain as deep as the tree may be: no room for one more level.
    let mut file = String::from("code,name,kind,parent\n");
    for level in 2..=15 {
        let above = if level == 2 { "HQ".to_owned() } else { format!("L{}", level - 1) };
        file.push_str(&format!("L{level},Level,region,{above}\n"));
    }
    import(&admin, &file).await;
    let ids = self::ids(&admin).await;
    let body = json!({ "parent": ids["L15"] });
    let deep = admin.post(&(path(&ids, "WEST") + "/move"), &body).await;
    assert_eq!(deep.field(), ("parent".into(), "too_deep".into()), "WEST has levels below it");
}

async fn imports_report_every_refused_row(server: Server) {
    let admin = server.administrator().await;
    chain(&admin).await;
    let report = import(
        &admin,
        "编码,名称,类型,上级\nSH-001,New name,门店,\nX,,门店,\nY,Y,planet,\nZ,Z,门店,nowhere\n",
    )
    .await;
    assert_eq!(
        (&report["created"], &report["changed"], &report["rejected"]),
        (&json!(0), &json!(1), &json!(3))
    );
    let rows: Vec<_> = report["rejections"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row["line"].as_u64(), row["field"].as_str(), row["code"].as_str()))
        .collect();
    assert_eq!(
        rows,
        [
            (Some(3), Some("name"), Some("required")),
            (Some(4), Some("kind"), Some("unknown")),
            (Some(5), Some("parent"), Some("unknown")),
        ]
    );
    for (media_type, body, problem) in [
        ("text/csv", b"code,name\n".to_vec(), (422, "invalid_fields")),
        ("text/csv", b"code,name,kind\n\xff,x,store\n".to_vec(), (422, "invalid_fields")),
        ("application/json", b"{}".to_vec(), (415, "unsupported_media_type")),
        ("text/csv", vec![b'x'; 33 * 1024 * 1024], (413, "too_large")),
    ] {
        let answer = admin.raw("POST", "/v1/units/import", media_type, body).await;
        assert_eq!(answer.problem(), (problem.0, problem.1.to_owned()));
    }
}

async fn forty_thousand_units_come_in_seconds(server: Server) {
    let admin = server.administrator().await;
    let mut file = String::from("code,name,kind,parent\n");
    for store in 0..40_000 {
        file.push_str(&format!("S{store},门店 {store},store,R{}\n", store % 400));
    }
    for region in 0..400 {
        file.push_str(&format!("R{region},Region {region},region,\n"));
    }
    #[expect(clippy::disallowed_methods, reason = "measures how long the import takes")]
    let began = Instant::now();
    let keyed = admin.with("idempotency-key", "units-2026");
    assert_eq!(import(&keyed, &file).await["created"], 40_400);
    let took = began.elapsed();
    assert!(took < Duration::from_secs(20), "unoptimised and on a busy machine, but {took:?} is too long");
    assert_eq!(import(&keyed, &file).await["created"], 40_400, "the recorded report");
    let again = import(&admin, &file).await;
    assert_eq!((&again["created"], &again["unchanged"]), (&json!(0), &json!(40_400)));
    let region = admin.get("/v1/units?limit=1&kind=region").await.json()["items"][0]["id"].clone();
    let query = format!("&within={}", region.as_str().expect("an id"));
    assert_eq!(codes(&admin, &query).await.len(), 101);
}

async fn members_see_their_units_only(server: Server) {
    let admin = server.administrator().await;
    let ids = chain(&admin).await;
    let manager = server.member(&admin, "manager", &[&ids["EAST"]]).await;
    assert_eq!(codes(&manager, "").await, ["EAST", "SH-001", "SH-002"]);
    assert_eq!(manager.get(&path(&ids, "WEST")).await.problem(), (404, "not_found".into()));
    let outside = json!({ "parent": ids["WEST"], "kind": "store", "code": "X", "name": "X" });
    assert_eq!(manager.post("/v1/units", &outside).await.field(), ("parent".into(), "unknown".into()));
    let inside = json!({ "parent": ids["EAST"], "kind": "store", "code": "SH-009", "name": "X" });
    assert_eq!(manager.post("/v1/units", &inside).await.status.as_u16(), 201);
    let name = json!({ "name": "x" });
    assert_eq!(manager.send("PATCH", &path(&ids, "WEST"), Some(&name)).await.problem().0, 404);
    let to = |unit: &str| json!({ "parent": ids[unit] });
    assert_eq!(manager.post(&(path(&ids, "SH-001") + "/move"), &to("WEST")).await.field().0, "parent");
    assert_eq!(manager.post(&(path(&ids, "EAST") + "/move"), &to("SH-001")).await.problem().0, 403);
    let report = import(&manager, "code,name,kind,parent\nWEST,Mine now,region,\nNEW,New,store,\n").await;
    assert_eq!(report["rejected"], 2, "{report}");

    // When the subtree moves, the manager's view moves with it.
    assert_eq!(admin.post(&(path(&ids, "EAST") + "/move"), &to("WEST")).await.status.as_u16(), 200);
    assert_eq!(codes(&manager, "").await, ["EAST", "SH-001", "SH-002", "SH-009"]);

    let clerk = server.member(&admin, "front_line", &[&ids["SH-001"]]).await;
    assert_eq!(codes(&clerk, "").await, ["SH-001"]);
    assert_eq!(clerk.post("/v1/units", &inside).await.problem(), (403, "forbidden".into()));
    let nobody = server.member(&admin, "developer", &[]).await;
    assert_eq!(codes(&nobody, "").await, Vec::<String>::new());
}

macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $name() {
                super::$name(Server::with(TestApp::sqlite(), WebSettings::default())).await;
            })+
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $name() {
                super::$name(Server::with(TestApp::postgres(), WebSettings::default())).await;
            })+
        }
    };
}

on_both!(
    the_tree_is_listed_in_its_order,
    units_are_added_changed_and_closed,
    subtrees_move_whole,
    imports_report_every_refused_row,
    forty_thousand_units_come_in_seconds,
    members_see_their_units_only,
);
