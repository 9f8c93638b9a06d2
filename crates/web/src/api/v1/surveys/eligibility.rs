//! Would this person be asked now, and why.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use touchstone_domain::eligibility::Eligibility;
use touchstone_domain::id::{CustomerId, DistributionId, SurveyId};
use touchstone_domain::profile::Channel;
use touchstone_engine::App;
use touchstone_engine::asking::{Explained, Means, Whom};
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::api::v1::customers::identity;
use crate::auth::{Can, ReadCustomers};
use crate::extract::{Json, Path, Query};
use crate::problem::{Problem, ProblemBody};
use crate::sheet;

/// Longest identity, in bytes.
const IDENTITY_BYTES_MAX: usize = 512;

/// Who, and how they would be asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplainEligibility {
    /// A customer of one's units. Either this or `identity`.
    #[param(value_type = Option<schema::CustomerId>)]
    pub customer: Option<CustomerId>,
    /// An identity of one: a kind, a colon and a value. An anonymous one that nothing is known of is a stranger on a
    /// web page.
    #[param(
        example = "phone:+8613800000000",
        pattern = "^(user|member|unionid|openid|phone|email|anonymous):",
        max_length = 512
    )]
    pub identity: Option<String>,
    /// How: by a message on this channel, or by the survey's widget on a web page; by a message on any channel when
    /// left out.
    #[param(inline)]
    pub way: Option<AskingWay>,
    /// By a distribution of this survey instead, on its channels and with its condition and share. Of those who may
    /// edit surveys.
    #[param(value_type = Option<schema::DistributionId>)]
    pub distribution: Option<DistributionId>,
}

/// How a person is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AskingWay {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
    /// On WeChat.
    Wechat,
    /// On a web page.
    Web,
}

impl From<AskingWay> for Means {
    fn from(way: AskingWay) -> Self {
        match way {
            AskingWay::Email => Self::Message(Channel::Email),
            AskingWay::Sms => Self::Message(Channel::Sms),
            AskingWay::Wechat => Self::Message(Channel::Wechat),
            AskingWay::Web => Self::Page,
        }
    }
}

/// Whether someone would be asked, and every reason.
#[derive(Debug, Serialize, ToSchema)]
pub struct EligibilityView {
    /// Who it is today; null for a stranger.
    #[schema(value_type = Option<schema::CustomerId>, required)]
    pub customer: Option<CustomerId>,
    /// Whether they would be asked.
    pub eligible: bool,
    /// The channel that would be used; null when none, and on a web page.
    #[schema(required, example = "email")]
    pub channel: Option<&'static str>,
    /// When the message would leave, if quiet hours hold it up.
    #[schema(value_type = Option<schema::Time>, required)]
    pub not_before: Option<Timestamp>,
    /// From when on they could be asked, where a clock alone forbids it.
    #[schema(value_type = Option<schema::Time>, required)]
    pub again_at: Option<Timestamp>,
    /// The first rule that forbids it; null when none does.
    #[schema(required, example = "again_after")]
    pub refused_by: Option<&'static str>,
    /// Every rule that was looked at.
    pub reasons: Vec<EligibilityReason>,
}

/// What one rule says, and by what.
#[derive(Debug, Serialize, ToSchema)]
pub struct EligibilityReason {
    /// Which: `state`, `schedule`, `responses_max`, `widget` (which may be `missing`, `off` or `on`), `distribution`,
    /// `condition`, `sample`, `again_after`, `answered`, `pending`, `contact`.
    #[schema(example = "again_after")]
    pub rule: String,
    /// Whether it allows asking. Of several channels one that is allowed is enough.
    pub passed: bool,
    /// The values it went by.
    #[schema(value_type = Object, example = json!({ "days": 90, "last_at": "2026-03-02T02:00:00Z" }))]
    pub values: Map<String, Value>,
    /// For `contact`: the rules of the contact budget.
    pub contact: Vec<ContactReason>,
}

/// What one rule of the contact budget says.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactReason {
    /// Which: `address`, `consent`, `quiet_hours`, `cap_channel`, `cap_total`.
    #[schema(example = "cap_total")]
    pub rule: String,
    /// Whether it allows the contact.
    pub passed: bool,
    /// The values it went by.
    #[schema(value_type = Object, example = json!({ "made": 2, "max": 2, "per": "P7D" }))]
    pub values: Map<String, Value>,
}

impl EligibilityView {
    /// A decision as it is answered.
    pub fn of(customer: Option<CustomerId>, found: &Eligibility) -> Self {
        Self {
            customer,
            eligible: found.eligible,
            channel: found.channel.map(Channel::as_str),
            not_before: found.not_before,
            again_at: found.again_at,
            refused_by: found.refused_by(),
            reasons: found.looks.iter().map(|look| reason(object(look))).collect(),
        }
    }
}

fn object(look: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(look) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

fn reason(mut fields: Map<String, Value>) -> EligibilityReason {
    let contact = match fields.remove("looks") {
        Some(Value::Array(looks)) => looks.into_iter().filter_map(contact).collect(),
        _ => Vec::new(),
    };
    let (rule, passed) = head(&mut fields);
    EligibilityReason { rule, passed, values: fields, contact }
}

fn contact(look: Value) -> Option<ContactReason> {
    let Value::Object(mut fields) = look else { return None };
    let (rule, passed) = head(&mut fields);
    Some(ContactReason { rule, passed, values: fields })
}

fn head(fields: &mut Map<String, Value>) -> (String, bool) {
    let rule = fields.remove("rule").and_then(|rule| rule.as_str().map(str::to_owned)).unwrap_or_default();
    (rule, fields.remove("passed") == Some(Value::Bool(true)))
}

/// Explains whether a customer of one's units, or a stranger on a web page, would be asked now: the same function
/// decides when invitations are sent and when a page asks.
#[utoipa::path(
    get,
    path = "/v1/surveys/{survey_id}/eligibility",
    tag = "surveys",
    params(("survey_id" = schema::SurveyId, Path, description = "Which survey."), ExplainEligibility),
    responses(
        (status = 200, description = "The decision with its reasons.", body = EligibilityView),
        (status = 422, description = "The value of the identity is none of its kind.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn explain_eligibility(
    who: Can<ReadCustomers>,
    State(app): State<App>,
    Path(survey): Path<SurveyId>,
    Query(query): Query<ExplainEligibility>,
) -> Result<Json<EligibilityView>, Problem> {
    sheet::short("identity", query.identity.as_deref(), IDENTITY_BYTES_MAX)?;
    let whom = match (query.customer, query.identity.as_deref()) {
        (Some(customer), None) => Whom::Customer(customer),
        (None, Some(text)) => Whom::Identity(identity(text)?),
        _ => {
            return Err(Problem::parameter("customer", "required", "give either a customer or an identity"));
        }
    };
    let means = match (query.distribution, query.way) {
        (None, way) => way.map_or(Means::AnyMessage, Means::from),
        (Some(distribution), None) => Means::Distribution(distribution),
        (Some(_), Some(_)) => {
            return Err(Problem::parameter("way", "conflict", "a distribution has its own channels"));
        }
    };
    let Explained { customer, eligibility } = app.eligibility(&who, survey, whom, means).await?;
    Ok(Json(EligibilityView::of(customer, &eligibility)))
}
