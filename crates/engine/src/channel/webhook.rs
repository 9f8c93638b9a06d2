//! Signed requests to the brand's own systems.
//!
//! The body is `{"type", "timestamp", "data"}`; `webhook-id` is the effect's id and stays the same over
//! all attempts. Any 2xx is success; 410 and other refusals of this very request are final; the rest is
//! tried again. Redirects are not followed and the machine's own network is not reached.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde::Serialize;
use serde_json::{Value, json};
use touchstone_domain::channel::Secret;
use touchstone_domain::effect::{Message, WebhookCall};

use super::{Delivery, Failure, derived_secret, is_public, signature};
use crate::worker::peers::PER_PEER_MAX;

const CONNECT_MAX: Duration = Duration::from_secs(5);
const REQUEST_MAX: Duration = Duration::from_secs(15);
/// How much of an answer is read; more is not needed and not waited for.
const ANSWER_BYTES_MAX: usize = 64 * 1024;
/// How much of an answer an error quotes.
const QUOTE_BYTES_MAX: usize = 200;
/// The longest wait a peer may ask for.
const RETRY_AFTER_MAX: u64 = 6 * 60 * 60;

/// The channel of signed requests.
pub struct Webhook {
    guarded: Client,
    open: Client,
}

impl Default for Webhook {
    fn default() -> Self {
        Self { guarded: client(true), open: client(false) }
    }
}

/// The body of a request.
#[derive(Serialize)]
struct Body<'a> {
    r#type: &'a str,
    timestamp: Timestamp,
    data: &'a Value,
}

impl Webhook {
    /// Tells the brand's own system what a playbook wants it to know.
    pub async fn call(&self, delivery: &Delivery, call: &WebhookCall) -> Result<(), Failure> {
        self.try_call(delivery, call).await.map(drop)
    }

    /// The same; answers what the receiver said when it took it.
    pub async fn try_call(&self, delivery: &Delivery, call: &WebhookCall) -> Result<String, Failure> {
        self.post(delivery, &call.url, &call.event_type, &call.payload).await
    }

    /// Hands a message to the brand's own system, which sends it.
    pub async fn send(&self, delivery: &Delivery, message: &Message) -> Result<(), Failure> {
        let url = delivery.channels.settings.webhook.messages_url.as_deref().ok_or_else(|| {
            let channel = message.channel.as_str();
            Failure::permanent(format!("nothing sends {channel} messages: set webhook.messages_url"))
        })?;
        let data = json!({
            "effect": delivery.effect.id,
            "customer": delivery.effect.customer,
            "channel": message.channel,
            "address": message.address,
            "class": message.class,
            "language": message.language,
            "subject": message.subject,
            "text": message.text,
            "unsubscribe_link": message.unsubscribe_link,
        });
        self.post(delivery, url, "message.send", &data).await.map(drop)
    }

    async fn post(
        &self,
        delivery: &Delivery,
        url: &str,
        event: &str,
        data: &Value,
    ) -> Result<String, Failure> {
        let settings = &delivery.channels.settings.webhook;
        let url = admissible(url, settings.allow_private)?;
        let body = Body { r#type: event, timestamp: delivery.effect.created_at, data };
        let body = serde_json::to_string(&body)
            .map_err(|error| Failure::permanent(format!("the payload is no JSON: {error}")))?;
        let secret = settings.secret.as_ref().map_or_else(
            || derived_secret(&delivery.channels.brand_secret),
            |secret| Secret::reveal(secret).to_owned(),
        );
        let id = delivery.effect.id.to_string();
        let seconds = delivery.now.as_second();
        let signed = signature(&secret, &id, seconds, &body)
            .ok_or_else(|| Failure::permanent("webhook.secret is not base64"))?;
        let client = if settings.allow_private { &self.open } else { &self.guarded };
        let request = client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signed)
            .body(body);
        match request.send().await {
            Ok(answer) => judge(answer).await,
            Err(error) => Err(unreached(&error)),
        }
    }
}

