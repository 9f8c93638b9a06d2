//! The persisted form of journal places: one text, since every profile that is read and written carries a
//! hundred of them. `7.250 0.251 3.4` are the places (7, 250), (7, 251) and (10, 4): each chunk is given by
//! how far it is from the one before.

use std::fmt::Write;

use serde::{Deserialize, Deserializer, Serializer, de::Error};

pub fn serialize<S: Serializer>(places: &[(i64, u32)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut text = String::with_capacity(places.len() * 8);
    let mut before = 0_i64;
    for &(chunk, position) in places {
        let gap = if text.is_empty() { "" } else { " " };
        write!(text, "{gap}{}.{position}", chunk.wrapping_sub(before))
            .expect("writing to a string does not fail");
        before = chunk;
    }
    serializer.serialize_str(&text)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(i64, u32)>, D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    let mut before = 0_i64;
    let place = |part: &str| {
        let (chunk, position) = part.split_once('.')?;
        before = before.wrapping_add(chunk.parse().ok()?);
        Some((before, position.parse().ok()?))
    };
    let places: Option<Vec<_>> = text.split(' ').filter(|part| !part.is_empty()).map(place).collect();
    places.ok_or_else(|| D::Error::custom("places are written as `7.250 0.251`"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Profile;

    fn round_trip(recent: Vec<(i64, u32)>) -> Profile {
        let profile = Profile { recent, ..Profile::new() };
        let read: Profile = serde_json::from_str(&profile.to_json()).expect("readable");
        assert_eq!(read, profile);
        read
    }

    #[test]
    fn places_are_short() {
        let profile = round_trip(vec![(7, 250), (7, 251), (10, 4)]);
        assert!(profile.to_json().contains(r#""recent":"7.250 0.251 3.4""#), "{}", profile.to_json());
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in ["7", "7.x", "7.1  x.1", "9999999999999999999.1"] {
            let read = serde_json::from_value::<Profile>(serde_json::json!({"recent": text}));
            assert!(read.is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_places_come_back(recent in prop::collection::vec(any::<(i64, u32)>(), 0..20)) {
            round_trip(recent);
        }
    }
}
