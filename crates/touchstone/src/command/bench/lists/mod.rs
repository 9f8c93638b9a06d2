//! Lists at size: the first page, a deep one, every order, filter and search of 100,000 customers and 1,000,000 responses,
//! the tree of 40,000 units, and how fast lists leave as files. Requests follow one another, as one member's do.

mod fill;
mod results;

use std::time::Instant;

use anyhow::{Context, ensure};
use serde_json::Value;
use touchstone_domain::id::UnitId;

use super::Bench;
use super::load::Latencies;
use super::report::Report;
use super::server::{Brand, Server};

/// Most customers; each has ten responses.
const CUSTOMERS_MAX: usize = 100_000;
/// Pages of 500 that are walked to get deep into a list.
const DEEP: usize = 100;
/// How often a question is asked, at most.
const ROUNDS_MAX: u64 = 100;

pub async fn measure(
    server: &mut Server,
    brand: &Brand,
    bench: &Bench,
    report: &mut Report,
) -> anyhow::Result<()> {
    fill::tree(brand).await?;
    server.pause().await?;
    let store = server.store().await?;
    let filled = fill::rows(&store, &brand.survey, bench.customers.min(CUSTOMERS_MAX)).await?;
    tokio::task::spawn_blocking(move || store.close()).await?;
    server.resume().await?;

    let rounds = bench.seconds.clamp(10, ROUNDS_MAX);
    // An authenticated answer that reads next to nothing: what a list adds to it is the list's own.
    let alone = ask(brand, rounds, |_| "/v1/session".to_owned()).await?.quantile(0.99);
    for (name, path) in questions(brand, &filled).await? {
        let latencies = ask(brand, rounds, path).await.with_context(|| name.to_owned())?;
        for (figure, share) in [("p50_ms", 0.5), ("p99_ms", 0.99)] {
            let bound = (figure == "p99_ms").then_some(alone);
            let says =
                if bound.is_some() { "p99 of an authenticated request that reads one row" } else { "" };
            report.bounded(&format!("lists.{name}.{figure}"), latencies.quantile(share), "ms", bound, says);
        }
    }
    results::measure(brand, &filled, rounds, report).await?;
    for (name, path) in [
        ("customers_csv", "/v1/customers?tag=regular&format=csv"),
        ("customers_xlsx", "/v1/customers?tag=regular&format=xlsx"),
        ("responses_csv", "/v1/responses?q=%E9%80%80%E6%AC%BE&format=csv"),
    ] {
        report.add(&format!("lists.export.{name}_rows_per_s"), export(brand, path).await?, "rows/s");
    }
    for format in ["csv", "jsonl", "xlsx"] {
        let path = format!("/v1/surveys/{}/export?format={format}", brand.survey);
        let (bytes, seconds) = download(brand, &path).await?;
        let (rows, name) = (filled.responses as f64, format!("lists.export.survey_{format}"));
        report.add(&format!("{name}_rows_per_s"), rows / seconds, "rows/s");
        report.add(&format!("{name}_mb"), bytes as f64 / 1_048_576.0, "MB");
        report.add(&format!("{name}_rss_mb"), server.memory_kb("VmHWM")? / 1_024.0, "MB");
    }
    Ok(())
}

type Path = Box<dyn Fn(usize) -> String>;

