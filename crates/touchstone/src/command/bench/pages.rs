//! The survey page under load, beside the same bytes served as a file.

use std::io::Write;

use anyhow::{Context, ensure};

use super::load;
use super::report::Report;
use super::server::Brand;

const RATE: u64 = 500;

pub async fn measure(brand: &Brand, seconds: u64, report: &mut Report) -> anyhow::Result<()> {
    let url = brand.open_link().await?;
    let page = brand.client.get(&url).send().await?.error_for_status()?.bytes().await?;
    // A page is as heavy as all that a browser fetches for it.
    let (server, _) = url.split_once("/s/").context("a link to a survey")?;
    let script = format!("{server}/assets/survey.js");
    let script = brand.client.get(script).send().await?.error_for_status()?.bytes().await?;
    let kb = (gzipped(&page)? + gzipped(&script)?) as f64 / 1_024.0;
    let ours = load_page(brand, &url, seconds).await?;
    let file = static_file(page.to_vec()).await?;
    let bound = load_page(brand, &file, seconds.min(15)).await?;
    report.bounded(
        "pages.survey_p99_ms",
        ours.quantile(0.99),
        "ms",
        Some(bound.quantile(0.99)),
        "p99 of the same bytes as a static file",
    );
    report.add("pages.survey_p50_ms", ours.quantile(0.5), "ms");
    report.add("pages.survey_kb_compressed", kb, "kB");
    Ok(())
}

fn gzipped(bytes: &[u8]) -> std::io::Result<usize> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes)?;
    Ok(gzip.finish()?.len())
}

async fn load_page(brand: &Brand, url: &str, seconds: u64) -> anyhow::Result<load::Latencies> {
    load::steady(RATE, seconds, |_| {
        let request = brand.client.get(url);
        async move {
            let response = request.send().await?;
            ensure!(response.status().is_success(), "{}", response.status());
            response.bytes().await?;
            Ok(())
        }
    })
    .await
}

/// Serves the bytes from a file in this process.
pub(super) async fn static_file(bytes: Vec<u8>) -> anyhow::Result<String> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), bytes)?;
    let (_, path) = file.keep().context("cannot keep the file")?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    let read = move || {
        let path = path.clone();
        async move { tokio::fs::read(path).await.unwrap_or_default() }
    };
    let router = axum::Router::new().route("/", axum::routing::get(read));
    // It ends with the benchmark's process.
    tokio::runtime::Handle::current().spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
