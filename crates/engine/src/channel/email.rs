//! E-mail through the brand's own mail server.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls as SmtpTls, TlsParameters};
use lettre::transport::smtp::response::Code;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message as Mail, Tokio1Executor};
use touchstone_domain::channel::{EmailSettings, Secret, Tls};
use touchstone_domain::effect::Message;
use touchstone_domain::profile::MessageClass;

use super::{Delivery, Failure};
use crate::worker::letters::{Postman, Sending};

/// How long the server may take for one step of the conversation.
const ANSWER_MAX: Duration = Duration::from_secs(20);
/// Most connections to one server.
const CONNECTIONS_MAX: u32 = 8;
/// Most servers whose connections are kept open.
const SERVERS_MAX: usize = 128;

type Server = AsyncSmtpTransport<Tokio1Executor>;

/// A letter to a member, in plain text. Unlike a message to a customer it is no effect of a decision and needs no
/// contact budget: it answers what a member asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Tells it from others; the same over all attempts.
    pub id: [u8; 16],
    /// In whose name.
    pub brand: String,
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// The channel of e-mail.
#[derive(Default)]
pub struct Email {
    /// Connections by settings: changed settings are another server.
    servers: Mutex<HashMap<EmailSettings, Arc<Server>>>,
}

impl Email {
    /// Sends a message. `Ok` means that the server took responsibility for it.
    pub async fn send(&self, delivery: &Delivery, message: &Message) -> Result<(), Failure> {
        let settings = delivery
            .channels
            .settings
            .email
            .as_ref()
            .ok_or_else(|| Failure::permanent("no mail server is configured"))?;
        let mail = compose(delivery, message, settings)?;
        let server = self.server(settings)?;
        match server.send(mail).await {
            Ok(_) => Ok(()),
            Err(error) => Err(judge(&error)),
        }
    }

    /// Sends a letter to a member. Answers what the server said when it took it.
    pub async fn letter(&self, settings: &EmailSettings, letter: &Letter) -> Result<String, Failure> {
        let from = sender(settings, &letter.brand)?;
        let to = letter.to.parse().map_err(|_| Failure::permanent("the address is malformed"))?;
        let id = format!("<{}@{}>", touchstone_domain::id::encode(&letter.id), from.email.domain());
        let mail = Mail::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .message_id(Some(id))
            .subject(letter.subject.as_str())
            // RFC 3834: no holiday notices, since nobody waits for them.
            .raw_header(header("Auto-Submitted", "auto-generated".to_owned()))
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|error| Failure::permanent(format!("the letter cannot be composed: {error}")))?;
        match self.server(settings)?.send(mail).await {
            Ok(answer) => {
                let words: Vec<&str> = answer.message().collect();
                Ok(format!("{} {}", answer.code(), words.join(" ")).trim().to_owned())
            }
            Err(error) => Err(judge(&error)),
        }
    }

    fn server(&self, settings: &EmailSettings) -> Result<Arc<Server>, Failure> {
        let mut servers = self.servers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(server) = servers.get(settings) {
            return Ok(Arc::clone(server));
        }
        if servers.len() >= SERVERS_MAX {
            servers.clear();
        }
        let server = Arc::new(connect(settings)?);
        servers.insert(settings.clone(), Arc::clone(&server));
        Ok(server)
    }
}

impl Postman for Email {
    fn send<'a>(&'a self, settings: &'a EmailSettings, letter: &'a Letter) -> Sending<'a> {
        Box::pin(self.letter(settings, letter))
    }
}

