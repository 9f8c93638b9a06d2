//! A PDF (ISO 32000-1) of codes as vectors. Names in Latin letters stand in Helvetica, others in the reader's own
//! Chinese font (`STSong-Light`, one of the fonts that every reader brings), so nothing has to be embedded.

use std::fmt::Write as _;
use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use qrcode::Color;
use touchstone_engine::surveys::{Place, Sheet};

/// An A4 page in points.
const PAGE: (f64, f64) = (595.0, 842.0);
const COLUMNS: usize = 3;
const ROWS: usize = 4;
const PER_PAGE: usize = COLUMNS * ROWS;
/// A code's side, and what is left around the page.
const SIDE: f64 = 130.0;
const MARGIN: f64 = 36.0;
/// Objects before those of the first page: catalogue, page tree, two fonts, the Chinese one's descendant and its
/// descriptor.
const FIRST_PAGE: usize = 7;
/// Most characters of a name on the sheet.
const NAME_CHARS_MAX: usize = 22;

/// The document as pieces.
pub struct Pages {
    sheet: Sheet,
    /// The next page; one past the last for the end of the document.
    next: usize,
    count: usize,
    /// Where each object begins.
    offsets: Vec<usize>,
    written: usize,
    has_begun: bool,
    has_ended: bool,
}

impl Pages {
    pub fn new(sheet: Sheet) -> Self {
        let count = sheet.places.len().div_ceil(PER_PAGE);
        Self { sheet, next: 0, count, offsets: Vec::new(), written: 0, has_begun: false, has_ended: false }
    }

    fn object(&mut self, out: &mut Vec<u8>, body: &[u8]) {
        self.offsets.push(self.written + out.len());
        let number = self.offsets.len();
        out.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        out.extend_from_slice(body);
        out.extend_from_slice(b"\nendobj\n");
    }

    fn begin(&mut self) -> Vec<u8> {
        // The second line tells programs that what follows is binary.
        let mut out = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
        self.object(&mut out, b"<< /Type /Catalog /Pages 2 0 R >>");
        let kids: Vec<String> =
            (0..self.count).map(|page| format!("{} 0 R", FIRST_PAGE + 2 * page)).collect();
        let (width, height) = PAGE;
        let tree = format!(
            "<< /Type /Pages /Count {} /MediaBox [0 0 {width} {height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> \
             /Kids [{}] >>",
            self.count,
            kids.join(" ")
        );
        self.object(&mut out, tree.as_bytes());
        self.object(
            &mut out,
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        );
        self.object(
            &mut out,
            b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [5 0 R] >>",
        );
        self.object(
            &mut out,
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 \
              /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 6 0 R >>",
        );
        self.object(
            &mut out,
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 \
              /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        );
        out
    }

    fn page(&mut self, page: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let places = self.sheet.places.chunks(PER_PAGE).nth(page).unwrap_or_default();
        let mut drawn = String::new();
        for (at, place) in places.iter().enumerate() {
            draw(&mut drawn, at, place, &self.sheet.brand);
        }
        let content = FIRST_PAGE + 2 * page + 1;
        let head = format!("<< /Type /Page /Parent 2 0 R /Contents {content} 0 R >>");
        self.object(&mut out, head.as_bytes());
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        let packed = packed.write_all(drawn.as_bytes()).and_then(|()| packed.finish()).unwrap_or_default();
        let mut body = format!("<< /Filter /FlateDecode /Length {} >>\nstream\n", packed.len()).into_bytes();
        body.extend_from_slice(&packed);
        body.extend_from_slice(b"\nendstream");
        self.object(&mut out, &body);
        out
    }

    fn end(&mut self) -> Vec<u8> {
        let objects = self.offsets.len() + 1;
        let mut out = format!("xref\n0 {objects}\n0000000000 65535 f \n");
        for offset in &self.offsets {
            let _ = writeln!(out, "{offset:010} 00000 n ");
        }
        let start = self.written;
        let _ = write!(out, "trailer\n<< /Size {objects} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
        out.into_bytes()
    }
}

impl Iterator for Pages {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let piece = if !self.has_begun {
            self.has_begun = true;
            self.begin()
        } else if self.next < self.count {
            self.next += 1;
            self.page(self.next - 1)
        } else if !self.has_ended {
            self.has_ended = true;
            self.end()
        } else {
            return None;
        };
        self.written += piece.len();
        Some(piece.into())
    }
}

