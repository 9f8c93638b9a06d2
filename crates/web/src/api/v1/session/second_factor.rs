//! The member's own second factor.

use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use touchstone_engine::App;
use touchstone_engine::access::Proof;
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::Member;
use crate::extract::Json;
use crate::problem::Problem;
use crate::qr;

/// How one's second factor is.
#[derive(Serialize, ToSchema)]
pub struct SecondFactor {
    /// Since when logging in asks for it; null when it does not.
    #[schema(value_type = Option<schema::Time>, required)]
    pub since: Option<Timestamp>,
    /// Recovery codes that were not used.
    #[schema(example = 10)]
    pub recovery_codes_left: i64,
}

/// The password once more: whoever finds an open browser must not lock its owner out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordAgain {
    /// One's own password.
    #[schema(example = "a warm bowl of noodles", max_length = 256)]
    pub password: String,
}

/// The password or a code: one of them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnProof {
    /// One's own password.
    #[serde(default)]
    #[schema(max_length = 256)]
    pub password: Option<String>,
    /// A code of the app, or a recovery code, which is used up.
    #[serde(default)]
    #[schema(example = "287082", max_length = 64)]
    pub code: Option<String>,
}

/// A second factor that is being set up.
#[derive(Serialize, ToSchema)]
pub struct SecondFactorEnrolment {
    /// What an authenticator app takes, base32, shown only now; null when an idempotency key brought back an earlier beginning.
    #[schema(required, example = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")]
    pub secret: Option<String>,
    /// The same as an address.
    #[schema(required, example = "otpauth://totp/Golden%20Spoon:li.na%40example.com?secret=JBSWY3DP")]
    pub url: Option<String>,
    /// The address as a QR code, an SVG picture.
    #[schema(required)]
    pub qr_svg: Option<String>,
}

/// A code from the app.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorCode {
    /// Six digits.
    #[schema(example = "287082", max_length = 64)]
    pub code: String,
}

/// Codes for when the phone is gone.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each works once instead of a code of the app. Shown only now; null when an idempotency key brought back earlier ones.
    #[schema(required, example = json!(["ab3de-fg4hj-kmn5p-qrs6t"]))]
    pub codes: Option<Vec<String>>,
}

/// Answers how one's second factor is.
#[utoipa::path(
    get,
    path = "/v1/session/second_factor",
    tag = "session",
    responses((status = 200, description = "How it is.", body = SecondFactor))
)]
pub async fn show_second_factor(who: Member, State(app): State<App>) -> Result<Json<SecondFactor>, Problem> {
    let state = app.second_factor(&who).await?;
    Ok(Json(SecondFactor { since: state.since, recovery_codes_left: state.recovery_codes_left }))
}

/// Begins to set up one's second factor. It is asked for only after it was confirmed with a code.
#[utoipa::path(
    post,
    path = "/v1/session/second_factor",
    tag = "session",
    request_body = PasswordAgain,
    responses((status = 201, description = "What the app needs.", body = SecondFactorEnrolment))
)]
pub async fn begin_second_factor(
    who: Member,
    State(app): State<App>,
    Json(request): Json<PasswordAgain>,
) -> Result<(StatusCode, Json<SecondFactorEnrolment>), Problem> {
    let begun = app.begin_second_factor(&who, &request.password).await?;
    let qr_svg = begun.as_ref().map(|begun| qr::svg(&begun.url)).transpose()?;
    let (secret, url) = begun.map(|begun| (begun.secret, begun.url)).unzip();
    Ok((StatusCode::CREATED, Json(SecondFactorEnrolment { secret, url, qr_svg })))
}

/// Confirms one's second factor with a code from the app. From now on logging in asks for one; one's other sessions end.
#[utoipa::path(
    post,
    path = "/v1/session/second_factor/confirm",
    tag = "session",
    request_body = SecondFactorCode,
    responses((status = 200, description = "Codes for when the phone is gone.", body = RecoveryCodes))
)]
pub async fn confirm_second_factor(
    who: Member,
    State(app): State<App>,
    Json(request): Json<SecondFactorCode>,
) -> Result<Json<RecoveryCodes>, Problem> {
    Ok(Json(RecoveryCodes { codes: app.confirm_second_factor(&who, &request.code).await? }))
}

/// Makes new recovery codes; the old ones end. Takes the password or a code.
#[utoipa::path(
    post,
    path = "/v1/session/second_factor/recovery_codes",
    tag = "session",
    request_body = OwnProof,
    responses((status = 201, description = "The codes.", body = RecoveryCodes))
)]
pub async fn new_recovery_codes(
    who: Member,
    State(app): State<App>,
    Json(request): Json<OwnProof>,
) -> Result<(StatusCode, Json<RecoveryCodes>), Problem> {
    let codes = app.new_recovery_codes(&who, proof(request)?).await?;
    Ok((StatusCode::CREATED, Json(RecoveryCodes { codes })))
}

/// Turns one's second factor off; its recovery codes end. Takes the password or a code.
#[utoipa::path(
    post,
    path = "/v1/session/second_factor/remove",
    tag = "session",
    request_body = OwnProof,
    responses((status = 204, description = "It is not asked for any more."))
)]
pub async fn remove_second_factor(
    who: Member,
    State(app): State<App>,
    Json(request): Json<OwnProof>,
) -> Result<StatusCode, Problem> {
    app.remove_second_factor(&who, proof(request)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn proof(given: OwnProof) -> Result<Proof, Problem> {
    match (given.password, given.code) {
        (Some(password), None) => Ok(Proof::Password(password)),
        (None, Some(code)) => Ok(Proof::Code(code)),
        _ => Err(Problem::field("password", "required", "send the password or a code, one of them")),
    }
}
