//! Trying a channel: one message, at once, and what the peer said.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use touchstone_domain::channel::ChannelSettings;
use touchstone_domain::effect::{Effect, EffectKind, FORMAT, WebhookCall};
use touchstone_domain::field::FieldError;
use touchstone_domain::hash;
use touchstone_domain::id::{CustomerId, EffectId};
use touchstone_domain::member;
use touchstone_store::rows::{brands, members};

use super::{BrandChannels, Delivery, Email, Failure, Letter, Webhook, sealed};
use crate::access::Actor;
use crate::brand::secret_of;
use crate::throttle::Subject;
use crate::{App, Refusal};

/// How long a trial may take; a request is answered within 30 seconds.
const TRIAL_MAX: Duration = Duration::from_secs(25);

/// What is tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trial {
    /// An e-mail through the configured mail server.
    Email {
        /// To whom; the actor when `None`.
        to: Option<String>,
    },
    /// A signed request.
    Webhook {
        /// Where to; the configured address of messages when `None`.
        url: Option<String>,
    },
}

/// How a trial went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialEnd {
    /// Whether the peer took it.
    pub is_taken: bool,
    /// What the peer said, or what was met instead.
    pub words: String,
}

impl App {
    /// Sends a test message and waits for the peer's answer. `None` when an idempotency key brought back an earlier
    /// trial, which is not made again.
    pub async fn try_channel(&self, actor: &Actor, trial: Trial) -> Result<Option<TrialEnd>, Refusal> {
        self.take_try(Subject::Account, hash::digest16(&[b"trial", actor.member.as_bytes()]))?;
        let (app, nonce) = (self.clone(), self.random_bytes::<8>());
        let wanted = trial.clone();
        // Written down first: a trial sends something in the brand's name, whatever becomes of it.
        let recorded = self
            .change("try_channel", actor, move |change| {
                let settings = sealed::load(change.tx, &app)?;
                let (channel, to) = match &wanted {
                    Trial::Email { to } => {
                        if settings.email.is_none() {
                            let detail = "No mail server is configured; save one first.";
                            return Err(Refusal::Conflict(detail.to_owned()));
                        }
                        let to = to.as_deref().map(|to| member::Email::parse("to", to)).transpose()?;
                        ("email", to.map(|to| to.as_str().to_owned()))
                    }
                    Trial::Webhook { url } => ("webhook", Some(target(url.as_deref(), &settings)?)),
                };
                let after = json!({ "channel": channel, "to": to });
                change.audit("channels.test", change.actor().brand, &(), &after);
                Ok(nonce)
            })
            .await?;
        if recorded != nonce {
            return Ok(None);
        }
        let sent = tokio::time::timeout(TRIAL_MAX, self.send_trial(actor, trial)).await;
        let end = match sent {
            Ok(sent) => sent?,
            Err(_) => Err(Failure::transient("no answer in time")),
        };
        Ok(Some(match end {
            Ok(words) => TrialEnd { is_taken: true, words },
            Err(failure) => TrialEnd { is_taken: false, words: failure.error().to_owned() },
        }))
    }

    async fn send_trial(&self, actor: &Actor, trial: Trial) -> Result<Result<String, Failure>, Refusal> {
        let (app, member) = (self.clone(), actor.member);
        let (settings, brand, own) = self
            .store()
            .read("channel_trial", actor.brand, move |tx| {
                let brand = brands::load(tx)?.ok_or(Refusal::NotFound("brand"))?;
                let member = members::get(tx, member)?.ok_or(Refusal::NotFound("member"))?;
                Ok::<_, Refusal>((sealed::load(tx, &app)?, brand, member.email))
            })
            .await?;
        let (name, now) = (brand.settings.name.clone(), self.now());
        match trial {
            Trial::Email { to } => {
                let Some(server) = &settings.email else {
                    return Ok(Err(Failure::permanent("no mail server is configured")));
                };
                let (subject, text) = words(&name, brand.settings.language.starts_with("zh"));
                let (id, to) = (self.random_bytes(), to.unwrap_or(own));
                let letter = Letter { id, brand: name, to, subject, text };
                Ok(Email::default().letter(server, &letter).await)
            }
            Trial::Webhook { url } => {
                let url = target(url.as_deref(), &settings)?;
                let payload = json!({ "brand": name });
                let call = WebhookCall { url, event_type: "test".to_owned(), payload };
                let effect = Effect {
                    format: FORMAT,
                    id: self.new_id(EffectId::new),
                    customer: CustomerId::from_bytes([0; 16]),
                    run: None,
                    message_id: "test".to_owned(),
                    created_at: now,
                    not_before: None,
                    kind: EffectKind::Webhook(call.clone()),
                };
                let brand_secret = secret_of(self.keyring(), &brand)?;
                let channels = Arc::new(BrandChannels { settings, brand_secret, brand_name: name });
                let delivery = Delivery { brand: actor.brand, effect, channels, now };
                Ok(Webhook::default().try_call(&delivery, &call).await)
            }
        }
    }
}

fn target(url: Option<&str>, settings: &ChannelSettings) -> Result<String, FieldError> {
    let configured = settings.webhook.messages_url.as_deref();
    url.or(configured).map(str::to_owned).ok_or_else(|| {
        FieldError::new("url", "required", "no address is configured; name one to try")
            .in_chinese("还没有配置地址；请填写要测试的地址")
    })
}

fn words(brand: &str, is_chinese: bool) -> (String, String) {
    if is_chinese {
        (format!("{brand}：测试邮件"), format!("{brand} 的邮件服务器可用。这是一封测试邮件。\n"))
    } else {
        (format!("{brand}: a test"), format!("The mail server of {brand} works. This is a test.\n"))
    }
}
