//! What a customer is called, and the terms by which lists find them.

use super::Profile;
use crate::identity::IdentityKind;
use crate::search;

/// Digits of a phone number by which people ask.
const PHONE_DIGITS: usize = 4;

const NAME: &str = "name";
const TAG: &str = "tag";
const PHONE: &str = "phone4";

impl Profile {
    /// The name, as traits tell it: `name`, else `firstName` and `lastName` (the Segment protocol's words),
    /// family name first where the language has it so.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        let trait_of =
            |name: &str| self.traits.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty());
        if let Some(name) = trait_of("name") {
            return Some(name.to_owned());
        }
        let first = trait_of("firstName").or_else(|| trait_of("first_name"));
        let last = trait_of("lastName").or_else(|| trait_of("last_name"));
        match (first, last) {
            (Some(first), Some(last)) if first.is_ascii() && last.is_ascii() => {
                Some(format!("{first} {last}"))
            }
            (Some(first), Some(last)) => Some(format!("{last}{first}")),
            (one, other) => one.or(other).map(str::to_owned),
        }
    }

    /// The terms that lists find the customer by, sorted: name, tags, the last digits of phone numbers.
    #[must_use]
    pub fn terms(&self) -> Vec<i64> {
        let mut terms = self.name().map(|name| search::name_terms(NAME, &name)).unwrap_or_default();
        terms.extend(self.tags.keys().map(|tag| tag_term(tag)));
        let phones = self.identities.iter().filter(|identity| identity.kind == IdentityKind::Phone);
        terms.extend(phones.filter_map(|phone| phone_term(&phone.value)));
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// Whether a search for a part of the name, or for the last digits of a phone number, means this customer;
    /// `wanted` is [`search::normalised`].
    #[must_use]
    pub fn is_called(&self, wanted: &str) -> bool {
        let by_name = self.name().is_some_and(|name| {
            let name = search::normalised(&name);
            wanted.split(' ').all(|part| name.contains(part))
        });
        let is_phone = |kind: IdentityKind, value: &str| {
            kind == IdentityKind::Phone && wanted.len() == PHONE_DIGITS && value.ends_with(wanted)
        };
        by_name || self.identities.iter().any(|identity| is_phone(identity.kind, &identity.value))
    }
}

/// The terms that whoever searches for a part of a name needs.
#[must_use]
pub fn called(text: &str) -> Vec<i64> {
    search::wanted_of_name(NAME, text)
}

/// The term of a tag.
#[must_use]
pub fn tag_term(tag: &str) -> i64 {
    search::whole(TAG, tag)
}

/// The term of a phone number, whole or its last four digits; none for what is no number.
#[must_use]
pub fn phone_term(number: &str) -> Option<i64> {
    let start = number.len().checked_sub(PHONE_DIGITS)?;
    let digits = number.get(start..)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| search::whole(PHONE, digits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::Identity;

    #[test]
    fn customers_are_found_by_name_tag_and_phone() {
        let mut profile = Profile::new();
        profile.traits.insert("firstName".to_owned(), "小明".into());
        profile.traits.insert("lastName".to_owned(), "王".into());
        let phone = Identity::parse(IdentityKind::Phone, "13800002207").expect("a number");
        profile.identities.push(phone);
        assert_eq!(profile.name().as_deref(), Some("王小明"));
        let terms = profile.terms();
        assert!(called("小明").iter().all(|term| terms.contains(term)));
        assert!(terms.contains(&phone_term("2207").expect("digits")));
        assert!(profile.is_called("王小") && profile.is_called("2207"));
        assert!(!profile.is_called("李") && !profile.is_called("2208"));
        assert_eq!(phone_term("李小龙"), None);
    }
}
