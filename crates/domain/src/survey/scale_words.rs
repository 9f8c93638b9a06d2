//! What stands at a scale that does not name its own ends, on pages and in messages: in Chinese and Arabic, and in
//! English for everyone else; and which face stands for a number.

use super::{Ask, Rating, Shape};
use crate::locale::Lang;

/// The five steps of satisfaction, from worst to best.
#[must_use]
pub fn satisfaction(lang: &Lang) -> [&'static str; 5] {
    pick(
        lang,
        ["很不满意", "不满意", "一般", "满意", "很满意"],
        ["Very poor", "Poor", "Fair", "Good", "Very good"],
        ["سيئ جدًا", "سيئ", "مقبول", "جيد", "جيد جدًا"],
    )
}

/// The ends of a scale, lowest first.
#[must_use]
pub fn ends(ask: &Ask, lang: &Lang) -> (&'static str, &'static str) {
    match ask {
        Ask::Nps(_) => pick(
            lang,
            ("完全不可能", "非常可能"),
            ("Not at all likely", "Extremely likely"),
            ("غير محتمل إطلاقًا", "محتمل جدًا"),
        ),
        Ask::Ces(_) => pick(
            lang,
            ("非常不同意", "非常同意"),
            ("Strongly disagree", "Strongly agree"),
            ("لا أوافق بشدة", "أوافق بشدة"),
        ),
        Ask::Slider(_) => ("", ""),
        _ => pick(lang, ("很不满意", "很满意"), ("Very poor", "Very good"), ("سيئ جدًا", "جيد جدًا")),
    }
}

/// Whether a rating is shown as five faces with their words.
#[must_use]
pub fn is_satisfaction(rating: &Rating) -> bool {
    rating.shape == Shape::Emoji && (rating.min, rating.max) == (1, 5)
}

/// Which of five faces stands for a number of a scale from `min` to `max`: 0 the saddest, 4 the happiest.
#[must_use]
pub const fn face(value: u8, min: u8, max: u8) -> u8 {
    let (steps, length) = (value - min, max - min);
    match (steps as u16 * 4).checked_div(length as u16) {
        Some(face) => face as u8,
        None => 0,
    }
}

fn pick<T>(lang: &Lang, chinese: T, english: T, arabic: T) -> T {
    match lang.primary() {
        "zh" => chinese,
        "ar" => arabic,
        _ => english,
    }
}
