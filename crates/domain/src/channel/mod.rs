//! How a brand's messages leave: its mail server, its webhooks.

use serde::{Deserialize, Serialize};

use crate::field::FieldError;

/// Longest value of a setting, in bytes.
const TEXT_BYTES_MAX: usize = 512;
/// What the secret of a Standard Webhook begins with.
pub const WEBHOOK_SECRET_PREFIX: &str = "whsec_";

/// What a brand configured for its channels. Holds secrets: it is stored apart from the other settings
/// and never answered as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelSettings {
    /// The mail server; without one no e-mail leaves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailSettings>,
    /// Signed requests to the brand's own systems.
    pub webhook: WebhookSettings,
}

/// A text that is not shown.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being shown.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// A mail server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EmailSettings {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    #[serde(default)]
    pub tls: Tls,
    /// The account, if it wants one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Its password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Secret>,
    /// The sender: `brand@example.com` or `Brand <brand@example.com>`.
    pub from: String,
    /// Where answers go, if not to the sender.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
}

/// How a connection to a mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// TLS from the first byte (usually port 465).
    Implicit,
    /// Begun in the clear and then protected, or not used at all (usually port 587).
    #[default]
    Starttls,
    /// In the clear; only for a server on the same machine or network.
    None,
}

impl Tls {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Implicit, Self::Starttls, Self::None];

    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Implicit => "implicit",
            Self::Starttls => "starttls",
            Self::None => "none",
        }
    }
}

/// Signed requests to the brand's own systems.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WebhookSettings {
    /// Signs requests: `whsec_` and base64. Without one, a secret derived from the brand's is used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// Where messages of channels without a provider of their own go: text messages, WeChat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages_url: Option<String>,
    /// Whether requests may go to this machine and private networks. Whoever may edit playbooks can then
    /// reach everything that this machine can.
    pub allow_private: bool,
}

impl ChannelSettings {
    /// What is wrong with the settings, naming the fields.
    #[must_use]
    pub fn check(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if let Some(email) = &self.email {
            email.check(&mut errors);
        }
        if let Some(url) = &self.webhook.messages_url
            && !is_http(url)
        {
            let message = "Use an address that begins with https:// or http://.";
            errors.push(FieldError::new("webhook.messages_url", "malformed", message));
        }
        errors
    }
}

impl EmailSettings {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let is_host = !self.host.is_empty()
            && self.host.len() <= 253
            && self.host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte));
        if !is_host {
            errors.push(FieldError::new("email.host", "malformed", "Use a name such as smtp.example.com."));
        }
        if self.port == 0 {
            errors.push(FieldError::new("email.port", "out_of_range", "Use a port from 1 to 65535."));
        }
        let texts = [
            ("email.user", self.user.as_deref()),
            ("email.password", self.password.as_ref().map(Secret::reveal)),
            ("email.from", Some(self.from.as_str())),
            ("email.reply_to", self.reply_to.as_deref()),
        ];
        for (field, text) in texts {
            let Some(text) = text else { continue };
            if text.len() > TEXT_BYTES_MAX || text.chars().any(char::is_control) {
                errors.push(FieldError::new(field, "malformed", "Use at most 512 bytes on one line."));
            }
        }
        if self.user.is_some() != self.password.is_some() {
            let message = "Give user and password together, or neither.";
            errors.push(FieldError::new("email.password", "required", message));
        }
        for (field, address) in [("email.from", Some(&self.from)), ("email.reply_to", self.reply_to.as_ref())]
        {
            if address.is_some_and(|address| !address.contains('@')) {
                let message = "Use an address such as Brand <hello@example.com>.";
                errors.push(FieldError::new(field, "malformed", message));
            }
        }
    }
}

fn is_http(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty())
        && url.len() <= TEXT_BYTES_MAX
        && !url.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_settings_name_their_fields() {
        let settings = ChannelSettings {
            email: Some(EmailSettings {
                host: "no host".to_owned(),
                port: 0,
                tls: Tls::Starttls,
                user: Some("me".to_owned()),
                password: None,
                from: "nobody".to_owned(),
                reply_to: None,
            }),
            webhook: WebhookSettings {
                messages_url: Some("ftp://example.com".to_owned()),
                ..WebhookSettings::default()
            },
        };
        let fields: Vec<String> = settings.check().into_iter().map(|error| error.field).collect();
        let expected = ["email.host", "email.port", "email.password", "email.from", "webhook.messages_url"];
        assert_eq!(fields, expected);
        assert!(ChannelSettings::default().check().is_empty());
    }

    #[test]
    fn words_match_json() {
        for tls in Tls::ALL {
            assert_eq!(serde_json::to_value(tls).expect("serialises"), tls.as_str());
        }
    }

    #[test]
    fn secrets_are_stored_and_not_shown() {
        let secret = Secret::new("hush".to_owned());
        assert_eq!(format!("{secret:?}"), "***");
        assert_eq!(serde_json::to_string(&secret).expect("serialises"), "\"hush\"");
    }
}
