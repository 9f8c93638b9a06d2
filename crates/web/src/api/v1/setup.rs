//! The first start.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use touchstone_domain::brand::BrandSettings;
use touchstone_domain::id::{BrandId, MemberId, UnitId};
use touchstone_engine::access::Setup;
use touchstone_engine::{App, Refusal, starter};
use utoipa::ToSchema;

use crate::api::schema;
use crate::auth::refuse_other_origin;
use crate::extract::Json;
use crate::problem::Problem;
use crate::{Web, WebSettings};

/// What the first administrator says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupRequest {
    /// The brand's name, as customers read it.
    #[schema(example = "Golden Spoon", min_length = 1, max_length = 120)]
    pub brand: String,
    /// With which the administrator will log in.
    #[schema(example = "head.office@example.com", format = Email, max_length = 256)]
    pub email: String,
    /// At least ten characters.
    #[schema(example = "a warm bowl of noodles", min_length = 10, max_length = 256)]
    pub password: String,
    /// IANA time zone; `Asia/Shanghai` when left out.
    #[serde(default)]
    #[schema(example = "Asia/Shanghai")]
    pub time_zone: Option<String>,
    /// Language of messages and pages, BCP 47; `zh-CN` when left out.
    #[serde(default)]
    #[schema(example = "zh-CN")]
    pub language: Option<String>,
    /// Where customers reach this server, as configured when left out; links in messages begin with it.
    #[serde(default)]
    #[schema(example = "https://cem.example.com", max_length = 200)]
    pub public_url: Option<String>,
    /// Whether to begin with the starter content: a survey, its messages, and playbooks as drafts.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub starter: bool,
}

fn yes() -> bool {
    true
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupResponse {
    /// The brand.
    #[schema(value_type = schema::BrandId)]
    pub brand: BrandId,
    /// Its first administrator.
    #[schema(value_type = schema::MemberId)]
    pub member: MemberId,
    /// Its head office, the root of the tree of units.
    #[schema(value_type = schema::UnitId)]
    pub head_office: UnitId,
    /// A bearer token that may do everything. It is shown only now.
    #[schema(example = "tst_01jd0m6x4pfk2v9w3q8r7t5y1z01jd0m6x4pfk2v9w3q8r7t5y1z")]
    pub token: String,
}

impl SetupRequest {
    /// What the use case takes; what was left out is as usual for this server.
    pub(crate) fn into_setup(self, web: &WebSettings) -> Setup {
        let usual = BrandSettings::default();
        let settings = BrandSettings {
            name: self.brand.trim().to_owned(),
            time_zone: self.time_zone.unwrap_or(usual.time_zone),
            language: self.language.unwrap_or(usual.language),
            public_url: self.public_url.unwrap_or_else(|| web.public_url.clone()),
            ..BrandSettings::default()
        };
        Setup { settings, email: self.email, password: self.password }
    }
}

/// Sets the installation up: a brand, its head office and its first administrator. Works exactly once.
#[utoipa::path(
    post,
    path = "/v1/setup",
    tag = "setup",
    request_body = SetupRequest,
    responses((status = 201, description = "The installation is set up.", body = SetupResponse))
)]
pub async fn set_up(
    State(web): State<Web>,
    headers: HeaderMap,
    Json(request): Json<SetupRequest>,
) -> Result<(StatusCode, Json<SetupResponse>), Problem> {
    refuse_other_origin(&headers)?;
    let with_starter = request.starter;
    let done = web.app.set_up(request.into_setup(&web.settings)).await?;
    if with_starter {
        begin_with_starter(&web.app, &done.token).await;
    }
    let response = SetupResponse {
        brand: done.brand,
        member: done.member,
        head_office: done.head_office,
        token: done.token,
    };
    Ok((StatusCode::CREATED, Json(response)))
}

/// Gives a new brand its starter content as drafts. The brand stands by now: if this fails, the log says so and
/// `POST /v1/starter` does it again.
pub(crate) async fn begin_with_starter(app: &App, token: &str) {
    let installed = async {
        match app.bearer(token).await? {
            Some(actor) => starter::install(app, &actor, false).await.map(|_| ()),
            None => Err(Refusal::Unauthenticated),
        }
    };
    if let Err(error) = installed.await {
        tracing::error!(%error, "the starter content could not be installed");
    }
}
