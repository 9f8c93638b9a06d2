//! How a member configures the channels. Secrets only go in: they are neither answered nor written to
//! the audit log, and a new webhook secret is shown once.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use touchstone_domain::channel::{ChannelSettings, EmailSettings, Secret, WEBHOOK_SECRET_PREFIX};
use touchstone_domain::hash;

use super::sealed;
use crate::access::Actor;
use crate::{App, Refusal};

/// Bytes of a webhook secret; Standard Webhooks recommends 24 to 64.
const SECRET_BYTES: usize = 32;

impl App {
    /// How the brand's messages leave, without the secrets.
    pub async fn channels(&self, actor: &Actor) -> Result<ChannelSettings, Refusal> {
        let app = self.clone();
        let settings = self.store().read("channels", actor.brand, move |tx| sealed::load(tx, &app)).await?;
        Ok(without_secrets(&settings))
    }

    /// Replaces the channels' settings. The webhook secret stays; so does the mail server's password when
    /// none is given for the same account on the same server.
    pub async fn replace_channels(
        &self,
        actor: &Actor,
        wanted: ChannelSettings,
    ) -> Result<ChannelSettings, Refusal> {
        let app = self.clone();
        self.change("replace_channels", actor, move |change| {
            let before = sealed::load(change.tx, &app)?;
            let after = keeping_secrets(&before, wanted.clone());
            let errors = after.check();
            if !errors.is_empty() {
                return Err(errors.into());
            }
            let shown = without_secrets(&after);
            if after == before {
                change.unchanged();
            } else {
                sealed::save(change.tx, &app, &after, change.now)?;
                change.audit("channels.replace", change.actor().brand, &without_secrets(&before), &shown);
            }
            Ok(shown)
        })
        .await
    }

    /// Makes a new webhook secret, with which everything is signed from now on. `None` when an idempotency
    /// key brought back a secret made before.
    pub async fn new_webhook_secret(&self, actor: &Actor) -> Result<Option<String>, Refusal> {
        let bytes: [u8; SECRET_BYTES] = self.random_bytes();
        let secret = format!("{WEBHOOK_SECRET_PREFIX}{}", STANDARD.encode(bytes));
        let fingerprint = hash::digest16(&[secret.as_bytes()]);
        let fresh = Secret::new(secret.clone());
        let app = self.clone();
        let made = self
            .change("new_webhook_secret", actor, move |change| {
                let mut settings = sealed::load(change.tx, &app)?;
                settings.webhook.secret = Some(fresh.clone());
                sealed::save(change.tx, &app, &settings, change.now)?;
                change.audit("channels.webhook_secret", change.actor().brand, &(), &());
                Ok(fingerprint)
            })
            .await?;
        Ok((made == fingerprint).then_some(secret))
    }
}

fn without_secrets(settings: &ChannelSettings) -> ChannelSettings {
    let mut shown = settings.clone();
    shown.webhook.secret = None;
    if let Some(email) = &mut shown.email {
        email.password = None;
    }
    shown
}

/// A password goes to the server it was given for and to no other: whoever may change the server must not
/// learn it by naming one of their own.
fn keeping_secrets(before: &ChannelSettings, mut wanted: ChannelSettings) -> ChannelSettings {
    wanted.webhook.secret.clone_from(&before.webhook.secret);
    if let (Some(old), Some(new)) = (&before.email, &mut wanted.email)
        && new.password.is_none()
        && account(old) == account(new)
    {
        new.password.clone_from(&old.password);
    }
    wanted
}

fn account(email: &EmailSettings) -> (&str, u16, touchstone_domain::channel::Tls, Option<&str>) {
    (&email.host, email.port, email.tls, email.user.as_deref())
}

#[cfg(test)]
mod tests {
    use touchstone_domain::channel::Tls;

    use super::*;

    fn at(host: &str, password: Option<&str>) -> ChannelSettings {
        let email = EmailSettings {
            host: host.to_owned(),
            port: 587,
            tls: Tls::Starttls,
            user: Some("brand".to_owned()),
            password: password.map(|password| Secret::new(password.to_owned())),
            from: "hello@brand.example".to_owned(),
            reply_to: None,
        };
        ChannelSettings { email: Some(email), ..ChannelSettings::default() }
    }

    #[test]
    fn a_password_stays_with_its_server() {
        let mut before = at("smtp.brand.example", Some("hush"));
        before.webhook.secret = Some(Secret::new("whsec_AAAA".to_owned()));
        assert_eq!(keeping_secrets(&before, at("smtp.brand.example", None)), before);
        let elsewhere = keeping_secrets(&before, at("smtp.thief.example", None));
        assert_eq!(elsewhere.email.expect("e-mail").password, None);
        assert_eq!(without_secrets(&before), at("smtp.brand.example", None));
    }
}
