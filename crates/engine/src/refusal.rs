//! Why a use case did not do what was asked.

use touchstone_domain::field::FieldError;
use touchstone_store::StoreError;

/// A use case that was refused changed nothing.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// Fields of the input are wrong.
    #[error("{} fields are wrong", .0.len())]
    Fields(Vec<FieldError>),
    /// There is no such thing, or none that the member may see. Holds the word for the thing.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// It does not fit the present state; says how.
    #[error("{0}")]
    Conflict(String),
    /// The member may not; says what.
    #[error("{0}")]
    Forbidden(String),
    /// It is over; says what.
    #[error("{0}")]
    Gone(String),
    /// The credential is missing or wrong. Never says which part.
    #[error("the credential is wrong")]
    Unauthenticated,
    /// The password is right, and the code of the second factor is still needed.
    #[error("a code is needed")]
    SecondFactor,
    /// The installation has its brand.
    #[error("the installation is set up")]
    AlreadySetUp,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Too many attempts.
    #[error("too many attempts")]
    TooMany {
        /// When the next may be tried, in seconds.
        retry_after_s: u64,
    },
    /// The state could not be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<FieldError> for Refusal {
    fn from(error: FieldError) -> Self {
        Self::Fields(vec![error])
    }
}

impl From<Vec<FieldError>> for Refusal {
    fn from(errors: Vec<FieldError>) -> Self {
        Self::Fields(errors)
    }
}
