//! Members: people who work for the brand, what they may do and which units they may see.
//!
//! Every answer here is restrictive: what is not granted is refused, and of two limits both hold.

pub mod letter;
mod permission;
mod role;
mod scope;
pub mod second_factor;

pub use permission::{Permission, Permissions};
pub use role::Role;
pub use scope::Scope;

use crate::field::FieldError;
use crate::identity::{Identity, IdentityKind};

/// The fewest characters of a password: length is what protects, not the mix of characters (NIST SP 800-63B).
pub const PASSWORD_CHARS_MIN: usize = 10;
/// The most bytes of a password; hashing longer ones only helps those who attack.
pub const PASSWORD_BYTES_MAX: usize = 256;
/// The most characters of a name of a member, unit, token or source.
pub const NAME_CHARS_MAX: usize = 100;
/// The most units one member is given; each covers its whole subtree.
pub const UNITS_MAX: usize = 100;

/// An e-mail address in lower case, as members log in with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Normalises an address.
    pub fn parse(field: &str, raw: &str) -> Result<Self, FieldError> {
        Identity::parse(IdentityKind::Email, raw).map(|identity| Self(identity.value)).map_err(|error| {
            FieldError::new(field, "invalid_email", format!("not an e-mail address: {error}"))
        })
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A password as typed. It is never printed, stored or compared: only its hash is.
#[derive(Clone)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Password {
    /// A new password: long enough, and not one that is guessed first.
    pub fn choose(field: &str, raw: &str, email: &Email) -> Result<Self, FieldError> {
        let error = |code: &str, message: String| Err(FieldError::new(field, code, message));
        if raw.chars().count() < PASSWORD_CHARS_MIN {
            return error(
                "too_short",
                format!("at least {PASSWORD_CHARS_MIN} characters; a few words are good"),
            );
        }
        if raw.len() > PASSWORD_BYTES_MAX {
            return error("too_long", format!("at most {PASSWORD_BYTES_MAX} bytes"));
        }
        let lower = raw.to_lowercase();
        let mailbox = email.as_str().split('@').next().unwrap_or_default();
        if lower == email.as_str()
            || (mailbox.len() >= 4 && lower.trim_end_matches(char::is_numeric) == mailbox)
        {
            return error("too_easy", "the password repeats the e-mail address".into());
        }
        if is_first_guess(&lower) {
            return error("too_easy", "this is one of the first passwords that are tried".into());
        }
        Ok(Self(raw.to_owned()))
    }

    /// A password offered at login. `None` when no stored hash can match it.
    #[must_use]
    pub fn offered(raw: &str) -> Option<Self> {
        (raw.len() <= PASSWORD_BYTES_MAX).then(|| Self(raw.to_owned()))
    }

    /// What was typed, for hashing.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// One character repeated, a run of the keyboard or the alphabet, or a well-known password with digits after it.
fn is_first_guess(lower: &str) -> bool {
    const RUNS: [&str; 6] = [
        "12345678901234567890",
        "09876543210987654321",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "1qaz2wsx3edc4rfv5tgb6yhn",
        "1q2w3e4r5t6y7u8i9o0p",
    ];
    const WORDS: [&str; 10] = [
        "password",
        "passw0rd",
        "p@ssw0rd",
        "p@ssword",
        "administrator",
        "iloveyou",
        "letmein",
        "welcome",
        "changeme",
        "touchstone",
    ];
    let mut characters = lower.chars();
    let first = characters.next();
    let stem =
        lower.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter.is_ascii_punctuation());
    characters.all(|character| Some(character) == first)
        || RUNS.iter().any(|run| run.contains(lower))
        || WORDS.contains(&stem)
}

/// A name given by people: trimmed, not empty, without control characters, at most [`NAME_CHARS_MAX`].
pub fn name(field: &str, raw: &str) -> Result<String, FieldError> {
    let name = raw.trim();
    if name.is_empty() {
        return Err(FieldError::new(field, "required", "must not be empty"));
    }
    if name.chars().count() > NAME_CHARS_MAX {
        return Err(FieldError::new(field, "too_long", format!("at most {NAME_CHARS_MAX} characters")));
    }
    if name.chars().any(char::is_control) {
        return Err(FieldError::new(field, "invalid", "must not contain control characters"));
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused_with_the_reason() {
        let email = Email::parse("email", "Li.Na@example.com").expect("an address");
        let code = |raw: &str| Password::choose("password", raw, &email).err().map(|error| error.code);
        assert_eq!(code("short"), Some("too_short".into()));
        assert_eq!(code(&"长".repeat(100)), Some("too_long".into()));
        assert_eq!(code("li.na@example.com"), Some("too_easy".into()));
        assert_eq!(code("li.na20261122"), Some("too_easy".into()));
        assert_eq!(code("1234567890"), Some("too_easy".into()));
        assert_eq!(code("Password2026!"), Some("too_easy".into()));
        assert_eq!(code("aaaaaaaaaaaa"), Some("too_easy".into()));
        assert_eq!(code("a warm bowl of noodles"), None);
        assert_eq!(code("热汤面和一杯豆浆再来一份"), None);
    }

    #[test]
    fn a_password_is_never_printed() {
        let password = Password::offered("a warm bowl of noodles").expect("short enough");
        assert!(!format!("{password:?}").contains("noodles"));
    }

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(name("name", "  Nanjing Road \n"), Ok("Nanjing Road".into()));
        assert_eq!(name("name", " ").map_err(|error| error.code), Err("required".into()));
        assert_eq!(name("name", "a\u{0}b").map_err(|error| error.code), Err("invalid".into()));
        assert_eq!(name("name", &"店".repeat(101)).map_err(|error| error.code), Err("too_long".into()));
    }
}
