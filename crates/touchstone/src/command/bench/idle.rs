//! What a server costs that has nothing to do.

use std::time::Duration;

use super::report::Report;
use super::server::Server;

/// How long to watch.
const WATCHED: Duration = Duration::from_secs(10);

pub async fn measure(server: &Server, report: &mut Report) -> anyhow::Result<()> {
    let before = cpu_ticks(server)?;
    tokio::time::sleep(WATCHED).await;
    let ticks = cpu_ticks(server)? - before;
    // A tick is a hundredth of a second on Linux.
    report.add("idle.cpu_percent", ticks as f64 / WATCHED.as_secs_f64(), "% of one core");
    report.add("idle.rss_mb", server.memory_kb("VmRSS")? / 1_024.0, "MB");
    Ok(())
}

fn cpu_ticks(server: &Server) -> anyhow::Result<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", server.process()?))?;
    // The name in parentheses may hold spaces; the fields behind it are numbered from 3.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let number = |at: usize| fields.get(at - 3).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
    Ok(number(14) + number(15))
}
