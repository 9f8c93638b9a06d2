//! Identities and how they resolve to one customer.
//!
//! The rules guard against the two ways stitching goes wrong in practice: placeholder values that
//! merge everybody, and a client key that merges two people who are both already known.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::id::CustomerId;

/// Longest identity value kept, in bytes.
pub const VALUE_BYTES_MAX: usize = 256;
/// Most identities one customer keeps.
pub const PER_CUSTOMER_MAX: usize = 64;

/// What an identity is; declared from the strongest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityKind {
    /// The brand's own user id (Segment's `userId`).
    User,
    /// A membership number.
    Member,
    /// WeChat's id of a person over all of a company's apps.
    Unionid,
    /// WeChat's id of a person in one app.
    Openid,
    /// A phone number, E.164 where the country is known.
    Phone,
    /// An e-mail address, lower case.
    Email,
    /// A device or browser (Segment's `anonymousId`).
    Anonymous,
}

impl IdentityKind {
    /// All kinds, strongest first.
    pub const ALL: [Self; 7] =
        [Self::User, Self::Member, Self::Unionid, Self::Openid, Self::Phone, Self::Email, Self::Anonymous];

    /// The word in URLs and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Member => "member",
            Self::Unionid => "unionid",
            Self::Openid => "openid",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Anonymous => "anonymous",
        }
    }

    /// The kind of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether holding one makes a customer *known*: two known customers are never merged by a client key.
    #[must_use]
    pub const fn makes_known(self) -> bool {
        matches!(self, Self::User | Self::Member)
    }
}

/// One identity: a kind and a normalised value.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identity {
    /// What it is.
    pub kind: IdentityKind,
    /// The normalised value.
    pub value: String,
}

/// Why a value is no identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIdentity {
    /// Empty after trimming.
    #[error("the value is empty")]
    Empty,
    /// Longer than [`VALUE_BYTES_MAX`].
    #[error("the value is longer than 256 bytes")]
    TooLong,
    /// A word that programs send when they have no id; accepting it would merge strangers.
    #[error("the value is a placeholder that programs send when they have no id")]
    Placeholder,
    /// Not of the kind's form.
    #[error("the value does not have the form of its kind")]
    Malformed,
}

/// Words that programs send instead of an id, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "null",
    "undefined",
    "none",
    "nil",
    "nan",
    "n/a",
    "na",
    "-",
    "0",
    "00",
    "000",
    "-1",
    "1970",
    "true",
    "false",
    "[object object]",
    "{}",
    "[]",
    "\"\"",
    "''",
    "anonymous",
    "anon",
    "guest",
    "unknown",
    "user",
    "userid",
    "user_id",
    "id",
    "email",
    "distinct_id",
    "not_authenticated",
    "anonymousid",
    "anonymous_id",
    "00000000-0000-0000-0000-000000000000",
    "匿名",
    "游客",
    "未知",
    "无",
];

impl Identity {
    /// Normalises a value: NFKC and trimmed; e-mail in lower case, phone to digits with a plus.
    pub fn parse(kind: IdentityKind, raw: &str) -> Result<Self, InvalidIdentity> {
        if raw.len() > VALUE_BYTES_MAX * 2 {
            return Err(InvalidIdentity::TooLong);
        }
        let trimmed = raw.trim();
        let plain = if trimmed.is_ascii() { trimmed.to_owned() } else { trimmed.nfkc().collect::<String>() };
        let value = match kind {
            IdentityKind::Email => email(&plain)?,
            IdentityKind::Phone => phone(&plain)?,
            _ => plain,
        };
        if value.is_empty() {
            return Err(InvalidIdentity::Empty);
        }
        if value.len() > VALUE_BYTES_MAX {
            return Err(InvalidIdentity::TooLong);
        }
        if value.chars().any(char::is_control) {
            return Err(InvalidIdentity::Malformed);
        }
        if is_placeholder(&value) {
            return Err(InvalidIdentity::Placeholder);
        }
        Ok(Self { kind, value })
    }

    /// 16 bytes that stand for this identity inside one brand.
    #[must_use]
    pub fn digest(&self) -> [u8; 16] {
        crate::hash::digest16(&[self.kind.as_str().as_bytes(), self.value.as_bytes()])
    }
}

