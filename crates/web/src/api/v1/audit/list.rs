//! Who changed what.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use touchstone_domain::id::{AuditId, MemberId};
use touchstone_engine::App;
use touchstone_engine::access::{self, AuditFilter};
use utoipa::{IntoParams, ToSchema};

use crate::api::schema;
use crate::auth::{Can, ReadAudit};
use crate::extract::{Cursor, Json, Listing, Page, Paging};
use crate::problem::Problem;

/// Longer than any id.
const TARGET_BYTES_MAX: usize = 100;

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListAudit {
    /// Only changes by this member.
    #[param(value_type = Option<schema::MemberId>)]
    pub member: Option<MemberId>,
    /// Only changes of the thing with this id.
    #[param(value_type = Option<String>, example = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z", max_length = 100)]
    pub target: Option<String>,
}

/// One change by a member.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Its id.
    #[schema(value_type = schema::AuditId)]
    pub id: AuditId,
    /// When.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// By whom.
    #[schema(value_type = schema::MemberId)]
    pub member: MemberId,
    /// With what: the id of a session or token, or `setup`.
    #[schema(example = "ses_01jd0m6x4pfk2v9w3q8r7t5y1z")]
    pub via: String,
    /// What was done.
    #[schema(example = "unit.move")]
    pub action: String,
    /// The id of what was changed.
    #[schema(example = "unt_01jd0m6x4pfk2v9w3q8r7t5y1z")]
    pub target: String,
    /// The fields before; null when there was nothing to show.
    #[schema(value_type = Option<Object>, required)]
    pub before: Option<Box<RawValue>>,
    /// The fields after; null when there is nothing to show.
    #[schema(value_type = Option<Object>, required)]
    pub after: Option<Box<RawValue>>,
}

impl From<access::AuditEntry> for AuditEntry {
    fn from(entry: access::AuditEntry) -> Self {
        Self {
            id: entry.id,
            at: entry.at,
            member: entry.member,
            via: entry.via,
            action: entry.action,
            target: entry.target,
            before: entry.before,
            after: entry.after,
        }
    }
}

/// Lists changes by members, newest first.
#[utoipa::path(
    get,
    path = "/v1/audit",
    tag = "audit",
    params(ListAudit, Paging),
    responses((status = 200, description = "A page of entries.", body = Page<AuditEntry>))
)]
pub async fn list_audit(
    who: Can<ReadAudit>,
    State(app): State<App>,
    Listing { filter: query, page }: Listing<ListAudit>,
) -> Result<Json<Page<AuditEntry>>, Problem> {
    if query.target.as_ref().is_some_and(|target| target.len() > TARGET_BYTES_MAX) {
        let message = format!("an id has at most {TARGET_BYTES_MAX} characters");
        return Err(Problem::parameter("target", "too_long", message));
    }
    let before = page.cursor.map(|cursor| cursor.id()).transpose()?;
    let filter = AuditFilter { member: query.member, target: query.target, before };
    let rows = app.list_audit(&who, filter, page.limit.and_one()).await?;
    Ok(Json(Page::of(rows, page.limit, |row| Cursor::after(*row.id.as_bytes()), AuditEntry::from)))
}
