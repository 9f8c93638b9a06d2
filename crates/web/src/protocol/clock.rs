//! When an event happened, seen from a clock that may be wrong.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use touchstone_domain::field::FieldError;
use touchstone_domain::time::{after, from_micros, micros};

use super::Errors;
use super::scalar::Scalar;

/// Microseconds of 1971-01-01: what is older is some program's zero, not a customer's act.
const ZERO_MICROS_MAX: i64 = 31_536_000_000_000;

/// What the sender says about time.
pub(super) struct Said<'a, 's> {
    /// `originalTimestamp`.
    pub original: &'s Scalar<'a>,
    /// `timestamp`.
    pub timestamp: &'s Scalar<'a>,
    /// `sentAt` of the item, or of the request around it.
    pub sent: Option<Timestamp>,
    /// Whether `timestamp` is final: sent by a collector that corrected it already, or history.
    pub corrected: bool,
}

/// When it happened by our clock, and when the sender says it did.
///
/// `occurred = received − (sent − original)`: the difference of two readings of one clock is right
/// even if the clock is wrong. Nothing occurs after it was received.
pub(super) fn place(
    said: &Said<'_, '_>,
    received_at: Timestamp,
    warnings: &mut Errors,
) -> (Timestamp, Option<Timestamp>) {
    let original = read(said.original, "originalTimestamp", warnings);
    let timestamp = read(said.timestamp, "timestamp", warnings);
    let Some(original) = original.or(timestamp) else { return (received_at, None) };
    let occurred = match (said.corrected, timestamp, said.sent) {
        (true, Some(timestamp), _) => timestamp,
        (_, _, Some(sent)) => after(received_at, original.duration_since(sent)),
        _ => original,
    };
    (occurred.min(received_at), Some(original))
}

fn read(field: &Scalar<'_>, name: &str, warnings: &mut Errors) -> Option<Timestamp> {
    if field.other().is_none() && field.text().is_none() {
        return None;
    }
    let time = field.text().and_then(time);
    if time.is_none() {
        warnings.push(FieldError::new(
            name,
            "malformed",
            format!("`{name}` is not an RFC 3339 time and was left out."),
        ));
    }
    time
}

/// A time in any form that clients send: RFC 3339, without a zone (UTC), a date, seconds or milliseconds.
pub(super) fn time(raw: &str) -> Option<Timestamp> {
    let raw = raw.trim();
    let time = raw.parse().ok().or_else(|| number(raw)).or_else(|| {
        raw.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    })?;
    let micros = micros(time);
    (micros > ZERO_MICROS_MAX).then(|| from_micros(micros))
}

fn number(raw: &str) -> Option<Timestamp> {
    let number: i64 = raw.parse().ok()?;
    match number {
        // Seconds until the year 5138, milliseconds from 1973 on.
        0..=99_999_999_999 => Timestamp::from_second(number).ok(),
        _ => Timestamp::from_millisecond(number).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_clients_write_them() {
        for raw in [
            "2026-01-02T03:04:05.678Z",
            "2026-01-02T11:04:05.678+08:00",
            "2026-01-02T03:04:05.678123+00:00",
            "2026-01-02 03:04:05",
            "2026-01-02",
            "1767323045",
            "1767323045678",
        ] {
            let read = time(raw).map(|time| time.to_string());
            assert!(read.as_deref().is_some_and(|text| text.starts_with("2026-01-02T0")), "{raw}: {read:?}");
        }
        for raw in ["", "soon", "0001-01-01T00:00:00Z", "0", "1970-01-01T00:00:00Z", "99999999999999999999"] {
            assert_eq!(time(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_wrong_clock_is_corrected_and_the_future_refused() {
        let received: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a time");
        let at = |original: &str, timestamp: &str, sent: Option<&str>, corrected| {
            let scalar =
                |raw: &str| serde_json::from_str::<Scalar<'_>>(&format!("\"{raw}\"")).map(|_| raw.to_owned());
            let (original, timestamp) = (scalar(original).expect("text"), scalar(timestamp).expect("text"));
            let said = Said {
                original: &Scalar::Text(original.into()),
                timestamp: &Scalar::Text(timestamp.into()),
                sent: sent.and_then(time),
                corrected,
            };
            let mut warnings = Vec::new();
            place(&said, received, &mut warnings).0.to_string()
        };
        // The clock is an hour ahead; the event waited 30 seconds in the client.
        assert_eq!(
            at("2026-11-22T11:00:00Z", "", Some("2026-11-22T11:00:30Z"), false),
            "2026-11-22T09:59:30Z"
        );
        // Without a reading at the time of sending there is nothing to correct with.
        assert_eq!(at("2026-11-22T09:00:00Z", "", None, false), "2026-11-22T09:00:00Z");
        assert_eq!(at("2026-11-22T11:00:00Z", "", None, false), "2026-11-22T10:00:00Z");
        // `timestamp` stands in; a corrected one is final.
        assert_eq!(
            at("", "2026-11-22T11:00:00Z", Some("2026-11-22T11:01:00Z"), false),
            "2026-11-22T09:59:00Z"
        );
        assert_eq!(
            at("2025-01-01T00:00:09Z", "2025-01-01T00:00:00Z", Some("2025-01-01T00:00:10Z"), true),
            "2025-01-01T00:00:00Z"
        );
    }
}
