//! Load at a steady rate: requests begin when they are due, however long earlier ones take, so that a
//! slow answer is not hidden by a client that waits for it.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

/// Latencies in milliseconds, sorted.
pub struct Latencies(Vec<f64>);

impl Latencies {
    /// From what was measured.
    pub fn new(mut measured: Vec<f64>) -> Self {
        measured.sort_unstable_by(f64::total_cmp);
        Self(measured)
    }

    /// The latency that a share of requests stays within.
    pub fn quantile(&self, share: f64) -> f64 {
        let at = (self.0.len() as f64 * share).ceil() as usize;
        self.0.get(at.saturating_sub(1)).copied().unwrap_or(f64::NAN)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }
}

/// Begins `rate` requests a second for `seconds`; answers the latency of each from when it was due.
pub async fn steady<F>(rate: u64, seconds: u64, request: impl Fn(u64) -> F) -> anyhow::Result<Latencies>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    steady_while(rate, |number| number < rate * seconds, request).await
}

/// As [`steady`], for as long as `more` says so.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
pub async fn steady_while<F>(
    rate: u64,
    more: impl Fn(u64) -> bool,
    request: impl Fn(u64) -> F,
) -> anyhow::Result<Latencies>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let begun = Instant::now();
    let mut under_way = JoinSet::new();
    let mut measured = Vec::new();
    for number in (0..).take_while(|number| more(*number)) {
        let due = begun + Duration::from_nanos(number * 1_000_000_000 / rate);
        tokio::time::sleep_until(due.into()).await;
        let request = request(number);
        under_way.spawn(async move {
            request.await?;
            anyhow::Ok(due.elapsed().as_secs_f64() * 1_000.0)
        });
        while let Some(done) = under_way.try_join_next() {
            measured.push(done??);
        }
    }
    while let Some(done) = under_way.join_next().await {
        measured.push(done??);
    }
    Ok(Latencies::new(measured))
}
