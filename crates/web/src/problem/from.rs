//! How refusals of the layers below become problems.

use touchstone_engine::{Refusal, StoreError};

use super::{Code, Problem};

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fields(errors) => Self::fields(errors),
            Refusal::NotFound(what) => Self::not_found(what),
            Refusal::Conflict(detail) => Self::new(Code::Conflict, detail),
            Refusal::Forbidden(detail) => Self::new(Code::Forbidden, detail),
            Refusal::Gone(detail) => Self::new(Code::Gone, detail),
            Refusal::Unauthenticated => {
                Self::new(Code::Unauthenticated, "The e-mail address, the password or the code is wrong.")
            }
            Refusal::SecondFactor => Self::new(
                Code::SecondFactorRequired,
                "Send the code of the second factor, or a recovery code, together with address and password.",
            ),
            Refusal::AlreadySetUp => {
                Self::new(Code::AlreadySetUp, "The installation has its brand; log in instead.")
            }
            Refusal::KeyReused => Self::new(
                Code::IdempotencyKeyReused,
                "This idempotency key was used for another request; take a new key for a new request.",
            ),
            Refusal::TooMany { retry_after_s } => {
                Self::new(Code::TooManyRequests, "Too many attempts; wait before the next one.")
                    .retry_after(retry_after_s)
            }
            Refusal::Store(failure) => failure.into(),
        }
    }
}

impl From<StoreError> for Problem {
    fn from(failure: StoreError) -> Self {
        match failure {
            StoreError::Busy => {
                Self::new(Code::Busy, "The server is at its limit; nothing was changed.").retry_after(1)
            }
            StoreError::Full => {
                Self::new(Code::StorageFull, "The disk is full; nothing was changed.").retry_after(60)
            }
            StoreError::Conflict(_) => {
                Self::new(Code::Conflict, "It was changed by someone else at the same time; try again.")
            }
            // Logged here, at the boundary that handles it; the texts hold no values of rows.
            other => {
                tracing::error!(error = %other, "the store failed");
                Self::internal()
            }
        }
    }
}
