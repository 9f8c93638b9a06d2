//! The codes of 4,000 stores in one file: pages to print, and pictures.

use std::time::Instant;

use anyhow::ensure;
use serde_json::json;

use super::pages::static_file;
use super::report::Report;
use super::server::{Brand, Server};

const STORES: usize = 4_000;

#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
pub async fn measure(server: &Server, brand: &Brand, report: &mut Report) -> anyhow::Result<()> {
    let mut csv = "code,name,kind,parent\n".to_owned();
    (0..STORES).for_each(|n| csv.push_str(&format!("S{n:04},{n} 号店,store,\n")));
    let request = brand.client.post(format!("{}/v1/units/import", brand.url)).bearer_auth(&brand.token);
    let request = request.header("content-type", "text/csv").header("idempotency-key", "units").body(csv);
    let response = request.send().await?;
    ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);

    for (name, format) in [("pdf_first", "pdf"), ("pdf", "pdf"), ("zip", "zip")] {
        let path = format!("{}/v1/surveys/{}/links/sheet", brand.url, brand.survey);
        let request = brand
            .client
            .post(path)
            .bearer_auth(&brand.token)
            .json(&json!({ "format": format, "kind": "store" }));
        let (begun, cpu) = (Instant::now(), server.cpu_s()?);
        let response = request.send().await?;
        ensure!(response.status().is_success(), "{}: {}", response.status(), response.text().await?);
        let file = response.bytes().await?.to_vec();
        let took = begun.elapsed().as_secs_f64();
        let mb = file.len() as f64 / 1_048_576.0;
        let cpu = server.cpu_s()? - cpu;
        let plain = static_file(file).await?;
        let begun = Instant::now();
        brand.client.get(plain).send().await?.error_for_status()?.bytes().await?;
        let bound = begun.elapsed().as_secs_f64();
        report.bounded(&format!("sheet.{name}_s"), took, "s", Some(bound), "the same bytes from a file");
        report.add(&format!("sheet.{name}_cpu_s"), cpu, "s of a core");
        report.add(&format!("sheet.{name}_mb"), mb, "MB");
    }
    report.add("sheet.rss_mb", server.memory_kb("VmHWM")? / 1_024.0, "MB");
    Ok(())
}
