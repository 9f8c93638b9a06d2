//! A part of a list of which a member sees only some rows.

/// Some items of a list, and where the list goes on. What a member may not see was passed over, so a
/// slice may hold fewer items than asked for although more follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T, K> {
    /// What may be seen.
    pub items: Vec<T>,
    /// The place of the last row looked at; none at the end of the list.
    pub next: Option<K>,
}

/// Most rows that are looked at for one slice: a member of one store must not make the server walk
/// through the rows of forty thousand others in one transaction.
pub(crate) const LOOKED_AT_MAX: usize = 5_000;

/// Most rows that one statement of a walk reads.
const STEP_MAX: u32 = 2_000;

/// Collects rows in the order of a list until there are enough, or [`LOOKED_AT_MAX`] were looked at.
///
/// `rows` reads the rows after a place, at most so many; `seen` says what a row shows, if anything.
pub(crate) fn collect<R, T, K: Clone, E>(
    after: Option<K>,
    limit: u32,
    rows: impl FnMut(Option<K>, u32) -> Result<Vec<R>, E>,
    place: impl Fn(&R) -> K,
    seen: impl FnMut(R) -> Result<Option<T>, E>,
) -> Result<Slice<T, K>, E> {
    collect_from(after, (limit, LOOKED_AT_MAX), rows, place, seen)
}

/// As [`collect`], where the caller knows how many of its rows may be looked at: `(limit, looked_at_max)`.
pub(crate) fn collect_from<R, T, K: Clone, E>(
    after: Option<K>,
    (limit, looked_at_max): (u32, usize),
    mut rows: impl FnMut(Option<K>, u32) -> Result<Vec<R>, E>,
    place: impl Fn(&R) -> K,
    mut seen: impl FnMut(R) -> Result<Option<T>, E>,
) -> Result<Slice<T, K>, E> {
    let (wanted, mut at, mut looked_at) = (limit as usize, after, 0);
    let mut items = Vec::new();
    // One more than may be shown, so that the last page knows that it is the last; the more were passed over,
    // the larger the steps.
    let mut step = limit.saturating_add(1);
    loop {
        let batch = rows(at.clone(), step)?;
        let more = batch.len() >= step as usize;
        for row in batch {
            if items.len() == wanted {
                return Ok(Slice { items, next: at });
            }
            at = Some(place(&row));
            items.extend(seen(row)?);
            looked_at += 1;
        }
        if !more {
            return Ok(Slice { items, next: None });
        }
        if looked_at >= looked_at_max {
            return Ok(Slice { items, next: at });
        }
        step = step.saturating_mul(4).min(STEP_MAX.max(limit.saturating_add(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn even(after: Option<u32>, limit: u32, last: u32) -> Slice<u32, u32> {
        let rows = |after: Option<u32>, count: u32| {
            let first = after.map_or(0, |after| after + 1);
            Ok::<Vec<u32>, ()>((first..=last).take(count as usize).collect())
        };
        collect(after, limit, rows, |row| *row, |row| Ok((row % 2 == 0).then_some(row))).expect("no error")
    }

    #[test]
    fn every_visible_row_is_on_one_page() {
        for limit in 1..6 {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let slice = even(after, limit, 11);
                assert!(slice.items.len() <= limit as usize);
                all.extend(slice.items);
                after = slice.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(all, [0, 2, 4, 6, 8, 10], "pages of {limit}");
        }
        assert_eq!(even(Some(11), 3, 11), Slice { items: Vec::new(), next: None });
    }
}
