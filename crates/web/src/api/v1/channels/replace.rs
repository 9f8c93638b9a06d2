//! Other channels.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::channel::{ChannelSettings, EmailSettings, Secret, Tls, WebhookSettings};
use touchstone_engine::App;
use utoipa::ToSchema;

use super::Channels;
use crate::api::schema;
use crate::auth::{Can, EditBrand};
use crate::extract::Json;
use crate::problem::Problem;

/// How messages are to leave.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplaceChannelsRequest {
    /// The mail server; null or left out for none.
    #[serde(default)]
    pub email: Option<EmailServer>,
    /// Signed requests to the brand's own systems; only public addresses when left out.
    #[serde(default)]
    pub webhook: Webhooks,
}

/// A mail server.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EmailServer {
    /// Its name.
    #[schema(example = "smtp.example.com", min_length = 1, max_length = 253)]
    pub host: String,
    /// Its port.
    #[schema(example = 587, minimum = 1)]
    pub port: u16,
    /// How the connection is protected; `starttls` when left out.
    #[serde(default)]
    #[schema(value_type = schema::Tls)]
    pub tls: Tls,
    /// The account, if the server wants one.
    #[serde(default)]
    #[schema(max_length = 512)]
    pub user: Option<String>,
    /// Its password. Left out, the password stays that was given for this account on this server.
    #[serde(default)]
    #[schema(max_length = 512)]
    pub password: Option<String>,
    /// The sender.
    #[schema(example = "Golden Spoon <hello@example.com>", max_length = 512)]
    pub from: String,
    /// Where answers go, if not to the sender.
    #[serde(default)]
    #[schema(max_length = 512)]
    pub reply_to: Option<String>,
}

/// Signed requests.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Where messages of channels without a provider of their own go: text messages, WeChat.
    #[schema(example = "https://example.com/messages", max_length = 512)]
    pub messages_url: Option<String>,
    /// Whether requests may go to this machine and to private networks. Whoever may edit playbooks can then
    /// reach everything that this machine can.
    pub allow_private: bool,
}

impl From<ReplaceChannelsRequest> for ChannelSettings {
    fn from(request: ReplaceChannelsRequest) -> Self {
        let email = request.email.map(|email| EmailSettings {
            host: email.host,
            port: email.port,
            tls: email.tls,
            user: email.user,
            password: email.password.map(Secret::new),
            from: email.from,
            reply_to: email.reply_to,
        });
        let Webhooks { messages_url, allow_private } = request.webhook;
        Self { email, webhook: WebhookSettings { secret: None, messages_url, allow_private } }
    }
}

/// Replaces how the brand's messages leave. The secret of webhooks stays.
#[utoipa::path(
    put,
    path = "/v1/channels",
    tag = "channels",
    request_body = ReplaceChannelsRequest,
    responses((status = 200, description = "The channels.", body = Channels))
)]
pub async fn replace_channels(
    who: Can<EditBrand>,
    State(app): State<App>,
    Json(request): Json<ReplaceChannelsRequest>,
) -> Result<Json<Channels>, Problem> {
    Ok(Json(app.replace_channels(&who, request.into()).await?.into()))
}
