//! Who an event is about: every id that the formats carry, as [`Identity`] values.

use serde_json::{Map, Value};
use touchstone_domain::field::FieldError;
use touchstone_domain::identity::{Identity, IdentityKind, InvalidIdentity};

use super::Errors;
use super::scalar::Scalar;

/// Most identities one event may carry.
const PER_EVENT_MAX: usize = 16;

/// The identities of one event as they are found.
#[derive(Default)]
pub(super) struct Gathered {
    found: Vec<Identity>,
    /// Whether any value was given, usable or not.
    pub attempted: bool,
}

impl Gathered {
    /// Takes one value; one that is no identity is left out with a warning under `path`.
    pub(super) fn add(
        &mut self,
        kind: IdentityKind,
        value: &str,
        path: impl FnOnce() -> String,
        warnings: &mut Errors,
    ) {
        match Identity::parse(kind, value) {
            Ok(identity) => {
                self.attempted = true;
                if self.found.contains(&identity) {
                    return;
                }
                if self.found.len() < PER_EVENT_MAX {
                    self.found.push(identity);
                } else {
                    warnings.push(FieldError::new(
                        path(),
                        "too_many",
                        format!(
                            "An event may carry at most {PER_EVENT_MAX} identities; this one was left out."
                        ),
                    ));
                }
            }
            Err(InvalidIdentity::Empty) => {}
            Err(reason) => {
                self.attempted = true;
                warnings.push(FieldError::new(
                    path(),
                    code(reason),
                    format!("Not usable as an identity: {reason}."),
                ));
            }
        }
    }

    /// Takes an id field; a type that is no id is an error, since losing an id splits a customer in two.
    pub(super) fn field(
        &mut self,
        kind: IdentityKind,
        name: &'static str,
        field: &Scalar<'_>,
        (errors, warnings): (&mut Errors, &mut Errors),
    ) {
        if let Some(what) = field.other() {
            errors.push(FieldError::new(
                name,
                "type",
                format!("`{name}` must be text or a whole number, not {what}."),
            ));
        } else if let Some(value) = field.text() {
            self.add(kind, value, || name.to_owned(), warnings);
        }
    }

    /// Takes the identities among traits.
    pub(super) fn traits(
        &mut self,
        traits: Option<&Map<String, Value>>,
        prefix: &str,
        warnings: &mut Errors,
    ) {
        for (name, value) in traits.into_iter().flatten() {
            let Some(kind) = kind_of_trait(name) else { continue };
            let number;
            let text = match value {
                Value::String(text) => text.as_str(),
                Value::Number(value) if !value.is_f64() => {
                    number = value.to_string();
                    &number
                }
                _ => continue,
            };
            self.add(kind, text, || format!("{prefix}.{name}"), warnings);
        }
    }

    /// Takes `context.externalIds` (Segment) or `context.externalId` (RudderStack): a list of `{type, id}`.
    pub(super) fn external(&mut self, context: Option<&Map<String, Value>>, warnings: &mut Errors) {
        for name in ["externalIds", "externalId"] {
            let list = context.and_then(|context| context.get(name)).and_then(Value::as_array);
            for (position, entry) in list.into_iter().flatten().enumerate() {
                let text = |field: &str| entry.get(field).and_then(Value::as_str);
                let kind = text("type").and_then(kind_of_trait);
                let Some((kind, id)) = kind.zip(text("id")) else { continue };
                self.add(kind, id, || format!("context.{name}[{position}].id"), warnings);
            }
        }
    }

    /// Whether none was usable.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The identities, strongest first, in the order found within a kind.
    pub(super) fn into_sorted(mut self) -> Vec<Identity> {
        self.found.sort_by_key(|identity| identity.kind);
        self.found
    }
}

fn code(reason: InvalidIdentity) -> &'static str {
    match reason {
        InvalidIdentity::Empty => "required",
        InvalidIdentity::TooLong => "too_long",
        InvalidIdentity::Placeholder => "placeholder",
        InvalidIdentity::Malformed => "malformed",
    }
}

/// The kind of identity that a trait of this name holds, however the client spells it.
///
/// User ids are not among them: only `userId` says who a customer is.
pub(super) fn kind_of_trait(name: &str) -> Option<IdentityKind> {
    // No spelling of any kind is shorter or longer, and every one begins with one of these letters.
    if !(5..=16).contains(&name.len())
        || !name.starts_with(['e', 'E', 'p', 'P', 'm', 'M', 'o', 'O', 'u', 'U', 'w', 'W'])
    {
        return None;
    }
    let mut folded = [0u8; 16];
    let mut length = 0;
    for byte in name.bytes().filter(|byte| !matches!(byte, b'_' | b'-' | b' ')) {
        folded[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    match &folded[..length] {
        b"email" | b"emailaddress" => Some(IdentityKind::Email),
        b"phone" | b"mobile" | b"phonenumber" | b"mobilephone" | b"mobilenumber" => Some(IdentityKind::Phone),
        b"openid" | b"wechatopenid" => Some(IdentityKind::Openid),
        b"unionid" | b"wechatunionid" => Some(IdentityKind::Unionid),
        b"memberno" | b"memberid" | b"membernumber" | b"membershipno" => Some(IdentityKind::Member),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traits_are_recognised_in_any_spelling() {
        for (name, kind) in [
            ("email", Some(IdentityKind::Email)),
            ("Email_Address", Some(IdentityKind::Email)),
            ("phoneNumber", Some(IdentityKind::Phone)),
            ("open_id", Some(IdentityKind::Openid)),
            ("unionId", Some(IdentityKind::Unionid)),
            ("member_no", Some(IdentityKind::Member)),
            ("emails_opened", None),
            ("plan", None),
            ("mobile________________", None),
        ] {
            assert_eq!(kind_of_trait(name), kind, "{name}");
        }
    }

    #[test]
    fn identities_are_sorted_once_and_bounded() {
        let mut gathered = Gathered::default();
        let mut warnings = Vec::new();
        gathered.add(IdentityKind::Email, "A@x.cn", String::new, &mut warnings);
        gathered.add(IdentityKind::User, "u1", String::new, &mut warnings);
        gathered.add(IdentityKind::Email, "a@x.cn ", String::new, &mut warnings);
        assert!(warnings.is_empty());
        for n in 0..20 {
            gathered.add(IdentityKind::Anonymous, &format!("a{n}"), String::new, &mut warnings);
        }
        assert_eq!(warnings.len(), 6);
        let sorted = gathered.into_sorted();
        assert_eq!(
            (sorted.len(), sorted[0].kind, sorted[1].kind),
            (16, IdentityKind::User, IdentityKind::Email)
        );
    }
}
