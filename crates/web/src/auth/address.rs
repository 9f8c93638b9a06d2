//! Where a request comes from.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;

use crate::Web;
use crate::problem::Problem;

/// The client's network address. Used to slow down guessing; neither stored nor logged.
#[derive(Debug, Clone)]
pub struct ClientAddress(pub String);

impl<S: Send + Sync> FromRequestParts<S> for ClientAddress
where
    Web: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let web = Web::from_ref(state);
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
        // The last entry is the one that our own proxy wrote; the others are what the client claims.
        let forwarded = || {
            let header = parts.headers.get_all("x-forwarded-for").iter().next_back()?;
            let last = header.to_str().ok()?.rsplit(',').next()?.trim();
            (!last.is_empty() && last.len() <= 64).then(|| last.to_owned())
        };
        let address = if web.settings.behind_proxy { forwarded().or(peer) } else { peer };
        Ok(Self(address.unwrap_or_else(|| "unknown".to_owned())))
    }
}
