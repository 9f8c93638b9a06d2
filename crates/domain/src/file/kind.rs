//! What a file is, found in its content: names and announcements say what senders like.

/// The kinds of file that are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaType {
    /// A photo.
    Jpeg,
    /// A picture.
    Png,
    /// A picture that may move.
    Gif,
    /// A picture.
    Webp,
    /// A document.
    Pdf,
    /// A text of Word.
    Docx,
    /// A workbook of Excel.
    Xlsx,
    /// Slides of PowerPoint.
    Pptx,
    /// Plain text.
    Text,
}

impl MediaType {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Jpeg,
        Self::Png,
        Self::Gif,
        Self::Webp,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Text,
    ];

    /// The kind of a content; none of those that are taken otherwise. What can carry programs, like web pages,
    /// drawings with scripts and documents with macros, is none of them.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let starts: [(&[u8], Self); 5] = [
            (b"\xff\xd8\xff", Self::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Self::Png),
            (b"GIF87a", Self::Gif),
            (b"GIF89a", Self::Gif),
            (b"%PDF-", Self::Pdf),
        ];
        if let Some((_, kind)) = starts.into_iter().find(|(start, _)| bytes.starts_with(start)) {
            return Some(kind);
        }
        if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            return Some(Self::Webp);
        }
        if bytes.starts_with(b"PK\x03\x04") {
            return office(bytes);
        }
        is_text(bytes).then_some(Self::Text)
    }

    /// The name in `Content-Type`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Text => "text/plain",
        }
    }

    /// The kind of a name, for files stored before.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The endings that a name of this kind may have; the first is given to one that has another.
    #[must_use]
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Png => &["png"],
            Self::Gif => &["gif"],
            Self::Webp => &["webp"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Text => &["txt", "csv", "md", "log"],
        }
    }

    /// Whether it is a picture.
    #[must_use]
    pub const fn is_image(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Gif | Self::Webp)
    }
}

/// The names of an archive's members stand in it as they are, whatever is done to their content.
fn office(bytes: &[u8]) -> Option<MediaType> {
    let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    if !has(b"[Content_Types].xml") || has(b"vbaProject.bin") {
        return None;
    }
    let kinds: [(&[u8], MediaType); 3] = [
        (b"word/document.xml", MediaType::Docx),
        (b"xl/workbook.xml", MediaType::Xlsx),
        (b"ppt/presentation.xml", MediaType::Pptx),
    ];
    kinds.into_iter().find(|(name, _)| has(name)).map(|(_, kind)| kind)
}

/// Words, and not a web page or drawing: no browser or program that opens the file may find code in it.
fn is_text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let plain = |character: char| !character.is_control() || matches!(character, '\n' | '\r' | '\t');
    !start.is_empty() && !start.starts_with('<') && !start.starts_with("#!") && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_found_in_the_content() {
        let zip = |names: &[&str]| {
            let mut bytes = b"PK\x03\x04".to_vec();
            names.iter().for_each(|name| bytes.extend_from_slice(name.as_bytes()));
            bytes
        };
        let found = [
            (b"\xff\xd8\xff\xe0".to_vec(), Some(MediaType::Jpeg)),
            (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), Some(MediaType::Webp)),
            (b"RIFF\0\0\0\0WAVE".to_vec(), None),
            (zip(&["[Content_Types].xml", "xl/workbook.xml"]), Some(MediaType::Xlsx)),
            (zip(&["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"]), None),
            (zip(&["evil.exe"]), None),
            ("\u{feff}姓名,分数\r\n".as_bytes().to_vec(), Some(MediaType::Text)),
            (b" <svg onload=alert(1)>".to_vec(), None),
            (b"#!/bin/sh".to_vec(), None),
            (b"MZ\x90\0".to_vec(), None),
            (b"\0\0\0\x18ftypheic".to_vec(), None),
            (Vec::new(), None),
        ];
        for (bytes, kind) in found {
            assert_eq!(MediaType::of(&bytes), kind, "{bytes:?}");
        }
        assert!(MediaType::ALL.into_iter().all(|kind| MediaType::named(kind.name()) == Some(kind)));
    }
}
