//! PNG of two colours (RFC 2083): one bit per pixel.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::problem::Problem;

/// A square picture of so many modules, each so many pixels wide.
pub fn encode(
    modules: usize,
    module_pixels: usize,
    is_dark: impl Fn(usize, usize) -> bool,
) -> Result<Vec<u8>, Problem> {
    let side = modules * module_pixels;
    let size = u32::try_from(side).map_err(|_| Problem::internal())?.to_be_bytes();
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::best());
    // Each row begins with its filter: none, or "up" for one that differs in nothing from the one above.
    let mut row = vec![0u8; 1 + side.div_ceil(8)];
    let mut again = row.clone();
    again[0] = 2;
    for y in 0..modules {
        row.fill(0);
        // White is 1.
        for x in (0..modules).filter(|&x| !is_dark(x, y)) {
            for pixel in x * module_pixels..(x + 1) * module_pixels {
                row[1 + pixel / 8] |= 0x80 >> (pixel % 8);
            }
        }
        pixels.write_all(&row).map_err(|_| Problem::internal())?;
        for _ in 1..module_pixels {
            pixels.write_all(&again).map_err(|_| Problem::internal())?;
        }
    }
    let pixels = pixels.finish().map_err(|_| Problem::internal())?;
    // Bit depth 1, greyscale, deflate, adaptive filters, not interlaced.
    let header = [&size[..], &size, &[1, 0, 0, 0, 0]].concat();
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", &header), (b"IDAT", &pixels), (b"IEND", &Vec::new())] {
        let length = u32::try_from(data.len()).map_err(|_| Problem::internal())?;
        let mut check = Crc::new();
        check.update(kind);
        check.update(data);
        picture.extend(length.to_be_bytes());
        picture.extend(kind);
        picture.extend(data);
        picture.extend(check.sum().to_be_bytes());
    }
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::ZlibDecoder;

    use super::*;

    #[test]
    fn every_pixel_is_that_of_its_module() {
        let is_dark = |x: usize, y: usize| (x * 7 + y * 3) % 5 < 2;
        let (modules, module_pixels) = (9, 3);
        let picture = encode(modules, module_pixels, is_dark).expect("a picture");
        let at = picture.windows(4).position(|part| part == b"IDAT").expect("pixels") + 4;
        let mut rows = Vec::new();
        ZlibDecoder::new(&picture[at..]).read_to_end(&mut rows).expect("deflated");
        let side = modules * module_pixels;
        let mut above = vec![0u8; side.div_ceil(8)];
        for (y, row) in rows.chunks(1 + side.div_ceil(8)).enumerate() {
            for (byte, kept) in row[1..].iter().zip(&mut above) {
                *kept = if row[0] == 2 { kept.wrapping_add(*byte) } else { *byte };
            }
            for x in 0..side {
                let is_white = above[x / 8] & (0x80 >> (x % 8)) != 0;
                assert_eq!(is_white, !is_dark(x / module_pixels, y / module_pixels), "{x} {y}");
            }
        }
        assert_eq!(rows.len(), side * (1 + side.div_ceil(8)));
    }
}
