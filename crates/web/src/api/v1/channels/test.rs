//! Trying a channel.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use touchstone_engine::App;
use touchstone_engine::channel::Trial;
use utoipa::ToSchema;

use crate::auth::{Can, EditBrand};
use crate::extract::{Json, Path};
use crate::problem::Problem;

/// A channel that can be tried.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestedChannel {
    /// The mail server.
    Email,
    /// Signed requests.
    Webhook,
}

/// Where the test goes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TestChannelRequest {
    /// Of `email`: the address; one's own when left out.
    #[serde(default)]
    #[schema(example = "li.na@example.com", format = Email, max_length = 256)]
    pub to: Option<String>,
    /// Of `webhook`: the address; `webhook.messages_url` when left out.
    #[serde(default)]
    #[schema(example = "https://example.com/messages", max_length = 512)]
    pub url: Option<String>,
}

/// How it went.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelTest {
    /// Whether the peer took it; null when an idempotency key brought back an earlier test.
    #[schema(required)]
    pub ok: Option<bool>,
    /// What the peer said, or what was met instead; null as above.
    #[schema(required, example = "250 2.0.0 Ok: queued as 4F2A91")]
    pub answer: Option<String>,
}

/// Sends a test message through a channel as it is saved, at once, and says what the peer answered. An answer of 200 says
/// that it was tried; `ok` says how it went.
#[utoipa::path(
    post,
    path = "/v1/channels/{channel}/test",
    tag = "channels",
    params(("channel" = inline(TestedChannel), Path, description = "Which channel.")),
    request_body = TestChannelRequest,
    responses((status = 200, description = "How it went.", body = ChannelTest))
)]
pub async fn test_channel(
    who: Can<EditBrand>,
    State(app): State<App>,
    Path(channel): Path<TestedChannel>,
    Json(TestChannelRequest { to, url }): Json<TestChannelRequest>,
) -> Result<Json<ChannelTest>, Problem> {
    let unused = match channel {
        TestedChannel::Email => url.as_ref().map(|_| "url"),
        TestedChannel::Webhook => to.as_ref().map(|_| "to"),
    };
    if let Some(field) = unused {
        return Err(Problem::field(field, "unused", "this channel has no such field"));
    }
    if url.as_ref().is_some_and(|url| url.len() > 512) {
        return Err(Problem::field("url", "too_long", "at most 512 bytes"));
    }
    let trial = match channel {
        TestedChannel::Email => Trial::Email { to },
        TestedChannel::Webhook => Trial::Webhook { url },
    };
    let end = app.try_channel(&who, trial).await?;
    let (ok, answer) = end.map(|end| (end.is_taken, end.words)).unzip();
    Ok(Json(ChannelTest { ok, answer }))
}
