//! What action steps do: they change the profile and ask for effects.

use jiff::Timestamp;
use minijinja::value::{Serde, Value};
use serde_json::json;

use super::advance::Walk;
use super::{
    Ask, CallWebhook, Channels, LINKS_MAX, Notify, OpenCase, Outcome, ProfileChange, SendOffer, SetTag,
    StepKind,
};
use crate::budget::{self, Refusal, Verdict, Wanted};
use crate::effect::{self, CaseRequest, Effect, EffectKind, LinkRequest, Message, Notice, WebhookCall};
use crate::eligibility::{self, Asking, By, Eligibility, Look, Occasion, Person};
use crate::hash::digest16;
use crate::id::{CaseId, EffectId, LinkId, TemplateId};
use crate::locale::Lang;
use crate::message::{
    BrandVariables, CustomerVariables, EventVariables, Rendered, UnitVariables, Variables,
    built_in_invitation,
};
use crate::offer::{self, Offer};
use crate::profile::{Channel, Contact, MessageClass, Tag};
use crate::schedule::Length;

/// How long a survey link works if the step does not say.
const LINK_VALID: &str = "P30D";
/// Longest value of a tag kept, in bytes.
const TAG_BYTES_MAX: usize = 200;
/// Channels of an invitation that names none, in order of preference.
const INVITING: [Channel; 3] = [Channel::Wechat, Channel::Sms, Channel::Email];

/// What a message carries besides its words.
#[derive(Default)]
struct Carried {
    link: Option<LinkRequest>,
    offer: Option<Offer>,
    not_before: Option<Timestamp>,
}

