//! Looking whether a voucher is good.

use axum::extract::State;
use touchstone_engine::App;

use crate::api::v1::customers::Voucher;
use crate::auth::{Can, HandleCases};
use crate::extract::{Json, Path};
use crate::problem::{Problem, ProblemBody};

/// Says how the voucher with a code stands, at whichever unit it was given; nothing changes. Whose it is is not said, and the
/// case only to members who see that unit.
#[utoipa::path(
    post,
    path = "/v1/vouchers/{code}/validate",
    tag = "vouchers",
    params(("code" = String, Path, description = "What the customer shows, in either case, with or without the hyphen.",
            example = "K7QM3-XPD9T", min_length = 10, max_length = 32)),
    responses(
        (status = 200, description = "The voucher: it can be used while its state is `valid`.", body = Voucher),
        (status = 404, description = "There is no such voucher.",
         body = ProblemBody, content_type = "application/problem+json"),
    )
)]
pub async fn validate_voucher(
    who: Can<HandleCases>,
    State(app): State<App>,
    Path(code): Path<String>,
) -> Result<Json<Voucher>, Problem> {
    let voucher = app.voucher(&who, &code).await?;
    Ok(Json(Voucher::at(voucher, app.now())))
}
