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

/// Collects rows in the order of a list until there are enough, or enough were looked at.
///
/// `rows` reads the rows after a place, at most so many; `seen` says what a row shows, if anything.
pub(crate) fn collect<R, T, K: Clone, E>(
    after: Option<K>,
    limit: u32,
    mut rows: impl FnMut(Option<K>, u32) -> Result<Vec<R>, E>,
    place: impl Fn(&R) -> K,
    mut seen: impl FnMut(R) -> Result<Option<T>, E>,
) -> Result<Slice<T, K>, E> {
    let (wanted, mut at, mut looked_at) = (limit as usize, after, 0);
    let mut items = Vec::new();
    loop {
        // One more than may be shown, so that the last page knows that it is the last.
        let batch = rows(at.clone(), limit.saturating_add(1))?;
        let more = batch.len() > wanted;
        looked_at += batch.len();
        for (nth, row) in batch.into_iter().enumerate() {
            if items.len() == wanted {
                return Ok(Slice { items, next: at });
            }
            if nth == wanted {
                break;
            }
            at = Some(place(&row));
            items.extend(seen(row)?);
        }
        if !more {
            return Ok(Slice { items, next: None });
        }
        if looked_at >= LOOKED_AT_MAX {
            return Ok(Slice { items, next: at });
        }
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
