//! What the unmodified client libraries send.

use expect_test::{Expect, expect};

use super::super::segment::{self, Call};
use super::{arrival, show};

fn check(request: &str, expected: &Expect) {
    let (head, body) = request.split_once("\n\n").expect("head and body");
    let path = head.lines().next().and_then(|line| line.split(' ').nth(1)).expect("a path");
    let last = path.rsplit('/').next().expect("a word");
    let parsed = match last {
        "batch" | "b" => segment::parse_batch(body.as_bytes(), &arrival(), false),
        call => segment::parse_call(body.as_bytes(), &arrival(), Call::parse(call)),
    };
    let parsed = parsed.expect("a readable body");
    let keys: std::collections::BTreeSet<_> = parsed.events.iter().map(|one| one.event.key()).collect();
    assert_eq!(keys.len(), parsed.events.len(), "every call has an id of its own");
    expected.assert_eq(&show(&parsed));
}

macro_rules! request {
    ($name:literal) => {
        include_str!(concat!("../../../fixtures/requests/", $name, ".http"))
    };
}

#[test]
fn segment_node() {
    check(
        request!("segment-analytics-node-3.1.0-batch"),
        &expect![[r#"
            identify "Customer Identified" [user:u-1001 phone:+8613812342207 email:li.na@example.com] at 2026-11-22T00:49:59.981Z
              traits {"email":"Li.Na@Example.com","name":"李娜","phone":"138 1234 2207","plan":"gold"}
            track "Order Completed" [user:u-1001] at 2026-11-22T00:49:59.982Z
              properties {"currency":"CNY","order_id":"o-1","products":[{"category":"noodles","price":44.25,"product_id":"p-1","quantity":2}],"total":88.5}
            page "Page Viewed" [anonymous:anon-7] at 2026-11-22T00:49:59.982Z
              properties {"category":"Shop","name":"Home","url":"https://example.com/"}
            screen "Screen Viewed" [anonymous:anon-7] at 2026-11-22T00:49:59.983Z
              properties {"name":"Menu","tab":1}
            group "Group Joined" [user:u-1001] at 2026-11-22T00:49:59.983Z
              properties {"group_id":"g-1"}
              traits {"name":"Regulars"}
            alias "Identities Linked" [user:u-1001 anonymous:anon-7] at 2026-11-22T00:49:59.983Z
            track "Late One" [user:u-1001 email:other@example.com] at 2026-01-02T03:07:40.982Z
              properties {}
              traits {"email":"other@example.com"}
        "#]],
    );
}

#[test]
fn segment_python() {
    check(
        request!("segment-analytics-python-2.4.0-batch"),
        &expect![[r#"
            identify "Customer Identified" [user:u-4001 email:chen@example.com] at 2026-11-22T00:49:59.498445Z
              traits {"created":"2026-01-01T00:00:00+00:00","email":"chen@example.com"}
            track "Order Completed" [user:4002] at 2026-11-22T00:49:59.499445Z
              properties {"currency":"CNY","order_id":"o-4","total":19.9}
            page "Page Viewed" [user:u-4001] at 2026-11-22T00:49:59.499445Z
              properties {"category":"Shop","name":"Home","url":"https://example.com/"}
            screen "Screen Viewed" [user:u-4001] at 2026-11-22T00:49:59.499445Z
              properties {"category":"Shop","name":"Menu"}
            group "Group Joined" [user:u-4001] at 2026-11-22T00:49:59.499445Z
              properties {"group_id":"g-4"}
              traits {"name":"Team"}
            alias "Identities Linked" [user:u-4001 anonymous:old-4] at 2026-11-22T00:49:59.499445Z
            track "Product Viewed" [anonymous:anon-4] at 2026-11-22T00:49:59.499445Z
              properties {"product_id":"p-9"}
        "#]],
    );
}

#[test]
fn segment_browser_batch() {
    check(
        request!("segment-analytics-next-1.84.3-batch"),
        &expect![[r#"
            identify "Customer Identified" [user:u-5001 email:sun@example.com anonymous:527effae-e80c-473f-b470-ab15ffaa40b0] at 2026-11-22T00:49:59.49Z
              traits {"email":"sun@example.com"}
            track "Order Completed" [user:u-5001 anonymous:527effae-e80c-473f-b470-ab15ffaa40b0] at 2026-11-22T00:49:59.5Z
              properties {"order_id":"o-5","total":9}
            page "Page Viewed" [user:u-5001 anonymous:527effae-e80c-473f-b470-ab15ffaa40b0] at 2026-11-22T00:49:59.51Z
              properties {"category":"Shop","name":"Home","path":"/index.html","referrer":"","search":"","title":"t","url":"http://127.0.0.1:35435/index.html"}
            group "Group Joined" [user:u-5001 anonymous:527effae-e80c-473f-b470-ab15ffaa40b0] at 2026-11-22T00:49:59.52Z
              properties {"group_id":"g-5"}
              traits {"name":"Club"}
            alias "Identities Linked" [user:u-5001 anonymous:527effae-e80c-473f-b470-ab15ffaa40b0 anonymous:u-5001] at 2026-11-22T00:49:59.53Z
        "#]],
    );
}

#[test]
fn segment_browser_page() {
    check(
        request!("segment-analytics-next-1.84.3-page"),
        &expect![[r#"
        page "Page Viewed" [user:u-5001 anonymous:45bfc7a5-c17f-402b-8817-46cb16d58e87] at 2026-11-22T00:49:59.99Z
          properties {"category":"Shop","name":"Home","path":"/index.html","referrer":"","search":"","title":"t","url":"http://127.0.0.1:39137/index.html"}
    "#]],
    );
}

#[test]
fn rudder_node() {
    check(
        request!("rudder-sdk-node-3.0.13-identify"),
        &expect![[r#"
            identify "Customer Identified" [user:u-2001 unionid:oUnion1 phone:+8613912345678 email:wang@example.com] at 2026-11-22T00:49:59.999Z
              traits {"email":"wang@example.com","phone":"+8613912345678"}
        "#]],
    );
    check(
        request!("rudder-sdk-node-3.0.13-batch"),
        &expect![[r#"
            track "Order Completed" [user:u-2001] at 2026-11-22T00:49:59.978Z
              properties {"order_id":"o-2","revenue":30}
            page "Page Viewed" [user:u-2001] at 2026-11-22T00:49:59.979Z
              properties {"category":"Shop","name":"Home"}
            screen "Screen Viewed" [user:u-2001] at 2026-11-22T00:49:59.979Z
              properties {"name":"Menu"}
            group "Group Joined" [user:u-2001] at 2026-11-22T00:49:59.98Z
              properties {"group_id":"g-2"}
              traits {"size":3}
            alias "Identities Linked" [user:u-2001 anonymous:old-1] at 2026-11-22T00:49:59.98Z
        "#]],
    );
}

#[test]
fn jitsu() {
    check(
        request!("jitsu-js-1.11.0-identify"),
        &expect![[r#"
        identify "Customer Identified" [user:u-3001 email:zhao@example.com anonymous:8db9f076-2e04-491b-8596-3aeff1e6b07b] at 2026-11-22T00:50:00Z
          traits {"email":"zhao@example.com"}
    "#]],
    );
    check(
        request!("jitsu-js-1.11.0-track"),
        &expect![[r#"
        track "Order Completed" [user:u-3001 email:zhao@example.com anonymous:8db9f076-2e04-491b-8596-3aeff1e6b07b] at 2026-11-22T00:50:00Z
          properties {"order_id":"o-3","total":12}
          traits {"email":"zhao@example.com"}
    "#]],
    );
    check(
        request!("jitsu-js-1.11.0-page"),
        &expect![[r#"
        page "Page Viewed" [user:u-3001 email:zhao@example.com anonymous:8db9f076-2e04-491b-8596-3aeff1e6b07b] at 2026-11-22T00:50:00Z
          properties {"name":"Home"}
          traits {"email":"zhao@example.com"}
    "#]],
    );
    check(
        request!("jitsu-js-1.11.0-group"),
        &expect![[r#"
        group "Group Joined" [user:u-3001 anonymous:8db9f076-2e04-491b-8596-3aeff1e6b07b] at 2026-11-22T00:50:00Z
          properties {"group_id":"g-3"}
          traits {"name":"VIP"}
    "#]],
    );
}
