//! Fields of a PATCH: left out, emptied, or set.

use serde::{Deserialize, Deserializer};

/// For `#[serde(default, deserialize_with = "patch::field")]` on an `Option<Option<T>>`: a field that is left
/// out stays as it is (`None`), `null` empties it (`Some(None)`).
pub fn field<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// For `#[serde(default, deserialize_with = "patch::present")]` on an `Option<T>` of a field that cannot be
/// emptied: `null` is refused, not taken for "left out".
pub fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
