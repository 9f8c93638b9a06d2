//! The bytes of a body, within the route's limit.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};

use super::room::{Room, Unread};
use crate::auth::Claimed;
use crate::problem::{Code, Problem};

/// What is said of a body that did not come to its end.
pub(crate) const BROKEN: &str = "The body broke off before its end, or came too slowly.";

/// A body as it came, for uploads. Like [`Json`](super::Json), it binds the idempotency key to the content.
#[derive(Debug, Clone)]
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        read(request).await.map(Self)
    }
}

/// Reads the body; what it holds becomes part of the request that an idempotency key stands for.
pub(super) async fn read(request: Request) -> Result<Bytes, Problem> {
    let claimed = request.extensions().get::<Claimed>().cloned();
    let room = request.extensions().get::<Room>().cloned().unwrap_or_default();
    let bytes = room.read(request).await.map_err(rejected)?;
    if let Some(claimed) = claimed {
        claimed.bind(&bytes);
    }
    Ok(bytes)
}

fn rejected(unread: Unread) -> Problem {
    match unread {
        Unread::TooLarge => Problem::new(Code::TooLarge, "The body is larger than this route takes."),
        Unread::Broken => Problem::new(Code::InvalidBody, BROKEN),
        Unread::NoRoom => {
            Problem::new(Code::Busy, "Too many bodies are being read; nothing was changed.").retry_after(1)
        }
    }
}
