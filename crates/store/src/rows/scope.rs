//! What a member may see, as a condition of a statement.

use crate::Param;

/// Text to put after the conditions of a WHERE clause whose first parameter is the brand: only rows whose
/// unit (`column`) lies in one of the half-open ranges of paths. `None` filters nothing; no range, all.
/// Rows without a unit belong to the whole brand and lie in no range.
pub fn condition<'a>(
    column: &str,
    ranges: Option<&'a [(Vec<u8>, Vec<u8>)]>,
    params: &mut Vec<Param<'a>>,
) -> String {
    let Some(ranges) = ranges else { return String::new() };
    if ranges.is_empty() {
        return " AND 1 = 0".to_owned();
    }
    let mut alternatives = Vec::with_capacity(ranges.len());
    for (from, to) in ranges {
        params.extend([Param::from(from), Param::from(to)]);
        alternatives.push(format!("(path >= ${} AND path < ${})", params.len() - 1, params.len()));
    }
    format!(
        " AND {column} IN (SELECT unit_id FROM units WHERE brand_id = $1 AND ({}))",
        alternatives.join(" OR ")
    )
}
