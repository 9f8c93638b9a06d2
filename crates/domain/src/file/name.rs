//! The name of a file as members read it.

use super::MediaType;
use crate::response::clean;

/// The longest name kept.
pub const NAME_CHARS_MAX: usize = 120;

/// What is left of a name that leads nowhere and ends as its content demands.
#[must_use]
pub fn clean_name(name: &str, media: MediaType) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = clean(last)
        .chars()
        .filter(|character| !matches!(character, '\n' | '"' | '<' | '>' | ':' | '|' | '?' | '*' | '%' | ';'))
        .filter(|character| !matches!(character, '\u{200b}'..='\u{200f}'))
        .collect();
    let bare = cleaned.trim_matches(|character: char| character == '.' || character.is_whitespace());
    let (stem, ending) = bare.rsplit_once('.').unwrap_or((bare, ""));
    let ending = media.endings().iter().find(|known| known.eq_ignore_ascii_case(ending));
    // A wrong ending stays as a part of the name, so that members see what the sender called it.
    let stem = if ending.is_some() { stem } else { bare };
    let ending = ending.or(media.endings().first()).copied().unwrap_or("bin");
    let stem: String = stem.chars().take(NAME_CHARS_MAX - 5).collect();
    let stem = stem.trim_end();
    if stem.is_empty() { format!("file.{ending}") } else { format!("{stem}.{ending}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_and_end_as_the_content_says() {
        let cleaned = |name: &str| clean_name(name, MediaType::Jpeg);
        assert_eq!(cleaned("IMG_0001.JPG"), "IMG_0001.jpg");
        assert_eq!(cleaned("C:\\photos\\汤.jpeg"), "汤.jpeg");
        assert_eq!(cleaned("../../etc/passwd"), "passwd.jpg");
        assert_eq!(cleaned("bill.pdf.exe"), "bill.pdf.exe.jpg");
        assert_eq!(cleaned("a\u{202e}gpj.exe\"\r\n"), "agpj.exe.jpg");
        for empty in ["", "...", " / ", "\u{0}"] {
            assert_eq!(cleaned(empty), "file.jpg", "{empty:?}");
        }
        assert!(cleaned(&"长".repeat(500)).chars().count() <= NAME_CHARS_MAX);
        assert_eq!(clean_name("list.CSV", MediaType::Text), "list.csv");
    }
}
