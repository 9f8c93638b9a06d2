//! How the customer of a case can be reached now, and with which of the brand's words.

use jiff::Timestamp;
use touchstone_domain::budget::{self, Verdict, Wanted};
use touchstone_domain::id::{CaseId, TemplateId};
use touchstone_domain::member::Permission;
use touchstone_domain::message::{Personal, Template, Words, compose, is_for_hand};
use touchstone_domain::profile::{Channel, MessageClass};
use touchstone_store::Tx;
use touchstone_store::rows::{cases, channels, playbooks};

use super::messages::{NOT_CONFIGURED, is_configured, reader};
use crate::access::Actor;
use crate::brand::TEMPLATES_MAX;
use crate::pipeline::People;
use crate::{App, Refusal};

/// Channels on which people write to people.
const CHANNELS: [Channel; 3] = [Channel::Sms, Channel::Wechat, Channel::Email];
/// Most templates that are offered.
const OFFERED_MAX: usize = 100;

/// How a customer can be reached.
#[derive(Debug, Clone)]
pub struct Reach {
    /// On each channel.
    pub channels: Vec<ChannelReach>,
    /// Templates that a member can send, as this customer would read them.
    pub templates: Vec<Preview>,
}

/// Whether a customer can be reached on a channel.
#[derive(Debug, Clone, Copy)]
pub struct ChannelReach {
    /// Which.
    pub channel: Channel,
    /// With an answer to what they did or said.
    pub service: CanSend,
    /// With anything else.
    pub marketing: CanSend,
}

/// Whether a message would be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CanSend {
    /// At once.
    Now,
    /// When the quiet hours are over.
    Later(Timestamp),
    /// Not, and why: a word of the contact budget's, or `not_configured`.
    No(&'static str),
}

/// A template as the customer would read it.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Which.
    pub id: TemplateId,
    /// What members call it.
    pub name: String,
    /// The channel it is written for.
    pub channel: Channel,
    /// What for.
    pub class: MessageClass,
    /// The subject.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
}

impl App {
    /// How the customer of a case that the actor may handle can be reached now.
    pub async fn case_reach(&self, actor: &Actor, id: CaseId) -> Result<Reach, Refusal> {
        actor.must(Permission::HandleCases)?;
        let (app, scope, now) = (self.clone(), actor.scope.clone(), self.now());
        let look = move |tx: &mut Tx<'_>| {
            let brand = app.brands().current(tx)?.ok_or(Refusal::NotFound("brand"))?;
            let case = cases::find_in(tx, &scope, id)?.ok_or(Refusal::NotFound("case"))?;
            let settings = channels::load(tx)?;
            let people = People::load(tx, now, &[], &[case.customer])?;
            let customer = reader(&people, case.customer)?;
            let profile = people.profile(customer).ok_or(Refusal::NotFound("customer"))?;
            let zone = profile.zone(&brand.settings.time_zone);
            let can = |channel: Channel, class: MessageClass| {
                if !is_configured(&settings, channel) {
                    return CanSend::No(NOT_CONFIGURED);
                }
                match budget::decide(&brand.settings.budget, profile, Wanted { channel, class, now }, &zone) {
                    Verdict::Allow => CanSend::Now,
                    Verdict::Defer { until } => CanSend::Later(until),
                    Verdict::Refuse { reason } => CanSend::No(reason.as_str()),
                }
            };
            let reach = |channel| ChannelReach {
                channel,
                service: can(channel, MessageClass::Service),
                marketing: can(channel, MessageClass::Marketing),
            };
            let unit = case.unit.and_then(|unit| brand.units.get(unit));
            let to = Personal {
                brand: brand.facts(),
                links: &*brand.links,
                customer,
                profile,
                unit,
                voucher: None,
                now,
            };
            let templates: Vec<Template> = playbooks::templates(tx, None, TEMPLATES_MAX)?;
            let sendable = templates.iter().filter(|template| is_for_hand(template));
            let previews = sendable.filter_map(|template| preview(template, &to)).take(OFFERED_MAX);
            Ok(Reach { channels: CHANNELS.map(reach).to_vec(), templates: previews.collect() })
        };
        self.store().read("case_reach", actor.brand, look).await
    }
}

/// A template that could be sent now; none for one that the budget refuses.
fn preview(template: &Template, to: &Personal<'_>) -> Option<Preview> {
    let (message, _) = compose(template.channel, &Words::Template(template.id), to).ok()?;
    Some(Preview {
        id: template.id,
        name: template.name.clone(),
        channel: template.channel,
        class: template.class,
        subject: message.subject,
        text: message.text,
    })
}
