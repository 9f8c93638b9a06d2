//! Files that respondents send: what they are, found in their content, and without what they must not tell.
//!
//! A picture from a phone says where it was taken. Nobody who sends a photo of a dish means to tell where they
//! live, so pictures are kept without everything that is not picture: location, device, comments, thumbnails,
//! and whatever a phone appends behind the picture. Documents are kept as they came: what an author's program
//! wrote into them cannot be told from what they say, and rewriting would break signatures.

mod budget;
mod gif;
mod jpeg;
mod kind;
mod name;
mod png;
mod webp;

pub use budget::FileBudget;
pub use kind::MediaType;
pub use name::{NAME_CHARS_MAX, clean_name};

/// The content is not what its beginning says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file is damaged")]
pub struct Damaged;

/// The content without what it must not tell.
///
/// # Errors
/// [`Damaged`] for a picture that cannot be read to its end.
pub fn without_metadata(media: MediaType, bytes: &[u8]) -> Result<Vec<u8>, Damaged> {
    match media {
        MediaType::Jpeg => jpeg::strip(bytes),
        MediaType::Png => png::strip(bytes),
        MediaType::Gif => gif::strip(bytes),
        MediaType::Webp => webp::strip(bytes),
        _ => Ok(bytes.to_vec()),
    }
}

/// A place in the content; reading beyond the end is damage.
struct Cursor<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Cursor<'b> {
    fn new(bytes: &'b [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], Damaged> {
        let end = self.at.checked_add(length).ok_or(Damaged)?;
        let taken = self.bytes.get(self.at..end).ok_or(Damaged)?;
        self.at = end;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, Damaged> {
        Ok(self.take(1)?[0])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_content_breaks_anything(start in 0..8_usize, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let starts: [&[u8]; 8] = [
                b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x40\0\0\0WEBPVP8X", b"%PDF-", b"PK\x03\x04",
                b"\xff\xd8\xff\xe1\x00\x20Exif\0\0MM\0*",
            ];
            let content = [starts[start], &bytes[..]].concat();
            if let Some(media) = MediaType::of(&content)
                && let Ok(kept) = without_metadata(media, &content)
            {
                prop_assert!(kept.len() <= content.len() + 64);
                // Doing it again changes nothing more.
                prop_assert_eq!(MediaType::of(&kept), Some(media));
                prop_assert_eq!(without_metadata(media, &kept), Ok(kept));
            }
        }
    }
}
