//! Who is asking: from the headers of a request to an actor that may do what the handler needs.
//!
//! A handler of the management API begins with a guard: [`Can`] names the permission it needs, [`Member`]
//! takes anyone who is logged in. A handler without one does not compile into the router.

mod address;
mod can;
mod cookie;
mod cross_site;
mod guard;

use std::sync::Arc;

use axum::http::{header, request::Parts};
use touchstone_engine::access::{Actor, Claim};

pub use address::ClientAddress;
pub use can::*;
pub use cookie::{clear_session, session_secret, set_session};
pub use cross_site::{CSRF_HEADER, refuse_cross_site, refuse_other_origin};
pub use guard::{BeginsWithGuard, Guard};

use crate::Web;
use crate::problem::{Code, Problem};

/// The idempotency key of a request, shared by those who read the request and those who change state.
pub type Claimed = Arc<Claim>;

/// Who sent the request, or the problem to answer with.
async fn actor(parts: &Parts, web: &Web) -> Result<Actor, Problem> {
    let found = match parts.headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let token = value.to_str().ok().and_then(|value| {
                let (scheme, token) = value.split_once(' ')?;
                scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
            });
            match token {
                Some(token) => web.app.bearer(token).await?,
                None => None,
            }
        }
        None => match session_secret(&parts.headers, web.settings.https()) {
            Some(secret) => {
                let found = web.app.session(secret).await?;
                // Browsers send cookies by themselves, also on behalf of other sites.
                if found.is_some() && !parts.method.is_safe() {
                    refuse_cross_site(&parts.headers)?;
                }
                found
            }
            None => None,
        },
    };
    let mut actor = found.ok_or_else(|| {
        Problem::new(
            Code::Unauthenticated,
            "Send a bearer token, or log in; what came is missing, wrong, expired or revoked.",
        )
    })?;
    actor.claim = parts.extensions.get::<Claimed>().cloned();
    Ok(actor)
}
