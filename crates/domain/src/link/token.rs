//! The opaque token of a link and the key that finds a visitor's own response again.
//!
//! A token is 100 random bits with a stored row behind it, not signed content: it stays at 20
//! characters in an SMS or a small QR code whatever the link carries, nothing personal can be read
//! from it, and a link can be withdrawn, extended or erased. With a billion links, a guesser who
//! tries 10,000 a second needs four billion years to find one.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id;

/// The characters of a token; each carries five bits.
pub const TOKEN_CHARS: usize = 20;

/// Bits of a token, from the low end of a 128-bit number.
const TOKEN_BITS: u32 = 100;

/// What stands in `/s/{token}`: 20 characters of Crockford's base32, in lower case; either case is
/// read, since a QR code is smaller in capitals.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Token(u128);

/// What finds a visitor's own response to a link that many share, or on another device.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ResumeKey(Token);

/// The text given is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected 20 letters and digits")]
pub struct InvalidToken;

impl Token {
    /// A token of random bits from a cryptographic source.
    #[must_use]
    pub const fn new(random: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(random) & ((1 << TOKEN_BITS) - 1))
    }
}

impl ResumeKey {
    /// A key of random bits from a cryptographic source.
    #[must_use]
    pub const fn new(random: [u8; 16]) -> Self {
        Self(Token::new(random))
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // 26 characters of 128 bits; the first six are the 28 bits above ours and always zero.
        f.write_str(&id::encode(&self.0.to_be_bytes())[26 - TOKEN_CHARS..])
    }
}

/// A token lets anyone answer in its holder's name, so logs only see its first characters.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", &self.to_string()[..4])
    }
}

impl FromStr for Token {
    type Err = InvalidToken;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != TOKEN_CHARS {
            return Err(InvalidToken);
        }
        let bytes = id::decode(&format!("000000{text}")).ok_or(InvalidToken)?;
        Ok(Self(u128::from_be_bytes(bytes)))
    }
}

impl Serialize for Token {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Token {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for ResumeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for ResumeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl FromStr for ResumeKey {
    type Err = InvalidToken;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_round_trips_in_either_case(random: [u8; 16]) {
            let token = Token::new(random);
            let text = token.to_string();
            prop_assert_eq!(text.len(), TOKEN_CHARS);
            prop_assert_eq!(text.to_ascii_uppercase().parse(), Ok(token));
            prop_assert_eq!(text.parse(), Ok(token));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,24}") {
            if let Ok(token) = text.parse::<Token>() {
                prop_assert_eq!(token.to_string(), text.to_ascii_lowercase());
            }
        }
    }

    #[test]
    fn logs_do_not_see_the_token() {
        let token = Token::new([0xa5; 16]);
        assert!(!format!("{token:?}").contains(&token.to_string()));
    }
}
