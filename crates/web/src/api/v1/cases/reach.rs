//! How the customer of a case can be reached.

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::{CaseId, TemplateId};
use touchstone_engine::App;
use touchstone_engine::cases::{CanSend, ChannelReach as FoundChannel, Preview, Reach};
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// How a customer can be reached now.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseReach {
    /// On each channel.
    pub channels: Vec<ChannelReach>,
    /// Templates that a member can send, as this customer would read them; a hundred at most.
    pub templates: Vec<MessageTemplate>,
}

/// Whether a customer can be reached on a channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelReach {
    /// `sms`, `wechat` or `email`.
    #[schema(example = "sms")]
    pub channel: &'static str,
    /// With an answer to what they did or said.
    pub service: Sendable,
    /// With anything else.
    pub marketing: Sendable,
}

/// Whether a message would be sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sendable {
    /// Whether it would.
    pub is_allowed: bool,
    /// When it would leave, if the customer is left alone now.
    #[schema(value_type = Option<schema::Time>, required)]
    pub not_before: Option<Timestamp>,
    /// Why not: `no_address`, `refused`, `no_consent`, `cap_channel`, `cap_total`, `not_configured`.
    #[schema(required, example = "no_consent")]
    pub reason: Option<&'static str>,
}

/// A template as the customer would read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageTemplate {
    /// Which.
    #[schema(value_type = schema::TemplateId)]
    pub id: TemplateId,
    /// What members call it.
    #[schema(example = "Apology")]
    pub name: String,
    /// The channel it is written for.
    #[schema(example = "email")]
    pub channel: &'static str,
    /// `service` or `marketing`.
    #[schema(example = "service")]
    pub class: &'static str,
    /// The subject.
    #[schema(required)]
    pub subject: Option<String>,
    /// The text.
    pub text: String,
}

impl From<CanSend> for Sendable {
    fn from(can: CanSend) -> Self {
        match can {
            CanSend::Now => Self { is_allowed: true, not_before: None, reason: None },
            CanSend::Later(at) => Self { is_allowed: true, not_before: Some(at), reason: None },
            CanSend::No(reason) => Self { is_allowed: false, not_before: None, reason: Some(reason) },
        }
    }
}

impl From<FoundChannel> for ChannelReach {
    fn from(found: FoundChannel) -> Self {
        Self {
            channel: found.channel.as_str(),
            service: found.service.into(),
            marketing: found.marketing.into(),
        }
    }
}

impl From<Preview> for MessageTemplate {
    fn from(preview: Preview) -> Self {
        Self {
            id: preview.id,
            name: preview.name,
            channel: preview.channel.as_str(),
            class: preview.class.as_str(),
            subject: preview.subject,
            text: preview.text,
        }
    }
}

/// Answers how the customer of a case can be reached now, and which templates could be sent.
#[utoipa::path(
    get,
    path = "/v1/cases/{case_id}/reach",
    tag = "cases",
    params(("case_id" = schema::CaseId, Path, description = "Which case.")),
    responses((status = 200, description = "Channels and templates.", body = CaseReach))
)]
pub async fn show_case_reach(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(case): Path<CaseId>,
) -> Result<Json<CaseReach>, Problem> {
    let Reach { channels, templates } = app.case_reach(&who, case).await?;
    Ok(Json(CaseReach {
        channels: channels.into_iter().map(ChannelReach::from).collect(),
        templates: templates.into_iter().map(MessageTemplate::from).collect(),
    }))
}
