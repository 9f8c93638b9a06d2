//! Identifiers: UUIDv7 newtypes, written as a prefix and 26 base32 characters (`rsp_01jd…`).
//!
//! In text an id always carries its prefix, so that one kind is never taken for another; in the
//! database it is 16 bytes. Making one needs the time and random bits from the caller: this crate
//! has neither a clock nor a random source.

use std::fmt;

/// Crockford's alphabet in lower case: no i, l, o, u, so that ids survive being read aloud.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The text given is not an id of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an id like {expected}_… with 26 characters after the underscore")]
pub struct InvalidId {
    /// The prefix that ids of the expected kind carry.
    pub expected: &'static str,
}

/// 16 bytes of a UUIDv7 from milliseconds since the epoch and 80 random bits.
#[must_use]
pub fn uuid_v7(unix_ms: i64, random: [u8; 10]) -> [u8; 16] {
    let ms = u64::try_from(unix_ms).unwrap_or(0);
    *uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid().as_bytes()
}

/// 16 bytes as other systems write a UUID, with hyphens.
#[must_use]
pub fn hyphenated(bytes: [u8; 16]) -> String {
    uuid::Uuid::from_bytes(bytes).to_string()
}

/// What each byte means as a digit, in either case; 255 for those that are none.
const DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut value = 0;
    while value < ALPHABET.len() {
        digits[ALPHABET[value] as usize] = value as u8;
        digits[ALPHABET[value].to_ascii_uppercase() as usize] = value as u8;
        value += 1;
    }
    digits
};

fn letters(bytes: &[u8; 16]) -> [u8; 26] {
    let mut value = u128::from_be_bytes(*bytes);
    let mut text = [0u8; 26];
    for slot in text.iter_mut().rev() {
        *slot = ALPHABET[(value & 31) as usize];
        value >>= 5;
    }
    text
}

/// The 26 base32 characters of 16 bytes; sorting the text sorts the ids.
#[must_use]
pub fn encode(bytes: &[u8; 16]) -> String {
    ascii(&letters(bytes)).to_owned()
}

fn ascii(text: &[u8]) -> &str {
    std::str::from_utf8(text).expect("the alphabet and the prefixes are ASCII")
}

/// The 16 bytes behind 26 base32 characters, or `None`.
#[must_use]
pub fn decode(text: &str) -> Option<[u8; 16]> {
    if text.len() != 26 {
        return None;
    }
    let mut value: u128 = 0;
    for (position, byte) in text.bytes().enumerate() {
        let digit = DIGITS[usize::from(byte)];
        // 26 characters hold 130 bits: the first may use only three of its five.
        if digit == u8::MAX || (position == 0 && digit > 7) {
            return None;
        }
        value = (value << 5) | u128::from(digit);
    }
    Some(value.to_be_bytes())
}

/// An id as text, without the heap: profiles and traces are full of them.
fn with_text<T>(prefix: [u8; 3], bytes: &[u8; 16], body: impl FnOnce(&str) -> T) -> T {
    let mut text = [b'_'; 30];
    text[..3].copy_from_slice(&prefix);
    text[4..].copy_from_slice(&letters(bytes));
    body(ascii(&text))
}

fn parse(prefix: [u8; 3], text: &str) -> Option<[u8; 16]> {
    let (given, rest) = text.split_once('_')?;
    if given.as_bytes() == prefix { decode(rest) } else { None }
}

/// Reads an id from text that need not be kept.
struct Reader {
    prefix: &'static str,
    bytes: [u8; 3],
}

impl serde::de::Visitor<'_> for Reader {
    type Value = [u8; 16];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an id like {}_…", self.prefix)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        parse(self.bytes, text).ok_or_else(|| E::custom(InvalidId { expected: self.prefix }))
    }
}