/// One place in its cell.
fn draw(out: &mut String, at: usize, place: &Place, brand: &str) {
    let (width, height) = ((PAGE.0 - 2.0 * MARGIN) / COLUMNS as f64, (PAGE.1 - 2.0 * MARGIN) / ROWS as f64);
    let left = MARGIN + (at % COLUMNS) as f64 * width + (width - SIDE) / 2.0;
    let bottom = PAGE.1 - MARGIN - (at / COLUMNS) as f64 * height - SIDE - 8.0;
    if let Ok(code) = super::super::code(&place.url) {
        let (modules, colors) = (code.width(), code.to_colors());
        let scale = SIDE / modules as f64;
        // One unit is one module, the origin its lower left corner.
        let _ = writeln!(out, "q {scale:.5} 0 0 {scale:.5} {left:.2} {bottom:.2} cm");
        for row in 0..modules {
            let is_dark = |column: usize| column < modules && colors[row * modules + column] == Color::Dark;
            let mut column = 0;
            while column < modules {
                let begin = column;
                while is_dark(column) {
                    column += 1;
                }
                if column > begin {
                    let _ = writeln!(out, "{begin} {} {} 1 re", modules - 1 - row, column - begin);
                }
                column += 1;
            }
        }
        let _ = writeln!(out, "f Q");
    }
    let lines = [(place.name.as_str(), 11), (place.code.as_str(), 9), (brand, 8)];
    let mut y = bottom;
    for (text, size) in lines {
        y -= f64::from(size) + 4.0;
        write_text(out, text, (left, y), size);
    }
}

/// A line of text; what does not fit ends with an ellipsis.
fn write_text(out: &mut String, text: &str, (x, y): (f64, f64), size: u8) {
    let is_long = text.chars().count() > NAME_CHARS_MAX;
    let mut shown: String = text.chars().filter(|letter| !letter.is_control()).take(NAME_CHARS_MAX).collect();
    if is_long {
        shown.push_str("...");
    }
    if shown.is_ascii() {
        let escaped = shown.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        let _ = writeln!(out, "BT /F1 {size} Tf {x:.2} {y:.2} Td ({escaped}) Tj ET");
    } else {
        let hex: String = shown.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        let _ = writeln!(out, "BT /F2 {size} Tf {x:.2} {y:.2} Td <{hex}> Tj ET");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_is_where_the_table_says() {
        let place = |nth: usize| Place {
            code: format!("S{nth:04}"),
            name: if nth.is_multiple_of(2) {
                format!("南京路{nth}号店")
            } else {
                format!("Store (No. {nth})")
            },
            url: format!("https://cem.example.com/s/01jd0m6x4pfk2v9{nth:05}"),
        };
        let sheet = Sheet { brand: "小满食堂".to_owned(), places: (0..25).map(place).collect() };
        let document: Vec<u8> = Pages::new(sheet).flatten().collect();
        let text = String::from_utf8_lossy(&document);
        assert!(text.contains("/Count 3 "), "25 places on 3 pages");
        let at = text.rfind("startxref\n").expect("the end") + 10;
        let start: usize = text[at..].lines().next().expect("a line").parse().expect("a number");
        assert!(document[start..].starts_with(b"xref\n0 13\n"), "six objects and two for each page");
        let table = std::str::from_utf8(&document[start..]).expect("ASCII");
        for (number, line) in table.lines().skip(3).take(12).enumerate() {
            let offset: usize = line[..10].parse().expect("an offset");
            let head = format!("{} 0 obj", number + 1);
            assert!(document[offset..].starts_with(head.as_bytes()), "{head} at {offset}");
        }
    }
}
