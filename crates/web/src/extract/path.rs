//! Parameters of the path.

use axum::extract::FromRequestParts;
use axum::extract::path::ErrorKind;
use axum::extract::rejection::PathRejection;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// The parameters of a path, typed: `Path<UnitId>` or a struct with a field for each.
#[derive(Debug, Clone)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(rejection) => Err(rejected(parts, state, rejection).await),
        }
    }
}

async fn rejected<S: Send + Sync>(parts: &mut Parts, state: &S, rejection: PathRejection) -> Problem {
    let PathRejection::FailedToDeserializePathParams(error) = rejection else {
        tracing::error!("a handler asks for path parameters on a route without any");
        return Problem::internal();
    };
    // A path with one parameter is read without its name; the route knows it.
    let names = axum::extract::RawPathParams::from_request_parts(parts, state).await;
    let only = names.ok().and_then(|names| names.iter().next().map(|(name, _)| name.to_owned()));
    let only = only.unwrap_or_else(|| "path".to_owned());
    match error.into_kind() {
        ErrorKind::ParseErrorAtKey { key, expected_type, .. } => {
            Problem::parameter(key, "invalid", format!("expected {expected_type}"))
        }
        ErrorKind::DeserializeError { key, message, .. } => Problem::parameter(key, "invalid", message),
        ErrorKind::InvalidUtf8InPathParam { key } => Problem::parameter(key, "invalid", "is not UTF-8"),
        ErrorKind::ParseError { expected_type, .. } => {
            Problem::parameter(only, "invalid", format!("expected {expected_type}"))
        }
        ErrorKind::Message(message) => Problem::parameter(only, "invalid", message),
        _ => Problem::parameter(only, "invalid", "has the wrong form"),
    }
}
