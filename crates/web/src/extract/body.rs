//! The bytes of a body, within the route's limit.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};

use crate::auth::Claimed;
use crate::problem::{Code, Problem};

/// A body as it came, for uploads. Like [`Json`](super::Json), it binds the idempotency key to the content.
#[derive(Debug, Clone)]
pub struct Raw(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        read(request, state).await.map(Self)
    }
}

/// Reads the body; what it holds becomes part of the request that an idempotency key stands for.
pub(super) async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let claimed = request.extensions().get::<Claimed>().cloned();
    let bytes = Bytes::from_request(request, state).await.map_err(|rejection| rejected(&rejection))?;
    if let Some(claimed) = claimed {
        claimed.bind(&bytes);
    }
    Ok(bytes)
}

fn rejected(rejection: &BytesRejection) -> Problem {
    match rejection.status() {
        axum::http::StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(Code::TooLarge, "The body is larger than this route takes.")
        }
        _ => Problem::new(Code::InvalidBody, "The body broke off before its end."),
    }
}
