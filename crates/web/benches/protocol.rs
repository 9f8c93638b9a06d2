//! What one event costs before anything is decided. `cargo bench -p touchstone-web --bench protocol`

#![expect(clippy::unwrap_used, reason = "a benchmark stops at the first surprise")]

use divan::Bencher;
use divan::counter::ItemsCount;
use touchstone_domain::id::SourceId;
use touchstone_web::protocol::{Arrival, Limits, cloudevents, segment};

fn main() {
    divan::main();
}

fn arrival() -> Arrival<'static> {
    Arrival {
        source: SourceId::from_bytes([1; 16]),
        received_at: "2026-11-22T10:00:00Z".parse().unwrap(),
        random: [7; 10],
        ip: Some("203.0.113.7"),
        limits: Limits::default(),
    }
}

/// A track call of about 600 bytes, as a shop's server sends it.
fn order(n: usize) -> String {
    format!(
        r#"{{"type":"track","event":"Order Completed","userId":"u-{n}","anonymousId":"a-{n}","messageId":"node-next-1795308384678-3bfc28b0-57db-4c57-898d-f909b97e{n:04}","timestamp":"2026-11-22T00:46:24.678Z","integrations":{{}},"properties":{{"order_id":"o-{n}","total":88.5,"currency":"CNY","unit":"SH-017","staff":"w-12","products":[{{"product_id":"p-1","name":"红烧牛肉面","price":44.25,"quantity":2,"category":"noodles"}},{{"product_id":"p-9","name":"酸梅汤","price":8,"quantity":1,"category":"drinks"}}]}},"context":{{"library":{{"name":"@segment/analytics-node","version":"3.1.0"}}}},"_metadata":{{"nodeVersion":"v20.20.2","jsRuntime":"node"}}}}"#
    )
}

fn batch(events: usize) -> String {
    let items: Vec<String> = (0..events).map(order).collect();
    format!(r#"{{"batch":[{}],"sentAt":"2026-11-22T00:46:24.696Z","writeKey":"wk"}}"#, items.join(","))
}

#[divan::bench]
fn segment_batch_of_100(bencher: Bencher<'_, '_>) {
    let (body, arrival) = (batch(100), arrival());
    bencher
        .counter(ItemsCount::new(100usize))
        .bench_local(|| segment::parse_batch(body.as_bytes(), &arrival, false).unwrap().events.len());
}

/// Without the values: what skipping to each item costs.
#[divan::bench]
fn bound_reading_the_same_bytes_as_json_values(bencher: Bencher<'_, '_>) {
    let body = batch(100);
    bencher
        .counter(ItemsCount::new(100usize))
        .bench_local(|| serde_json::from_str::<serde_json::Value>(&body).unwrap());
}

#[divan::bench]
fn segment_browser_call(bencher: Bencher<'_, '_>) {
    let request = include_str!("../fixtures/requests/segment-analytics-next-1.84.3-track.http");
    let (_, body) = request.split_once("\n\n").unwrap();
    let arrival = arrival();
    bencher
        .counter(ItemsCount::new(1usize))
        .bench_local(|| segment::parse_call(body.as_bytes(), &arrival, None).unwrap().events.len());
}

#[divan::bench]
fn cloudevents_batch_of_100(bencher: Bencher<'_, '_>) {
    let items: Vec<String> = (0..100)
        .map(|n| {
            format!(
                r#"{{"specversion":"1.0","id":"{n}","source":"/pos/7","type":"com.shop.order.completed","time":"2026-11-22T00:46:24Z","subject":"phone:138123422{n:02}","data":{{"order_id":"o-{n}","total":88.5,"currency":"CNY","unit":"SH-017","products":[{{"product_id":"p-1","price":44.25,"quantity":2,"category":"noodles"}}]}}}}"#
            )
        })
        .collect();
    let (body, arrival) = (format!("[{}]", items.join(",")), arrival());
    bencher
        .counter(ItemsCount::new(100usize))
        .bench_local(|| cloudevents::parse_batch(body.as_bytes(), &arrival).unwrap().events.len());
}
