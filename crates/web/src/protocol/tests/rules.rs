//! The rules of the protocol, one by one.

use expect_test::{Expect, expect};

use super::super::{Limits, cloudevents, segment};
use super::{arrival, show};

fn check(call: &str, expected: &Expect) {
    let parsed = segment::parse_call(call.as_bytes(), &arrival(), None).expect("a readable body");
    expected.assert_eq(&show(&parsed));
}

#[test]
fn a_placeholder_is_left_out_and_what_the_customer_did_is_kept() {
    check(
        r#"{"type":"track","messageId":"m","event":"Paid","userId":"null","anonymousId":"a1"}"#,
        &expect![[r#"
            track "Paid" [anonymous:a1] at 2026-11-22T00:50:00Z
              warning userId placeholder: Not usable as an identity: the value is a placeholder that programs send when they have no id.
        "#]],
    );
    check(
        r#"{"type":"track","messageId":"m","event":"Paid","userId":"0","properties":{"total":3}}"#,
        &expect![[r#"
            track "Paid" [] at 2026-11-22T00:50:00Z
              properties {"total":3}
              warning userId placeholder: Not usable as an identity: the value is a placeholder that programs send when they have no id.
        "#]],
    );
}

#[test]
fn a_call_that_only_says_who_someone_is_needs_a_usable_id() {
    check(
        r#"{"type":"identify","messageId":"m","userId":"undefined","traits":{"plan":"x"}}"#,
        &expect![[r#"
            rejected 0 m
              userId placeholder: Not usable as an identity: the value is a placeholder that programs send when they have no id.
        "#]],
    );
    check(
        r#"{"type":"alias","messageId":"m","userId":"u1","previousId":"null"}"#,
        &expect![[r#"
            rejected 0 m
              previousId placeholder: Not usable as an identity: the value is a placeholder that programs send when they have no id.
        "#]],
    );
}

#[test]
fn an_id_is_needed_unless_the_event_is_about_no_customer() {
    check(
        r#"{"type":"track","messageId":"m","event":"Paid"}"#,
        &expect![[r#"
        rejected 0 m
          userId required: Either `userId` or `anonymousId` is needed.
    "#]],
    );
    check(
        r#"{"type":"track","messageId":"m","event":"Paid","userId":"","anonymousId":null}"#,
        &expect![[r#"
            rejected 0 m
              userId required: Either `userId` or `anonymousId` is needed.
        "#]],
    );
    check(
        r#"{"type":"track","messageId":"m","event":"Stock Changed","properties":{"sku":"p"}}"#,
        &expect![[r#"
            track "Stock Changed" [] at 2026-11-22T00:50:00Z
              properties {"sku":"p"}
        "#]],
    );
    check(
        r#"{"type":"track","messageId":"m","event":"Paid","context":{"traits":{"phone":"13812342207"}}}"#,
        &expect![[r#"
            track "Paid" [phone:+8613812342207] at 2026-11-22T00:50:00Z
              traits {"phone":"13812342207"}
        "#]],
    );
}

#[test]
fn every_field_that_is_wrong_is_named() {
    check(
        r#"{"messageId":"m","userId":"u"}"#,
        &expect![[r#"
        rejected 0 m
          type required: `type` is needed: one of track, identify, page, screen, group, alias, merge.
    "#]],
    );
    check(
        r#"{"type":"purchase","messageId":"m","userId":"u"}"#,
        &expect![[r#"
        rejected 0 m
          type unknown: `type` must be one of track, identify, page, screen, group, alias, merge.
    "#]],
    );
    check(
        r#"{"type":"track","messageId":"m","userId":{"id":1},"anonymousId":1.5,"event":["x"],"properties":"none"}"#,
        &expect![[r#"
            rejected 0 m
              properties type: `properties` must be an object.
              event type: `event` must be text, not a list.
              userId type: `userId` must be text or a whole number, not an object.
              anonymousId type: `anonymousId` must be text or a whole number, not a number that is not whole, or too large to be exact.
        "#]],
    );
    check(
        r#"{"type":"group","messageId":"m","userId":"u"}"#,
        &expect![[r#"
        rejected 0 m
          groupId required: `groupId` is needed, as text or a whole number.
    "#]],
    );
    check(
        r#"{"type":"alias","messageId":"m"}"#,
        &expect![[r#"
        rejected 0 m
          userId required: `userId` is needed.
          previousId required: `previousId` is needed.
    "#]],
    );
    check(
        r#"{"type":"merge","messageId":"m","mergeProperties":[{"type":"email","value":"a@x.cn"},{"type":"shoe","value":"42"}]}"#,
        &expect![[r#"
            rejected 0 m
              mergeProperties[1].type unknown: `type` must be one of user_id, anonymous_id, email, phone, member_no, openid, unionid.
        "#]],
    );
    check(
        r#"{"type":"track","messageId":"m","userId":"u","event":"E","properties":{"a":[{"b":1e999}]}}"#,
        &expect![[r#"
            rejected 0 m
              properties.a[0].b json: Number out of range.
        "#]],
    );
    check(
        r#"{"type":"track","messageId":"m","userId":"u","userId":"v","event":"E"}"#,
        &expect![[r#"
        rejected 0 m
          userId duplicate: Duplicate field `userId`.
    "#]],
    );
    let error = segment::parse_call(b"[1,2]", &arrival(), None).expect_err("a list");
    expect!["`body` must be an object"].assert_eq(&error.to_string());
}

#[test]
fn identities_come_from_traits_and_external_ids() {
    check(
        r#"{"type":"identify","messageId":"m","userId":7,"traits":{"Email":"A@X.cn","mobile":13812342207,"memberNo":"M-1","plan":"gold","openid":null},"context":{"traits":{"plan":"old","city":"上海"},"externalIds":[{"type":"unionid","id":"oU","collection":"users"},{"type":"ios.idfa","id":"z"}]}}"#,
        &expect![[r#"
            identify "Customer Identified" [user:7 member:M-1 unionid:oU phone:+8613812342207 email:a@x.cn] at 2026-11-22T00:50:00Z
              traits {"Email":"A@X.cn","city":"上海","memberNo":"M-1","mobile":13812342207,"openid":null,"plan":"gold"}
        "#]],
    );
    check(
        r#"{"type":"identify","messageId":"m","userId":"u","traits":{"email":"not an address","phone":"n/a"}}"#,
        &expect![[r#"
            identify "Customer Identified" [user:u] at 2026-11-22T00:50:00Z
              traits {"email":"not an address","phone":"n/a"}
              warning traits.email malformed: Not usable as an identity: the value does not have the form of its kind.
              warning traits.phone malformed: Not usable as an identity: the value does not have the form of its kind.
        "#]],
    );
    check(
        r#"{"type":"group","messageId":"m","userId":"u","groupId":9,"traits":{"email":"office@x.cn"},"context":{"traits":{"email":"li@x.cn"}}}"#,
        &expect![[r#"
            group "Group Joined" [user:u email:li@x.cn] at 2026-11-22T00:50:00Z
              properties {"group_id":"9"}
              traits {"email":"office@x.cn"}
        "#]],
    );
    check(
        r#"{"type":"merge","messageId":"m","mergeProperties":[{"type":"email","value":"a@x.cn"},{"type":"user_id","value":"u1"}]}"#,
        &expect![[r#"
            alias "Identities Linked" [user:u1 email:a@x.cn] at 2026-11-22T00:50:00Z
        "#]],
    );
}

#[test]
fn what_is_empty_or_missing_is_filled() {
    check(
        r#"{"type":"screen","messageId":"m","userId":"u","name":"Menu","category":"Food","properties":[]}"#,
        &expect![[r#"
            screen "Screen Viewed" [user:u] at 2026-11-22T00:50:00Z
              properties {"category":"Food","name":"Menu"}
        "#]],
    );
    check(
        r#"{"type":"page","messageId":"m","userId":"u","name":"Home","properties":{"name":"Own"}}"#,
        &expect![[r#"
            page "Page Viewed" [user:u] at 2026-11-22T00:50:00Z
              properties {"name":"Own"}
        "#]],
    );
    check(
        r#"{"type":"track","messageId":"m","userId":"u","event":" Paid ","timestamp":"yesterday"}"#,
        &expect![[r#"
            track "Paid" [user:u] at 2026-11-22T00:50:00Z
              warning timestamp malformed: `timestamp` is not an RFC 3339 time and was left out.
        "#]],
    );
    let body = br#"{"batch":[{"type":"page","userId":"u"},{"type":"page","userId":"u","messageId":""}]}"#;
    let parsed = segment::parse_batch(body, &arrival(), false).expect("a batch");
    let ids: Vec<&str> = parsed.events.iter().map(|one| one.event.message_id.as_str()).collect();
    assert!(ids[0] != ids[1] && ids.iter().all(|id| id.len() == 36), "{ids:?}");
}

#[test]
fn the_address_of_the_device_is_filled_in_but_never_overwritten() {
    let mut arrival = arrival();
    arrival.ip = Some("203.0.113.9");
    for (call, ip) in [
        (&br#"{"type":"page","userId":"u"}"#[..], "203.0.113.9"),
        (br#"{"type":"page","userId":"u","context":{"ip":"198.51.100.1"}}"#, "198.51.100.1"),
    ] {
        let parsed = segment::parse_call(call, &arrival, None).expect("a call");
        assert_eq!(parsed.events[0].event.context["ip"], ip);
    }
}

#[test]
fn limits_cost_only_what_exceeds_them() {
    let arrival = arrival();
    let long = format!(
        r#"{{"type":"track","userId":"u","messageId":"long","event":"E","properties":{{"t":"{}"}}}}"#,
        "x".repeat(40_000)
    );
    let deep = format!(
        r#"{{"type":"track","userId":"u","messageId":"deep","event":"E","properties":{}1{}}}"#,
        r#"{"a":"#.repeat(40),
        "}".repeat(40)
    );
    let good =
        r#"{"type":"track","userId":"u","messageId":"good","event":"E","timestamp":"2026-11-22T00:00:00Z"}"#;
    let name = format!(r#"{{"type":"track","userId":"u","messageId":"name","event":"{}"}}"#, "x".repeat(300));
    let body = format!(r#"{{"batch":[{long},{deep},{good},{name},7]}}"#);
    let parsed = segment::parse_batch(body.as_bytes(), &arrival, false).expect("a batch");
    expect![[r#"
        track "E" [user:u] at 2026-11-22T00:00:00Z
        rejected 0 long
          item too_long: One event may have at most 32768 bytes.
        rejected 1 deep
          item too_deep: Objects and lists may stand at most 32 deep inside each other.
        rejected 3 name
          event too_long: `event` may have at most 256 bytes.
        rejected 4 -
          item type: An event must be an object.
    "#]]
    .assert_eq(&show(&parsed));
    assert!(parsed.rejected[0].excerpt.len() <= 2048);

    let few = super::Arrival { limits: Limits { events: 1, ..Limits::default() }, ..arrival };
    let error = segment::parse_batch(body.as_bytes(), &few, false).expect_err("too many");
    expect!["one request may hold at most 1 events"].assert_eq(&error.to_string());
}

#[test]
fn a_body_that_is_no_batch_says_so() {
    let refuse = |body: &[u8]| {
        let error = segment::parse_batch(body, &arrival(), false).expect_err("no batch");
        let error = &error.errors()[0];
        format!("{} {}: {}\n", error.field, error.code, error.message)
    };
    let said: String = [
        &b""[..],
        b"{}",
        b"[]",
        br#"{"batch":{}}"#,
        b"{\"batch\":[]",
        b"{\"batch\":\"\xff\"}",
        br#"{"batch":[],"batch":[]}"#,
    ]
    .into_iter()
    .map(refuse)
    .collect();
    expect![[r#"
        body json: The body is not JSON: EOF while parsing a value at line 1 column 0.
        batch required: `batch` must be a list of calls.
        body required: `body` must be an object.
        batch required: `batch` must be a list of calls.
        body json: The body is not JSON: EOF while parsing an object at line 1 column 11.
        body encoding: The body is not UTF-8: the byte at position 10 does not belong there.
        body json: The body is not JSON: duplicate field `batch` at line 1 column 19.
    "#]]
    .assert_eq(&said);
}

#[test]
fn history_keeps_its_own_time() {
    let body = br#"{"batch":[{"type":"track","userId":"u","event":"E","timestamp":"2020-02-02T00:00:00Z"}],"sentAt":"2020-02-02T00:00:01Z"}"#;
    let at = |historical| {
        let parsed = segment::parse_batch(body, &arrival(), historical).expect("a batch");
        parsed.events[0].event.occurred_at.to_string()
    };
    assert_eq!((at(true).as_str(), at(false).as_str()), ("2020-02-02T00:00:00Z", "2026-11-22T00:49:59Z"));
}

#[test]
fn cloudevents() {
    let check = |event: &str, expected: Expect| {
        let parsed = cloudevents::parse_structured(event.as_bytes(), &arrival()).expect("a readable body");
        expected.assert_eq(&show(&parsed));
    };
    check(
        r#"{"specversion":"1.0","id":"8","source":"/pos/7","type":"com.shop.order.completed.v1","time":"2026-11-22T00:46:24Z","subject":"phone:138 1234 2207","data":{"order_id":"o-1","total":9,"traits":{"email":"li@x.cn"},"identities":{"member":77}}}"#,
        expect![[r#"
            track "Order Completed" [member:77 phone:+8613812342207 email:li@x.cn] at 2026-11-22T00:46:24Z
              properties {"order_id":"o-1","total":9}
              traits {"email":"li@x.cn"}
        "#]],
    );
    check(
        r#"{"specversion":"1.0","id":"8","source":"/door","type":"Door Opened","subject":"order:7","data":["a"]}"#,
        expect![[r#"
            track "Door Opened" [] at 2026-11-22T00:50:00Z
              properties {"data":["a"]}
              warning subject required: Kept as an event about no customer; to name one, set `subject` to a text such as `phone:13812342207`.
        "#]],
    );
    check(
        r#"{"specversion":"1.0","id":"8","source":"/door","type":"x","data_base64":"eyJhIjoxfQ=="}"#,
        expect![[r#"
            track "x" [] at 2026-11-22T00:50:00Z
              properties {"a":1}
              warning subject required: Kept as an event about no customer; to name one, set `subject` to a text such as `phone:13812342207`.
        "#]],
    );
    check(
        r#"{"specversion":"0.3","id":"","source":"a b","type":"x","time":"soon","data":1,"data_base64":"AA==" }"#,
        expect![[r#"
            rejected 0 -
              specversion unknown: `specversion` must be "1.0".
              id required: `id` is needed, as text.
              source malformed: `source` must be a URI reference, without spaces.
              time malformed: `time` must be an RFC 3339 time.
              data conflict: Send either `data` or `data_base64`, not both.
        "#]],
    );
    check(
        r#"{"specversion":"1.0","id":"1","source":"/a","type":"x","data":{"identities":{"shoe":42,"user":{}},"traits":3}}"#,
        expect![[r#"
            rejected 0 /a 1
              data.traits type: `traits` must be an object.
              data.identities.shoe unknown: An identity is one of user, member, unionid, openid, phone, email, anonymous.
              data.identities.user type: `user` must be text or a whole number.
        "#]],
    );
}

#[test]
fn cloudevents_with_their_attributes_in_headers() {
    let attributes = || {
        [
            ("specversion", "1.0"),
            ("id", "8"),
            ("source", "/pos"),
            ("type", "review.posted"),
            ("tenant", "杭州"),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let read = |media, body: &[u8]| {
        let parsed = cloudevents::parse_binary(attributes(), media, body, &arrival()).expect("readable");
        let context = parsed.events.first().map(|one| one.event.context.to_string()).unwrap_or_default();
        format!("{}  context {context}\n", show(&parsed))
    };
    let said = [
        read(Some("application/json; charset=utf-8"), br#"{"rating":4}"#),
        read(Some("text/plain"), "好吃".as_bytes()),
        read(Some("image/png"), &[0x89, 0x50]),
        read(None, br#"{"rating":1e999}"#),
        read(None, b""),
    ]
    .concat();
    expect![[r#"
        track "Review Posted" [] at 2026-11-22T00:50:00Z
          properties {"rating":4}
          context {"cloudevents":{"datacontenttype":"application/json; charset=utf-8","id":"8","source":"/pos","tenant":"杭州","type":"review.posted"}}
        track "Review Posted" [] at 2026-11-22T00:50:00Z
          properties {"data":"好吃"}
          context {"cloudevents":{"datacontenttype":"text/plain","id":"8","source":"/pos","tenant":"杭州","type":"review.posted"}}
        track "Review Posted" [] at 2026-11-22T00:50:00Z
          properties {"data_base64":"iVA="}
          context {"cloudevents":{"datacontenttype":"image/png","id":"8","source":"/pos","tenant":"杭州","type":"review.posted"}}
        rejected 0 /pos 8
          data.rating json: Number out of range.
          context 
        track "Review Posted" [] at 2026-11-22T00:50:00Z
          context {"cloudevents":{"datacontenttype":"application/json","id":"8","source":"/pos","tenant":"杭州","type":"review.posted"}}
    "#]].assert_eq(&said);
}

#[test]
fn two_producers_behind_one_key_may_use_the_same_id() {
    let body = br#"[{"specversion":"1.0","id":"1","source":"/a","type":"x"},{"specversion":"1.0","id":"1","source":"/b","type":"x"},3]"#;
    let parsed = cloudevents::parse_batch(body, &arrival()).expect("a batch");
    assert_ne!(parsed.events[0].event.key(), parsed.events[1].event.key());
    assert_eq!((parsed.events.len(), parsed.rejected[0].index), (2, 2));
    assert!(cloudevents::parse_batch(b"{}", &arrival()).is_err());
}
