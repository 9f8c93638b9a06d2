//! JPEG (ITU-T T.81): segments, then entropy-coded data between them.

use super::{Cursor, Damaged};

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const EXIF: u8 = 0xe1;
const COMMENT: u8 = 0xfe;

/// Keeps what draws the picture, its colours and which side is up.
pub(super) fn strip(bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    let mut cursor = Cursor::new(bytes, 2);
    let mut segments = Vec::with_capacity(bytes.len());
    let mut orientation = None;
    let mut has_scan = false;
    loop {
        let marker = marker(&mut cursor)?;
        if marker == END {
            break;
        }
        let length = cursor.take(2)?;
        let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
        let body = cursor.take(length.checked_sub(2).ok_or(Damaged)?)?;
        match marker {
            EXIF => orientation = orientation.or_else(|| side_up(body)),
            _ if !is_kept(marker, body) => {}
            _ => {
                let [high, low] = u16::try_from(length).map_err(|_| Damaged)?.to_be_bytes();
                segments.extend_from_slice(&[0xff, marker, high, low]);
                segments.extend_from_slice(body);
            }
        }
        if marker == SCAN {
            has_scan = true;
            let data = entropy_coded(&bytes[cursor.at..]);
            segments.extend_from_slice(&bytes[cursor.at..cursor.at + data]);
            cursor.at += data;
            if cursor.at >= bytes.len() {
                // Broken off on the way; what is there can be seen.
                break;
            }
        }
    }
    if !has_scan {
        return Err(Damaged);
    }
    let mut kept = vec![0xff, START];
    kept.extend(orientation.map(upright).into_iter().flatten());
    kept.append(&mut segments);
    // What stands behind the end is not the picture: phones put previews and films there.
    kept.extend_from_slice(&[0xff, END]);
    Ok(kept)
}

/// The next marker; any number of fill bytes may stand before it.
fn marker(cursor: &mut Cursor<'_>) -> Result<u8, Damaged> {
    if cursor.byte()? != 0xff {
        return Err(Damaged);
    }
    loop {
        match cursor.byte()? {
            0xff => {}
            0x00 | 0x01 | 0xd0..=0xd8 => return Err(Damaged),
            marker => return Ok(marker),
        }
    }
}

fn is_kept(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xe0 => body.starts_with(b"JFIF\0"),
        0xe2 => body.starts_with(b"ICC_PROFILE\0"),
        0xee => body.starts_with(b"Adobe"),
        0xe1..=0xef | COMMENT => false,
        _ => true,
    }
}

/// How long the data of a scan is: up to the next marker that is not a restart.
fn entropy_coded(bytes: &[u8]) -> usize {
    let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff);
    bytes.windows(2).position(is_end).unwrap_or(bytes.len())
}

/// Which side is up, 2 to 8, as Exif says it (tag 0x0112 of the first directory).
fn side_up(body: &[u8]) -> Option<u8> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let word = |at: usize| {
        let pair = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let long = |at: usize| {
        let (first, second) = (u32::from(word(at)?), u32::from(word(at + 2)?));
        Some(if big { first << 16 | second } else { second << 16 | first })
    };
    let directory = usize::try_from(long(4)?).ok()?;
    let entries = usize::from(word(directory)?);
    let entry = (0..entries).map(|at| directory + 2 + at * 12).find(|at| word(*at) == Some(0x0112))?;
    let value = word(entry + 8)?;
    u8::try_from(value).ok().filter(|value| (2..=8).contains(value))
}

/// A segment that says nothing but which side is up.
fn upright(orientation: u8) -> Vec<u8> {
    let mut segment = vec![0xff, EXIF, 0x00, 0x22];
    segment.extend_from_slice(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let [high, low] = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
        [&[0xff, marker, high, low][..], body].concat()
    }

    /// A phone's photo: orientation 6, a place, a maker's note, a comment, colours, a film behind the end.
    fn photo() -> Vec<u8> {
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x06\0\0\0AAAA\x12\x01\x03\0\x01\0\0\0\x06\0\0\0GPS 31.2304 N 121.4737 E";
        [
            vec![0xff, START],
            segment(0xe0, b"JFIF\0\x01\x01"),
            segment(EXIF, exif),
            segment(EXIF, b"http://ns.adobe.com/xap/1.0/\0<GPSLatitude>31</GPSLatitude>"),
            segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
            segment(0xe2, b"MPF\0offsets"),
            segment(0xed, b"Photoshop 3.0\0IPTC"),
            segment(COMMENT, b"at home"),
            segment(0xdb, b"tables"),
            segment(SCAN, b"\x01\x01"),
            vec![1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4],
            segment(0xc4, b"more tables"),
            segment(SCAN, b"\x02\x02"),
            vec![5, 6, 0xff, END],
            b"GPS again".to_vec(),
        ]
        .concat()
    }

    #[test]
    fn only_the_picture_and_which_side_is_up_remain() {
        let kept = strip(&photo()).expect("sound");
        let has = |part: &[u8]| kept.windows(part.len()).any(|window| window == part);
        for gone in [&b"GPS"[..], b"MPF", b"IPTC", b"at home", b"AAAA", b"adobe"] {
            assert!(!has(gone), "{}", String::from_utf8_lossy(gone));
        }
        for stays in [
            &b"JFIF"[..],
            b"ICC_PROFILE",
            b"more tables",
            &[1, 2, 0xff, 0, 3, 0xff, 0xd0, 4],
            &[5, 6, 0xff, END],
        ] {
            assert!(has(stays), "{stays:?}");
        }
        assert_eq!(&kept[2..6], &[0xff, EXIF, 0, 0x22]);
        assert_eq!(side_up(&kept[6..6 + 0x20]), Some(6));
        assert_eq!(strip(&kept), Ok(kept.clone()));
        assert!(kept.ends_with(&[0xff, END]));
    }

    #[test]
    fn what_breaks_off_in_the_picture_is_kept_and_what_has_none_is_damaged() {
        let whole = photo();
        let scan = whole.windows(2).position(|pair| pair == [0xff, SCAN]).expect("a scan");
        assert!(strip(&whole[..scan + 8]).is_ok());
        assert_eq!(strip(&whole[..scan]), Err(Damaged));
        assert_eq!(strip(&[0xff, START, 0xff, END]), Err(Damaged));
    }
}
