//! Errors as they leave the server: RFC 9457, one shape, a closed set of codes.
//!
//! A problem says what to do about it. It never carries what the server knows beyond the request:
//! no statements, no paths of the machine, no rows of others.

mod chinese;
mod code;
mod from;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use touchstone_domain::field::FieldError;
use utoipa::ToSchema;

pub use code::Code;

/// Where the codes are documented; the code follows.
const TYPE_BASE: &str = "https://github.com/touchstone-cem/touchstone/blob/main/docs/api-design.md#";
/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";
/// The most field errors in one answer.
const ERRORS_MAX: usize = 50;

/// A request that was not carried out, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    code: Code,
    detail: String,
    errors: Vec<FieldError>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// A problem as JSON (RFC 9457).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A page that explains the code.
    #[serde(rename = "type")]
    #[schema(
        example = "https://github.com/touchstone-cem/touchstone/blob/main/docs/api-design.md#not_found"
    )]
    pub kind: String,
    /// The same for every problem of this code.
    #[schema(example = "Nothing is here")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 404, minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened this time, for people.
    #[schema(example = "There is no such unit.")]
    pub detail: String,
    /// What happened, for programs.
    pub code: Code,
    /// The fields that are wrong; empty when the problem is not about fields.
    pub errors: Vec<FieldProblem>,
}

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldProblem {
    /// A dotted path into the body, or the name of a parameter.
    #[schema(example = "steps[2].for")]
    pub field: String,
    /// A stable word.
    #[schema(example = "too_long")]
    pub code: String,
    /// What to do about it.
    #[schema(example = "at most 100 characters")]
    pub message: String,
    /// Where in the field's text, when that is a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<TextPosition>,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TextPosition {
    /// The line, from 1.
    #[schema(example = 1, minimum = 1)]
    pub line: u32,
    /// The column in characters, from 1.
    #[schema(example = 14, minimum = 1)]
    pub column: u32,
}

impl Problem {
    /// A problem of this code with its explanation.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), headers: Vec::new() }
    }

    /// Nothing here by that name, or nothing that may be seen.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// Fields of the body are wrong.
    #[must_use]
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.to_string(),
            many => format!("{} fields are wrong.", many.len()),
        };
        Self { errors, ..Self::new(Code::InvalidFields, detail) }
    }

    /// One field of the body is wrong.
    #[must_use]
    pub fn field(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::fields(vec![FieldError::new(field, code, message)])
    }

    /// A parameter of the path, the query or a header is wrong.
    #[must_use]
    pub fn parameter(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        let error = FieldError::new(field, code, message);
        Self { errors: vec![error.clone()], ..Self::new(Code::InvalidRequest, error.to_string()) }
    }

    /// A defect of the server. The cause belongs in the log, never in the answer.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(Code::Internal, "The server failed; nothing was changed. The log says more.")
    }

    /// Come back after so many seconds.
    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        self.header(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }

    /// A header of the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// Its field errors.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    fn body(&self) -> ProblemBody {
        self.told(self.code.title(), self.detail.clone(), &self.errors)
    }

    fn told(&self, title: &str, detail: String, errors: &[FieldError]) -> ProblemBody {
        ProblemBody {
            kind: format!("{TYPE_BASE}{}", self.code.as_str()),
            title: title.to_owned(),
            status: self.code.status().as_u16(),
            detail,
            code: self.code,
            errors: errors.iter().take(ERRORS_MAX).map(FieldProblem::from).collect(),
        }
    }

    /// The answer of this problem, said in Chinese.
    pub(crate) fn into_chinese(self, answer: Response) -> Response {
        let (title, detail, errors) = self.in_chinese();
        let (mut parts, _) = answer.into_parts();
        let (said, body) = Json(self.told(title, detail, &errors)).into_response().into_parts();
        parts.headers.remove(header::CONTENT_LENGTH);
        if let Some(length) = said.headers.get(header::CONTENT_LENGTH) {
            parts.headers.insert(header::CONTENT_LENGTH, length.clone());
        }
        parts.headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("zh-CN"));
        Response::from_parts(parts, body)
    }
}

impl From<&FieldError> for FieldProblem {
    fn from(error: &FieldError) -> Self {
        let position = error.position.map(|at| TextPosition { line: at.line, column: at.column });
        let (field, code, message) = (error.field.clone(), error.code.clone(), error.message.clone());
        Self { field, code, message, position }
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        Self::fields(vec![error])
    }
}

impl From<Vec<FieldError>> for Problem {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::fields(errors)
    }
}

impl IntoResponse for Problem {
    fn into_response(mut self) -> Response {
        let headers = std::mem::take(&mut self.headers);
        let status = self.code.status();
        let mut response = (status, Json(self.body())).into_response();
        // For whoever wants it in another language.
        response.extensions_mut().insert(self);
        let fields = response.headers_mut();
        fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == axum::http::StatusCode::UNAUTHORIZED {
            // RFC 9110 wants a challenge; `Bearer` makes no browser open its own login box.
            fields.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        fields.extend(headers);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_its_fields() {
        let problem = Problem::field("steps[2].for", "required", "must not be empty");
        let body = serde_json::to_value(problem.body()).expect("serialises");
        assert_eq!(body["status"], 422);
        assert_eq!(body["code"], "invalid_fields");
        assert_eq!(body["errors"][0]["field"], "steps[2].for");
        assert_eq!(body["detail"], "steps[2].for: must not be empty");
    }

    #[test]
    fn challenges_and_waits_are_headers() {
        let response = Problem::new(Code::Unauthenticated, "Log in.").into_response();
        assert_eq!(response.headers()[header::WWW_AUTHENTICATE], "Bearer");
        let response = Problem::new(Code::Busy, "Later.").retry_after(0).into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        assert_eq!(response.headers()[header::CONTENT_TYPE], MEDIA_TYPE);
    }
}
