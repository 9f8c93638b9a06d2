//! GIF (89a): a screen, then extensions and pictures, each in blocks of up to 255 bytes.

use super::{Cursor, Damaged};

const EXTENSION: u8 = 0x21;
const PICTURE: u8 = 0x2c;
const END: u8 = 0x3b;
const COMMENT: u8 = 0xfe;
const APPLICATION: u8 = 0xff;

/// Keeps the pictures and how they move; comments and what programs wrote go.
pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    let mut cursor = Cursor::new(bytes, 0);
    let flags = cursor.take(13)?[10];
    colours(&mut cursor, flags)?;
    let mut kept = bytes[..cursor.at].to_vec();
    loop {
        let from = cursor.at;
        let is_kept = match cursor.byte()? {
            END => {
                kept.push(END);
                return Ok(kept);
            }
            PICTURE => {
                let flags = cursor.take(9)?[8];
                colours(&mut cursor, flags)?;
                cursor.byte()?;
                blocks(&mut cursor)?;
                true
            }
            EXTENSION => {
                let label = cursor.byte()?;
                let start = cursor.at;
                blocks(&mut cursor)?;
                let body = &bytes[start..cursor.at];
                let moves = |name: &[u8]| body.get(1..12) == Some(name);
                label != COMMENT && (label != APPLICATION || moves(b"NETSCAPE2.0") || moves(b"ANIMEXTS1.0"))
            }
            _ => return Err(Damaged),
        };
        if is_kept {
            kept.extend_from_slice(&bytes[from..cursor.at]);
        }
    }
}

fn colours(cursor: &mut Cursor<'_>, flags: u8) -> Result<(), Damaged> {
    if flags & 0x80 != 0 {
        cursor.take(3 << ((flags & 0x07) + 1))?;
    }
    Ok(())
}

fn blocks(cursor: &mut Cursor<'_>) -> Result<(), Damaged> {
    loop {
        match cursor.byte()? {
            0 => return Ok(()),
            length => cursor.take(usize::from(length))?,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_pictures_remain() {
        let screen = b"GIF89a\x01\0\x01\0\x80\0\0AAABBB";
        let moves = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
        let picture = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x4c\x01\0";
        let whole = [
            &screen[..],
            moves,
            b"\x21\xfe\x07at home\0",
            b"\x21\xff\x0bXMP DataXMP\x03GPS\0",
            b"\x21\xf9\x04\0\0\0\0\0",
            picture,
            b"\x3b",
            b"behind",
        ]
        .concat();
        let expected = [&screen[..], moves, b"\x21\xf9\x04\0\0\0\0\0", picture, b"\x3b"].concat();
        assert_eq!(strip(&whole), Ok(expected));
        assert_eq!(strip(&whole[..30]), Err(Damaged));
    }
}
