//! Customers of one's units, or the one of an identity.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use touchstone_domain::id::{CustomerId, UnitId};
use touchstone_domain::identity::{Identity, IdentityKind};
use touchstone_engine::App;
use touchstone_engine::customers::{self, By, CustomerMark, CustomerQuery, CustomerRow};
use utoipa::{IntoParams, ToSchema};

use super::CustomerSummary;
use crate::api::schema;
use crate::auth::{Can, ReadCustomers};
use crate::extract::{Cursor, Listing, Page};
use crate::problem::{Problem, ProblemBody};
use crate::sheet::{self, PageOrFile};

/// Longest text to search for, in bytes.
const TEXT_BYTES_MAX: usize = 512;

/// Which customers.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListCustomers {
    /// Only the one of this identity: a kind, a colon and a value, such as `phone:+8613800000000`.
    #[param(
        example = "phone:+8613800000000",
        pattern = "^(user|member|unionid|openid|phone|email|anonymous):"
    )]
    pub identity: Option<String>,
    /// Whom this means: an identity of any kind (phone, e-mail address, member number), a part of the name, or the last
    /// four digits of a phone number.
    #[param(example = "2207", max_length = 512)]
    pub q: Option<String>,
    /// Only those who have this tag now.
    #[param(example = "unhappy", max_length = 512)]
    pub tag: Option<String>,
    /// Only those whose home unit is this one or below it.
    #[param(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
    /// In which order; `created_at` when left out. The orders by `last_seen_at` and `spend_total` follow what happens
    /// within a second or two, later while events pour in; whoever moves meanwhile may be on two pages, or on none.
    #[param(inline)]
    pub sort: Option<CustomerOrder>,
}

/// The order of a list of customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
pub enum CustomerOrder {
    /// Known the longest first.
    #[serde(rename = "created_at")]
    Oldest,
    /// Known the shortest first.
    #[serde(rename = "-created_at")]
    Newest,
    /// Not seen for the longest first.
    #[serde(rename = "last_seen_at")]
    LongestUnseen,
    /// Seen the latest first.
    #[serde(rename = "-last_seen_at")]
    LatestSeen,
    /// Who spent the least first.
    #[serde(rename = "spend_total")]
    LeastSpend,
    /// Who spent the most first.
    #[serde(rename = "-spend_total")]
    MostSpend,
}

impl From<CustomerOrder> for customers::CustomerOrder {
    fn from(order: CustomerOrder) -> Self {
        let (by, descending) = match order {
            CustomerOrder::Oldest => (None, false),
            CustomerOrder::Newest => (None, true),
            CustomerOrder::LongestUnseen => (Some(By::Seen), false),
            CustomerOrder::LatestSeen => (Some(By::Seen), true),
            CustomerOrder::LeastSpend => (Some(By::Spend), false),
            CustomerOrder::MostSpend => (Some(By::Spend), true),
        };
        Self { by, descending }
    }
}

/// Lists the customers whose home unit is one's own, or finds those that a text means. A page may hold fewer than `limit`
/// while others follow: `next_cursor` tells.
#[utoipa::path(
    get,
    path = "/v1/customers",
    tag = "customers",
    params(ListCustomers, PageOrFile),
    responses(
        (status = 200, description = "A page of customers, or all of them as a file.", content(
            (Page<CustomerSummary> = "application/json"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 404, description = "There is no such unit, or none that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 413, description = "The file would have more than 50,000 rows.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The value of the identity is none of its kind.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn list_customers(
    who: Can<ReadCustomers>,
    State(app): State<App>,
    Listing { filter, page }: Listing<ListCustomers, PageOrFile>,
) -> Result<Response, Problem> {
    sheet::short("q", filter.q.as_deref(), TEXT_BYTES_MAX)?;
    sheet::short("tag", filter.tag.as_deref(), TEXT_BYTES_MAX)?;
    let wanted = filter.identity.as_deref().map(identity).transpose()?;
    let query = CustomerQuery {
        unit: filter.unit,
        tag: filter.tag,
        text: filter.q,
        order: filter.sort.unwrap_or(CustomerOrder::Oldest).into(),
        after: None,
    };
    sheet::answer("customers", page, |limit, cursor| {
        let (app, who, query, wanted) = (app.clone(), who.clone(), query.clone(), wanted.clone());
        async move {
            if let Some(identity) = &wanted {
                let found = app.customer_of_identity(&who, identity.clone()).await?;
                let found = found.map(|seen| CustomerSummary::of(seen.id, seen.created_at, seen.profile));
                return Ok(Page { items: found.into_iter().collect(), next_cursor: None });
            }
            let is_numbered = query.order.by.is_some();
            let after = cursor.map(|cursor| mark(&cursor, is_numbered)).transpose()?;
            let slice = app.search_customers(&who, CustomerQuery { after, ..query }, limit.get()).await?;
            let item = |row: CustomerRow| CustomerSummary::of(row.customer, row.created_at, row.profile);
            let cursor = |mark: &CustomerMark| match is_numbered {
                true => Cursor::after_number_and_id(mark.number, mark.customer),
                false => Cursor::after(*mark.customer.as_bytes()),
            };
            Ok(Page::of_slice(slice, cursor, item))
        }
    })
    .await
}

fn mark(cursor: &Cursor, is_numbered: bool) -> Result<CustomerMark, Problem> {
    let (number, customer) =
        if is_numbered { cursor.number_and_id::<CustomerId>()? } else { (0, cursor.id()?) };
    Ok(CustomerMark { number, customer })
}

/// An identity of a query: a kind, a colon and a value.
pub(crate) fn identity(text: &str) -> Result<Identity, Problem> {
    let (kind, value) = text.split_once(':').unwrap_or((text, ""));
    let kind = IdentityKind::parse(kind).ok_or_else(|| {
        let kinds = IdentityKind::ALL.map(IdentityKind::as_str).join(", ");
        let message = format!("expected a kind ({kinds}), a colon and a value");
        Problem::parameter("identity", "invalid", message)
    })?;
    Identity::parse(kind, value).map_err(|error| Problem::field("identity", "invalid", error.to_string()))
}
