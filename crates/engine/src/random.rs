//! The one source of random numbers: secrets, ids, salts.

use std::sync::Mutex;

use rand::{RngCore, SeedableRng, rngs::StdRng};

/// Fills bytes that nobody can guess.
pub trait Random: Send + Sync + 'static {
    /// Overwrites all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// Random numbers that repeat for the same seed. For tests and simulated worlds only: never for secrets.
#[derive(Debug)]
pub struct SeededRandom {
    generator: Mutex<StdRng>,
}

impl SeededRandom {
    /// The sequence of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { generator: Mutex::new(StdRng::seed_from_u64(seed)) }
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.generator
            .lock()
            .expect("filling bytes does not panic, so the lock is never poisoned")
            .fill_bytes(bytes);
    }
}
