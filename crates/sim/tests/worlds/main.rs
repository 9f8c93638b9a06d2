//! Seeded worlds: random orders, answers, duplicates, late and reordered deliveries, merges and their
//! undoing, cases, failing channels, jumps of the clock and crashes, with the invariants checked on the way.
//!
//! A failure prints its seed; `TOUCHSTONE_SEED=N` plays that world alone. `TOUCHSTONE_SEEDS` says how many.

#![expect(clippy::unwrap_used, reason = "a world that cannot go on fails by panicking")]

mod check;
mod command;
mod post;
mod template;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use template::Template;
use touchstone_store::testing::TestDatabase;
use world::World;

/// Steps of one world: small worlds, and many of them.
const STEPS: u32 = 30;
/// Worlds when nothing else is said.
const SEEDS: u64 = 200;
/// Of so many worlds one is also played on PostgreSQL, where each takes longer.
const ON_POSTGRES: u64 = 10;

#[test]
fn every_seed_keeps_the_invariants_on_sqlite() {
    play_all(TestDatabase::sqlite(), 1);
}

#[test]
fn every_seed_keeps_the_invariants_on_postgres() {
    play_all(TestDatabase::postgres(), ON_POSTGRES);
}

/// Plays one of so many worlds.
fn play_all(database: TestDatabase, of: u64) {
    let template = Template::make(database);
    if let Some(seed) = number("TOUCHSTONE_SEED") {
        play(&template, seed);
        return;
    }
    let seeds = number("TOUCHSTONE_SEEDS").unwrap_or(SEEDS).div_ceil(of);
    let (next, failed) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    let threads = std::thread::available_parallelism().map_or(2, |threads| threads.get().max(2));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        break;
                    }
                    if catch_unwind(AssertUnwindSafe(|| play(&template, seed))).is_err() {
                        failed.lock().unwrap().push(seed);
                    }
                }
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort_unstable();
    assert!(failed.is_empty(), "{} of {seeds} worlds failed: TOUCHSTONE_SEED={:?}", failed.len(), failed);
}

#[expect(clippy::disallowed_methods, reason = "how many worlds are played is the caller's wish")]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number of worlds, or of one"))
}

fn play(template: &Template, seed: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut world = World::begin(template, seed);
        for step in 0..STEPS {
            let did = world.step().await;
            if let Err(broken) = check::all(&world, step % 8 == 7 || step + 1 == STEPS).await {
                panic!("seed {seed}, step {step} ({did}): {broken}\n{}", world.story.join("\n"));
            }
        }
    });
}