fn connect(settings: &EmailSettings) -> Result<Server, Failure> {
    let parameters = || {
        TlsParameters::new(settings.host.clone())
            .map_err(|error| Failure::transient(format!("TLS cannot be set up: {error}")))
    };
    let tls = match settings.tls {
        Tls::Implicit => SmtpTls::Wrapper(parameters()?),
        Tls::Starttls => SmtpTls::Required(parameters()?),
        Tls::None => SmtpTls::None,
    };
    let mut builder = Server::builder_dangerous(settings.host.clone())
        .port(settings.port)
        .tls(tls)
        .timeout(Some(ANSWER_MAX))
        .pool_config(PoolConfig::new().max_size(CONNECTIONS_MAX).idle_timeout(Duration::from_secs(30)));
    if let (Some(user), Some(password)) = (&settings.user, &settings.password) {
        builder = builder.credentials(Credentials::new(user.clone(), Secret::reveal(password).to_owned()));
    }
    Ok(builder.build())
}

/// The mail of an effect: composed again, it is the same mail with the same id.
fn compose(delivery: &Delivery, message: &Message, settings: &EmailSettings) -> Result<Mail, Failure> {
    let from = sender(settings, &delivery.channels.brand_name)?;
    let to = message
        .address
        .value
        .parse()
        .map_err(|_| Failure::permanent("the customer's e-mail address is malformed"))?;
    let id = format!("<{}@{}>", delivery.effect.id, from.email.domain());
    let date = delivery.effect.created_at.as_second();
    let mut builder = Mail::builder()
        .from(from)
        .to(Mailbox::new(None, to))
        .message_id(Some(id))
        .date(std::time::UNIX_EPOCH + Duration::from_secs(u64::try_from(date).unwrap_or(0)))
        .subject(message.subject.as_deref().unwrap_or(&delivery.channels.brand_name));
    if let Some(address) = &settings.reply_to {
        let address = address.parse().map_err(|_| Failure::transient("email.reply_to is malformed"))?;
        builder = builder.reply_to(address);
    }
    // RFC 8058: one click stops such messages. A service message answers the customer's own act and cannot be stopped.
    if let Some(link) = message.unsubscribe_link.as_deref().filter(|_| message.class != MessageClass::Service)
    {
        builder = builder
            .raw_header(header("List-Unsubscribe", format!("<{link}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()));
    }
    let mail = match &message.html {
        Some(html) => {
            builder.multipart(MultiPart::alternative_plain_html(message.text.clone(), html.clone()))
        }
        None => builder.body(message.text.clone()),
    };
    mail.map_err(|error| Failure::permanent(format!("the message cannot be composed: {error}")))
}

fn sender(settings: &EmailSettings, brand_name: &str) -> Result<Mailbox, Failure> {
    let mut from: Mailbox =
        settings.from.parse().map_err(|_| Failure::transient("email.from is malformed"))?;
    if from.name.is_none() && !brand_name.is_empty() {
        from.name = Some(brand_name.to_owned());
    }
    Ok(from)
}

fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// An error and what caused it, each once: some errors say their cause themselves.
fn said(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !words.contains(&more) {
            words.push_str(": ");
            words.push_str(&more);
        }
        cause = error.source();
    }
    words
}

fn judge(error: &lettre::transport::smtp::Error) -> Failure {
    let words = said(error);
    // 530 to 538 are about our account, not about this message: they end when someone corrects it.
    let is_account = error.status().is_some_and(|code: Code| (530..540).contains(&u16::from(code)));
    if error.is_permanent() && !is_account { Failure::permanent(words) } else { Failure::transient(words) }
}

#[cfg(test)]
mod tests {
    use thiserror::Error;

    use super::said;

    #[derive(Debug, Error)]
    #[error("550 no such mailbox")]
    struct Refused;

    #[derive(Debug, Error)]
    #[error("permanent error: {0}")]
    struct Whole(#[source] Refused);

    #[derive(Debug, Error)]
    #[error("the letter was not taken")]
    struct Short(#[source] Whole);

    #[test]
    fn every_cause_is_said_once() {
        assert_eq!(said(&Whole(Refused)), "permanent error: 550 no such mailbox");
        assert_eq!(
            said(&Short(Whole(Refused))),
            "the letter was not taken: permanent error: 550 no such mailbox"
        );
    }
}
