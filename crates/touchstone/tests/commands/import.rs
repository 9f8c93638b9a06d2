//! `touchstone import`: files as people have them, imported twice, cut off, and with rows that are wrong.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rust_xlsxwriter::Workbook;
use serde_json::json;

use super::server::{Server, text};

const CUSTOMERS: &str = "\u{feff}会员号,姓名,手机号,接受邮件营销,城市\r\n\
    M1,王芳,13800001001,是,上海\r\n\
    M2,李雷,13800001002,否,北京\r\n\
    ,无名,,是,广州\r\n\
    M3,\"Li, Mei\",13800001003,maybe,成都\r\n\
    M4,韩梅,not-a-phone,是,成都\r\n";

/// An order of three lines, not together; one of one line; one whose second line is wrong; one of two people.
const ORDERS: &str = "order_id,time,phone,store,total,dish,qty,price,table\n\
    A1,2026-03-01 12:30,13800001001,S1,128.00,Noodles,2,30,7\n\
    A2,2026-03-01 12:40,13800001002,S1,50.00,Soup,1,50,8\n\
    A1,2026-03-01 12:30,13800001001,S1,128.00,Tea,1,8,7\n\
    A3,2026-03-01 13:00,13800001002,S1,90.00,Fish,1,60,9\n\
    A3,2026-03-01 13:00,13800001002,S1,90.00,Rice,many,30,9\n\
    A1,2026-03-01 12:30,13800001001,S1,128.00,Fish,1,60,7\n\
    A4,2026-03-01 14:00,13800001001,S1,20.00,Tea,1,10,1\n\
    A4,2026-03-01 14:00,13800001002,S1,20.00,Tea,1,10,1\n\
    A1,2026-03-01 15:00,13800001002,S2,10.00,Tea,1,10,2\n\
    A5,soon,13800001001,S1,20.00,Tea,1,10,1\n";

const REVIEWS: &str = r#"{"phone": "13800001001", "rating": 5, "comment": "好吃", "store": "S1", "time": "2026-03-02T12:00:00+08:00"}
{"phone": "13800001002", "comment": "等了很久", "platform": "大众点评"}

{"phone": "13800001002"}
[1, 2]
"#;

#[tokio::test]
async fn customers_from_csv_are_imported_once_and_rows_that_are_wrong_are_named() {
    let server = Server::start(None).await;
    let key = server.source().await;
    server.write("people.csv", CUSTOMERS);
    let import = ["import", "customers", "people.csv", "--key", &key];
    let said = server.succeed(&import);
    assert!(said.contains("3 taken, 0 known before, 2 rows refused."), "{said}");
    assert!(said.contains("Of 1 rows something was left out."), "{said}");
    let report = server.read("people.csv.rejected.csv");
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines.len(), 4, "{report}");
    assert!(lines[1].starts_with("4,no,user_id,"), "{report}");
    assert!(lines[2].starts_with("5,no,接受邮件营销,"), "{report}");
    assert!(lines[3].starts_with("6,yes,手机号,"), "{report}");

    let first = server.customer("member:M1").await.expect("imported");
    assert_eq!(
        first["profile"]["traits"],
        json!({"member_no": "M1", "name": "王芳", "phone": "13800001001", "城市": "上海"})
    );
    assert_eq!(first["profile"]["consent"]["email.marketing"]["granted"], true);
    assert!(server.customer("phone:+8613800001002").await.is_some(), "a phone leads there, too");

    let said = server.succeed(&import);
    assert!(said.contains("0 taken, 3 known before, 2 rows refused."), "{said}");
    assert_eq!(server.events("Customer Identified").await.len(), 3);
}

#[tokio::test]
async fn the_lines_of_an_order_become_one_order() {
    let server = Server::start(None).await;
    let key = server.source().await;
    server.write("orders.csv", ORDERS);
    let import = ["import", "orders", "orders.csv", "--key", &key];
    let said = server.succeed(&import);
    assert!(said.contains("3 taken, 0 known before, 5 rows refused."), "{said}");
    let report = server.read("orders.csv.rejected.csv");
    let named: Vec<(&str, &str)> = report
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.split(',');
            (cells.next().expect("a line"), cells.nth(1).expect("a field"))
        })
        .collect();
    let expected = [("5", "order_id"), ("6", "qty"), ("8", "order_id"), ("9", "user_id"), ("11", "time")];
    assert_eq!(named, expected, "{report}");

    let customer = server.customer("phone:+8613800001001").await.expect("imported");
    assert_eq!(customer["profile"]["orders_total"], 1);
    assert_eq!(customer["profile"]["spend_total"], 12_800);
    let bought: BTreeSet<String> = customer["profile"]["purchases"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|line| text(&line["product"]))
        .collect();
    assert_eq!(bought, BTreeSet::from(["Fish".to_owned(), "Noodles".to_owned(), "Tea".to_owned()]));
    let other = server.customer("phone:+8613800001002").await.expect("imported");
    assert_eq!(other["profile"]["orders_total"], 2, "the same number at another store is another order");

    // Corrected and imported again: only what was refused before is new.
    server.write("corrected.csv", ORDERS.replace("many", "1").replace("soon", "2026-03-01 16:00"));
    let said = server.succeed(&["import", "orders", "corrected.csv", "--key", &key]);
    assert!(said.contains("2 taken, 3 known before, 2 rows refused."), "{said}");
    assert_eq!(server.events("Order Completed").await.len(), 5);
}

