//! Digests that decide: ids derived from what they stand for, and shares of customers.

use sha2::{Digest, Sha256};

/// 16 bytes of SHA-256 over the parts, each preceded by its length so that no two lists collide.
#[must_use]
pub fn digest16(parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let full = hasher.finalize();
    let mut short = [0; 16];
    short.copy_from_slice(&full[..16]);
    short
}

/// A number in [0, 1) that depends on the parts alone: the salted hash behind holdouts and splits.
#[must_use]
pub fn unit_interval(parts: &[&[u8]]) -> f64 {
    let digest = digest16(parts);
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    // 53 bits fill a double's mantissa exactly.
    (u64::from_be_bytes(first) >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_between_parts_count() {
        assert_ne!(digest16(&[b"ab", b"c"]), digest16(&[b"a", b"bc"]));
    }

    #[test]
    fn shares_are_even() {
        let below = (0..10_000u32).filter(|n| unit_interval(&[b"salt", &n.to_be_bytes()]) < 0.1).count();
        assert!((900..1100).contains(&below), "{below}");
    }
}
