//! A message to the customer of a case.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::field::FieldError;
use touchstone_domain::id::{CaseId, EffectId, TemplateId};
use touchstone_domain::message::Words;
use touchstone_domain::profile::{Channel, MessageClass};
use touchstone_domain::voucher::Wanted;
use touchstone_engine::App;
use touchstone_engine::cases::MessageDraft;
use utoipa::ToSchema;

use super::Case;
use crate::api::schema;
use crate::api::v1::customers::Voucher;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Path};
use crate::problem::{Problem, ProblemBody};

/// What to tell the customer: a template, or own words with what they are for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessageCustomerRequest {
    /// How.
    pub channel: MessageChannel,
    /// A template that members can send, as `reach` lists them.
    #[serde(default)]
    #[schema(value_type = Option<schema::TemplateId>)]
    pub template: Option<TemplateId>,
    /// Own words, at most 2,000 characters.
    #[serde(default)]
    #[schema(example = "对不起，汤凉了。今晚再来，我们请您喝一碗热的。", min_length = 1, max_length = 2000)]
    pub text: Option<String>,
    /// The subject of an e-mail; the brand's name when left out.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub subject: Option<String>,
    /// What own words are for; `service` when left out. A template says so itself.
    #[serde(default)]
    pub class: Option<OwnClass>,
    /// What the customer gets with it.
    #[serde(default)]
    pub voucher: Option<VoucherWish>,
}

/// How a member reaches a customer.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageChannel {
    /// A text message.
    Sms,
    /// WeChat.
    Wechat,
    /// E-mail.
    Email,
}

impl From<MessageChannel> for Channel {
    fn from(channel: MessageChannel) -> Self {
        match channel {
            MessageChannel::Sms => Self::Sms,
            MessageChannel::Wechat => Self::Wechat,
            MessageChannel::Email => Self::Email,
        }
    }
}

/// What own words are for.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OwnClass {
    /// Answers what the customer did or said: needs no consent and counts against no cap.
    Service,
    /// Anything else: needs consent, counts, waits for the end of quiet hours, and shows the way out.
    Marketing,
}

impl From<OwnClass> for MessageClass {
    fn from(class: OwnClass) -> Self {
        match class {
            OwnClass::Service => Self::Service,
            OwnClass::Marketing => Self::Marketing,
        }
    }
}

/// A voucher to give.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoucherWish {
    /// What the customer gets for it, on one line of at most 60 characters.
    #[schema(example = "甜品一份", min_length = 1, max_length = 60)]
    pub worth: String,
    /// What that costs, in hundredths of the brand's currency, if it is money.
    #[serde(default)]
    #[schema(example = 2000, minimum = 1, maximum = 100_000_000)]
    pub value: Option<i64>,
    /// For how many days after today.
    #[schema(example = 30, minimum = 1, maximum = 365)]
    pub days: u16,
}

impl From<VoucherWish> for Wanted {
    fn from(VoucherWish { worth, value, days }: VoucherWish) -> Self {
        Self { worth, value, days }
    }
}

/// A message on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessagedCustomer {
    /// The case as it is now.
    pub case: Case,
    /// The effect that carries the message: what `withdraw` takes.
    #[schema(value_type = schema::EffectId)]
    pub effect: EffectId,
    /// When it leaves: in ten seconds, or when the quiet hours are over. Until then it can be taken back.
    #[schema(value_type = schema::Time)]
    pub leaves_at: Timestamp,
    /// The voucher that goes with it.
    #[schema(required)]
    pub voucher: Option<Voucher>,
}

impl TryFrom<MessageCustomerRequest> for MessageDraft {
    type Error = Problem;

    fn try_from(request: MessageCustomerRequest) -> Result<Self, Problem> {
        let wrong = |field: &str, code: &str, message: &str, chinese: &str| {
            Problem::fields(vec![FieldError::new(field, code, message).in_chinese(chinese)])
        };
        let words = match (request.template, request.text) {
            (Some(_), Some(_)) => {
                return Err(wrong(
                    "text",
                    "ambiguous",
                    "Give a template or a text, not both.",
                    "模板和文字只能选一个。",
                ));
            }
            (Some(_), None) if request.class.is_some() => {
                return Err(wrong(
                    "class",
                    "not_here",
                    "A template says itself what it is for.",
                    "模板自己规定了用途。",
                ));
            }
            (Some(template), None) => Words::Template(template),
            (None, Some(text)) => {
                let class = request.class.unwrap_or(OwnClass::Service).into();
                Words::Own { class, subject: request.subject, text }
            }
            (None, None) => {
                return Err(wrong(
                    "text",
                    "required",
                    "Write something, or choose a template.",
                    "请写点内容，或选一个模板。",
                ));
            }
        };
        Ok(Self { channel: request.channel.into(), words, voucher: request.voucher.map(Wanted::from) })
    }
}

/// Tells the customer of a case something, with a voucher if wished. Consent, caps, quiet hours and the customer's own
/// refusals are checked; what they forbid is refused with the reason as the field's code. The message leaves through the
/// outbox, once per idempotency key, and stands on the customer's timeline and in the case.
#[utoipa::path(
    post,
    path = "/v1/cases/{case_id}/message",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case.")),
    request_body = MessageCustomerRequest,
    responses(
        (status = 200, description = "It is on its way.", body = MessagedCustomer),
        (status = 409, description = "The case is closed.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn message_customer(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
    Json(request): Json<MessageCustomerRequest>,
) -> Result<Json<MessagedCustomer>, Problem> {
    let sent = app.message_customer(&who, case, request.try_into()?).await?;
    let now = app.now();
    Ok(Json(MessagedCustomer {
        case: sent.case.into(),
        effect: sent.effect,
        leaves_at: sent.leaves_at,
        voucher: sent.voucher.map(|voucher| Voucher::at(voucher, now)),
    }))
}
