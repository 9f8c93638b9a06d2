//! Password hashes: Argon2id, computed beside the async runtime, a bounded number at a time.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use touchstone_domain::member::Password;

use crate::{App, Refusal, compute};

/// OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).expect("these parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A hash that no password has, to spend the same time on an address that nobody has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$dG91Y2hzdG9uZW5vYm9keQ$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl App {
    /// Hashes a password with a salt of its own.
    pub(crate) async fn hash_password(&self, password: Password) -> Result<String, Refusal> {
        let salt: [u8; 16] = self.random_bytes();
        self.beside(move || {
            let salt = SaltString::encode_b64(&salt).expect("16 bytes are a salt");
            let hash = argon2().hash_password(password.expose().as_bytes(), &salt);
            hash.expect("any password can be hashed").to_string()
        })
        .await
    }

    /// Whether a password has this hash. Without a hash it takes as long and is never true.
    pub(crate) async fn verify_password(
        &self,
        password: Password,
        hash: Option<String>,
    ) -> Result<bool, Refusal> {
        self.beside(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
            let Ok(parsed) = PasswordHash::new(&hash) else {
                tracing::error!("a stored password hash cannot be read");
                return false;
            };
            argon2().verify_password(password.expose().as_bytes(), &parsed).is_ok() && known
        })
        .await
    }

    async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        let permit = self.access().hashing.acquire().await.expect("the semaphore is never closed");
        let result = compute::beside("hashing a password", work).await;
        drop(permit);
        Ok(result?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_can_be_read_and_costs_the_same() {
        let parsed = PasswordHash::new(NOBODY).expect("a hash");
        let params = Params::try_from(&parsed).expect("its parameters");
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (19 * 1024, 2, 1));
        assert!(argon2().verify_password(b"anything", &parsed).is_err());
    }
}