fn client(is_guarded: bool) -> Client {
    let builder = Client::builder()
        .user_agent(concat!("Touchstone/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_MAX)
        .timeout(REQUEST_MAX)
        .redirect(redirect::Policy::none())
        // As many as may be under way to one peer: with fewer, busy peers get a new connection for most requests.
        .pool_max_idle_per_host(PER_PEER_MAX)
        // A proxy would resolve names where the guard does not see it.
        .no_proxy();
    let builder = if is_guarded { builder.dns_resolver(Arc::new(PublicOnly)) } else { builder };
    builder.build().expect("the options are constants that were tried")
}

/// Resolves names to public addresses only. What was checked is what is connected to: a name that changes
/// between check and use gains nothing.
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let public: Vec<SocketAddr> = found.into_iter().filter(|found| is_public(found.ip())).collect();
            if public.is_empty() {
                return Err("the name leads to no public address".into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// The address, if a request may go there. Names are judged when they are resolved.
fn admissible(url: &str, allow_private: bool) -> Result<Url, Failure> {
    let url =
        Url::parse(url).map_err(|error| Failure::permanent(format!("the address is malformed: {error}")))?;
    if !matches!(url.scheme(), "https" | "http") {
        return Err(Failure::permanent("the address must begin with https:// or http://"));
    }
    let literal: Option<IpAddr> =
        url.host_str().and_then(|host| host.trim_start_matches('[').trim_end_matches(']').parse().ok());
    if literal.is_some_and(|address| !allow_private && !is_public(address)) {
        return Err(Failure::permanent("the address is in a private network; see webhook.allow_private"));
    }
    Ok(url)
}

async fn judge(answer: Response) -> Result<String, Failure> {
    let status = answer.status();
    let wait = answer
        .headers()
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok())
        .map(|seconds| Duration::from_secs(seconds.min(RETRY_AFTER_MAX)));
    let quote = beginning(answer).await;
    let words = format!("HTTP {}{}{quote}", status.as_u16(), if quote.is_empty() { "" } else { ": " });
    if status.is_success() {
        return Ok(words);
    }
    if status == StatusCode::GONE {
        return Err(Failure::permanent(format!("{words} (the receiver wants no more of these)")));
    }
    Err(Failure::transient(words).after(wait))
}

/// The first words of an answer. It is read to a limit, so that the connection can be used again, and no
/// further, so that a peer without end holds nobody.
async fn beginning(mut answer: Response) -> String {
    let mut read = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        let room = ANSWER_BYTES_MAX - read.len();
        read.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if read.len() == ANSWER_BYTES_MAX {
            break;
        }
    }
    read.truncate(QUOTE_BYTES_MAX);
    String::from_utf8_lossy(&read).chars().filter(|letter| !letter.is_control()).collect()
}

fn unreached(error: &reqwest::Error) -> Failure {
    let words = if error.is_timeout() { "no answer in time" } else { "no connection" };
    // The innermost cause says what happened; the outer ones repeat the address.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    Failure::transient(format!("{words}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_own_network_are_refused_however_spelled() {
        for url in [
            "http://127.0.0.1/hook",
            "http://127.1/hook",
            "http://0x7f000001/",
            "http://2130706433/",
            "http://[::1]:8080/",
            "http://[::ffff:10.0.0.1]/",
            "http://169.254.169.254/latest/meta-data",
            "file:///etc/passwd",
            "gopher://example.com/",
            "no address",
        ] {
            assert!(admissible(url, false).is_err(), "{url}");
        }
        assert!(admissible("https://example.com/hook", false).is_ok());
        assert!(admissible("https://8.8.8.8/hook", false).is_ok());
        assert!(admissible("http://127.0.0.1/hook", true).is_ok());
    }

    #[tokio::test]
    async fn names_that_lead_inwards_are_not_resolved() {
        let name: Name = "localhost".parse().expect("a name");
        assert!(PublicOnly.resolve(name).await.is_err());
    }
}
