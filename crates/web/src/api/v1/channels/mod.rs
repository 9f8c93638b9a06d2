//! How the brand's messages leave: its mail server and its webhooks. Secrets go in and do not come out.

mod new_secret;
mod replace;
mod show;
mod test;

use serde::Serialize;
use touchstone_domain::channel::{ChannelSettings, Tls};
use utoipa::ToSchema;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(show::show_channels, replace::replace_channels))
        .with(guarded!(new_secret::new_webhook_secret))
        .with(guarded!(test::test_channel))
}

/// The channels.
#[derive(Debug, Serialize, ToSchema)]
pub struct Channels {
    /// The mail server; null when none is configured, and then no e-mail leaves.
    #[schema(required)]
    pub email: Option<EmailChannel>,
    /// Signed requests to the brand's own systems.
    pub webhook: WebhookChannel,
}

/// A mail server, without its password.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmailChannel {
    /// Its name.
    #[schema(example = "smtp.example.com")]
    pub host: String,
    /// Its port.
    #[schema(example = 587)]
    pub port: u16,
    /// How the connection is protected.
    #[schema(value_type = schema::Tls)]
    pub tls: Tls,
    /// The account; null when the server wants none.
    #[schema(required)]
    pub user: Option<String>,
    /// The sender.
    #[schema(example = "Golden Spoon <hello@example.com>")]
    pub from: String,
    /// Where answers go; null when to the sender.
    #[schema(required)]
    pub reply_to: Option<String>,
}

/// Signed requests, without the secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookChannel {
    /// Where messages of channels without a provider of their own go: text messages, WeChat.
    #[schema(required)]
    pub messages_url: Option<String>,
    /// Whether requests may go to this machine and to private networks.
    pub allow_private: bool,
}

impl From<ChannelSettings> for Channels {
    fn from(settings: ChannelSettings) -> Self {
        let email = settings.email.map(|email| EmailChannel {
            host: email.host,
            port: email.port,
            tls: email.tls,
            user: email.user,
            from: email.from,
            reply_to: email.reply_to,
        });
        let webhook = WebhookChannel {
            messages_url: settings.webhook.messages_url,
            allow_private: settings.webhook.allow_private,
        };
        Self { email, webhook }
    }
}
