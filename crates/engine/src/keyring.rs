//! Secrets at rest: what the database keeps of passwords and signing keys is sealed, so that a copy of
//! the database alone, such as a backup, gives none of them away.
//!
//! The keys live in a file apart. Its first key seals, all of them open: a new first key and a start
//! later, everything is sealed anew ([`App::seal_again`]) and the old key can go. A sealed text names
//! its key and fits its own place only: moved to another brand or field it does not open.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use touchstone_domain::id::{self, BrandId, MemberId};
use touchstone_store::rows::{brands, second_factors};
use touchstone_store::{Store, StoreError, Tx};

use crate::App;
use crate::channel::sealed;

/// What a sealed text begins with; the id of its key and the sealed bytes follow, parted by colons.
const MARK: &str = "sealed:";
/// What the text of a key begins with, so that people, and scanners of leaked secrets, know what they found.
const KEY_PREFIX: &str = "tsm_";
/// Bytes of a key.
pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// Most keys of a file, and most brands of an installation that are looked through.
const KEYS_MAX: usize = 16;
const BRANDS_MAX: i64 = 10_000;
/// Second factors read at once.
const MEMBERS_AT_ONCE: u32 = 1_000;

/// The keys that secrets are sealed with.
pub struct Keyring {
    /// The first one seals; never empty.
    keys: Vec<Key>,
}

struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
}

/// Why the text of a key file is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// No line holds a key.
    #[error("it holds no key")]
    Empty,
    /// A line is no key.
    #[error("line {line} is no key: keys begin with tsm_ and have 56 letters and digits")]
    Malformed {
        /// From 1.
        line: usize,
    },
    /// More keys than anyone needs.
    #[error("it holds more than 16 keys")]
    TooMany,
}

/// Where a secret is kept: sealed for one field of one brand, it opens in no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Signs what the brand hands out.
    BrandSecret,
    /// The password of the mail server.
    EmailPassword,
    /// Signs requests to the brand's systems.
    WebhookSecret,
    /// Makes the codes of this member's second factor.
    SecondFactor(MemberId),
}

impl Field {
    const fn as_str(self) -> &'static str {
        match self {
            Self::BrandSecret => "brands.secret",
            Self::EmailPassword => "channels.email.password",
            Self::WebhookSecret => "channels.webhook.secret",
            Self::SecondFactor(_) => "second_factors.secret",
        }
    }
}

impl Keyring {
    /// Reads a key file: a key in each line, the one that seals first; empty lines and lines that begin
    /// with `#` say nothing.
    ///
    /// # Errors
    /// The first line that is no key; never what it says.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let mut keys = Vec::new();
        for (at, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            keys.push(Key::parse(line).ok_or(KeyringError::Malformed { line: at + 1 })?);
        }
        match keys.len() {
            0 => Err(KeyringError::Empty),
            1..=KEYS_MAX => Ok(Self { keys }),
            _ => Err(KeyringError::TooMany),
        }
    }

    /// The line of a key file for a key of these random bytes.
    #[must_use]
    pub fn line(bytes: [u8; KEY_BYTES]) -> String {
        let (first, second) = bytes.split_at(KEY_BYTES / 2);
        let half = |half: &[u8]| id::encode(half.try_into().expect("half of 32 bytes are 16"));
        format!("{KEY_PREFIX}{}{}", half(first), half(second))
    }

    /// The id of the key that seals.
    #[must_use]
    pub fn current(&self) -> &str {
        &self.keys[0].id
    }

    /// Seals a secret; the nonce is random and never used again.
    #[must_use]
    pub fn seal(&self, brand: BrandId, field: Field, secret: &[u8], nonce: [u8; NONCE_BYTES]) -> String {
        let Key { id, cipher } = &self.keys[0];
        let bound = bound_to(brand, field);
        let payload = Payload { msg: secret, aad: &bound };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).expect("secrets are far below 256 GB");
        format!("{MARK}{id}:{}", URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// The secret that was sealed.
    ///
    /// # Errors
    /// `Corrupt` when it is not sealed, its key is not among these, or it was altered or moved.
    pub fn open(&self, brand: BrandId, field: Field, stored: &[u8]) -> Result<Vec<u8>, StoreError> {
        let what = field.as_str();
        let (wanted, bytes) =
            parts(stored).ok_or_else(|| StoreError::Corrupt(format!("{what} is not sealed")))?;
        let key = self.keys.iter().find(|key| key.id == wanted).ok_or_else(|| {
            StoreError::Corrupt(format!("{what} is sealed with the key {wanted}, which the key file lacks"))
        })?;
        let damaged = || StoreError::Corrupt(format!("{what} was altered since the key {wanted} sealed it"));
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES).ok_or_else(damaged)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| damaged())?;
        let payload = Payload { msg: sealed, aad: &bound_to(brand, field) };
        key.cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| damaged())
    }

    /// The secret as it is to be stored from now on; `None` when it is sealed with the first key already.
    /// What an earlier release stored in the clear is sealed, too.
    fn anew(
        &self,
        brand: BrandId,
        field: Field,
        stored: &[u8],
        nonce: [u8; NONCE_BYTES],
    ) -> Result<Option<String>, StoreError> {
        let plain = match key_of(stored) {
            None => stored.to_vec(),
            Some(key) => {
                let plain = self.open(brand, field, stored)?;
                if key == self.current() {
                    return Ok(None);
                }
                plain
            }
        };
        Ok(Some(self.seal(brand, field, &plain, nonce)))
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.id)).finish()
    }
}

