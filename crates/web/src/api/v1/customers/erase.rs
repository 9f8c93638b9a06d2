//! Erasing a person.

use axum::extract::State;
use serde::Serialize;
use touchstone_domain::id::CustomerId;
use touchstone_engine::App;
use touchstone_engine::customers::Erased;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, EditCustomers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// What was erased.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErasedCustomer {
    /// Customers: the one asked for, and those merged into them.
    #[schema(example = 1)]
    pub customers: u64,
    /// Events of which only kind, source and time are left.
    #[schema(example = 17)]
    pub events: u64,
    /// Responses that are nobody's now: their scores stay, their words are gone.
    #[schema(example = 2)]
    pub responses: u64,
    /// Runs of playbooks.
    #[schema(example = 3)]
    pub runs: u64,
    /// Cases with their histories.
    #[schema(example = 1)]
    pub cases: u64,
    /// Messages, sent or not.
    #[schema(example = 4)]
    pub messages: u64,
    /// Notes in members' inboxes.
    #[schema(example = 1)]
    pub notices: u64,
    /// Vouchers.
    #[schema(example = 1)]
    pub vouchers: u64,
    /// Places on the lists of distributions.
    #[schema(example = 1)]
    pub invitations: u64,
}

impl From<Erased> for ErasedCustomer {
    fn from(erased: Erased) -> Self {
        let Erased { customers, events, responses, runs, cases, messages, notices, vouchers, invitations } =
            erased;
        Self { customers, events, responses, runs, cases, messages, notices, vouchers, invitations }
    }
}

/// Erases a person for good: the customer with all identities, and what is personal in events, answers, cases,
/// messages, notes and merges. What counts without the person stays: scores of answers, and that something of a
/// kind happened at a time. If the person comes back, they are a new customer. The audit log notes that it was done.
/// It takes a member who sees the whole brand: what every unit knows of the person is gone.
///
/// A long journal takes its time; if the answer does not come, ask again with the same idempotency key.
#[utoipa::path(
    post,
    path = "/v1/customers/{customer_id}/erase",
    tag = "customers",
    params(("customer_id" = schema::CustomerId, Path, description = "Which customer; merges are followed.")),
    responses((status = 200, description = "What was erased.", body = ErasedCustomer))
)]
pub async fn erase_customer(
    who: Can<EditCustomers>,
    State(app): State<App>,
    Path(customer): Path<CustomerId>,
) -> Result<Json<ErasedCustomer>, Problem> {
    Ok(Json(app.erase_customer(&who, customer).await?.into()))
}
