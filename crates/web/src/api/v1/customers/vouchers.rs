//! What a customer was given.

use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use touchstone_domain::id::{CaseId, CustomerId, MemberId, VoucherId};
use touchstone_domain::voucher;
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::{Can, ReadCustomers};
use crate::extract::{Json, Page, Path};
use crate::problem::Problem;

/// A voucher.
#[derive(Debug, Serialize, ToSchema)]
pub struct Voucher {
    /// Its id.
    #[schema(value_type = schema::VoucherId)]
    pub id: VoucherId,
    /// What the customer shows.
    #[schema(example = "K7QM3-XPD9T")]
    pub code: String,
    /// What the customer gets for it.
    #[schema(example = "甜品一份")]
    pub worth: String,
    /// What that costs, in hundredths of the brand's currency, if it is money.
    #[schema(required, example = 2000)]
    pub value: Option<i64>,
    /// `valid`, `redeemed` once it was used, `expired`, or `withdrawn` before the customer knew of it.
    #[schema(example = "valid")]
    pub state: &'static str,
    /// When it was given.
    #[schema(value_type = schema::Time)]
    pub issued_at: Timestamp,
    /// By whom.
    #[schema(value_type = schema::MemberId)]
    pub issued_by: MemberId,
    /// In which case; null also for members who do not see the unit where it was given.
    #[schema(value_type = Option<schema::CaseId>, required)]
    pub case: Option<CaseId>,
    /// The last day on which it is taken, in the brand's time zone.
    #[schema(value_type = schema::Day)]
    pub last_day: jiff::civil::Date,
    /// When it was used.
    #[schema(value_type = Option<schema::Time>, required)]
    pub redeemed_at: Option<Timestamp>,
    /// Who took it.
    #[schema(value_type = Option<schema::MemberId>, required)]
    pub redeemed_by: Option<MemberId>,
}

impl Voucher {
    /// A voucher as it stands at a time.
    pub fn at(voucher: voucher::Voucher, now: Timestamp) -> Self {
        Self {
            state: voucher.standing(now).as_str(),
            id: voucher.id,
            code: voucher.code,
            worth: voucher.worth,
            value: voucher.value,
            issued_at: voucher.issued_at,
            issued_by: voucher.issued_by,
            case: voucher.case,
            last_day: voucher.last_day,
            redeemed_at: voucher.redeemed.as_ref().map(|redeemed| redeemed.at),
            redeemed_by: voucher.redeemed.as_ref().map(|redeemed| redeemed.by),
        }
    }
}

/// Lists the latest hundred vouchers that a customer was given, newest first.
#[utoipa::path(
    get,
    path = "/v1/customers/{customer_id}/vouchers",
    tag = "customers",
    params(("customer_id" = schema::CustomerId, Path, description = "Which customer; merges are followed.")),
    responses((status = 200, description = "The vouchers.", body = Page<Voucher>))
)]
pub async fn list_customer_vouchers(
    who: Can<ReadCustomers>,
    State(app): State<App>,
    Path(customer): Path<CustomerId>,
) -> Result<Json<Page<Voucher>>, Problem> {
    let now = app.now();
    let found = app.customer_vouchers(&who, customer).await?;
    let items = found.into_iter().map(|voucher| Voucher::at(voucher, now)).collect();
    Ok(Json(Page { items, next_cursor: None }))
}
