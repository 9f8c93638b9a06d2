//! Time as the product keeps it: microseconds UTC in storage, days for bounded windows.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

/// Microseconds since the epoch, as stored.
#[must_use]
pub fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// The time behind stored microseconds; values outside jiff's range become the nearest end of it.
#[must_use]
pub fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(if micros < 0 { Timestamp::MIN } else { Timestamp::MAX })
}

/// Whole days since the epoch, UTC.
#[must_use]
pub fn day(at: Timestamp) -> i32 {
    i32::try_from(at.as_second().div_euclid(86_400)).expect("jiff's range is under 4 million days")
}

/// Days since the epoch of the local date at a time, in a time zone.
#[must_use]
pub fn local_day(at: Timestamp, zone: &TimeZone) -> i32 {
    day_of(zone.to_datetime(at).date())
}

/// Days since the epoch of a date.
#[must_use]
pub fn day_of(date: Date) -> i32 {
    let seconds =
        date.at(0, 0, 0, 0).to_zoned(TimeZone::UTC).map_or(0, |zoned| zoned.timestamp().as_second());
    i32::try_from(seconds.div_euclid(86_400)).expect("jiff's range is under 4 million days")
}

/// The date so many days after the epoch; values outside jiff's range become the epoch.
#[must_use]
pub fn date_of(day: i32) -> Date {
    let at = Timestamp::from_second(i64::from(day) * 86_400).unwrap_or(Timestamp::UNIX_EPOCH);
    TimeZone::UTC.to_datetime(at).date()
}

/// When a date begins in a time zone.
#[must_use]
pub fn start_of(date: Date, zone: &TimeZone) -> Timestamp {
    date.to_zoned(zone.clone()).map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

/// `at` plus `duration`, held inside jiff's range.
#[must_use]
pub fn after(at: Timestamp, duration: SignedDuration) -> Timestamp {
    at.checked_add(duration).unwrap_or(if duration.is_negative() { Timestamp::MIN } else { Timestamp::MAX })
}

/// Hour of the day, 0 to 23, in a time zone.
#[must_use]
pub fn hour(at: Timestamp, zone: &TimeZone) -> u8 {
    u8::try_from(zone.to_datetime(at).hour()).expect("an hour is 0 to 23")
}

/// The time zone of an IANA name, or UTC for a name nobody knows.
#[must_use]
pub fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or(TimeZone::UTC)
}
