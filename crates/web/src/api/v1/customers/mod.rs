//! Customers: who they are, what is known of them, what happened.

mod erase;
mod export;
mod list;
mod show;
mod timeline;
mod vouchers;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use touchstone_domain::id::{CaseId, CustomerId, MergeId, UnitId};
use touchstone_domain::identity::Identity;
use touchstone_domain::profile::Profile;
use touchstone_engine::customers::SeenCustomer;
use utoipa::ToSchema;

pub(crate) use list::identity;
pub use vouchers::Voucher;

use crate::api::schema;
use crate::guarded;
use crate::router::Management;
use crate::sheet::Row;

/// The routes of this concept.
pub fn routes() -> Management {
    Management::default()
        .with(guarded!(list::list_customers))
        .with(guarded!(show::show_customer))
        .with(guarded!(timeline::show_timeline))
        .with(guarded!(vouchers::list_customer_vouchers))
        .with(guarded!(export::export_customer))
        .with(guarded!(erase::erase_customer))
}

/// One identity of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerIdentity {
    /// What it is: `user`, `member`, `unionid`, `openid`, `phone`, `email`, `anonymous`.
    #[schema(example = "phone")]
    pub kind: &'static str,
    /// The value, normalised.
    #[schema(example = "+8613800000000")]
    pub value: String,
}

impl From<Identity> for CustomerIdentity {
    fn from(identity: Identity) -> Self {
        Self { kind: identity.kind.as_str(), value: identity.value }
    }
}

/// A customer in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerSummary {
    /// Their id.
    #[schema(value_type = schema::CustomerId)]
    pub id: CustomerId,
    /// Since when they are known.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// What they are called, as their traits tell; null when nobody said.
    #[schema(required, example = "王小明")]
    pub name: Option<String>,
    /// What leads to them.
    pub identities: Vec<CustomerIdentity>,
    /// Where they were last; null when nowhere yet.
    #[schema(value_type = Option<schema::UnitId>, required)]
    pub home_unit: Option<UnitId>,
    /// Their latest event.
    #[schema(value_type = Option<schema::Time>, required)]
    pub last_seen_at: Option<Timestamp>,
    /// Orders ever.
    #[schema(example = 12)]
    pub orders_total: u32,
    /// Money ever, in hundredths.
    #[schema(example = 123_400)]
    pub spend_total: i64,
    /// Names of their tags.
    #[schema(example = json!(["unhappy"]))]
    pub tags: Vec<String>,
    /// Their open case; null when there is none.
    #[schema(value_type = Option<schema::CaseId>, required)]
    pub open_case: Option<CaseId>,
}

impl Row for CustomerSummary {
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "name",
        "identities",
        "home_unit",
        "tags",
        "orders_total",
        "spend_total",
        "open_case",
        "last_seen_at",
        "created_at",
    ];
}

impl CustomerSummary {
    fn of(id: CustomerId, created_at: Timestamp, profile: Profile) -> Self {
        Self {
            id,
            created_at,
            home_unit: profile.home_unit,
            last_seen_at: profile.last_seen_at,
            orders_total: profile.orders_total,
            spend_total: profile.spend_total,
            open_case: profile.open_case,
            name: profile.name(),
            tags: profile.tags.into_keys().collect(),
            identities: profile.identities.into_iter().map(CustomerIdentity::from).collect(),
        }
    }
}

/// A customer with all that decisions know of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Customer {
    /// Their id; merges are followed.
    #[schema(value_type = schema::CustomerId)]
    pub id: CustomerId,
    /// Since when they are known.
    #[schema(value_type = schema::Time)]
    pub created_at: Timestamp,
    /// The profile: identities, traits, tags, purchases of 90 days, responses, ratings, contacts, consent.
    #[schema(value_type = Object)]
    pub profile: Value,
    /// Merges, newest first; each can be undone.
    pub merges: Vec<CustomerMerge>,
}

/// Two customers that became one.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerMerge {
    /// Its id, for undoing it.
    #[schema(value_type = schema::MergeId)]
    pub id: MergeId,
    /// When.
    #[schema(value_type = schema::Time)]
    pub at: Timestamp,
    /// Who stayed.
    #[schema(value_type = schema::CustomerId)]
    pub winner: CustomerId,
    /// Who was folded in.
    #[schema(value_type = schema::CustomerId)]
    pub loser: CustomerId,
    /// What led to it, such as `event:` and a message id.
    #[schema(example = "event:order-17")]
    pub cause: String,
    /// When it was undone; null while it stands.
    #[schema(value_type = Option<schema::Time>, required)]
    pub undone_at: Option<Timestamp>,
}

impl From<SeenCustomer> for Customer {
    fn from(seen: SeenCustomer) -> Self {
        let merges = seen.merges.into_iter().map(|merge| CustomerMerge {
            id: merge.merge,
            at: merge.at,
            winner: merge.winner,
            loser: merge.loser,
            cause: merge.cause,
            undone_at: merge.undone_at,
        });
        Self {
            id: seen.id,
            created_at: seen.created_at,
            profile: profile(&seen.profile),
            merges: merges.collect(),
        }
    }
}

/// The profile as members read it: without the places of its events in the journal.
pub(super) fn profile(profile: &Profile) -> Value {
    let mut shown = serde_json::to_value(profile).unwrap_or_default();
    if let Value::Object(fields) = &mut shown {
        fields.remove("recent");
        fields.remove("version");
    }
    shown
}