impl Key {
    fn parse(text: &str) -> Option<Self> {
        let body = text.strip_prefix(KEY_PREFIX).filter(|body| body.len() == 52 && body.is_ascii())?;
        let (first, second) = body.split_at(26);
        let bytes = [id::decode(first)?, id::decode(second)?].concat();
        let named = touchstone_domain::hash::digest16(&[b"key id", &bytes]);
        // The last letters of an encoded id carry five bits each.
        let id = id::encode(&named).split_off(18);
        Some(Self { id, cipher: XChaCha20Poly1305::new_from_slice(&bytes).ok()? })
    }
}

fn bound_to(brand: BrandId, field: Field) -> Vec<u8> {
    let row: &[u8] = match &field {
        Field::SecondFactor(member) => member.as_bytes(),
        Field::BrandSecret | Field::EmailPassword | Field::WebhookSecret => &[],
    };
    [brand.as_bytes().as_slice(), field.as_str().as_bytes(), row].concat()
}

/// The key's id and the sealed bytes.
fn parts(stored: &[u8]) -> Option<(&str, Vec<u8>)> {
    let (key, sealed) = std::str::from_utf8(stored).ok()?.strip_prefix(MARK)?.split_once(':')?;
    Some((key, URL_SAFE_NO_PAD.decode(sealed).ok()?))
}

/// Which key sealed it; `None` when it is not sealed.
pub(crate) fn key_of(stored: &[u8]) -> Option<&str> {
    let (key, _) = std::str::from_utf8(stored).ok()?.strip_prefix(MARK)?.split_once(':')?;
    Some(key)
}

/// The ids of all keys that a database's secrets are sealed with: before there are any, no key is missing.
pub async fn keys_in_use(store: &Store) -> Result<BTreeSet<String>, StoreError> {
    store
        .read_global("keys_in_use", |tx| {
            let mut keys = BTreeSet::new();
            each_secret(tx, |_, _, stored| {
                keys.extend(key_of(stored).map(str::to_owned));
                Ok(Kept::AsItIs)
            })?;
            Ok(keys)
        })
        .await
}

impl App {
    /// Opens every stored secret, and seals anew what is not sealed with the first key. Answers how many
    /// were. A server does this before it takes requests: a key that is missing is found then.
    pub async fn seal_again(&self) -> Result<usize, StoreError> {
        let app = self.clone();
        let sealed = self.store().write_global("seal_again", move |tx| {
            let mut changed = 0;
            each_secret(tx, |brand, field, stored| {
                let anew = app.keyring().anew(brand, field, stored, app.random_bytes())?;
                changed += usize::from(anew.is_some());
                Ok(anew.map_or(Kept::AsItIs, Kept::Sealed))
            })?;
            Ok(changed)
        });
        sealed.await
    }

    /// After the loss of a key: drops the secrets that no key here opens, so that the rest goes on. A
    /// brand that loses its own gets a new one. Answers how many were lost.
    pub async fn give_up_secrets(&self) -> Result<usize, StoreError> {
        let app = self.clone();
        let given_up = self.store().write_global("give_up_secrets", move |tx| {
            let mut lost = 0;
            each_secret(tx, |brand, field, stored| {
                if key_of(stored).is_none() || app.keyring().open(brand, field, stored).is_ok() {
                    return Ok(Kept::AsItIs);
                }
                lost += 1;
                Ok(match field {
                    Field::BrandSecret => {
                        let fresh: [u8; 32] = app.random_bytes();
                        Kept::Sealed(app.keyring().seal(brand, field, &fresh, app.random_bytes()))
                    }
                    Field::EmailPassword | Field::WebhookSecret | Field::SecondFactor(_) => Kept::NoMore,
                })
            })?;
            Ok(lost)
        });
        given_up.await
    }
}

/// What becomes of a stored secret.
pub(crate) enum Kept {
    /// It stays.
    AsItIs,
    /// This takes its place.
    Sealed(String),
    /// It goes.
    NoMore,
}