#[tokio::test]
async fn reviews_from_json_lines_and_customers_from_a_workbook() {
    let server = Server::start(None).await;
    let key = server.source().await;
    server.write("reviews.jsonl", REVIEWS);
    for expected in ["2 taken, 0 known before, 2 rows refused.", "0 taken, 2 known before, 2 rows refused."] {
        let said = server.succeed(&["import", "reviews", "reviews.jsonl", "--key", &key]);
        assert!(said.contains(expected), "{said}");
    }
    let report = server.read("reviews.jsonl.rejected.csv");
    assert!(report.contains("\n4,no,comment,") && report.contains("\n5,no,file,"), "{report}");
    let ids = server.events("Review Posted").await;
    assert_eq!(ids.len(), 2);
    let mut platforms = Vec::new();
    for id in ids {
        let trace = server.get(&format!("/v1/traces/{id}")).await;
        platforms.extend(trace["event"]["properties"].get("platform").map(text));
    }
    assert_eq!(platforms, ["大众点评"], "what only a later object has is kept");

    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, cells) in
        [["会员号", "姓名", "手机号"], ["M7", "赵七", "13900000007"], ["", "谁", ""]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            let (row, column) = (u32::try_from(row).expect("few"), u16::try_from(column).expect("few"));
            sheet.write_string(row, column, *cell).expect("the sheet takes it");
        }
    }
    sheet.write_number(1, 2, 13_900_000_007.0).expect("a phone number as spreadsheets keep it");
    server.write("people.xlsx", workbook.save_to_buffer().expect("a workbook"));
    for expected in ["1 taken, 0 known before, 1 rows refused.", "0 taken, 1 known before, 1 rows refused."] {
        let said = server.succeed(&["import", "customers", "people.xlsx", "--key", &key]);
        assert!(said.contains(expected), "{said}");
    }
    assert!(server.read("people.xlsx.rejected.csv").contains("\n3,no,"));
    assert!(server.customer("phone:+8613900000007").await.is_some());
}

#[tokio::test]
async fn an_import_survives_the_servers_end_and_its_own() {
    let mut server = Server::start(None).await;
    let key = server.source().await;
    let mut file = String::from("phone,name\n");
    for n in 0..4_000 {
        writeln!(file, "138{n:08},Guest {n}").expect("a string can be written to");
    }
    server.write("many.csv", &file);
    let import = ["import", "customers", "many.csv", "--key", &key];
    for at in [400, 1_200] {
        let mut child =
            server.command(&import).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        while server.events("Customer Identified").await.len() < at {
            assert!(
                child.try_wait().expect("it can be asked").is_none(),
                "the import ended too early to be cut off"
            );
        }
        child.kill().expect("it runs");
        child.wait().expect("it ends");
    }
    // The third is not killed; the server is, in the middle of it.
    let before = server.events("Customer Identified").await.len();
    assert!(before < 4_000);
    let child =
        server.command(&import).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    while server.events("Customer Identified").await.len() < before + 200 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.kill_and_restart();
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ids = server.events("Customer Identified").await;
    assert_eq!(ids.len(), 4_000);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 4_000, "each once");
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "it measures how long something takes")]
async fn forty_thousand_units_are_imported_in_seconds() {
    let server = Server::start(None).await;
    let mut file = String::from("编码,名称,类型,上级编码\n");
    for n in 0..200 {
        writeln!(file, "R{n},Region {n},region,").expect("a string can be written to");
    }
    for n in 0..39_800 {
        writeln!(file, "S{n},\"Store, {n}\",store,R{}", n % 200).expect("a string can be written to");
    }
    // More wrong rows than a report shows at once, and all of them are named.
    for n in 0..1_500 {
        writeln!(file, "X{n},Nowhere,planet,R1").expect("a string can be written to");
    }
    server.write("units.csv", &file);
    let import = ["import", "units", "units.csv", "--token", &server.token];
    let begun = Instant::now();
    let said = server.succeed(&import);
    let took = begun.elapsed();
    assert!(said.contains("40000 taken, 0 known before, 1500 rows refused."), "{said}");
    assert_eq!(server.read("units.csv.rejected.csv").lines().count(), 1_501);
    assert!(
        server.read("units.csv.rejected.csv").contains("\n41501,no,kind,"),
        "the last line has its number"
    );
    let said = server.succeed(&import);
    assert!(said.contains("0 taken, 40000 known before, 1500 rows refused."), "{said}");
    // A build without optimisation on a busy machine: the figure of a release is in the hundreds of milliseconds.
    assert!(took < Duration::from_secs(60), "{took:?}");
}

#[tokio::test]
async fn a_survey_of_another_tool_is_told_item_by_item_and_saved_as_a_draft() {
    let server = Server::start(None).await;
    server.write(
        "survey.json",
        r#"{"title":"After the meal","elements":[{"type":"rating","name":"food"},
            {"type":"comment","name":"why","enableIf":"{food} < 3"},{"type":"signaturepad","name":"sign"}]}"#,
    );
    let said = server.succeed(&["import", "survey", "survey.json", "--token", &server.token]);
    assert!(said.contains("surveyjs: "), "{said}");
    assert!(said.contains("left out: elements[2]: There is no counterpart here."), "{said}");
    assert!(said.contains("Saved as the draft srv_"), "{said}");
    let surveys = server.get("/v1/surveys").await;
    assert_eq!(surveys["items"].as_array().map(Vec::len), Some(1));

    server.write("other.json", "{\"a\":1}");
    let refused = server.run(&["import", "survey", "other.json", "--token", &server.token]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("neither a SurveyJS nor a Formbricks survey"));
}
