//! PNG (ISO/IEC 15948): chunks of a length, a name, a body and a checksum.

use super::{Cursor, Damaged};

/// Chunks beside the critical ones that say how the picture looks.
const KEPT: [&[u8; 4]; 13] = [
    b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"bKGD", b"pHYs", b"hIST", b"acTL",
    b"fcTL", b"fdAT",
];

/// Keeps what draws the picture; texts, times, places and what stands behind the end go.
pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    let mut cursor = Cursor::new(bytes, 0);
    let mut kept = cursor.take(8)?.to_vec();
    loop {
        let from = cursor.at;
        let length = cursor.take(4)?;
        let length = u32::from_be_bytes([length[0], length[1], length[2], length[3]]);
        let name = cursor.take(4)?;
        cursor.take(usize::try_from(length).map_err(|_| Damaged)?)?;
        cursor.take(4)?;
        // A capital first letter marks what a picture cannot be drawn without.
        if name[0].is_ascii_uppercase() || KEPT.iter().any(|known| known[..] == *name) {
            kept.extend_from_slice(&bytes[from..cursor.at]);
        }
        if name == b"IEND" {
            return Ok(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_picture_remains() {
        let chunk = |name: &[u8; 4], body: &[u8]| {
            let length = u32::try_from(body.len()).expect("short").to_be_bytes();
            [&length[..], name, body, b"crc!"].concat()
        };
        let start = b"\x89PNG\r\n\x1a\n".to_vec();
        let (header, data, end) =
            (chunk(b"IHDR", b"13 bytes here"), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b""));
        let picture = [
            &start,
            &header,
            &chunk(b"eXIf", b"GPS"),
            &chunk(b"tEXt", b"Author"),
            &chunk(b"gAMA", b"1234"),
            &data,
            &end,
        ]
        .map(Vec::as_slice)
        .concat();
        let picture = [&picture[..], b"behind"].concat();
        let expected = [&start, &header, &chunk(b"gAMA", b"1234"), &data, &end].map(Vec::as_slice).concat();
        assert_eq!(strip(&picture), Ok(expected));
        assert_eq!(strip(&picture[..40]), Err(Damaged));
    }
}