/// What is asked, by name.
async fn questions(brand: &Brand, filled: &fill::Filled) -> anyhow::Result<Vec<(&'static str, Path)>> {
    let fixed = |path: &str| {
        let path = path.to_owned();
        by(move |_| path.clone())
    };
    let stores = filled.stores.clone();
    let each_store = move |path: &str| {
        let (path, stores): (String, Vec<UnitId>) = (path.to_owned(), stores.clone());
        by(move |n| format!("{path}{}", stores[n % stores.len()]))
    };
    let region = filled.region;
    let deep = async |path: &str| anyhow::Ok(fixed(&deep(brand, path).await?));
    Ok(vec![
        ("customers.first", fixed("/v1/customers")),
        ("customers.deep", deep("/v1/customers").await?),
        ("customers.newest", fixed("/v1/customers?sort=-created_at")),
        ("customers.last_seen", fixed("/v1/customers?sort=-last_seen_at")),
        ("customers.last_seen_deep", deep("/v1/customers?sort=-last_seen_at").await?),
        ("customers.spend", fixed("/v1/customers?sort=-spend_total")),
        ("customers.store", each_store("/v1/customers?unit=")),
        ("customers.store_by_spend", each_store("/v1/customers?sort=-spend_total&unit=")),
        ("customers.region", fixed(&format!("/v1/customers?unit={region}"))),
        ("customers.region_by_last_seen", fixed(&format!("/v1/customers?sort=-last_seen_at&unit={region}"))),
        ("customers.tag", fixed("/v1/customers?tag=vip")),
        ("customers.tag_by_spend", fixed("/v1/customers?tag=regular&sort=-spend_total")),
        ("customers.rare_tag_by_spend", fixed("/v1/customers?tag=unhappy&sort=-spend_total")),
        ("customers.search_phone", by(|n| format!("/v1/customers?q=139{:08}", n * 97))),
        ("customers.search_digits", by(|n| format!("/v1/customers?q={:04}", n * 97 % 10_000))),
        ("customers.search_name", fixed("/v1/customers?q=%E7%8E%8B%E5%B0%8F%E6%98%8E")),
        ("customers.search_name_by_last_seen", fixed("/v1/customers?q=%E7%8E%8B&sort=-last_seen_at")),
        ("responses.first", fixed("/v1/responses")),
        ("responses.deep", deep("/v1/responses").await?),
        ("responses.survey", fixed(&format!("/v1/responses?survey={}", brand.survey))),
        ("responses.store", each_store("/v1/responses?unit=")),
        ("responses.region", fixed(&format!("/v1/responses?unit={region}"))),
        ("responses.band", fixed("/v1/responses?band=detractor")),
        ("responses.channel", fixed("/v1/responses?channel=delivery")),
        ("responses.partial", fixed("/v1/responses?complete=false")),
        ("responses.period", fixed("/v1/responses?until=2026-01-01T00:00:00Z&band=promoter")),
        ("responses.search_frequent", fixed("/v1/responses?q=%E9%85%B8%E8%8F%9C%E9%B1%BC")),
        ("responses.search_rare", fixed("/v1/responses?q=%E9%80%80%E6%AC%BE")),
        ("responses.search_in_store", each_store("/v1/responses?q=%E9%80%80%E6%AC%BE&unit=")),
        ("units.tops", fixed("/v1/units/tree")),
        ("units.branch", fixed(&format!("/v1/units/tree?below={region}&limit=500"))),
        ("units.search", by(|n| format!("/v1/units/tree?q=store%20{n}%20of"))),
    ])
}

fn by(path: impl Fn(usize) -> String + 'static) -> Path {
    Box::new(path)
}

/// The address of a page deep in a list.
async fn deep(brand: &Brand, path: &str) -> anyhow::Result<String> {
    let sign = if path.contains('?') { '&' } else { '?' };
    let (mut cursor, mut address) = (String::new(), path.to_owned());
    for _ in 0..DEEP {
        let from = if cursor.is_empty() { String::new() } else { format!("&cursor={cursor}") };
        let page: Value =
            serde_json::from_slice(&get(brand, &format!("{path}{sign}limit=500{from}")).await?)?;
        let Some(next) = page["next_cursor"].as_str() else { break };
        next.clone_into(&mut cursor);
        address = format!("{path}{sign}cursor={cursor}");
    }
    Ok(address)
}

/// Asks so many times, one after the other, after once for nothing.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn ask(brand: &Brand, rounds: u64, path: impl Fn(usize) -> String) -> anyhow::Result<Latencies> {
    get(brand, &path(0)).await?;
    let mut measured = Vec::new();
    for round in 0..usize::try_from(rounds)? {
        let path = path(round);
        let begun = Instant::now();
        get(brand, &path).await?;
        measured.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(Latencies::new(measured))
}

/// Rows a second of a file; those of a workbook are not counted but known from the same list as CSV.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn export(brand: &Brand, path: &str) -> anyhow::Result<f64> {
    let csv = get(brand, &path.replace("format=xlsx", "format=csv")).await?;
    let rows = csv.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
    let begun = Instant::now();
    get(brand, path).await?;
    Ok(rows as f64 / begun.elapsed().as_secs_f64())
}

/// Takes a file as it comes and keeps nothing of it; answers its bytes and how long it took.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
async fn download(brand: &Brand, path: &str) -> anyhow::Result<(usize, f64)> {
    let begun = Instant::now();
    let request = brand.client.get(format!("{}{path}", brand.url)).bearer_auth(&brand.token);
    let mut response = request.send().await?.error_for_status()?;
    let mut bytes = 0;
    while let Some(chunk) = response.chunk().await? {
        bytes += chunk.len();
    }
    Ok((bytes, begun.elapsed().as_secs_f64()))
}

async fn get(brand: &Brand, path: &str) -> anyhow::Result<Vec<u8>> {
    let response = brand.client.get(format!("{}{path}", brand.url)).bearer_auth(&brand.token).send().await?;
    let status = response.status();
    let body = response.bytes().await?;
    ensure!(status.is_success(), "{path}: {status}: {}", String::from_utf8_lossy(&body));
    Ok(body.to_vec())
}
