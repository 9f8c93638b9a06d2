//! JSON in and out.

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{body, field_error};
use crate::problem::{Code, Problem};

/// A body of JSON. As an answer, it is sent as `application/json`.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            let detail = "Send the body as JSON with Content-Type: application/json.";
            return Err(Problem::new(Code::UnsupportedMediaType, detail));
        }
        parse(&body::read(request).await?).map(Self)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// Parses an object of JSON, naming the field that is wrong.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde would read an array as the fields of a struct in their order; `object` keeps it from doing so
    // inside, but cannot stand around a body that is taken as it came.
    if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'[') {
        return Err(Problem::field("body", "invalid", "expected an object, not an array"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let (path, cause) = (error.path().clone(), error.into_inner());
        match cause.classify() {
            serde_json::error::Category::Data => {
                Problem::fields(vec![field_error(&path, &cause.to_string())])
            }
            _ => Problem::new(Code::InvalidBody, format!("The body is not JSON: {cause}.")),
        }
    })?;
    reader
        .end()
        .map_err(|error| Problem::new(Code::InvalidBody, format!("The body is not JSON: {error}.")))?;
    Ok(value)
}

/// `application/json`, or a type that ends in `+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::object;
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[serde(deserialize_with = "object::each")]
        #[expect(dead_code, reason = "only whether it parses is tested")]
        lines: Vec<Line>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        #[expect(dead_code, reason = "only whether it parses is tested")]
        product: String,
        #[expect(dead_code, reason = "only whether it parses is tested")]
        count: u32,
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |text: &str| {
            let problem = parse::<Order>(text.as_bytes()).expect_err("it is wrong");
            let error = problem.errors().first().map(|error| (error.field.clone(), error.code.clone()));
            (problem.code(), error)
        };
        let field =
            |field: &str, code: &str| (Code::InvalidFields, Some((field.to_owned(), code.to_owned())));
        assert_eq!(wrong("{}"), field("lines", "required"));
        assert_eq!(wrong(r#"{"lines":[{"product":"tea"}]}"#), field("lines[0].count", "required"));
        assert_eq!(wrong(r#"{"lines":[{"product":"tea","count":-1}]}"#), field("lines[0].count", "invalid"));
        assert_eq!(wrong(r#"{"lines":[{"product":1,"count":1}]}"#), field("lines[0].product", "invalid"));
        assert_eq!(wrong(r#"{"lines":[],"tip":1}"#), field("tip", "unknown_field"));
        assert_eq!(wrong(r#"{"lines":[],"lines":[]}"#), field("lines", "duplicate_field"));
        assert_eq!(wrong("[]"), field("body", "invalid"));
        assert_eq!(wrong(r#"{"lines":[["tea",1]]}"#), field("lines[0]", "invalid"));
        assert_eq!(wrong("7"), field("body", "invalid"));
        for text in ["", "{", "{\"lines\":[]} x", "\u{feff}{}"] {
            assert_eq!(wrong(text), (Code::InvalidBody, None), "{text}");
        }
        assert_eq!(parse::<Order>(b"{\"lines\":\"\xff\"}").expect_err("not UTF-8").code(), Code::InvalidBody);
    }

    #[test]
    fn media_types() {
        let with = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, value.parse().expect("a header"));
            is_json(&headers)
        };
        assert!(with("application/json") && with("Application/JSON; charset=utf-8"));
        assert!(with("application/cloudevents+json"));
        assert!(!with("text/plain") && !with("text/json+json") && !is_json(&HeaderMap::new()));
    }
}
