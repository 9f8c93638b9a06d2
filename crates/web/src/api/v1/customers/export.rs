//! All that is kept about a person, for the person.

use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use touchstone_domain::id::{CustomerId, DistributionId, SurveyId};
use touchstone_engine::App;
use touchstone_engine::asking::{KeptLook, Looked, RecipientRow};
use touchstone_engine::cases::NoticeRow;
use touchstone_engine::customers::{Dossier, KeptFile};
use touchstone_engine::messages::OutboxRow;
use utoipa::ToSchema;

use crate::api::schema;
use crate::api::v1::responses::SurveyResponse;
use crate::auth::{Can, ReadCustomers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// All that is kept about a person, as it is kept.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerExport {
    /// Who.
    #[schema(value_type = schema::CustomerId)]
    pub customer: CustomerId,
    /// When it was put together.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// The customer, then those merged into them: identities, traits, tags, consent, purchases and the rest of the
    /// profile.
    #[schema(value_type = Vec<Object>)]
    pub customers: Value,
    /// Merges, with both profiles as they were.
    #[schema(value_type = Vec<Object>)]
    pub merges: Value,
    /// Events with their traces, oldest first; at most 100,000.
    #[schema(value_type = Vec<Object>)]
    pub events: Value,
    /// Whether there are more events than that.
    pub has_more_events: bool,
    /// Runs of playbooks with what they did.
    #[schema(value_type = Vec<Object>)]
    pub runs: Value,
    /// Responses, complete or partial.
    pub responses: Vec<SurveyResponse>,
    /// Survey links made for the customer.
    #[schema(value_type = Vec<Object>)]
    pub links: Value,
    /// Cases with their histories.
    #[schema(value_type = Vec<Object>)]
    pub cases: Value,
    /// Messages with their addresses and texts, and how far they have come; newest first.
    #[schema(value_type = Vec<Object>)]
    pub messages: Value,
    /// Notes about the customer in members' inboxes.
    #[schema(value_type = Vec<Object>)]
    pub notices: Value,
    /// Vouchers they were given; newest first.
    #[schema(value_type = Vec<Object>)]
    pub vouchers: Value,
    /// Distributions that meant them, and what became of each.
    #[schema(value_type = Vec<Object>)]
    pub invitations: Value,
    /// What the widgets on web pages decided last about them.
    #[schema(value_type = Vec<Object>)]
    pub widget_decisions: Value,
    /// Files sent with answers, in base64; the content of those beyond 32 MB in all is null and found under the response.
    #[schema(value_type = Vec<Object>)]
    pub files: Value,
}

impl From<Dossier> for CustomerExport {
    fn from(dossier: Dossier) -> Self {
        let cases = dossier.cases.iter().map(|(case, history)| json!({ "case": case, "history": history }));
        Self {
            customer: dossier.customer,
            at: dossier.at,
            customers: value(&dossier.customers),
            merges: value(&dossier.merges),
            events: value(&dossier.events),
            has_more_events: dossier.has_more_events,
            runs: value(&dossier.runs),
            responses: dossier.responses.into_iter().map(SurveyResponse::from).collect(),
            links: value(&dossier.links),
            cases: cases.collect(),
            messages: dossier.messages.iter().map(message).collect(),
            notices: dossier.notices.iter().map(notice).collect(),
            vouchers: value(&dossier.vouchers),
            invitations: dossier.recipients.iter().map(invitation).collect(),
            widget_decisions: dossier.looks.iter().map(decision).collect(),
            files: dossier.files.iter().map(file).collect(),
        }
    }
}

fn value(things: &impl Serialize) -> Value {
    serde_json::to_value(things).unwrap_or_default()
}

fn message(row: &OutboxRow) -> Value {
    json!({
        "state": row.state.as_str(),
        "channel": row.channel,
        "attempts": row.attempts,
        "created_at": row.created_at,
        "finished_at": row.finished_at,
        "last_error": row.last_error,
        "effect": row.effect,
    })
}

fn notice(row: &NoticeRow) -> Value {
    let notice = &row.notice;
    json!({ "id": notice.id, "kind": notice.kind, "at": row.at, "member": notice.member, "body": notice.body })
}

fn invitation((distribution, row): &(DistributionId, RecipientRow)) -> Value {
    json!({
        "distribution": distribution,
        "state": row.state.as_str(),
        "reason": row.reason,
        "link": row.link,
        "invited_at": row.invited_at,
        "reminded": row.reminded,
        "opened_at": row.opened_at,
    })
}

fn decision((survey, look): &(SurveyId, KeptLook)) -> Value {
    let Looked { page, eligibility } = &look.looked;
    json!({ "survey": survey, "at": look.at, "shown": look.shown, "page": page, "reasons": eligibility.looks })
}

fn file(KeptFile { file, content }: &KeptFile) -> Value {
    json!({
        "id": file.file,
        "response": file.response,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "created_at": file.created_at,
        "content": content.as_ref().map(|bytes| STANDARD.encode(bytes)),
    })
}

/// Hands over all that is kept about a person: profile, identities, events with their traces, answers with their files,
/// invitations, cases, messages, merges. Needs the permissions to read customers, responses and cases, and a member who sees
/// the whole brand: a person's data are of every unit they have been at.
#[utoipa::path(
    get,
    path = "/v1/customers/{customer_id}/export",
    tag = "customers",
    params(("customer_id" = schema::CustomerId, Path, description = "Which customer.")),
    responses((status = 200, description = "All that is kept.", body = CustomerExport))
)]
pub async fn export_customer(
    who: Can<ReadCustomers>,
    State(app): State<App>,
    Path(customer): Path<CustomerId>,
) -> Result<Json<CustomerExport>, Problem> {
    Ok(Json(app.export_customer(&who, customer).await?.into()))
}
