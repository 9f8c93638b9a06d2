use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::*;

fn origin() -> Origin {
    let zone = TimeZone::get("Asia/Shanghai").expect("a known zone");
    Origin { digest: "d1".to_owned(), zone, now: "2026-03-02T04:00:00Z".parse().expect("a time") }
}

fn import(kind: Kind, format: Format, content: &str) -> Vec<Result<Value, String>> {
    let header = Rows::read(format, content.as_bytes()).expect("readable").header;
    let columns = Columns::find(kind, &header, &[]).expect("nothing was said");
    let origin = origin();
    let calls = Calls::read(format, content.as_bytes(), &origin, &columns).expect("readable");
    let each = |call: Result<Call, Vec<RejectedRow>>| match call {
        Ok(call) => vec![Ok(call.message)],
        Err(rejected) => rejected.iter().map(|row| Err(row.to_string())).collect(),
    };
    calls.flat_map(each).collect()
}

#[test]
fn an_order_with_chinese_columns_is_understood() {
    let content = "订单号,下单时间,手机号,门店,订单金额,菜品,数量,桌号\n\
                   A1,2026-03-01 12:30,13800001000,S001,\"1,288.50\",酸菜鱼,2,7\n";
    let expected = json!({
        "type": "track",
        "event": "Order Completed",
        "messageId": "import:order:1d232935911d4e001f83e73a3a8d6252",
        "timestamp": "2026-03-01T04:30:00Z",
        "properties": {
            "order_id": "A1", "total": 1288.5, "unit": "S001", "桌号": "7",
            "products": [{"product_id": "酸菜鱼", "name": "酸菜鱼", "quantity": 2.0}],
        },
        "context": {"traits": {"phone": "13800001000"}},
    });
    assert_eq!(import(Kind::Orders, Format::Csv, content), [Ok(expected)]);
}

#[test]
fn each_bad_row_is_reported_with_line_and_column() {
    let content = "order_id,date,email,amount\n\
                   1,2026-03-01,a@example.com,10\n\
                   ,2026-03-01,a@example.com,10\n\
                   2,yesterday,a@example.com,10\n\
                   3,2026-03-01,,10\n\
                   4,2026-03-01,a@example.com,ten\n\
                   5,2026-03-01,a@example.com,10,more\n";
    let errors: Vec<String> =
        import(Kind::Orders, Format::Csv, content).into_iter().filter_map(Result::err).collect();
    let lines: Vec<&str> = errors.iter().map(|error| error.split(':').next().expect("a line")).collect();
    assert_eq!(lines, ["line 3", "line 4", "line 5", "line 6", "line 7"], "{errors:?}");
    assert!(errors[1].contains("date"), "the user's own column is named: {errors:?}");
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    let content = "phone,name\r\n13800001000,\"two\r\nlines\"\r\n\r\n13800001001,x,more\r\n,nobody\r\n";
    let errors: Vec<String> =
        import(Kind::Customers, Format::Csv, content).into_iter().filter_map(Result::err).collect();
    let lines: Vec<&str> = errors.iter().map(|error| error.split(':').next().expect("a line")).collect();
    assert_eq!(lines, ["line 5", "line 6"], "{errors:?}");
}

#[test]
fn json_lines_are_read_one_by_one() {
    let content = "{\"user_id\": 7, \"email_consent\": true, \"city\": \"上海\"}\n\nnonsense\n[1]\n";
    let read = import(Kind::Customers, Format::Jsonl, content);
    let first = read[0].as_ref().expect("sound");
    assert_eq!(first["userId"], "7");
    assert_eq!(first["traits"], json!({"city": "上海", "consent": {"email.marketing": true}}));
    assert!(read[1].as_ref().is_err_and(|error| error.starts_with("line 3")), "{read:?}");
    assert!(read[2].as_ref().is_err_and(|error| error.starts_with("line 4")), "{read:?}");
}

#[test]
fn what_the_user_says_counts_more_than_a_guess() {
    let header = ["phone".to_owned(), "评价".to_owned(), "note".to_owned()];
    let said = [("note".to_owned(), "text".to_owned())];
    let columns = Columns::find(Kind::Reviews, &header, &said).expect("sound");
    assert_eq!(columns.column("text"), "note");
    assert_eq!(columns.others, ["评价"]);
    let wrong = [("note".to_owned(), "nothing".to_owned())];
    assert!(matches!(Columns::find(Kind::Reviews, &header, &wrong), Err(Unmapped::Field(..))));
    let wrong = [("no".to_owned(), "text".to_owned())];
    assert!(matches!(Columns::find(Kind::Reviews, &header, &wrong), Err(Unmapped::Column(..))));
}

#[test]
fn a_file_that_is_none_is_refused_as_a_whole() {
    assert!(matches!(Rows::read(Format::Xlsx, b"no zip"), Err(FileError::Unreadable { .. })));
    assert!(matches!(Rows::read(Format::Jsonl, b""), Err(FileError::Unreadable { .. })));
}
