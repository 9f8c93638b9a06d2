//! Links with which someone sets a password who cannot log in: they forgot it, or are invited. Open to strangers, since the
//! link is the credential.

mod ask;
mod look;
mod set;

use serde::Deserialize;
use utoipa::ToSchema;

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
