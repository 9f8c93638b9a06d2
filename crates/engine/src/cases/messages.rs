//! What members tell customers from a case: a message within the contact budget, with a voucher if they like.
//!
//! The message, the voucher, the case's history and the contact that is counted are one transaction. The message
//! waits for a moment in the outbox, so that a slip of the thumb can be taken back; after that it has left.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use touchstone_domain::budget;
use touchstone_domain::case::{self, Case, Change as CaseChanged, Command, HISTORY_MAX, Sent};
use touchstone_domain::channel::ChannelSettings;
use touchstone_domain::effect::{self, Effect, EffectKind};
use touchstone_domain::event::name;
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{CaseId, CustomerId, EffectId};
use touchstone_domain::member::Permission;
use touchstone_domain::message::{OWN_CHARS_MAX, Personal, Unsent, Words, compose};
use touchstone_domain::profile::{Channel, Contact};
use touchstone_domain::time::{after, zone};
use touchstone_domain::voucher::{self, Giving, Voucher};
use touchstone_store::StoreError;
use touchstone_store::rows::{cases, channels, outbox, vouchers};

use super::commands::{audited, refusal};
use super::keep;
use super::notes::Notes;
use crate::access::{Actor, Change};
use crate::pipeline::{self, Circumstances, People};
use crate::vouchers::tell;
use crate::{App, Refusal, messages};

/// How long a message waits, so that it can be taken back.
const SECOND_THOUGHTS: SignedDuration = SignedDuration::from_secs(10);

/// What a member wants to tell a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageDraft {
    /// How.
    pub channel: Channel,
    /// What.
    pub words: Words,
    /// What the customer gets with it.
    pub voucher: Option<voucher::Wanted>,
}

/// A message that is on its way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Messaged {
    /// The case as it is now.
    pub case: Case,
    /// The effect that carries the message.
    pub effect: EffectId,
    /// When it leaves; until then it can be taken back.
    pub leaves_at: Timestamp,
    /// What went with it.
    pub voucher: Option<Voucher>,
}

impl App {
    /// Tells the customer of a case something, if the contact budget allows it; says why if not.
    pub async fn message_customer(
        &self,
        actor: &Actor,
        id: CaseId,
        draft: MessageDraft,
    ) -> Result<Messaged, Refusal> {
        actor.must(Permission::HandleCases)?;
        let errors = draft.voucher.as_ref().map(voucher::Wanted::check).unwrap_or_default();
        if !errors.is_empty() {
            return Err(errors.into());
        }
        let is_event = draft.voucher.is_some();
        let body = move |change: &mut Change<'_, '_>, circumstances: Circumstances<'_>| {
            message(change, circumstances, id, &draft)
        };
        self.change_in_loop("message_customer", actor, is_event, body).await
    }

    /// Takes back a message of a case that has not left yet, and the voucher that went with it.
    pub async fn withdraw_message(
        &self,
        actor: &Actor,
        id: CaseId,
        effect: EffectId,
    ) -> Result<Case, Refusal> {
        actor.must(Permission::HandleCases)?;
        let body = move |change: &mut Change<'_, '_>, circumstances: Circumstances<'_>| {
            withdraw(change, circumstances, id, effect)
        };
        self.change_in_loop("withdraw_message", actor, true, body).await
    }
}

fn message(
    change: &mut Change<'_, '_>,
    circumstances: Circumstances<'_>,
    id: CaseId,
    draft: &MessageDraft,
) -> Result<Messaged, Refusal> {
    let (actor, now, brand) = (change.actor().clone(), circumstances.now, circumstances.brand);
    let case = cases::find_in(change.tx, &actor.scope, id)?.ok_or(Refusal::NotFound("case"))?;
    if !is_configured(&channels::load(change.tx)?, draft.channel) {
        return Err(not_configured().into());
    }
    let mut people = People::load(change.tx, now, &[], &[case.customer])?;
    let customer = reader(&people, case.customer)?;
    let effect = case.next_message();
    let giving = Giving { effect, customer, case: id, unit: case.unit, by: actor.member };
    let voucher = draft.voucher.as_ref().map(|wanted| issue(circumstances, wanted, giving));
    let profile = people.profile(customer).ok_or(Refusal::NotFound("customer"))?;
    let to = Personal {
        brand: brand.facts(),
        links: &*brand.links,
        customer,
        profile,
        unit: case.unit.and_then(|unit| brand.units.get(unit)),
        voucher: voucher.as_ref(),
        now,
    };
    let (message, quiet_until) = compose(draft.channel, &draft.words, &to).map_err(unsent)?;
    let leaves_at = quiet_until.into_iter().chain([after(now, SECOND_THOUGHTS)]).max().unwrap_or(now);
    let sent = Sent {
        effect,
        channel: message.channel,
        class: message.class,
        text: message.text.clone(),
        voucher: voucher.as_ref().map(|voucher| voucher.id),
    };
    let template = message.template;
    let command = Command::Message { by: actor.member, sent: sent.clone() };
    let decided = case::decide(&case, &command, now).map_err(refusal)?;
    if let Some(profile) = people.profile_mut(customer) {
        let contact = Contact { at: leaves_at, channel: sent.channel, class: sent.class };
        budget::record(profile, contact);
    }
    people.save(change.tx)?;
    if let Some(voucher) = &voucher {
        if !vouchers::insert(change.tx, voucher)? {
            // Another voucher has this code: the next try has another.
            return Err(StoreError::Busy.into());
        }
        tell(change.tx, circumstances, voucher, name::VOUCHER_ISSUED)?;
    }
    let effect = Effect {
        format: effect::FORMAT,
        id: effect,
        customer,
        run: None,
        message_id: case.causes.last().map(|cause| cause.message_id.clone()).unwrap_or_default(),
        created_at: now,
        not_before: Some(leaves_at),
        kind: EffectKind::Send(Box::new(message)),
    };
    pipeline::commit_effects(change.tx, circumstances, std::slice::from_ref(&effect))?;
    let mut notes = Notes::new(circumstances);
    keep(change.tx, circumstances, &decided, &mut notes)?;
    notes.save(change.tx)?;
    // The words are personal and stay in the case's history.
    let what = json!({
        "effect": effect.id,
        "channel": sent.channel,
        "class": sent.class,
        "template": template,
        "voucher": sent.voucher,
    });
    change.audit("case.message", id, &(), &what);
    let case = decided.case.seen(|unit| brand.units.covers(&actor.scope, unit));
    Ok(Messaged { case, effect: effect.id, leaves_at, voucher })
}

