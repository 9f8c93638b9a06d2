//! Sheets of codes for many places, made piece by piece while they are sent: memory does not grow with the places.

mod pdf;
mod zip;

use bytes::Bytes;
use touchstone_engine::surveys::Sheet;

/// A printable sheet: A4 pages of twelve codes with the places' names.
pub fn pdf(sheet: Sheet) -> impl Iterator<Item = Bytes> + Send {
    pdf::Pages::new(sheet)
}

/// An archive of one picture per place, and a table of the links.
pub fn zip(sheet: Sheet) -> impl Iterator<Item = Bytes> + Send {
    zip::Entries::new(sheet)
}
