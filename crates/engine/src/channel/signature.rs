//! Signatures of requests, as Standard Webhooks defines them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use touchstone_domain::channel::WEBHOOK_SECRET_PREFIX;

/// The secret of a brand that configured none: the same as long as the brand is.
#[must_use]
pub fn derived_secret(brand_secret: &[u8; 32]) -> String {
    let key = mac(brand_secret, b"standard webhooks");
    format!("{WEBHOOK_SECRET_PREFIX}{}", STANDARD.encode(key))
}

/// The value of `webhook-signature`, or `None` when the secret is not base64.
#[must_use]
pub fn signature(secret: &str, id: &str, unix_seconds: i64, body: &str) -> Option<String> {
    let encoded = secret.strip_prefix(WEBHOOK_SECRET_PREFIX).unwrap_or(secret);
    let key = STANDARD.decode(encoded).ok()?;
    let signed = mac(&key, format!("{id}.{unix_seconds}.{body}").as_bytes());
    Some(format!("v1,{}", STANDARD.encode(signed)))
}

fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own reference implementation.
    #[test]
    fn the_published_example_is_reproduced() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let body = r#"{"test": 2432232314}"#;
        let signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed.as_deref(), Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        assert_eq!(signature("whsec_no base64", "msg", 1, body), None);
    }

    #[test]
    fn a_derived_secret_signs() {
        let secret = derived_secret(&[7; 32]);
        assert!(signature(&secret, "eff", 1, "{}").is_some());
        assert_ne!(secret, derived_secret(&[8; 32]));
    }
}
