//! What a distribution does, as it is sent and answered.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_domain::distribution::{Plan, Sampling, VALID_DAYS, Whom};
use touchstone_domain::id::TemplateId;
use touchstone_domain::profile::Channel;
use utoipa::ToSchema;

use crate::api::schema;
use crate::extract::object;

/// What a distribution does.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanView {
    /// What members call it.
    #[schema(example = "After the renovation", min_length = 1, max_length = 120)]
    pub name: String,
    /// To whom.
    #[serde(deserialize_with = "object::only")]
    pub whom: WhomView,
    /// On the first of these channels that may be used.
    #[schema(min_items = 1, max_items = 3, example = json!(["email"]))]
    pub channels: Vec<InvitingChannel>,
    /// The words: a template of the class `survey`; the built-in invitation when left out.
    #[serde(default)]
    #[schema(value_type = Option<schema::TemplateId>)]
    pub template: Option<TemplateId>,
    /// How many of them; all when left out.
    #[serde(default, deserialize_with = "object::only")]
    pub sample: SamplingView,
    /// Not before this.
    #[serde(default)]
    #[schema(value_type = Option<schema::Time>)]
    pub starts_at: Option<Timestamp>,
    /// How many days an invitation works.
    #[serde(default = "valid_days")]
    #[schema(minimum = 1, maximum = 365, example = 30)]
    pub valid_days: u32,
    /// After how many days those who have not answered are reminded: up to three, ascending, each less than `valid_days`.
    #[serde(default)]
    #[schema(max_items = 3, example = json!([3, 7]))]
    pub reminders: Vec<u32>,
    /// Whether e-mails carry the first question, to be answered with one click.
    #[serde(default)]
    pub first_question: bool,
}

fn valid_days() -> u32 {
    VALID_DAYS
}

/// A channel of invitations.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvitingChannel {
    /// E-mail.
    Email,
    /// Text message.
    Sms,
    /// WeChat.
    Wechat,
}

/// To whom.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhomView {
    /// `customers`: those who are known. `list`: the people of a list that is uploaded.
    pub from: WhomFrom,
    /// Of customers only those who have this tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 128, example = "vip")]
    pub tag: Option<String>,
    /// Of customers only those for whom this holds: CEL over `customer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 4000, example = "customer.orders_90d >= 2")]
    pub condition: Option<String>,
}

/// Where the people come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhomFrom {
    /// Customers that are known.
    #[default]
    Customers,
    /// A list that is uploaded.
    List,
}

/// How many of those who are meant.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SamplingView {
    /// How they are drawn.
    pub by: SamplingBy,
    /// For `share`: above 0 and at most 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(exclusive_minimum = 0.0, maximum = 1.0)]
    pub share: Option<f64>,
    /// For `count`: how many. Who cannot be asked is replaced by the next.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 10_000_000)]
    pub count: Option<u32>,
}

/// How people are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SamplingBy {
    /// All of them.
    #[default]
    All,
    /// A share.
    Share,
    /// So many.
    Count,
}

impl From<PlanView> for Plan {
    fn from(view: PlanView) -> Self {
        let WhomView { from, tag, condition } = view.whom;
        let SamplingView { by, share, count } = view.sample;
        Self {
            name: view.name,
            whom: match from {
                WhomFrom::Customers => Whom::Customers { tag, condition },
                WhomFrom::List => Whom::List {},
            },
            channels: view.channels.into_iter().map(Channel::from).collect(),
            template: view.template,
            sample: match by {
                SamplingBy::All => Sampling::All,
                SamplingBy::Share => Sampling::Share { share: share.unwrap_or_default() },
                SamplingBy::Count => Sampling::Count { count: count.unwrap_or_default() },
            },
            starts_at: view.starts_at,
            valid_days: view.valid_days,
            reminders: view.reminders,
            first_question: view.first_question,
        }
    }
}

impl From<Plan> for PlanView {
    fn from(plan: Plan) -> Self {
        let (by, share, count) = match plan.sample {
            Sampling::All => (SamplingBy::All, None, None),
            Sampling::Share { share } => (SamplingBy::Share, Some(share), None),
            Sampling::Count { count } => (SamplingBy::Count, None, Some(count)),
        };
        let (from, tag, condition) = match plan.whom {
            Whom::Customers { tag, condition } => (WhomFrom::Customers, tag, condition),
            Whom::List {} => (WhomFrom::List, None, None),
        };
        let channel = |channel: &Channel| match channel {
            Channel::Email => Some(InvitingChannel::Email),
            Channel::Sms => Some(InvitingChannel::Sms),
            Channel::Wechat => Some(InvitingChannel::Wechat),
            Channel::Webhook => None,
        };
        Self {
            name: plan.name,
            whom: WhomView { from, tag, condition },
            channels: plan.channels.iter().filter_map(channel).collect(),
            template: plan.template,
            sample: SamplingView { by, share, count },
            starts_at: plan.starts_at,
            valid_days: plan.valid_days,
            reminders: plan.reminders,
            first_question: plan.first_question,
        }
    }
}

impl From<InvitingChannel> for Channel {
    fn from(channel: InvitingChannel) -> Self {
        match channel {
            InvitingChannel::Email => Self::Email,
            InvitingChannel::Sms => Self::Sms,
            InvitingChannel::Wechat => Self::Wechat,
        }
    }
}
