//! Requests parsed at the edge. Whatever is wrong becomes a [`Problem`](crate::problem::Problem) that names
//! the field; handlers see typed values only.

mod body;
mod form;
mod json;
mod listing;
pub mod object;
mod page;
pub mod patch;
mod path;
mod query;
mod room;

pub(crate) use body::BROKEN;
pub use body::Raw;
pub use form::Form;
pub use json::{Json, parse};
pub use listing::{Listing, PageQuery};
pub use page::{Cursor, Limit, Page, Paging};
pub use path::Path;
pub use query::Query;
pub(crate) use room::Paced;
pub use room::Room;

use touchstone_domain::field::FieldError;

/// What serde found wrong, as a field error: serde puts the name of a missing or unknown field only into
/// its message, and the place in the text behind it.
fn field_error(path: &serde_path_to_error::Path, message: &str) -> FieldError {
    let message = message.split(" at line ").next().unwrap_or(message);
    let path = path.to_string();
    let inside = if path == "." { "" } else { path.as_str() };
    let named = |prefix: &str| {
        let rest = message.strip_prefix(prefix)?;
        rest.strip_prefix('`').and_then(|rest| rest.split('`').next()).map(str::to_owned)
    };
    let join = |name: &str| {
        if inside.is_empty() {
            name.to_owned()
        } else if inside == name || inside.ends_with(&format!(".{name}")) {
            inside.to_owned()
        } else {
            format!("{inside}.{name}")
        }
    };
    if let Some(name) = named("missing field ") {
        return FieldError::new(join(&name), "required", "is missing");
    }
    if let Some(name) = named("unknown field ") {
        let expected = message.split_once(", ").map_or("there is no such field", |(_, rest)| rest);
        return FieldError::new(join(&name), "unknown_field", expected);
    }
    if let Some(name) = named("duplicate field ") {
        return FieldError::new(join(&name), "duplicate_field", "stands here twice");
    }
    let field = if inside.is_empty() { "body" } else { inside };
    FieldError::new(field, "invalid", message)
}
