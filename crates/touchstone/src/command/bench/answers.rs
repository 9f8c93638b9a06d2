//! From a bad answer to the note in the inbox stream of whoever is in charge.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{bail, ensure};
use serde_json::json;

use super::disk;
use super::load::{self, Latencies};
use super::report::Report;
use super::server::{Brand, Server};

const RATE: u64 = 200;
/// What marks a comment of ours.
const MARK: &str = "answer-number-";

type Times = Arc<Mutex<HashMap<u64, Instant>>>;

/// About what an answer is long.
const BYTES: usize = 100;

pub async fn measure(
    server: &Server,
    brand: &Brand,
    seconds: u64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let url = brand.open_link().await?;
    let sent: Times = Arc::default();
    let seen: Times = Arc::default();
    let stream =
        brand.client.get(format!("{}/v1/inbox/stream", brand.url)).bearer_auth(&brand.token).send().await?;
    ensure!(stream.status().is_success(), "the inbox stream: {}", stream.status());
    let listening = tokio::runtime::Handle::current().spawn(listen(stream, Arc::clone(&seen)));
    let answered = load::steady(RATE, seconds, |number| post(brand, &url, number, Arc::clone(&sent))).await?;
    // The last ones may still be on their way.
    tokio::time::sleep(Duration::from_secs(1)).await;
    listening.abort();
    let (sent, seen) = (taken(&sent), taken(&seen));
    let latencies = seen.iter().filter_map(|(number, at)| {
        let begun = sent.get(number)?;
        Some(at.saturating_duration_since(*begun).as_secs_f64() * 1_000.0)
    });
    let latencies = Latencies::new(latencies.collect());
    if latencies.count() != sent.len() {
        bail!("{} of {} answers reached the inbox stream", latencies.count(), sent.len());
    }
    let disk = disk::steady(server.folder(), RATE, seconds.min(10), BYTES).await?;
    for (name, share) in [("answers.action_p99_ms", 0.99), ("answers.action_p50_ms", 0.5)] {
        let bound = Some(disk.quantile(share));
        report.bounded(
            name,
            latencies.quantile(share),
            "ms",
            bound,
            "durable append of the same bytes, 200/s",
        );
    }
    report.add("answers.thanks_p99_ms", answered.quantile(0.99), "ms");
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
fn post(
    brand: &Brand,
    url: &str,
    number: u64,
    sent: Times,
) -> impl Future<Output = anyhow::Result<()>> + Send + 'static {
    let body = json!({"answers": {"recommend": 2, "comment": format!("{MARK}{number} ")}});
    let request = brand.client.post(url).json(&body);
    async move {
        sent.lock().unwrap_or_else(PoisonError::into_inner).insert(number, Instant::now());
        let response = request.send().await?;
        ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
        Ok(())
    }
}

/// Reads the stream and notes when each answer was first seen.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn listen(mut stream: reqwest::Response, seen: Times) -> anyhow::Result<()> {
    let mut text = String::new();
    while let Some(bytes) = stream.chunk().await? {
        let now = Instant::now();
        text.push_str(&String::from_utf8_lossy(&bytes));
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            for part in event.split(MARK).skip(1) {
                let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
                if let Ok(number) = digits.parse() {
                    seen.lock().unwrap_or_else(PoisonError::into_inner).entry(number).or_insert(now);
                }
            }
        }
    }
    Ok(())
}

fn taken(times: &Times) -> HashMap<u64, Instant> {
    std::mem::take(&mut *times.lock().unwrap_or_else(PoisonError::into_inner))
}