fn is_placeholder(value: &str) -> bool {
    PLACEHOLDERS.iter().any(|word| value.eq_ignore_ascii_case(word))
        || value.chars().all(|letter| letter == '0')
}

fn email(value: &str) -> Result<String, InvalidIdentity> {
    if value.is_empty() {
        return Err(InvalidIdentity::Empty);
    }
    let (local, domain) = value.rsplit_once('@').ok_or(InvalidIdentity::Malformed)?;
    let sound = !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !value
            .chars()
            .any(|letter| letter.is_whitespace() || matches!(letter, '<' | '>' | ',' | ';' | '"'));
    if sound { Ok(value.to_lowercase()) } else { Err(InvalidIdentity::Malformed) }
}

fn phone(value: &str) -> Result<String, InvalidIdentity> {
    if value.is_empty() {
        return Err(InvalidIdentity::Empty);
    }
    let mut digits = String::with_capacity(16);
    for letter in value.chars() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if digits.is_empty() => digits.push('+'),
            ' ' | '-' | '(' | ')' | '.' => {}
            _ => return Err(InvalidIdentity::Malformed),
        }
    }
    let international = match digits.strip_prefix("00") {
        Some(rest) => format!("+{rest}"),
        // Eleven digits that begin with 13 to 19 are a mobile number of mainland China.
        None if digits.len() == 11 && digits.starts_with('1') && digits.as_bytes()[1] >= b'3' => {
            format!("+86{digits}")
        }
        None => digits,
    };
    let count = international.trim_start_matches('+').len();
    if (5..=15).contains(&count) { Ok(international) } else { Err(InvalidIdentity::Malformed) }
}

/// A customer that identities of an event already lead to.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Position of the identity in the event's list.
    pub identity: usize,
    /// The customer it leads to, merges followed.
    pub customer: CustomerId,
    /// All identities of that customer.
    pub held: &'a [Identity],
}

/// What to do so that the event has exactly one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolution {
    /// The customer, or `None` to create one.
    pub customer: Option<CustomerId>,
    /// Identities (positions) to attach to that customer.
    pub attach: Vec<usize>,
    /// Customers to merge into it.
    pub absorb: Vec<CustomerId>,
    /// Customers it was not merged with, since both are known.
    pub refused: Vec<CustomerId>,
}

