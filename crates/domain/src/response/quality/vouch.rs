//! The small work that the page's script does while somebody answers: quick for one person, dear for a machine that answers
//! thousands of times.

use sha2::{Digest, Sha256};

/// So many leading zero bits the digest has: about 16,000 tries.
pub const WORK_BITS: u32 = 14;

/// The longest number that a script finds.
const NONCE_CHARS_MAX: usize = 16;

/// Whether the work was done for this response: SHA-256 of `key.nonce` begins with [`WORK_BITS`] zeros. The key is that by
/// which the response is resumed, so the work for one is of no use for another.
#[must_use]
pub fn is_vouched(key: &str, nonce: Option<&str>) -> bool {
    let Some(nonce) = nonce.filter(|nonce| nonce.len() <= NONCE_CHARS_MAX) else { return false };
    let digest = Sha256::digest(format!("{key}.{nonce}").as_bytes());
    let first = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    first.leading_zeros() >= WORK_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_for_one_response() {
        let found = (0_u32..).map(|n| n.to_string()).find(|nonce| is_vouched("abc", Some(nonce)));
        let nonce = found.expect("some number does");
        assert!(!is_vouched("abd", Some(&nonce)));
        assert!(!is_vouched("abc", None) && !is_vouched("abc", Some("12345678901234567")));
    }
}
