//! Customers of one's units, or the one of an identity.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_engine::App;
use utoipa::IntoParams;

use super::CustomerSummary;
use crate::auth::{Can, ReadCustomers};
use crate::extract::{Cursor, Json, Limit, Page, Query};
use crate::problem::{Problem, ProblemBody};

/// Which customers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCustomers {
    /// Items at most.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
    /// Only the one of this identity: a kind, a colon and a value, such as `phone:+8613800000000`.
    #[param(
        example = "phone:+8613800000000",
        pattern = "^(user|member|unionid|openid|phone|email|anonymous):"
    )]
    pub identity: Option<String>,
}

/// Lists the customers whose home unit is one's own, oldest first, or finds the one of an identity.
#[utoipa::path(
    get,
    path = "/v1/customers",
    tag = "customers",
    params(ListCustomers),
    responses(
        (status = 200, description = "A page of customers.", body = Page<CustomerSummary>),
        (status = 422, description = "The value of the identity is none of its kind.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list_customers(
    who: Can<ReadCustomers>,
    State(app): State<App>,
    Query(query): Query<ListCustomers>,
) -> Result<Json<Page<CustomerSummary>>, Problem> {
    if let Some(text) = &query.identity {
        let found = app.customer_of_identity(&who, identity(text)?).await?;
        let found = found.map(|seen| CustomerSummary::of(seen.id, seen.created_at, seen.profile));
        return Ok(Json(Page { items: found.into_iter().collect(), next_cursor: None }));
    }
    let after = query.cursor.map(|cursor| cursor.id()).transpose()?;
    let rows = app.list_customers(&who, after, query.limit.and_one()).await?;
    let item = |row: touchstone_engine::customers::CustomerRow| {
        CustomerSummary::of(row.customer, row.created_at, row.profile)
    };
    Ok(Json(Page::of(rows, query.limit, |row| Cursor::after(*row.customer.as_bytes()), item)))
}

fn identity(text: &str) -> Result<Identity, Problem> {
    let (kind, value) = text.split_once(':').unwrap_or((text, ""));
    let kind = IdentityKind::parse(kind).ok_or_else(|| {
        let kinds = IdentityKind::ALL.map(IdentityKind::as_str).join(", ");
        let message = format!("expected a kind ({kinds}), a colon and a value");
        Problem::parameter("identity", "invalid", message)
    })?;
    Identity::parse(kind, value).map_err(|error| Problem::field("identity", "invalid", error.to_string()))
}