impl Walk<'_> {
    /// Carries out an action step.
    pub(super) fn act(&mut self, at: usize, step: &str, kind: &StepKind) -> Outcome {
        match kind {
            StepKind::Send(send) => {
                self.message(step, Some(send.template), &send.channels, Carried::default())
            }
            StepKind::Ask(ask) => self.ask(step, ask),
            StepKind::Offer(offer) => self.offer(step, offer),
            StepKind::Tag(tag) => self.tag(at, tag),
            StepKind::Untag(untag) => {
                if self.profile.tags.remove(&untag.name).is_some() {
                    self.decision.changes.push(ProfileChange::Untag { name: untag.name.clone() });
                }
                Outcome::Untagged
            }
            StepKind::OpenCase(case) => self.open_case(at, step, case),
            StepKind::Notify(notify) => self.notify(at, step, notify),
            StepKind::CallWebhook(call) => self.call(step, call),
            // Waits and splits do not act.
            StepKind::Wait(_)
            | StepKind::WaitUntil(_)
            | StepKind::WaitFor(_)
            | StepKind::Split(_)
            | StepKind::End => Outcome::Ended,
        }
    }

    /// Asks a survey if the customer is eligible: what began the run is the occasion.
    fn ask(&mut self, step: &str, ask: &Ask) -> Outcome {
        let Some(terms) = self.facts.surveys.get(&ask.survey) else {
            return Outcome::Failed { reason: "the survey does not exist".to_owned() };
        };
        let (class, channels) = match self.ways(ask.template, &ask.channels) {
            Ok(ways) => ways,
            Err(failed) => return failed,
        };
        let (brand, now) = (self.facts.brand, self.facts.now);
        let asking = Asking {
            class,
            occasion: Occasion::Event,
            budget: brand.budget,
            ..terms.asking(ask.survey, brand.settings, By::Message(&channels), now)
        };
        let customer = self.run.customer;
        let person = Person { known: Some((customer, self.profile)), key: customer.as_bytes() };
        let found = eligibility::decide(&asking, &person);
        let Some(channel) = found.channel else { return not_asked(found, &channels) };
        let month: Length = LINK_VALID.parse().expect("a constant");
        let valid_for = ask.valid_for.as_ref().unwrap_or(&month);
        let link = LinkRequest {
            id: LinkId::from_bytes(digest16(&[b"link", self.run.effect_id(step, 0).as_bytes()])),
            survey: ask.survey,
            customer: self.run.customer,
            unit: self.run.origin.unit,
            about: self.run.origin.about.clone(),
            case: self.run.origin.closed_case(),
            expires_at: valid_for.after(self.facts.now, &self.zone()),
        };
        let (id, open_until) = (link.id, link.expires_at);
        let carried = Carried { link: Some(link), not_before: found.not_before, offer: None };
        let outcome = self.send(step, ask.template, Wanted { channel, class, now }, carried);
        if matches!(outcome, Outcome::Sent { .. }) {
            self.profile.note_asked(ask.survey, self.facts.now, Some(open_until));
            if self.run.links.len() < LINKS_MAX {
                self.run.links.push(id);
            }
        }
        outcome
    }

    fn offer(&mut self, step: &str, wanted: &SendOffer) -> Outcome {
        let unit = self.facts.unit.map(|unit| unit.unit.code.as_str());
        let catalogue = self.facts.brand.catalogue;
        let offer = offer::choose(catalogue, self.profile, unit, wanted.max_products, self.facts.now);
        if offer.picks.is_empty() {
            return Outcome::NothingToOffer { passed: offer.passed };
        }
        let carried = Carried { offer: Some(offer), ..Carried::default() };
        self.message(step, Some(wanted.template), &wanted.channels, carried)
    }

    /// The class of a message, and the channels to try in this order.
    fn ways(
        &self,
        template: Option<TemplateId>,
        channels: &Channels,
    ) -> Result<(MessageClass, Vec<Channel>), Outcome> {
        let known = template.and_then(|id| self.facts.brand.templates.get(id));
        if template.is_some() && known.is_none() {
            return Err(Outcome::Failed { reason: "the template does not exist".to_owned() });
        }
        let class = known.map_or(MessageClass::Survey, |template| template.class);
        let tried = match (&*channels.0, known) {
            ([], Some(template)) => vec![template.channel],
            ([], None) => INVITING.to_vec(),
            (named, _) => named.to_vec(),
        };
        Ok((class, tried))
    }

    /// Sends on the first channel that the contact budget allows.
    fn message(
        &mut self,
        step: &str,
        template: Option<TemplateId>,
        channels: &Channels,
        carried: Carried,
    ) -> Outcome {
        let (class, tried) = match self.ways(template, channels) {
            Ok(ways) => ways,
            Err(failed) => return failed,
        };
        let now = self.facts.now;
        let zone = self.zone();
        let mut reasons = Vec::new();
        for channel in tried {
            let wanted = Wanted { channel, class, now };
            match budget::decide(self.facts.brand.budget, self.profile, wanted, &zone) {
                Verdict::Refuse { reason } => reasons.push((channel, reason)),
                Verdict::Allow => {
                    return self.send(step, template, wanted, Carried { not_before: None, ..carried });
                }
                Verdict::Defer { until } => {
                    return self.send(step, template, wanted, Carried { not_before: Some(until), ..carried });
                }
            }
        }
        Outcome::Refused { reasons, offer: carried.offer.map(Box::new) }
    }

    fn send(
        &mut self,
        step: &str,
        template: Option<TemplateId>,
        wanted: Wanted,
        carried: Carried,
    ) -> Outcome {
        let not_before = carried.not_before;
        let Wanted { channel, class, now } = wanted;
        let Some(address) = self.profile.address(channel).cloned() else {
            let reasons = vec![(channel, Refusal::NoAddress)];
            return Outcome::Refused { reasons, offer: carried.offer.map(Box::new) };
        };
        let survey_link = carried.link.as_ref().map(|link| self.facts.links.survey(link));
        let unsubscribe_link = (class != MessageClass::Service)
            .then(|| self.facts.links.unsubscribe(self.run.customer, channel));
        let rendered = match self.render(template, &carried, survey_link, unsubscribe_link.clone()) {
            Ok(rendered) => rendered,
            Err(reason) => return Outcome::Failed { reason },
        };
        let message = Message {
            channel,
            address,
            class,
            template,
            language: rendered.language.to_string(),
            subject: rendered.subject,
            text: rendered.text,
            html: rendered.html,
            unsubscribe_link,
            link: carried.link,
            offer: carried.offer,
        };
        let effect = self.effect(step, EffectKind::Send(Box::new(message)), not_before);
        // Counted now, so that the caps hold within one batch of events too.
        let at = not_before.unwrap_or(now);
        budget::record(self.profile, Contact { at, channel, class });
        self.decision.changes.push(ProfileChange::Contact { channel, at });
        Outcome::Sent { effect, channel, not_before }
    }

    fn render(
        &self,
        template: Option<TemplateId>,
        carried: &Carried,
        survey_link: Option<String>,
        unsubscribe_link: Option<String>,
    ) -> Result<Rendered, String> {
        let settings = self.facts.brand.settings;
        let default: Lang = settings.language.parse().unwrap_or_else(|_| Lang::zh_cn());
        let wanted = self.profile.language.as_deref().and_then(|tag| tag.parse().ok());
        let wanted = wanted.unwrap_or_else(|| default.clone());
        let Some(template) = template else {
            let link = survey_link.as_deref().unwrap_or_default();
            return Ok(built_in_invitation(&settings.name, &wanted, link, false));
        };
        let variables =
            Variables { offer: carried.offer.as_ref(), survey_link, unsubscribe_link, ..self.variables() };
        let rendered = self.facts.brand.templates.render(template, &wanted, &default, &variables);
        rendered.map_err(|error| error.to_string())
    }

    fn variables(&self) -> Variables<'_> {
        let profile = &*self.profile;
        let settings = self.facts.brand.settings;
        let origin = &self.run.origin;
        let named = |name: &str| profile.traits.get(name).and_then(serde_json::Value::as_str);
        let live = profile.tags.iter().filter(|(name, _)| profile.has_tag(name, self.facts.now));
        Variables {
            brand: BrandVariables { name: &settings.name, public_url: &settings.public_url },
            customer: CustomerVariables {
                id: self.run.customer.to_string(),
                name: named("name").or_else(|| named("first_name")).or_else(|| named("firstName")),
                traits: &profile.traits,
                tags: live
                    .map(|(name, tag)| (name.as_str(), tag.value.as_deref().unwrap_or_default()))
                    .collect(),
            },
            event: EventVariables {
                name: &origin.name,
                occurred_at: origin.occurred_at.to_string(),
                properties: &origin.properties,
            },
            response: self.run.response.as_ref(),
            unit: self.facts.unit.map(|facts| UnitVariables {
                code: &facts.unit.code,
                name: &facts.unit.name,
                kind: facts.unit.kind.as_str(),
            }),
            offer: None,
            survey_link: None,
            unsubscribe_link: None,
            voucher: None,
        }
    }

    fn text(&self, at: usize, source: &str) -> Result<String, Outcome> {
        let text = self.playbook.text(at, source, || Value::from(Serde(&self.variables())));
        text.map_err(|error| Outcome::Failed { reason: error.to_string() })
    }

    fn tag(&mut self, at: usize, tag: &SetTag) -> Outcome {
        let value = match tag.value.as_ref().map(|value| self.text(at, value)).transpose() {
            Ok(value) => value.map(|value| shorten(value.trim())),
            Err(failed) => return failed,
        };
        if value.as_deref() == Some("") {
            return Outcome::Failed { reason: "the value of the tag is empty".to_owned() };
        }
        let now = self.facts.now;
        let set = Tag {
            source: tag.source,
            value: value.clone(),
            set_at: now,
            expires_at: tag.r#for.as_ref().map(|length| length.after(now, &self.zone())),
            by: Some(self.run.playbook),
        };
        if self.profile.set_tag(&tag.name, set) {
            self.decision.changes.push(ProfileChange::Tag { name: tag.name.clone(), value });
            Outcome::Tagged
        } else {
            Outcome::NotTagged
        }
    }

    fn open_case(&mut self, at: usize, step: &str, case: &OpenCase) -> Outcome {
        let reason = match self.text(at, &case.reason) {
            Ok(reason) => reason,
            Err(failed) => return failed,
        };
        let open = self.profile.open_case;
        let fresh = CaseId::from_bytes(digest16(&[b"case", self.run.effect_id(step, 0).as_bytes()]));
        let id = open.unwrap_or(fresh);
        let zone = crate::time::zone(&self.facts.brand.settings.time_zone);
        let request = CaseRequest {
            case: id,
            joins: open.is_some(),
            reason,
            priority: case.priority,
            due_at: case.clock.after(self.facts.now, &zone),
            unit: self.run.origin.unit,
            about: self.run.origin.about.clone(),
            response: self.run.response.as_ref().map(|response| response.id),
        };
        self.effect(step, EffectKind::OpenCase(request), None);
        self.profile.open_case = Some(id);
        self.run.case = Some(id);
        if open.is_some() { Outcome::CaseJoined { case: id } } else { Outcome::CaseOpened { case: id } }
    }

    fn notify(&mut self, at: usize, step: &str, notify: &Notify) -> Outcome {
        let text = match self.text(at, &notify.text) {
            Ok(text) => text,
            Err(failed) => return failed,
        };
        let notice = Notice {
            to: notify.to,
            unit: self.run.origin.unit,
            about: self.run.origin.about.clone(),
            text,
            case: self.run.case,
            response: self.run.response.as_ref().map(|response| response.id),
        };
        let effect = self.effect(step, EffectKind::Notify(notice), None);
        Outcome::Notified { effect }
    }

    fn call(&mut self, step: &str, call: &CallWebhook) -> Outcome {
        let origin = &self.run.origin;
        let payload = json!({
            "playbook": self.run.playbook,
            "playbook_name": self.playbook.playbook.name,
            "run": self.run.id,
            "step": step,
            "customer": { "id": self.run.customer, "identities": self.profile.identities },
            "event": {
                "name": origin.name,
                "message_id": origin.message_id,
                "occurred_at": origin.occurred_at,
                "properties": origin.properties,
            },
            "unit": origin.unit,
            "about": origin.about,
            "response": self.run.response,
            "case": self.run.case,
        });
        let call = WebhookCall { url: call.url.clone(), event_type: call.event_type.clone(), payload };
        let effect = self.effect(step, EffectKind::Webhook(call), None);
        Outcome::Called { effect }
    }

    fn effect(&mut self, step: &str, kind: EffectKind, not_before: Option<Timestamp>) -> EffectId {
        let id = self.run.effect_id(step, 0);
        self.decision.effects.push(Effect {
            format: effect::FORMAT,
            id,
            customer: self.run.customer,
            run: Some(self.run.id),
            message_id: self.message_id.clone(),
            created_at: self.facts.now,
            not_before,
            kind,
        });
        id
    }
}

/// Why a survey is not asked: what forbids it whatever the way, else why no channel may be used.
fn not_asked(found: Eligibility, channels: &[Channel]) -> Outcome {
    let is_contact = |look: &Look| matches!(look, Look::Contact { .. });
    let (contacts, mut rules): (Vec<Look>, Vec<Look>) = found.looks.into_iter().partition(is_contact);
    rules.retain(|look| !look.passed());
    if !rules.is_empty() {
        return Outcome::NotAsked { looks: rules };
    }
    let refused = |(channel, look): (&Channel, &Look)| match look {
        Look::Contact { looks, .. } => Some((*channel, looks.iter().find_map(budget::Look::refusal)?)),
        _ => None,
    };
    Outcome::Refused { reasons: channels.iter().zip(&contacts).filter_map(refused).collect(), offer: None }
}

fn shorten(value: &str) -> String {
    let mut end = value.len().min(TAG_BYTES_MAX);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    value[..end].to_owned()
}
