//! What the disk alone allows: the bound of everything that is durable before it is answered.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tokio::sync::oneshot;

use super::load::{self, Latencies};

/// What appending and syncing without anything else comes to.
pub struct Appended {
    /// Appends in a second.
    pub per_s: f64,
    /// The longest of them.
    pub longest_ms: f64,
}

/// Appends what `bytes` gives, one sync each, for as long as asked.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures how long things take")]
pub fn append(
    folder: &Path,
    length: Duration,
    mut bytes: impl FnMut() -> String,
) -> anyhow::Result<Appended> {
    let mut file = File::create(folder.join("append"))?;
    let begun = Instant::now();
    let (mut count, mut longest) = (0_u32, Duration::ZERO);
    while begun.elapsed() < length {
        let bytes = bytes();
        let one = Instant::now();
        file.write_all(bytes.as_bytes())?;
        file.sync_data()?;
        longest = longest.max(one.elapsed());
        count += 1;
    }
    let per_s = f64::from(count) / begun.elapsed().as_secs_f64();
    Ok(Appended { per_s, longest_ms: longest.as_secs_f64() * 1_000.0 })
}

/// The latencies of appends of `size` bytes at a steady rate, where one sync covers all that wait for it.
pub async fn steady(folder: &Path, rate: u64, seconds: u64, size: usize) -> anyhow::Result<Latencies> {
    let file = File::create(folder.join("append"))?;
    let (appends, waiting) = channel();
    let thread = std::thread::spawn(move || sync_groups(file, &waiting, size));
    let latencies = load::steady(rate, seconds, |_| {
        let (done, answered) = oneshot::channel();
        let sent = appends.send(done);
        async move {
            sent.ok().context("the disk refused an append")?;
            Ok(answered.await?)
        }
    })
    .await?;
    drop(appends);
    thread.join().ok().context("appending panicked")??;
    Ok(latencies)
}

fn sync_groups(mut file: File, waiting: &Receiver<oneshot::Sender<()>>, size: usize) -> std::io::Result<()> {
    while let Ok(first) = waiting.recv() {
        let group: Vec<_> = std::iter::once(first).chain(waiting.try_iter()).collect();
        file.write_all(&vec![b'x'; size * group.len()])?;
        file.sync_data()?;
        for done in group {
            // Who does not wait any more has failed and says so.
            let _gone = done.send(());
        }
    }
    Ok(())
}
