//! Links with which someone sets a password who cannot log in: they forgot it, or are invited. Open to strangers, since the
//! link is the credential.

mod ask;
mod look;
mod set;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::problem::Problem;

pub use ask::{__path_ask_for_password_link, ask_for_password_link};
pub use look::{__path_look_at_password_link, look_at_password_link};
pub use set::{__path_set_password, set_password};

/// A link of a letter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordLink {
    /// What stands behind `#` in the letter's link.
    #[schema(example = "tsl_01jd0m6x4pfk2v9w3q8r7t5y1z01jd0m6x4pfk2v9w3q8r7t5y1z", max_length = 64)]
    pub token: String,
}

/// Bytes of the longest link.
const TOKEN_BYTES_MAX: usize = 64;

/// What is longer than any link is none.
fn bounded(token: &str) -> Result<&str, Problem> {
    let too_long = || Problem::field("token", "too_long", "no link is as long");
    if token.len() <= TOKEN_BYTES_MAX { Ok(token) } else { Err(too_long()) }
}
