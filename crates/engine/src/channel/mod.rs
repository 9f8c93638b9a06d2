//! Channels: how an effect reaches the world outside.

mod address;
mod configure;
mod email;
pub(crate) mod sealed;
mod signature;
mod trial;
mod webhook;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use touchstone_domain::channel::ChannelSettings;
use touchstone_domain::effect::{Effect, EffectKind};
use touchstone_domain::id::BrandId;
use touchstone_domain::profile::Channel;

pub use address::is_public;
pub use email::{Email, Letter};
pub use signature::{derived_secret, signature};
pub use trial::{Trial, TrialEnd};
pub use webhook::Webhook;

/// One effect on its way out.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Whose it is.
    pub brand: BrandId,
    /// The effect; its id is the receiver's key to recognise a repetition.
    pub effect: Effect,
    /// How the brand's messages leave.
    pub channels: Arc<BrandChannels>,
    /// The time of the attempt.
    pub now: Timestamp,
}

/// What a brand's deliveries need.
#[derive(Clone)]
pub struct BrandChannels {
    /// What the brand configured.
    pub settings: ChannelSettings,
    /// Signs what the brand hands out.
    pub brand_secret: [u8; 32],
    /// The name customers read.
    pub brand_name: String,
}

impl std::fmt::Debug for BrandChannels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BrandChannels").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Why a delivery failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    error: String,
    is_permanent: bool,
    retry_after: Option<Duration>,
}

impl Failure {
    /// It may work another time.
    pub fn transient(error: impl Into<String>) -> Self {
        Self { error: error.into(), is_permanent: false, retry_after: None }
    }

    /// It will never work.
    pub fn permanent(error: impl Into<String>) -> Self {
        Self { error: error.into(), is_permanent: true, retry_after: None }
    }

    /// The peer asked to wait this long.
    #[must_use]
    pub fn after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait;
        self
    }

    /// What was met; shown to members, so it holds no secret and nothing personal beyond the peer's words.
    #[must_use]
    pub fn error(&self) -> &str {
        &self.error
    }

    /// Whether trying again is useless.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.is_permanent
    }

    /// How long the peer asked to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<jiff::SignedDuration> {
        self.retry_after.and_then(|wait| wait.try_into().ok())
    }
}

/// The answer of a delivery, later.
pub type Delivering<'a> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'a>>;

/// Delivers effects. A simulated world has one of its own.
pub trait Carrier: Send + Sync + 'static {
    /// Delivers one effect. `Ok` means that the peer took it.
    fn deliver<'a>(&'a self, delivery: &'a Delivery) -> Delivering<'a>;
}

/// The real channels.
///
/// Text messages and WeChat have no provider yet: they go to the brand's own system as a signed request,
/// `message.send`, at the address configured as `webhook.messages_url`.
#[derive(Default)]
pub struct Channels {
    email: Email,
    webhook: Webhook,
}

impl Carrier for Channels {
    fn deliver<'a>(&'a self, delivery: &'a Delivery) -> Delivering<'a> {
        Box::pin(async move {
            match &delivery.effect.kind {
                EffectKind::Send(message) => match message.channel {
                    Channel::Email => self.email.send(delivery, message).await,
                    Channel::Sms | Channel::Wechat | Channel::Webhook => {
                        self.webhook.send(delivery, message).await
                    }
                },
                EffectKind::Webhook(call) => self.webhook.call(delivery, call).await,
                EffectKind::OpenCase(_) | EffectKind::Notify(_) => {
                    Err(Failure::permanent("this effect does not leave the machine"))
                }
            }
        })
    }
}

/// The peer that a delivery of this effect goes to: peers fail and are slow together. For e-mail it is
/// the brand's mail server, for a request the host.
#[must_use]
pub fn destination(brand: BrandId, effect: &Effect) -> String {
    match &effect.kind {
        EffectKind::Send(message) => format!("{}:{brand}", message.channel.as_str()),
        EffectKind::Webhook(call) => format!("{brand}:{}", host(&call.url)),
        EffectKind::OpenCase(_) | EffectKind::Notify(_) => brand.to_string(),
    }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    rest[..end].rsplit('@').next().unwrap_or_default()
}
