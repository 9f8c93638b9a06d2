//! The full loop: batches of 100 events over HTTP, 20 active playbooks, durable before 200; customers who
//! have bought before.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::task::JoinSet;

use super::Bench;
use super::disk;
use super::load::Latencies;
use super::report::Report;
use super::server::{Brand, Server};

const BATCH: u64 = 100;
/// Playbooks besides the three of the starter content.
const PLAYBOOKS: usize = 17;
/// How long ago the customers bought first.
const PAST: SignedDuration = SignedDuration::from_hours(8 * 24);

#[expect(
    clippy::disallowed_methods,
    reason = "a benchmark measures how long things take, and has a clock of its own"
)]
pub async fn measure(
    server: &Server,
    brand: &Brand,
    bench: &Bench,
    report: &mut Report,
) -> anyhow::Result<()> {
    add_playbooks(brand).await?;
    let customers = bench.customers as u64;
    let known = Timestamp::now() - PAST;
    let past = move |first: u64| {
        let each = |number| [identify(number % customers), bought(number % customers, known)];
        (first / 2..(first + BATCH) / 2).flat_map(each).collect()
    };
    let connections = bench.connections;
    senders(brand, connections, Arc::new(past), |batches| batches * BATCH / 2 < customers).await?;
    let (begun, busy) = (Instant::now(), server.cpu_s()?);
    let length = Duration::from_secs(bench.seconds);
    let events =
        move |first: u64| (first..first + BATCH).map(move |number| event(number, customers)).collect();
    let (batches, latencies) =
        senders(brand, connections, Arc::new(events), |_| begun.elapsed() < length).await?;
    let rate = (batches * BATCH) as f64 / begun.elapsed().as_secs_f64();
    let busy = (server.cpu_s()? - busy) / (batches * BATCH) as f64;
    // The events of as many batches as are under way at once.
    let mut number = 0;
    let group = || {
        let first = number;
        number += BATCH * connections as u64;
        (first..number).map(|number| event(number, customers)).collect()
    };
    let disk = disk::append(server.folder(), Duration::from_secs(3), group)?;
    report.bounded(
        "ingest.events_per_s",
        rate,
        "events/s",
        Some(disk.per_s * (BATCH * connections as u64) as f64),
        "durable append of the same bytes, a batch per fsync times the connections",
    );
    report.add("ingest.request_p99_ms", latencies.quantile(0.99), "ms");
    let longest = "the longest of those appends";
    report.bounded("ingest.stall_max_ms", latencies.quantile(1.0), "ms", Some(disk.longest_ms), longest);
    report.add("ingest.cpu_us_per_event", busy * 1e6, "us");
    report.add("ingest.rss_mb", server.memory_kb("VmHWM")? / 1_024.0, "MB");
    Ok(())
}

/// Playbooks that look at the load's events; most of their conditions are false for most events.
async fn add_playbooks(brand: &Brand) -> anyhow::Result<()> {
    for number in 0..PLAYBOOKS {
        let event = ["Order Completed", "Visit Started", "Product Viewed", "Identify"][number % 4];
        let playbook = json!({
            "name": format!("Bench {number}"),
            "trigger": {"event": event},
            "condition": format!("customer.orders_90d >= {} && !('vip' in customer.tags) && event.properties.total > {}.0", number % 5, 90 + number),
            "re_entry": {"rule": "once"},
            "steps": [{"id": "tag", "do": "tag", "name": format!("bench-{number}")}],
        });
        let made = brand.post("/v1/playbooks", &playbook).await?;
        let id = made["id"].as_str().unwrap_or_default();
        brand.post(&format!("/v1/playbooks/{id}/activate"), &json!({})).await?;
    }
    Ok(())
}

type Batches = Arc<dyn Fn(u64) -> Vec<String> + Send + Sync>;

/// Sends batches over all connections while `more` says so; answers how many were accepted.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn senders(
    brand: &Brand,
    connections: usize,
    events: Batches,
    more: impl Fn(u64) -> bool,
) -> anyhow::Result<(u64, Latencies)> {
    let mut under_way = JoinSet::new();
    let mut measured = Vec::new();
    let mut next = 0;
    loop {
        while under_way.len() < connections && more(next) {
            let body = format!("{{\"batch\":[{}]}}", events(next * BATCH).join(","));
            let request =
                brand.client.post(format!("{}/v1/batch", brand.url)).basic_auth(&brand.key, Some(""));
            let request = request.header("content-type", "application/json").body(body);
            next += 1;
            under_way.spawn(async move {
                let begun = Instant::now();
                let response = request.send().await?;
                ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
                response.bytes().await?;
                anyhow::Ok(begun.elapsed().as_secs_f64() * 1_000.0)
            });
        }
        match under_way.join_next().await {
            Some(done) => measured.push(done??),
            None => break,
        }
    }
    Ok((next, Latencies::new(measured)))
}

fn identify(number: u64) -> String {
    format!(
        r#"{{"type":"identify","messageId":"i-{number}","userId":"user-{number}","traits":{{"city":"Hangzhou","tier":{}}}}}"#,
        number % 5
    )
}

/// An order from before, too old to be acted on.
fn bought(number: u64, at: Timestamp) -> String {
    format!(
        r#"{{"type":"track","messageId":"b-{number}","userId":"user-{number}","event":"Order Completed","timestamp":"{at}","properties":{{"order_id":"b-{number}","total":46.5,"unit":"HQ","channel":"dine_in","products":[{{"product_id":"p-{}","category":"noodles","price":40,"quantity":1}}]}}}}"#,
        number % 300
    )
}

fn event(number: u64, customers: u64) -> String {
    // A large odd factor visits customers in no order.
    let user = number.wrapping_mul(2_654_435_761) % customers;
    let mut text = format!(r#"{{"type":"track","messageId":"e-{number}","userId":"user-{user}","#);
    let properties = match number % 10 {
        0 | 1 => format!(
            r#""event":"Order Completed","properties":{{"order_id":"o-{number}","total":{}.5,"unit":"HQ","channel":"dine_in","products":[{{"product_id":"p-{}","category":"noodles","price":40,"quantity":2}},{{"product_id":"tea","category":"drinks","price":6.5,"quantity":1}}]}}"#,
            40 + number % 60,
            number % 300
        ),
        2 | 3 => r#""event":"Visit Started","properties":{"unit":"HQ","channel":"dine_in"}"#.to_owned(),
        _ => format!(
            r#""event":"Product Viewed","properties":{{"product_id":"p-{}","category":"noodles","price":40}}"#,
            number % 300
        ),
    };
    write!(text, r#"{properties},"context":{{"library":{{"name":"bench","version":"1.0.0"}},"locale":"zh-CN","timezone":"Asia/Shanghai"}}}}"#)
        .expect("writing to a string does not fail");
    text
}