/// Resolves the identities of one event, sorted strongest first, to one customer.
///
/// The strongest identity decides. A weaker identity that leads elsewhere merges its customer in,
/// unless both are known. A new strong identity joins the customer of a weaker one only if that
/// customer does not hold another identity of the same known kind: two people at one device stay two.
#[must_use]
pub fn resolve(identities: &[Identity], found: &[Found<'_>]) -> Resolution {
    let mut resolution = Resolution::default();
    let held_elsewhere = |customer: &Found<'_>, kind: IdentityKind| {
        customer.held.iter().any(|held| held.kind == kind && identities.iter().all(|own| own != held))
    };
    let claims: Vec<IdentityKind> =
        identities.iter().map(|identity| identity.kind).filter(|kind| kind.makes_known()).collect();
    let is_known = |candidate: &Found<'_>| candidate.held.iter().any(|held| held.kind.makes_known());
    let contradicted = |candidate: &Found<'_>| claims.iter().any(|&claim| held_elsewhere(candidate, claim));
    // A known identity that resolves decides; then a known customer whom nothing contradicts; then any such.
    let chosen = found
        .iter()
        .find(|candidate| identities[candidate.identity].kind.makes_known())
        .or_else(|| found.iter().find(|candidate| is_known(candidate) && !contradicted(candidate)))
        .or_else(|| found.iter().find(|candidate| !contradicted(candidate)));
    resolution.customer = chosen.map(|candidate| candidate.customer);
    let chosen_known = chosen.is_some_and(is_known) || !claims.is_empty();
    for candidate in found {
        let is_new = Some(candidate.customer) != resolution.customer
            && !resolution.absorb.contains(&candidate.customer)
            && !resolution.refused.contains(&candidate.customer);
        if !is_new {
            continue;
        }
        let both_known = chosen_known && is_known(candidate);
        if both_known || chosen.is_none() {
            resolution.refused.push(candidate.customer);
        } else {
            resolution.absorb.push(candidate.customer);
        }
    }
    resolution.attach = (0..identities.len())
        .filter(|position| found.iter().all(|candidate| candidate.identity != *position))
        .collect();
    resolution
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(kind: IdentityKind, value: &str) -> Identity {
        Identity::parse(kind, value).expect("a sound identity")
    }
    fn customer(n: u8) -> CustomerId {
        CustomerId::from_bytes([n; 16])
    }

    #[test]
    fn placeholders_and_malformed_values_are_refused() {
        for word in ["null", "Undefined", " 0 ", "0000000", "[object Object]", "guest", "匿名"] {
            assert_eq!(
                Identity::parse(IdentityKind::User, word),
                Err(InvalidIdentity::Placeholder),
                "{word}"
            );
        }
        assert_eq!(Identity::parse(IdentityKind::User, "  "), Err(InvalidIdentity::Empty));
        assert_eq!(Identity::parse(IdentityKind::Email, "no at"), Err(InvalidIdentity::Malformed));
        assert_eq!(Identity::parse(IdentityKind::User, &"x".repeat(300)), Err(InvalidIdentity::TooLong));
    }

    #[test]
    fn values_are_normalised() {
        assert_eq!(identity(IdentityKind::Email, " Li.Na@Example.COM ").value, "li.na@example.com");
        assert_eq!(identity(IdentityKind::Phone, "138 1234-2207").value, "+8613812342207");
        assert_eq!(identity(IdentityKind::Phone, "+44 (20) 7946 0958").value, "+442079460958");
        assert_eq!(identity(IdentityKind::Phone, "１３８１２３４２２０７").value, "+8613812342207");
    }

    #[test]
    fn an_anonymous_visitor_who_logs_in_is_merged() {
        let ids = [identity(IdentityKind::User, "u1"), identity(IdentityKind::Anonymous, "a1")];
        let known = [ids[0].clone()];
        let visitor = [ids[1].clone()];
        let found = [
            Found { identity: 0, customer: customer(1), held: &known },
            Found { identity: 1, customer: customer(2), held: &visitor },
        ];
        let resolution = resolve(&ids, &found);
        assert_eq!(resolution.customer, Some(customer(1)));
        assert_eq!(resolution.absorb, [customer(2)]);
    }

    #[test]
    fn a_first_login_keeps_the_visitors_history() {
        let ids = [identity(IdentityKind::User, "u1"), identity(IdentityKind::Anonymous, "a1")];
        let visitor = [ids[1].clone()];
        let resolution = resolve(&ids, &[Found { identity: 1, customer: customer(2), held: &visitor }]);
        assert_eq!(resolution.customer, Some(customer(2)));
        assert_eq!(resolution.attach, [0]);
    }

    #[test]
    fn two_known_members_are_never_merged() {
        let ids = [identity(IdentityKind::User, "u1"), identity(IdentityKind::Phone, "13812342207")];
        let first = [ids[0].clone()];
        let second = [identity(IdentityKind::User, "u2"), ids[1].clone()];
        let found = [
            Found { identity: 0, customer: customer(1), held: &first },
            Found { identity: 1, customer: customer(2), held: &second },
        ];
        let resolution = resolve(&ids, &found);
        assert_eq!(resolution.customer, Some(customer(1)));
        assert_eq!(resolution.refused, [customer(2)]);
        assert!(resolution.absorb.is_empty());
    }

    #[test]
    fn a_second_person_at_a_shared_device_becomes_a_new_customer() {
        let ids = [identity(IdentityKind::User, "u2"), identity(IdentityKind::Anonymous, "a1")];
        let first = [identity(IdentityKind::User, "u1"), ids[1].clone()];
        let resolution = resolve(&ids, &[Found { identity: 1, customer: customer(1), held: &first }]);
        assert_eq!(resolution.customer, None);
        assert_eq!(resolution.refused, [customer(1)]);
        assert_eq!(resolution.attach, [0]);
    }
}
