//! One customer.

use axum::extract::State;
use touchstone_domain::id::CustomerId;
use touchstone_engine::App;

use super::Customer;
use crate::api::schema;
use crate::auth::{Can, ReadCustomers};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// Answers one customer of one's units. The id of one who was merged away leads to whom they were merged into.
#[utoipa::path(
    get,
    path = "/v1/customers/{customer_id}",
    tag = "customers",
    params(("customer_id" = schema::CustomerId, Path, description = "Which customer.")),
    responses((status = 200, description = "The customer.", body = Customer))
)]
pub async fn show_customer(
    who: Can<ReadCustomers>,
    State(app): State<App>,
    Path(customer): Path<CustomerId>,
) -> Result<Json<Customer>, Problem> {
    Ok(Json(app.customer(&who, customer).await?.into()))
}
