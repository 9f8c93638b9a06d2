//! An idempotency key on its way through a request.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// A key that a client sent with a request, and what came of it.
///
/// Whoever reads the request feeds what it says into [`Claim::bind`]; the change records the key together
/// with the digest of that, so that the same key with another content is noticed.
#[derive(Debug)]
pub struct Claim {
    operation: String,
    key_hash: [u8; 32],
    content: Mutex<Sha256>,
    outcome: AtomicU8,
}

const UNUSED: u8 = 0;
const RECORDED: u8 = 1;
const REPLAYED: u8 = 2;
const NOT_NEEDED: u8 = 3;

impl Claim {
    /// A key for an operation (method and path template), over a request to `target` (path and query).
    #[must_use]
    pub fn new(operation: String, key: &str, target: &str) -> Self {
        let mut content = Sha256::new();
        // The length keeps the target apart from the body that follows.
        content.update((target.len() as u64).to_be_bytes());
        content.update(target);
        let key_hash = Sha256::digest(key).into();
        Self { operation, key_hash, content: Mutex::new(content), outcome: AtomicU8::new(UNUSED) }
    }

    /// Adds what the request says.
    pub fn bind(&self, content: &[u8]) {
        self.content.lock().unwrap_or_else(PoisonError::into_inner).update(content);
    }

    /// Whether the answer is that of an earlier request.
    #[must_use]
    pub fn is_replayed(&self) -> bool {
        self.outcome.load(Ordering::Relaxed) == REPLAYED
    }

    /// Whether a change recorded the key, now or earlier. A request that succeeded without it would not
    /// have kept the promise of its key.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.outcome.load(Ordering::Relaxed) != UNUSED
    }

    pub(super) fn operation(&self) -> &str {
        &self.operation
    }

    pub(super) fn key_hash(&self) -> [u8; 32] {
        self.key_hash
    }

    pub(super) fn request_hash(&self) -> [u8; 32] {
        self.content.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize().into()
    }

    pub(super) fn recorded(&self) {
        self.outcome.store(RECORDED, Ordering::Relaxed);
    }

    /// Says that the request changes nothing: carried out again it answers the same without a record.
    pub(super) fn not_needed(&self) {
        self.outcome.store(NOT_NEEDED, Ordering::Relaxed);
    }

    pub(super) fn replayed(&self) {
        self.outcome.store(REPLAYED, Ordering::Relaxed);
    }
}
