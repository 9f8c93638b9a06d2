//! Lengths of time and times of day as people write them, and what they mean in a time zone.
//!
//! A day is a calendar day in the customer's zone: `P1D` after 18:00 is 18:00, also over a change of
//! the clocks.

use std::fmt;
use std::str::FromStr;

use jiff::{Span, SpanRelativeTo, Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Longest length accepted, in days.
pub const DAYS_MAX: i64 = 731;
/// Longest text of a length accepted, in bytes.
const TEXT_BYTES_MAX: usize = 64;

/// A length of time, not negative and at most two years: `PT72H`, `P14D`, `2 weeks`, `30m`.
#[derive(Clone)]
pub struct Length {
    text: Box<str>,
    span: Span,
}

/// Why a text is no [`Length`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLength {
    /// Not of the form.
    #[error("expected a length of time like PT72H, P14D or `2 days`")]
    Malformed,
    /// Below zero.
    #[error("a length of time cannot be negative")]
    Negative,
    /// More than [`DAYS_MAX`].
    #[error("a length of time is at most two years")]
    TooLong,
}

impl Length {
    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The time this much later, by the calendar and clock of `zone`.
    #[must_use]
    pub fn after(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        at.to_zoned(zone.clone()).checked_add(self.span).map_or(Timestamp::MAX, |later| later.timestamp())
    }

    /// The time this much earlier, by the calendar and clock of `zone`.
    #[must_use]
    pub fn before(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        at.to_zoned(zone.clone()).checked_sub(self.span).map_or(Timestamp::MIN, |earlier| earlier.timestamp())
    }

    /// The length in seconds, a day being 24 hours and a month or year what it is from January on.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        seconds(&self.span).unwrap_or(0)
    }

    /// Whether it has no length.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.span.is_zero()
    }
}

fn seconds(span: &Span) -> Option<i64> {
    span.to_duration(SpanRelativeTo::from(civil::date(2026, 1, 1))).ok().map(|length| length.as_secs())
}

impl FromStr for Length {
    type Err = InvalidLength;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(InvalidLength::Malformed);
        }
        let span: Span = text.trim().parse().map_err(|_| InvalidLength::Malformed)?;
        if span.is_negative() {
            return Err(InvalidLength::Negative);
        }
        match seconds(&span) {
            Some(length) if length <= DAYS_MAX * 86_400 => Ok(Self { text: text.trim().into(), span }),
            _ => Err(InvalidLength::TooLong),
        }
    }
}

impl PartialEq for Length {
    fn eq(&self, other: &Self) -> bool {
        self.span.fieldwise() == other.span.fieldwise()
    }
}

impl fmt::Debug for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Length {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A time of day without a date, to the minute: `18:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TimeOfDay(civil::Time);

/// The text given is not a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a time of day like 18:00")]
pub struct InvalidTimeOfDay;

impl TimeOfDay {
    /// The next instant strictly after `at` at which clocks in `zone` show this time.
    ///
    /// A time that a change of the clocks skips is the instant after the gap; of a time that comes
    /// twice, the first counts.
    #[must_use]
    pub fn next(self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        let mut date = zone.to_datetime(at).date();
        // The third try is enough: one may be past already, and one before a gap that swallows it.
        for _ in 0..3 {
            let found = date.to_datetime(self.0).to_zoned(zone.clone()).map(|zoned| zoned.timestamp());
            if let Ok(found) = found
                && found > at
            {
                return found;
            }
            let Ok(tomorrow) = date.tomorrow() else { break };
            date = tomorrow;
        }
        Timestamp::MAX
    }

    /// Whether `clock` lies in the span of the day from `from` (included) to `to` (excluded), over midnight if need be.
    #[must_use]
    pub fn between(clock: civil::Time, from: Self, to: Self) -> bool {
        if from <= to { from.0 <= clock && clock < to.0 } else { clock >= from.0 || clock < to.0 }
    }
}

impl FromStr for TimeOfDay {
    type Err = InvalidTimeOfDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hour, minute) = text.split_once(':').ok_or(InvalidTimeOfDay)?;
        let number = |part: &str| {
            let digits = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse::<i8>().ok()).flatten().ok_or(InvalidTimeOfDay)
        };
        civil::Time::new(number(hour)?, number(minute)?, 0, 0).map(Self).map_err(|_| InvalidTimeOfDay)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0.hour(), self.0.minute())
    }
}

impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn lengths_are_iso_or_friendly_and_bounded() {
        for text in ["PT72H", "P14D", "2 weeks", "30m", "1 day 2 hours", "P2Y", "PT0S"] {
            assert_eq!(text.parse::<Length>().map(|length| length.to_string()), Ok(text.to_owned()));
        }
        assert_eq!("72h".parse::<Length>(), "PT72H".parse());
        for (text, error) in [
            ("", InvalidLength::Malformed),
            ("soon", InvalidLength::Malformed),
            ("-PT1H", InvalidLength::Negative),
            ("1 hour ago", InvalidLength::Negative),
            ("P3Y", InvalidLength::TooLong),
            ("P732D", InvalidLength::TooLong),
        ] {
            assert_eq!(text.parse::<Length>(), Err(error), "{text}");
        }
    }

    #[test]
    fn a_day_is_a_calendar_day() {
        let berlin = crate::time::zone("Europe/Berlin");
        let day: Length = "P1D".parse().expect("a length");
        let hours: Length = "PT24H".parse().expect("a length");
        let before_spring = at("2026-03-28T17:00:00Z");
        assert_eq!(day.after(before_spring, &berlin), at("2026-03-29T16:00:00Z"));
        assert_eq!(hours.after(before_spring, &berlin), at("2026-03-29T17:00:00Z"));
    }

    #[test]
    fn the_next_time_of_day_survives_changes_of_the_clocks() {
        let berlin = crate::time::zone("Europe/Berlin");
        let next = |time: &str, now: &str| {
            time.parse::<TimeOfDay>().expect("a time of day").next(at(now), &berlin).to_string()
        };
        assert_eq!(next("18:00", "2026-06-01T15:59:00Z"), "2026-06-01T16:00:00Z");
        assert_eq!(next("18:00", "2026-06-01T16:00:00Z"), "2026-06-02T16:00:00Z");
        // 02:30 does not exist on that morning: the instant after the gap, 03:30 summer time.
        assert_eq!(next("02:30", "2026-03-29T00:00:00Z"), "2026-03-29T01:30:00Z");
        // 02:30 comes twice: the first, and from between the two the next day's.
        assert_eq!(next("02:30", "2026-10-25T00:00:00Z"), "2026-10-25T00:30:00Z");
        assert_eq!(next("02:30", "2026-10-25T00:45:00Z"), "2026-10-26T01:30:00Z");
    }

    #[test]
    fn spans_of_the_day_wrap_over_midnight() {
        let time = |text: &str| text.parse::<TimeOfDay>().expect("a time of day");
        let inside = |clock: &str| TimeOfDay::between(time(clock).0, time("21:30"), time("09:00"));
        assert!(inside("21:30") && inside("00:00") && inside("08:59"));
        assert!(!inside("09:00") && !inside("21:29"));
        for text in ["", "9:00", "24:00", "18:60", "1８:00", "18:00:00", "+1:00"] {
            assert_eq!(text.parse::<TimeOfDay>(), Err(InvalidTimeOfDay), "{text}");
        }
    }
}
