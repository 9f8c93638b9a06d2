//! What the survey page saves while one answers, beside the same bytes appended durably.

use anyhow::ensure;

use super::report::Report;
use super::server::{Brand, Server};
use super::{disk, load};

const RATE: u64 = 500;
/// Saves of each respondent: the score, then the words as they grow.
const SAVES: u64 = 3;
/// About what a partial response is long.
const BYTES: usize = 300;

pub async fn measure(
    server: &Server,
    brand: &Brand,
    seconds: u64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let url = format!("{}/partial", brand.open_link().await?);
    let latencies = load::steady(RATE, seconds, |number| {
        let (respondent, save) = (number / SAVES, number % SAVES);
        let words = "nice ".repeat(save as usize);
        let fields = format!("resume={respondent:020}&a.recommend=9&a.comment={words}&lang=en");
        let request = brand.client.post(&url).header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(fields);
        async move {
            let response = request.send().await?;
            ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
            Ok(())
        }
    })
    .await?;
    let disk = disk::steady(server.folder(), RATE, seconds.min(10), BYTES).await?;
    for (name, share) in [("survey.save_p99_ms", 0.99), ("survey.save_p50_ms", 0.5)] {
        let bound = Some(disk.quantile(share));
        let says = "durable append of the same bytes, 500/s";
        report.bounded(name, latencies.quantile(share), "ms", bound, says);
    }
    Ok(())
}
