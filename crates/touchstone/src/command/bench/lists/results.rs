//! Results over the same responses: the first look, which reads them, and every later one, which puts days together.

use std::time::Instant;

use anyhow::Context;
use jiff::tz::TimeZone;

use super::fill::Filled;
use super::{ask, get};
use crate::command::bench::report::Report;
use crate::command::bench::server::Brand;

#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
pub async fn measure(brand: &Brand, filled: &Filled, rounds: u64, report: &mut Report) -> anyhow::Result<()> {
    let survey = format!("/v1/surveys/{}/results", brand.survey);
    let from = TimeZone::UTC.to_datetime(filled.begun).date();
    let store = filled.stores.first().context("there are stores")?;
    for (name, path) in [
        ("month", survey.clone()),
        ("year", format!("{survey}?from={from}&by=week")),
        ("year_of_region", format!("{survey}?from={from}&by=week&unit={}", filled.region)),
        ("year_of_store", format!("{survey}?from={from}&by=week&unit={store}")),
        ("year_by_channel", format!("{survey}?from={from}&by=week&channel=delivery")),
        ("words", format!("{survey}/words?question=comment")),
    ] {
        let begun = Instant::now();
        get(brand, &path).await?;
        report.add(&format!("results.{name}.first_ms"), begun.elapsed().as_secs_f64() * 1_000.0, "ms");
        let again = ask(brand, rounds, |_| path.clone()).await?;
        report.add(&format!("results.{name}.again_p50_ms"), again.quantile(0.5), "ms");
        report.add(&format!("results.{name}.again_p99_ms"), again.quantile(0.99), "ms");
    }
    Ok(())
}
