//! A form that a browser sent.

use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;

use super::{body, query};
use crate::problem::{Code, Problem};

/// The fields of a form (`application/x-www-form-urlencoded`), typed.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        let value = request.headers().get(axum::http::header::CONTENT_TYPE);
        let value = value.and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = value.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(Problem::new(Code::UnsupportedMediaType, "Send the fields as a form."));
        }
        query::parse(&body::read(request).await?).map(Self)
    }
}
