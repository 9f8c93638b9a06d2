//! Times as people write them.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

const DATE_TIMES: [&str; 6] = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y年%m月%d日 %H:%M",
    "%Y%m%d %H:%M:%S",
];
const DATES: [&str; 4] = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"];
/// A date without a time means noon: in no zone does it slip to the day before.
const NOON: (i8, i8) = (12, 0);

/// A time, of the zone if it does not name its own.
pub(super) fn read(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    let text = text.trim_end_matches(".0");
    let date_time = DATE_TIMES
        .iter()
        .find_map(|format| DateTime::strptime(format, text).ok())
        .or_else(|| text.parse::<DateTime>().ok().filter(|_| text.contains('T')))
        .or_else(|| {
            let date = DATES.iter().find_map(|format| Date::strptime(format, text).ok())?;
            Some(date.at(NOON.0, NOON.1, 0, 0))
        })?;
    zone.to_timestamp(date_time).ok()
}
