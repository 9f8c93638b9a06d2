//! Secrets that programs present: made here, shown once, kept as a digest.

use sha2::{Digest, Sha256};
use touchstone_domain::id;

use crate::App;

/// What a secret is for; its prefix tells people, and scanners of leaked secrets, what they found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A session cookie.
    Session,
    /// A bearer token of the management API.
    Token,
    /// The link in a letter to a member.
    AccountLink,
    /// The key of a source. It may only send events, and stands in web pages.
    Source,
}

impl Kind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "tss_",
            Self::Token => "tst_",
            Self::AccountLink => "tsl_",
            Self::Source => "tsk_",
        }
    }
}

/// 256 random bits as text, with their prefix.
pub(crate) fn make(app: &App, kind: Kind) -> String {
    let (first, second): ([u8; 16], [u8; 16]) = (app.random_bytes(), app.random_bytes());
    format!("{}{}{}", kind.prefix(), id::encode(&first), id::encode(&second))
}

/// A password that a person can type once: 100 random bits in groups of five.
pub(crate) fn words(app: &App) -> String {
    let text = id::encode(&app.random_bytes());
    // The first characters of an encoded id carry fewer bits; the last twenty carry five each.
    let letters = &text[text.len() - 20..];
    [&letters[..5], &letters[5..10], &letters[10..15], &letters[15..]].join("-")
}

/// The digest that is stored and looked up. The secrets are random, so a plain digest cannot be guessed back.
pub(crate) fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// The digest of text that may be a secret of this kind; `None` spares a look-up.
pub(crate) fn presented(text: &str, kind: Kind) -> Option<[u8; 32]> {
    let body = text.strip_prefix(kind.prefix())?;
    (body.len() == 52 && body.is_ascii()).then(|| digest(text))
}
