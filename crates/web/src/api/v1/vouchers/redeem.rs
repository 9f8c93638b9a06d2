//! Taking a voucher.

use axum::extract::State;
use serde::Deserialize;
use touchstone_domain::id::UnitId;
use touchstone_engine::App;
use utoipa::ToSchema;

use crate::api::schema;
use crate::api::v1::customers::Voucher;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Path};
use crate::problem::{Problem, ProblemBody};

/// Where.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemVoucherRequest {
    /// Where it is used. When left out: where it was given, if the member sees that, else at the one unit that is theirs.
    #[serde(default)]
    #[schema(value_type = Option<schema::UnitId>)]
    pub unit: Option<UnitId>,
}

/// Takes the voucher with a code, once, at whichever unit it was given. Of two who take it at the same time one succeeds. The customer's timeline and
/// playbooks learn of it as `Voucher Redeemed`.
#[utoipa::path(
    post,
    path = "/v1/vouchers/{code}/redeem",
    tag = "vouchers",
    params(("code" = String, Path, description = "What the customer shows, in either case, with or without the hyphen.",
            example = "K7QM3-XPD9T", min_length = 10, max_length = 32)),
    request_body = RedeemVoucherRequest,
    responses(
        (status = 200, description = "It is used now.", body = Voucher),
        (status = 404, description = "There is no such voucher, or no such unit that the member may see.",
         body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "It was used before, has expired, or was taken back.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn redeem_voucher(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(code): Path<String>,
    Json(request): Json<RedeemVoucherRequest>,
) -> Result<Json<Voucher>, Problem> {
    let voucher = app.redeem_voucher(&who, &code, request.unit).await?;
    Ok(Json(Voucher::at(voucher, app.now())))
}
