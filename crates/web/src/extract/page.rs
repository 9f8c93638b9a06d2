//! Keyset pages: a limit, an opaque cursor, and where the next page begins.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Deserializer, Serialize, de::Error};
use touchstone_engine::Slice;
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;

/// The most items of one page.
const LIMIT_MAX: u32 = 500;
/// The items of a page when nothing is said.
const LIMIT_DEFAULT: u32 = 50;
/// The most bytes that a cursor stands for.
const CURSOR_BYTES_MAX: usize = 300;

/// How many items a page holds at most: 1 to 500, 50 by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(u32);

impl Limit {
    /// As many as a page can hold.
    pub const LARGEST: Self = Self(LIMIT_MAX);

    /// The number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// One more than the page holds, to see whether another follows.
    #[must_use]
    pub const fn and_one(self) -> u32 {
        self.0 + 1
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(LIMIT_DEFAULT)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let limit = u32::deserialize(deserializer).map_err(|_| D::Error::custom("a number from 1 to 500"))?;
        if (1..=LIMIT_MAX).contains(&limit) {
            Ok(Self(limit))
        } else {
            Err(D::Error::custom("a number from 1 to 500"))
        }
    }
}

/// Where a page begins: the key of the last item before it, opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(Vec<u8>);

impl Cursor {
    /// The cursor after an item with this key.
    #[must_use]
    pub fn after(key: impl Into<Vec<u8>>) -> Self {
        Self(key.into())
    }

    /// The key, as bytes.
    #[must_use]
    pub fn key(&self) -> &[u8] {
        &self.0
    }

    /// The key as an id of 16 bytes.
    pub fn id<T: From<[u8; 16]>>(&self) -> Result<T, Problem> {
        let bytes: [u8; 16] = self.0.as_slice().try_into().map_err(|_| foreign())?;
        Ok(T::from(bytes))
    }

    /// The key as a whole number and an id, for lists in the order of a time or a count.
    pub fn number_and_id<T: From<[u8; 16]>>(&self) -> Result<(i64, T), Problem> {
        let (number, id) = self.0.split_first_chunk::<8>().ok_or_else(foreign)?;
        let id: [u8; 16] = id.try_into().map_err(|_| foreign())?;
        Ok((i64::from_be_bytes(*number), T::from(id)))
    }

    /// The cursor after an item in the order of a number, then an id.
    #[must_use]
    pub fn after_number_and_id(number: i64, id: impl Into<[u8; 16]>) -> Self {
        Self([&number.to_be_bytes()[..], &id.into()].concat())
    }

    /// The problem of a cursor that belongs to another list.
    #[must_use]
    pub fn foreign() -> Problem {
        foreign()
    }

    /// The text that clients hand back.
    #[must_use]
    pub fn encode(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }
}

fn foreign() -> Problem {
    Problem::parameter("cursor", "invalid", "not a cursor of this list; use next_cursor as it came")
}

impl Cursor {
    /// The cursor that a text stands for, as [`encode`](Self::encode) wrote it.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let key = BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        key.filter(|key| (1..=CURSOR_BYTES_MAX).contains(&key.len())).map(Self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::decode(&text).ok_or_else(|| D::Error::custom("not a cursor; use next_cursor as it came"))
    }
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Items at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 500, default = 50)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

/// One page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Hand it back as `cursor` for the next page; null on the last one.
    #[schema(required, example = "AZBKR2d3c4k")]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// The page of rows that were read with [`Limit::and_one`]: the surplus row only tells that more follow.
    #[must_use]
    pub fn of<R>(
        mut rows: Vec<R>,
        limit: Limit,
        cursor: impl Fn(&R) -> Cursor,
        item: impl Fn(R) -> T,
    ) -> Self {
        let size = usize::try_from(limit.get()).expect("a limit is at most 500");
        let more = rows.len() > size;
        rows.truncate(size);
        let next_cursor = rows.last().filter(|_| more).map(|last| cursor(last).encode());
        Self { items: rows.into_iter().map(item).collect(), next_cursor }
    }

    /// The page of a part of a list of which a member sees only some rows.
    #[must_use]
    pub fn of_slice<R, K>(slice: Slice<R, K>, cursor: impl Fn(&K) -> Cursor, item: impl Fn(R) -> T) -> Self {
        let next_cursor = slice.next.map(|next| cursor(&next).encode());
        Self { items: slice.items.into_iter().map(item).collect(), next_cursor }
    }
}

impl<T, E> Page<Result<T, E>> {
    /// The page, or the first error of an item.
    pub fn transpose(self) -> Result<Page<T>, E> {
        let items = self.items.into_iter().collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor: self.next_cursor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_cursor() {
        let limit = Limit(2);
        let page = |rows: Vec<u8>| Page::of(rows, limit, |row| Cursor::after([*row]), |row| row);
        let first = page(vec![1, 2, 3]);
        assert_eq!((first.items.len(), first.next_cursor), (2, Some(Cursor::after([2]).encode())));
        assert_eq!(page(vec![1, 2]).next_cursor, None);
        assert_eq!(page(vec![]).next_cursor, None);
    }

    #[test]
    fn cursors_round_trip_and_foreign_ones_are_refused() {
        let cursor = Cursor::after_number_and_id(-5, [7; 16]);
        let text = serde_json::to_string(&cursor.encode()).expect("text");
        let back: Cursor = serde_json::from_str(&text).expect("a cursor");
        assert_eq!(back.number_and_id::<[u8; 16]>(), Ok((-5, [7; 16])));
        assert!(back.id::<[u8; 16]>().is_err());
        assert!(serde_json::from_str::<Cursor>("\"!!\"").is_err());
        assert!(serde_json::from_str::<Cursor>("\"\"").is_err());
    }
}
