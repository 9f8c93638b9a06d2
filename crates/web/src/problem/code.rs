//! The closed set of problem codes. `docs/api-design.md` documents each under a heading of its own.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What went wrong, as a word that programs may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The body is not JSON, or not the format that was announced.
    InvalidBody,
    /// A path, query or header parameter has the wrong form.
    InvalidRequest,
    /// No credential, or one that is wrong, expired or revoked.
    Unauthenticated,
    /// The password is right; send the code of the second factor, too.
    SecondFactorRequired,
    /// The member may not do this, or not for this unit.
    Forbidden,
    /// A browser sent the request from another site.
    CrossSite,
    /// There is nothing here, or nothing that the member may see.
    NotFound,
    /// The path exists, the method does not; `Allow` lists those that do.
    MethodNotAllowed,
    /// What is asked does not fit the present state, such as a name that is taken.
    Conflict,
    /// The installation has its brand already.
    AlreadySetUp,
    /// The thing is over: a link that expired, a token that was revoked.
    Gone,
    /// The body is larger than this route takes.
    TooLarge,
    /// The body has another media type than this route takes.
    UnsupportedMediaType,
    /// The body is well formed, but fields of it are wrong; `errors` names them.
    InvalidFields,
    /// The idempotency key was used for another request.
    IdempotencyKeyReused,
    /// Too many requests or attempts; `Retry-After` says when to come back.
    TooManyRequests,
    /// A defect of the server; nothing was changed.
    Internal,
    /// The server is at its limit; nothing was changed, `Retry-After` says when to try again.
    Busy,
    /// The request took too long.
    Timeout,
    /// The disk is full; nothing was changed.
    StorageFull,
}

impl Code {
    /// All codes.
    pub const ALL: [Self; 20] = [
        Self::InvalidBody,
        Self::InvalidRequest,
        Self::Unauthenticated,
        Self::SecondFactorRequired,
        Self::Forbidden,
        Self::CrossSite,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::Conflict,
        Self::AlreadySetUp,
        Self::Gone,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::InvalidFields,
        Self::IdempotencyKeyReused,
        Self::TooManyRequests,
        Self::Internal,
        Self::Busy,
        Self::Timeout,
        Self::StorageFull,
    ];

    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status it is answered with.
    #[must_use]
    pub const fn status(self) -> StatusCode {
        self.row().1
    }

    /// A title that is the same for every problem of this code.
    #[must_use]
    pub const fn title(self) -> &'static str {
        self.row().2
    }

    const fn row(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::InvalidBody => ("invalid_body", StatusCode::BAD_REQUEST, "The body cannot be read"),
            Self::InvalidRequest => ("invalid_request", StatusCode::BAD_REQUEST, "A parameter is wrong"),
            Self::Unauthenticated => ("unauthenticated", StatusCode::UNAUTHORIZED, "A credential is needed"),
            Self::SecondFactorRequired => {
                ("second_factor_required", StatusCode::UNAUTHORIZED, "A code is needed")
            }
            Self::Forbidden => ("forbidden", StatusCode::FORBIDDEN, "Not allowed"),
            Self::CrossSite => ("cross_site", StatusCode::FORBIDDEN, "The request came from another site"),
            Self::NotFound => ("not_found", StatusCode::NOT_FOUND, "Nothing is here"),
            Self::MethodNotAllowed => {
                ("method_not_allowed", StatusCode::METHOD_NOT_ALLOWED, "This path has other methods")
            }
            Self::Conflict => ("conflict", StatusCode::CONFLICT, "It does not fit the present state"),
            Self::AlreadySetUp => ("already_set_up", StatusCode::CONFLICT, "The installation is set up"),
            Self::Gone => ("gone", StatusCode::GONE, "This is over"),
            Self::TooLarge => ("too_large", StatusCode::PAYLOAD_TOO_LARGE, "The body is too large"),
            Self::UnsupportedMediaType => {
                ("unsupported_media_type", StatusCode::UNSUPPORTED_MEDIA_TYPE, "Another media type is needed")
            }
            Self::InvalidFields => {
                ("invalid_fields", StatusCode::UNPROCESSABLE_ENTITY, "Fields of the body are wrong")
            }
            Self::IdempotencyKeyReused => (
                "idempotency_key_reused",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The idempotency key belongs to another request",
            ),
            Self::TooManyRequests => {
                ("too_many_requests", StatusCode::TOO_MANY_REQUESTS, "Too many requests")
            }
            Self::Internal => ("internal", StatusCode::INTERNAL_SERVER_ERROR, "The server failed"),
            Self::Busy => ("busy", StatusCode::SERVICE_UNAVAILABLE, "The server is busy"),
            Self::Timeout => ("timeout", StatusCode::GATEWAY_TIMEOUT, "The request took too long"),
            Self::StorageFull => ("storage_full", StatusCode::INSUFFICIENT_STORAGE, "The storage is full"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_json_and_are_distinct() {
        let mut words = std::collections::BTreeSet::new();
        for code in Code::ALL {
            let json = serde_json::to_string(&code).expect("serialises");
            assert_eq!(json, format!("\"{}\"", code.as_str()));
            assert!(words.insert(code.as_str()));
            assert!(code.status().is_client_error() || code.status().is_server_error());
        }
    }

    #[test]
    fn every_code_is_documented() {
        let page = include_str!("../../../../docs/api-design.md");
        for code in Code::ALL {
            let row = format!("| `{}` | {} |", code.as_str(), code.status().as_u16());
            assert!(page.contains(&row), "docs/api-design.md lacks the row {row}");
        }
    }
}
