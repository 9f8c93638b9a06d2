//! An event in, the decision out, in one call.

use anyhow::ensure;
use serde_json::json;

use super::report::Report;
use super::server::{Brand, Server};
use super::{disk, load};

const RATE: u64 = 500;

/// About what a decision's event is long.
const BYTES: usize = 300;

pub async fn measure(
    server: &Server,
    brand: &Brand,
    seconds: u64,
    report: &mut Report,
) -> anyhow::Result<()> {
    let url = format!("{}/v1/decisions", brand.url);
    let latencies = load::steady(RATE, seconds, |number| {
        let body = json!({
            "type": "track",
            "messageId": format!("decision-{number}"),
            "userId": format!("decided-{}", number % 5_000),
            "event": "Order Completed",
            "properties": {"order_id": format!("d-{number}"), "total": 64.5,
                "products": [{"product_id": "noodles", "category": "noodles", "price": 64.5, "quantity": 1}]},
        });
        let request = brand.client.post(&url).bearer_auth(&brand.token).json(&body);
        async move {
            let response = request.send().await?;
            ensure!(response.status().is_success(), "{}", response.status());
            response.bytes().await?;
            Ok(())
        }
    })
    .await?;
    let disk = disk::steady(server.folder(), RATE, seconds.min(10), BYTES).await?;
    for (name, share) in [("decisions.p99_ms", 0.99), ("decisions.p50_ms", 0.5)] {
        let bound = Some(disk.quantile(share));
        report.bounded(
            name,
            latencies.quantile(share),
            "ms",
            bound,
            "durable append of the same bytes, 500/s",
        );
    }
    Ok(())
}