/// Declares an id type: `id!(ResponseId, "rsp")`.
macro_rules! id {
    ($(#[$meta:meta])* $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; 16]);

        impl $name {
            /// What stands before the underscore in text.
            pub const PREFIX: &'static str = $prefix;
            const PREFIX_BYTES: [u8; 3] = {
                let [a, b, c] = $prefix.as_bytes() else { panic!("prefixes have three letters") };
                [*a, *b, *c]
            };

            /// A new id from the time in milliseconds and random bits.
            #[must_use]
            pub fn new(unix_ms: i64, random: [u8; 10]) -> Self {
                Self($crate::id::uuid_v7(unix_ms, random))
            }

            /// An id from its 16 bytes.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes, as stored.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }
        }

        impl From<[u8; 16]> for $name {
            fn from(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }

        impl From<$name> for [u8; 16] {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::id::with_text(Self::PREFIX_BYTES, &self.0, |text| f.write_str(text))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::id::with_text(Self::PREFIX_BYTES, &self.0, |text| f.write_str(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::id::InvalidId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::id::parse(Self::PREFIX_BYTES, text)
                    .map(Self)
                    .ok_or($crate::id::InvalidId { expected: $prefix })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::id::with_text(Self::PREFIX_BYTES, &self.0, |text| serializer.serialize_str(text))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let reader = $crate::id::Reader { prefix: $prefix, bytes: Self::PREFIX_BYTES };
                deserializer.deserialize_str(reader).map(Self)
            }
        }
    };
}

id!(/// A brand: the tenant.
    BrandId, "brd");
id!(/// A node of the brand's tree.
    UnitId, "unt");
id!(/// A person who works for the brand.
    MemberId, "mbr");
id!(/// One person who buys from the brand.
    CustomerId, "cus");
id!(/// A merge of two customers, for undoing it.
    MergeId, "mrg");
id!(/// A survey, over all its versions.
    SurveyId, "srv");
id!(/// A map of stages and touchpoints.
    JourneyId, "jny");
id!(/// An invitation: a link to a survey with parameters.
    LinkId, "lnk");
id!(/// What came back through a link.
    ResponseId, "rsp");
id!(/// A playbook, over all its versions.
    PlaybookId, "plb");
id!(/// One customer's way through a playbook.
    RunId, "run");
id!(/// Something to be carried out once.
    EffectId, "eff");
id!(/// A closed loop for one customer.
    CaseId, "cas");
id!(/// A note in a member's inbox.
    NoticeId, "ntc");
id!(/// A message template.
    TemplateId, "tpl");
id!(/// What a customer gets for their trouble, with a code.
    VoucherId, "vch");
id!(/// A promotion that offers weigh.
    PromotionId, "prm");
id!(/// Where events come from; its key authenticates them.
    SourceId, "src");
id!(/// A bearer token of the management API.
    TokenId, "tok");
id!(/// A member's session in a browser.
    SessionId, "ses");
id!(/// An invitation to become a member.
    InvitationId, "inv");
id!(/// A survey on its way to many people.
    DistributionId, "dst");
id!(/// A file that a respondent sent.
    FileId, "fil");
id!(/// A line of the audit log.
    AuditId, "aud");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_and_sorts_like_bytes() {
        let early = ResponseId::new(1_700_000_000_000, [7; 10]);
        let late = ResponseId::new(1_700_000_000_001, [0; 10]);
        assert_eq!(early.to_string().parse(), Ok(early));
        assert!(early < late && early.to_string() < late.to_string());
        assert!(early.to_string().starts_with("rsp_"));
    }

    #[test]
    fn foreign_and_broken_ids_are_refused() {
        let survey = SurveyId::new(1, [1; 10]).to_string();
        assert_eq!(survey.parse::<ResponseId>(), Err(InvalidId { expected: "rsp" }));
        for text in ["", "rsp_", "rsp_zzzzzzzzzzzzzzzzzzzzzzzzzz", "rsp_01", "rsp_é1234567890123456789012345"]
        {
            assert!(text.parse::<ResponseId>().is_err(), "{text}");
        }
    }
}
