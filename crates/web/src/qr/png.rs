//! PNG of two colours (RFC 2083): one bit per pixel.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

use crate::problem::Problem;

/// A square picture.
pub fn encode(side: usize, is_dark: impl Fn(usize, usize) -> bool) -> Result<Vec<u8>, Problem> {
    let size = u32::try_from(side).map_err(|_| Problem::internal())?.to_be_bytes();
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::best());
    for y in 0..side {
        // Each row begins with its filter: none. White is 1.
        let mut row = vec![0u8; 1 + side.div_ceil(8)];
        for x in (0..side).filter(|&x| !is_dark(x, y)) {
            row[1 + x / 8] |= 0x80 >> (x % 8);
        }
        pixels.write_all(&row).map_err(|_| Problem::internal())?;
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
