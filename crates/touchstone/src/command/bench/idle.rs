//! What a server costs that has nothing to do.

use std::time::Duration;

use super::report::Report;
use super::server::Server;

/// How long to watch.
const WATCHED: Duration = Duration::from_secs(10);

pub async fn measure(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let before = server.cpu_s()?;
    tokio::time::sleep(WATCHED).await;
    let busy = (server.cpu_s()? - before) / WATCHED.as_secs_f64();
    report.add("idle.cpu_percent", busy * 100.0, "% of one core");
    report.add("idle.rss_mb", server.memory_kb("VmRSS")? / 1_024.0, "MB");
    Ok(())
}
