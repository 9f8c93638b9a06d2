//! WebP: a RIFF container of chunks of a name, a length and a body padded to even.

use super::{Cursor, Damaged};

/// Bits of `VP8X` that announce what goes.
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

/// Keeps what draws the picture; Exif, XMP, unknown chunks and what stands behind the end go.
pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    let size =
        bytes.get(4..8).and_then(|size| size.try_into().ok()).map(u32::from_le_bytes).ok_or(Damaged)?;
    let end = usize::try_from(size).ok().and_then(|size| size.checked_add(8)).ok_or(Damaged)?;
    let riff = bytes.get(..end).ok_or(Damaged)?;
    let mut cursor = Cursor::new(riff, 12);
    let mut kept = bytes.get(..12).ok_or(Damaged)?.to_vec();
    while cursor.at < riff.len() {
        let from = cursor.at;
        let name = cursor.take(4)?;
        let length = cursor.take(4)?;
        let length = usize::try_from(u32::from_le_bytes([length[0], length[1], length[2], length[3]]));
        let length = length.map_err(|_| Damaged)?;
        let body = cursor.take(length)?;
        // The last chunk's padding is left out by some programs.
        if length % 2 == 1 && cursor.at < riff.len() {
            cursor.take(1)?;
        }
        match name {
            b"VP8X" => {
                kept.extend_from_slice(&riff[from..from + 8]);
                let flags = kept.len();
                kept.extend_from_slice(body);
                if let Some(flags) = kept.get_mut(flags).filter(|_| !body.is_empty()) {
                    *flags &= !(EXIF | XMP);
                }
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => {
                kept.extend_from_slice(&riff[from..from + 8]);
                kept.extend_from_slice(body);
            }
            _ => continue,
        }
        if length % 2 == 1 {
            kept.push(0);
        }
    }
    let size = u32::try_from(kept.len() - 8).map_err(|_| Damaged)?;
    kept[4..8].copy_from_slice(&size.to_le_bytes());
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_picture_remains() {
        let chunk = |name: &[u8; 4], body: &[u8]| {
            let length = u32::try_from(body.len()).expect("short").to_le_bytes();
            let padding: &[u8] = if body.len() % 2 == 1 { b"\0" } else { b"" };
            [&name[..], &length, body, padding].concat()
        };
        let file = |chunks: &[Vec<u8>]| {
            let body = [&b"WEBP"[..], &chunks.concat()].concat();
            [&b"RIFF"[..], &u32::try_from(body.len()).expect("short").to_le_bytes(), &body].concat()
        };
        let (pixels, colours) = (chunk(b"VP8 ", b"pixels!"), chunk(b"ICCP", b"colours"));
        let whole = file(&[
            chunk(b"VP8X", b"\x2c123456789"),
            colours.clone(),
            pixels.clone(),
            chunk(b"EXIF", b"GPS"),
            chunk(b"XMP ", b"<x>"),
        ]);
        let expected = file(&[chunk(b"VP8X", b"\x20123456789"), colours, pixels]);
        assert_eq!(strip(&[&whole[..], b"behind"].concat()), Ok(expected));
        assert_eq!(strip(&whole[..whole.len() - 4]), Err(Damaged));
    }
}
