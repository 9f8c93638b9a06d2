//! A survey on its way to many people while events come in: how fast it goes, and what the events notice of it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};

use super::Bench;
use super::load::{self, Latencies};
use super::report::Report;
use super::server::{Brand, Server};

/// Most people.
const PEOPLE_MAX: usize = 100_000;
/// People of one request while they are made known.
const BATCH: usize = 500;
/// Requests a second, and events of each: 2,000 events a second.
const RATE: u64 = 200;
const EVENTS: u64 = 10;
/// For how long a distribution may take.
const PATIENCE: Duration = Duration::from_secs(600);
const PAUSE: Duration = Duration::from_millis(100);

#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
pub async fn measure(
    server: &Server,
    brand: &Brand,
    bench: &Bench,
    report: &mut Report,
) -> anyhow::Result<()> {
    let people = bench.customers.min(PEOPLE_MAX);
    make_known(brand, people).await?;
    let next = AtomicU64::new(0);

    // The same load without a distribution: what it costs by itself, and how long its requests take.
    let (begun, cpu) = (Instant::now(), server.cpu_s()?);
    let (alone, _) = ingest(brand, &next, |number| number < RATE * bench.seconds).await?;
    let cpu_alone = (server.cpu_s()? - cpu) / begun.elapsed().as_secs_f64();

    let path = format!("/v1/surveys/{}/distributions", brand.survey);
    let plan = json!({ "name": "Bench", "whom": { "from": "customers" }, "channels": ["email"] });
    let made = brand.post(&path, &plan).await?;
    let path = format!("{path}/{}", made["id"].as_str().context("a distribution has an id")?);
    let is_over = AtomicBool::new(false);
    let cpu = server.cpu_s()?;
    let distributing = async {
        let distributed = distribute(brand, &path).await;
        is_over.store(true, Ordering::Relaxed);
        distributed
    };
    let (distributed, loaded) =
        tokio::join!(distributing, ingest(brand, &next, |_| !is_over.load(Ordering::Relaxed)));
    let ((done, took), (beside, rate)) = (distributed?, loaded?);
    let cpu = server.cpu_s()? - cpu - cpu_alone * took;
    ensure!(done == people as u64, "{done} of {people} people were invited");

    report.add("distribution.people_per_s", done as f64 / took, "people/s");
    report.add("distribution.cpu_us_per_person", cpu * 1_000_000.0 / done as f64, "us");
    report.add("distribution.rss_mb", server.memory_kb("VmHWM")? / 1_024.0, "MB");
    let says = "what is sent";
    let sent = (RATE * EVENTS) as f64;
    report.bounded("distribution.ingest_events_per_s", rate, "events/s", Some(sent), says);
    for (name, share) in [("p50_ms", 0.5), ("p99_ms", 0.99), ("stall_max_ms", 1.0)] {
        let bound = Some(alone.quantile(share));
        let says = "the same without a distribution";
        let name = format!("distribution.ingest_{name}");
        report.bounded(&name, beside.quantile(share), "ms", bound, says);
    }
    Ok(())
}

/// Makes people known who can be written to at any hour.
async fn make_known(brand: &Brand, people: usize) -> anyhow::Result<()> {
    let settings = json!({ "budget": { "quiet_hours": null } });
    let request = brand.client.patch(format!("{}/v1/settings", brand.url)).bearer_auth(&brand.token);
    let response = request.json(&settings).send().await?;
    ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
    for first in (0..people).step_by(BATCH) {
        let of = |n: usize| {
            let traits = json!({ "email": format!("guest{n}@example.com"), "name": format!("Guest {n}") });
            json!({ "type": "identify", "messageId": format!("g-{n}"), "userId": format!("guest-{n}"), "traits": traits })
        };
        post(brand, (first..people.min(first + BATCH)).map(of).collect()).await?;
    }
    Ok(())
}

fn post(brand: &Brand, events: Vec<Value>) -> impl Future<Output = anyhow::Result<()>> + Send + 'static {
    let request = brand.client.post(format!("{}/v1/batch", brand.url)).basic_auth(&brand.key, Some(""));
    let request = request.json(&json!({ "batch": Value::Array(events) }));
    async move {
        let response = request.send().await?;
        ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
        Ok(())
    }
}

/// Sends events at a steady rate; answers how long requests took and how many events were taken in a second.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn ingest(
    brand: &Brand,
    next: &AtomicU64,
    more: impl Fn(u64) -> bool,
) -> anyhow::Result<(Latencies, f64)> {
    let begun = Instant::now();
    let latencies = load::steady_while(RATE, more, |_| {
        let first = next.fetch_add(EVENTS, Ordering::Relaxed);
        let of = |n: u64| {
            json!({ "type": "track", "messageId": format!("v-{n}"), "userId": format!("visitor-{}", n % 20_000),
                "event": "Product Viewed", "properties": { "product_id": format!("p-{}", n % 300), "price": 40 } })
        };
        post(brand, (first..first + EVENTS).map(of).collect())
    })
    .await?;
    let rate = latencies.count() as f64 * EVENTS as f64 / begun.elapsed().as_secs_f64();
    Ok((latencies, rate))
}

/// Starts a distribution and waits until all were invited who are meant; answers how many, and how long it took.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn distribute(brand: &Brand, path: &str) -> anyhow::Result<(u64, f64)> {
    let begun = Instant::now();
    brand.post(&format!("{path}/start"), &json!({})).await?;
    loop {
        let seen = brand.get(path).await?;
        match seen["state"].as_str().unwrap_or_default() {
            "choosing" | "inviting" if begun.elapsed() < PATIENCE => tokio::time::sleep(PAUSE).await,
            "waiting" | "done" => {
                let invited = seen["invited"].as_u64().context("how many were invited")?;
                return Ok((invited, begun.elapsed().as_secs_f64()));
            }
            _ => bail!("the distribution did not come to its end: {seen}"),
        }
    }
}