/// Shows every stored secret of every brand, and writes what is said of it.
fn each_secret(
    tx: &mut Tx<'_>,
    mut look: impl FnMut(BrandId, Field, &[u8]) -> Result<Kept, StoreError>,
) -> Result<(), StoreError> {
    for brand in brands::ids(tx, BRANDS_MAX)? {
        tx.for_brand(brand, |tx| {
            if let Some(row) = brands::load(tx)?
                && let Kept::Sealed(sealed) = look(brand, Field::BrandSecret, &row.secret)?
            {
                brands::save_secret(tx, sealed.as_bytes())?;
            }
            sealed::each(tx, |field, stored| look(brand, field, stored))?;
            each_second_factor(tx, |field, stored| look(brand, field, stored))
        })?;
    }
    Ok(())
}

/// One whose secret goes is removed: with a secret that nobody can read, it would lock its member out.
fn each_second_factor(
    tx: &mut Tx<'_>,
    mut look: impl FnMut(Field, &[u8]) -> Result<Kept, StoreError>,
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let page = second_factors::secrets(tx, after, MEMBERS_AT_ONCE)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        for (member, stored) in page {
            match look(Field::SecondFactor(member), stored.as_bytes())? {
                Kept::AsItIs => {}
                Kept::Sealed(sealed) => second_factors::save_secret(tx, member, &sealed)?,
                Kept::NoMore => drop(second_factors::remove(tx, member)?),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring(keys: &[u8]) -> Keyring {
        let lines: Vec<String> = keys.iter().map(|&key| Keyring::line([key; KEY_BYTES])).collect();
        Keyring::parse(&lines.join("\n")).expect("keys")
    }

    const BRAND: BrandId = BrandId::from_bytes([1; 16]);
    const FIELD: Field = Field::EmailPassword;

    #[test]
    fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
        let keys = keyring(&[1]);
        let sealed = keys.seal(BRAND, FIELD, b"hush-hush", [7; 24]);
        assert!(sealed.starts_with(&format!("sealed:{}:", keys.current())), "{sealed}");
        assert!(!sealed.contains("hush"));
        assert_eq!(keys.open(BRAND, FIELD, sealed.as_bytes()), Ok(b"hush-hush".to_vec()));
        assert_ne!(sealed, keys.seal(BRAND, FIELD, b"hush-hush", [8; 24]));

        let other = BrandId::from_bytes([2; 16]);
        assert!(keys.open(other, FIELD, sealed.as_bytes()).is_err(), "another brand");
        assert!(keys.open(BRAND, Field::WebhookSecret, sealed.as_bytes()).is_err(), "another field");
        let of = |member| Field::SecondFactor(MemberId::from_bytes([member; 16]));
        let theirs = keys.seal(BRAND, of(1), b"hush-hush", [7; 24]);
        assert!(keys.open(BRAND, of(1), theirs.as_bytes()).is_ok());
        assert!(keys.open(BRAND, of(2), theirs.as_bytes()).is_err(), "another member");
        for at in 0..sealed.len() {
            let mut altered = sealed.clone().into_bytes();
            altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
            assert!(keys.open(BRAND, FIELD, &altered).is_err(), "byte {at}");
        }
        for stored in ["", "hush-hush", "sealed:", "sealed::", "sealed:x:AAAA"] {
            assert!(keys.open(BRAND, FIELD, stored.as_bytes()).is_err(), "{stored}");
        }
    }

    #[test]
    fn an_older_key_opens_and_a_missing_one_is_named() {
        let before = keyring(&[1]);
        let sealed = before.seal(BRAND, FIELD, b"hush", [7; 24]);
        let after = keyring(&[2, 1]);
        assert_eq!(after.open(BRAND, FIELD, sealed.as_bytes()), Ok(b"hush".to_vec()));
        let anew = after.anew(BRAND, FIELD, sealed.as_bytes(), [8; 24]).expect("opens").expect("is sealed");
        assert_eq!(key_of(anew.as_bytes()), Some(after.current()));
        assert_eq!(after.anew(BRAND, FIELD, anew.as_bytes(), [9; 24]), Ok(None));
        assert_eq!(keyring(&[2]).open(BRAND, FIELD, anew.as_bytes()), Ok(b"hush".to_vec()));
        let error = keyring(&[3]).open(BRAND, FIELD, anew.as_bytes()).expect_err("no key");
        assert!(error.to_string().contains(after.current()), "{error}");
    }

    #[test]
    fn a_key_file_is_read_or_its_line_is_named() {
        let text = format!("# made 2026-03-02\n\n  {}\n{}", Keyring::line([1; 32]), Keyring::line([2; 32]));
        let read = Keyring::parse(&text).expect("a key file");
        assert_eq!(read.current(), keyring(&[1]).current());
        assert!(!format!("{read:?}").contains("tsm_"));
        assert_eq!(Keyring::parse("# nothing\n").err(), Some(KeyringError::Empty));
        assert_eq!(Keyring::parse("\ntsm_short").err(), Some(KeyringError::Malformed { line: 2 }));
        let many = vec![Keyring::line([1; 32]); KEYS_MAX + 1].join("\n");
        assert_eq!(Keyring::parse(&many).err(), Some(KeyringError::TooMany));
    }
}