fn issue(circumstances: Circumstances<'_>, wanted: &voucher::Wanted, giving: Giving) -> Voucher {
    let mut random = [0; 16];
    circumstances.random.fill(&mut random);
    let zone = zone(&circumstances.brand.settings.time_zone);
    Voucher::new(wanted, giving, voucher::code(random), circumstances.now, &zone)
}

fn withdraw(
    change: &mut Change<'_, '_>,
    circumstances: Circumstances<'_>,
    id: CaseId,
    effect: EffectId,
) -> Result<Case, Refusal> {
    let (actor, now) = (change.actor().clone(), circumstances.now);
    let case = cases::find_in(change.tx, &actor.scope, id)?.ok_or(Refusal::NotFound("case"))?;
    let history = cases::entries(change.tx, id, 0, i64::from(HISTORY_MAX) * 2)?;
    let is_ours =
        |changed: &CaseChanged| matches!(changed, CaseChanged::Messaged(sent) if sent.effect == effect);
    if !history.iter().any(|entry| is_ours(&entry.change)) {
        return Err(Refusal::NotFound("message"));
    }
    let row = outbox::by_ids(change.tx, &[effect])?.pop().ok_or(Refusal::NotFound("message"))?;
    if !outbox::cancel(change.tx, effect, "withdrawn by a member", now)? {
        return Err(Refusal::Conflict("The message has left or was taken back already.".to_owned()));
    }
    messages::count_no_more(change, &row)?;
    if let Some(mut voucher) = vouchers::find(change.tx, Voucher::id_of(effect))? {
        voucher.withdrawn_at = Some(now);
        vouchers::update(change.tx, &voucher)?;
        tell(change.tx, circumstances, &voucher, name::VOUCHER_WITHDRAWN)?;
    }
    let command = Command::Withdraw { by: actor.member, effect };
    let decided = case::decide(&case, &command, now).map_err(refusal)?;
    let mut notes = Notes::new(circumstances);
    keep(change.tx, circumstances, &decided, &mut notes)?;
    notes.save(change.tx)?;
    change.audit("case.withdraw", id, &audited(&case), &json!({ "effect": effect }));
    Ok(decided.case.seen(|unit| circumstances.brand.units.covers(&actor.scope, unit)))
}

/// Whether the brand has said how messages of a channel leave.
pub(super) fn is_configured(settings: &ChannelSettings, channel: Channel) -> bool {
    match channel {
        Channel::Email => settings.email.is_some(),
        Channel::Sms | Channel::Wechat | Channel::Webhook => settings.webhook.messages_url.is_some(),
    }
}

/// The word for a channel that the brand has not set up.
pub(super) const NOT_CONFIGURED: &str = "not_configured";

fn not_configured() -> FieldError {
    let message = "The brand has not set this channel up: see Settings, Channels.";
    FieldError::new("channel", NOT_CONFIGURED, message)
        .in_chinese("该渠道尚未配置：请在“设置 · 渠道”中配置。")
}

fn unsent(why: Unsent) -> Refusal {
    let field = match why {
        Unsent::Budget(reason) => {
            let message = format!("{}.", reason.explain("en"));
            FieldError::new("channel", reason.as_str(), message)
                .in_chinese(format!("{}。", reason.explain("zh")))
        }
        Unsent::UnknownTemplate => {
            FieldError::new("template", "unknown", "There is no such template.").in_chinese("没有这个模板。")
        }
        Unsent::NotByHand => {
            let message = "Only a playbook can send this template: it asks a survey or makes an offer.";
            FieldError::new("template", "not_by_hand", message)
                .in_chinese("此模板包含问卷或推荐，只能由策略发送。")
        }
        Unsent::NoSurvey => {
            let message = "Own words are service or marketing; surveys are asked by playbooks.";
            FieldError::new("class", "not_allowed", message)
                .in_chinese("自己写的消息只能是服务或营销；问卷由策略发送。")
        }
        Unsent::Empty => FieldError::new("text", "required", "Write something.").in_chinese("请写点内容。"),
        Unsent::TooLong => {
            let message = format!("Use at most {OWN_CHARS_MAX} characters.");
            FieldError::new("text", "too_long", message).in_chinese(format!("最多 {OWN_CHARS_MAX} 字。"))
        }
        Unsent::Render(error) => {
            let message = format!("The template cannot be used: {error}.");
            FieldError::new("template", "failed", message).in_chinese("模板无法生成消息，请换一个或自己写。")
        }
    };
    field.into()
}

/// Whose profile decides: merges followed.
pub(super) fn reader(people: &People, customer: CustomerId) -> Result<CustomerId, Refusal> {
    people.today(customer).ok_or(Refusal::NotFound("customer"))
}
