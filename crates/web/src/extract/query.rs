//! Parameters of the query.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::field_error;
use crate::problem::{Code, Problem};

/// The query, typed. Types that are read from it refuse unknown fields, so that a typo is not a filter
/// that silently does nothing.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        parse(parts.uri.query().unwrap_or_default().as_bytes()).map(Self)
    }
}

/// Parses pairs of names and values.
pub(super) fn parse<T: DeserializeOwned>(query: &[u8]) -> Result<T, Problem> {
    let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query));
    serde_path_to_error::deserialize(reader).map_err(|error| {
        let error = field_error(error.path(), &error.inner().to_string());
        match error.field.as_str() {
            "body" => Problem::new(Code::InvalidRequest, error.message),
            _ => Problem::parameter(error.field, error.code, error.message),
        }
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::Limit;
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct List {
        #[serde(default)]
        limit: Limit,
        unit: Option<touchstone_domain::id::UnitId>,
    }

    #[test]
    fn what_is_wrong_is_named() {
        let sound = parse::<List>(b"").expect("all have defaults");
        assert_eq!((sound.limit.get(), sound.unit), (50, None));
        assert_eq!(parse::<List>(b"limit=500").expect("the maximum").limit.get(), 500);
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=501", "limit"),
            ("limit=ten", "limit"),
            ("limit=", "limit"),
            ("unit=mbr_00000000000000000000000000", "unit"),
            ("limti=3", "limti"),
            ("limit=1&limit=2", "limit"),
        ] {
            let problem = parse::<List>(query.as_bytes()).expect_err("it is wrong");
            assert_eq!(problem.code(), Code::InvalidRequest, "{query}");
            assert_eq!(problem.errors()[0].field, field, "{query}: {problem:?}");
        }
    }
}
