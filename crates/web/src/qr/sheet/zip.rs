//! A ZIP archive (APPNOTE 6.3) of stored entries: pictures are compressed already.

use std::collections::HashSet;

use bytes::Bytes;
use flate2::Crc;
use touchstone_engine::surveys::{Place, Sheet};

/// Pixels of a module: a printed code of 4 cm has 300 dots an inch.
const MODULE_PIXELS: usize = 14;
/// Names are UTF-8.
const FLAGS: u16 = 1 << 11;
/// 1980-01-01, so that the same sheet is the same file.
const DATE: u16 = 0x21;

/// The archive as pieces.
pub struct Entries {
    places: std::vec::IntoIter<Place>,
    table: String,
    names: HashSet<String>,
    directory: Vec<u8>,
    count: u16,
    written: u32,
    step: Step,
}

enum Step {
    Pictures,
    Table,
    Directory,
    Over,
}

impl Entries {
    pub fn new(sheet: Sheet) -> Self {
        Self {
            places: sheet.places.into_iter(),
            // The mark tells spreadsheets that it is UTF-8.
            table: "\u{feff}code,name,url,file\r\n".to_owned(),
            names: HashSet::new(),
            directory: Vec::new(),
            count: 0,
            written: 0,
            step: Step::Pictures,
        }
    }

    fn picture(&mut self, place: &Place) -> Vec<u8> {
        let name = self.name(&place.code);
        let row = [&place.code, &place.name, &place.url, &name].map(|cell| cell_of(cell));
        self.table.push_str(&row.join(","));
        self.table.push_str("\r\n");
        let picture = super::super::png(&place.url, MODULE_PIXELS).unwrap_or_default();
        self.entry(&name, &picture)
    }

    /// A file's name that every system takes, and no other entry has.
    fn name(&mut self, code: &str) -> String {
        let is_plain = |letter: char| letter.is_alphanumeric() || "-_.".contains(letter);
        let plain: String = code.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
        let plain = plain.trim_matches('.').to_owned();
        let mut name = format!("{plain}.png");
        let mut nth = 1;
        while !self.names.insert(name.to_lowercase()) {
            nth += 1;
            name = format!("{plain}-{nth}.png");
        }
        name
    }

    /// One stored file, and its line in the directory.
    fn entry(&mut self, name: &str, data: &[u8]) -> Vec<u8> {
        let mut check = Crc::new();
        check.update(data);
        let size = u32::try_from(data.len()).unwrap_or(u32::MAX);
        let length = u16::try_from(name.len()).unwrap_or(u16::MAX);
        let mut shared = Vec::with_capacity(26);
        // Version 2.0, stored, without a time.
        for word in [20, FLAGS, 0, 0, DATE] {
            shared.extend(word.to_le_bytes());
        }
        for number in [check.sum(), size, size] {
            shared.extend(number.to_le_bytes());
        }
        shared.extend(length.to_le_bytes());
        shared.extend(0u16.to_le_bytes());
        self.directory.extend(b"PK\x01\x02\x14\x00");
        self.directory.extend(&shared);
        // No comment, first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(self.written.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count += 1;
        [b"PK\x03\x04", &shared[..], name.as_bytes(), data].concat()
    }

    fn end(&mut self) -> Vec<u8> {
        let mut out = std::mem::take(&mut self.directory);
        let size = u32::try_from(out.len()).unwrap_or(u32::MAX);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(self.count.to_le_bytes());
        out.extend(self.count.to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(self.written.to_le_bytes());
        out.extend([0; 2]);
        out
    }
}

/// A cell of CSV; what a spreadsheet would take for a formula is text.
fn cell_of(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

impl Iterator for Entries {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let piece = match self.step {
            Step::Pictures => match self.places.next() {
                Some(place) => self.picture(&place),
                None => {
                    self.step = Step::Table;
                    return self.next();
                }
            },
            Step::Table => {
                self.step = Step::Directory;
                let table = std::mem::take(&mut self.table);
                self.entry("links.csv", table.as_bytes())
            }
            Step::Directory => {
                self.step = Step::Over;
                self.end()
            }
            Step::Over => return None,
        };
        self.written += u32::try_from(piece.len()).unwrap_or(u32::MAX);
        Some(piece.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_names_that_every_system_takes() {
        let place = |code: &str| Place {
            code: code.to_owned(),
            name: "一店".to_owned(),
            url: "https://cem.example.com/s/01jd0m6x4pfk2v9w3q8r".to_owned(),
        };
        let places = ["S/1", "S:1", "s_1", "../x"].map(place).to_vec();
        let archive: Vec<u8> = Entries::new(Sheet { brand: String::new(), places }).flatten().collect();
        let text = String::from_utf8_lossy(&archive);
        assert_eq!(text.matches("PK\u{3}\u{4}").count(), 5);
        assert!(archive.ends_with(&[0, 0]) && text.contains("links.csv"));
        let end = archive.len() - 22;
        assert_eq!(&archive[end..end + 4], b"PK\x05\x06");
        let start = u32::from_le_bytes(archive[end + 16..end + 20].try_into().expect("four bytes")) as usize;
        assert_eq!(&archive[start..start + 4], b"PK\x01\x02", "the directory is where the end says");
        let listed = String::from_utf8_lossy(&archive[start..]);
        assert!(listed.contains("S_1.png") && listed.contains("S_1-2.png"), "{listed}");
        assert!(!listed.contains("../") && listed.contains("_x.png"), "{listed}");
    }
}
