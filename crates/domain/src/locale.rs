//! Languages and texts in several of them.
//!
//! A language is parsed once at the edge into [`Lang`]; a text that people read is a
//! [`LocalizedText`], which always has an answer: a missing translation falls back instead of
//! leaving a hole in the page.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language tag in the canonical case of BCP 47 (`zh-CN`, `en`, `sr-Latn-RS`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Lang(String);

/// The text given is not a language tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a language tag like zh-CN or en")]
pub struct InvalidLang;

/// The longest tag accepted, as RFC 5646 §4.4.1 recommends to expect.
const TAG_CHARS_MAX: usize = 35;

/// How many entries of an `Accept-Language` header are looked at.
const ACCEPT_ENTRIES_MAX: usize = 20;

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 8] = ["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur"];

impl Lang {
    /// English.
    #[must_use]
    pub fn en() -> Self {
        Self("en".to_owned())
    }

    /// Simplified Chinese as written in mainland China.
    #[must_use]
    pub fn zh_cn() -> Self {
        Self("zh-CN".to_owned())
    }

    /// The tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and region: `zh` of `zh-CN`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The value of HTML's `dir` attribute.
    #[must_use]
    pub fn direction(&self) -> &'static str {
        if RIGHT_TO_LEFT.contains(&self.primary()) { "rtl" } else { "ltr" }
    }
}

impl FromStr for Lang {
    type Err = InvalidLang;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.len() > TAG_CHARS_MAX {
            return Err(InvalidLang);
        }
        let mut tag = String::with_capacity(text.len());
        for (position, part) in text.split(['-', '_']).enumerate() {
            let alphabetic = part.bytes().all(|byte| byte.is_ascii_alphabetic());
            let known_length = if position == 0 { 2..=3 } else { 1..=8 };
            if !known_length.contains(&part.len())
                || !part.bytes().all(|byte| byte.is_ascii_alphanumeric())
                || (position == 0 && !alphabetic)
            {
                return Err(InvalidLang);
            }
            if position > 0 {
                tag.push('-');
            }
            match part.len() {
                2 if position > 0 && alphabetic => tag.push_str(&part.to_ascii_uppercase()),
                4 if position > 0 && alphabetic => {
                    tag.push_str(&part[..1].to_ascii_uppercase());
                    tag.push_str(&part[1..].to_ascii_lowercase());
                }
                _ => tag.push_str(&part.to_ascii_lowercase()),
            }
        }
        Ok(Self(tag))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// One text in several languages: `{"en": "Thank you", "zh-CN": "谢谢"}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalizedText(BTreeMap<Lang, String>);

impl LocalizedText {
    /// Whether no language has any text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.values().all(String::is_empty)
    }

    /// The text of exactly this language, when it is not empty.
    #[must_use]
    pub fn exact(&self, lang: &Lang) -> Option<&str> {
        self.0.get(lang).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The text to show to a reader of `wanted`: that language, the same language of another
    /// region, the `default` language, Chinese, English, any; empty when there is none at all.
    #[must_use]
    pub fn get(&self, wanted: &Lang, default: &Lang) -> &str {
        self.entry(wanted, default).map_or("", |(_, text)| text)
    }

    /// Like [`get`](Self::get), with the language the text is really in, for HTML's `lang`.
    #[must_use]
    pub fn entry(&self, wanted: &Lang, default: &Lang) -> Option<(&Lang, &str)> {
        let exactly = |lang: &str| self.iter().find(|(key, text)| key.0 == lang && !text.is_empty());
        exactly(&wanted.0)
            .or_else(|| self.iter().find(|(key, text)| key.primary() == wanted.primary() && !text.is_empty()))
            .or_else(|| exactly(&default.0))
            .or_else(|| exactly("zh-CN"))
            .or_else(|| exactly("en"))
            .or_else(|| self.iter().find(|(_, text)| !text.is_empty()))
    }

    /// Sets the text of a language.
    pub fn set(&mut self, lang: Lang, text: impl Into<String>) {
        self.0.insert(lang, text.into());
    }

    /// Every language with its text, by tag.
    pub fn iter(&self) -> impl Iterator<Item = (&Lang, &str)> {
        self.0.iter().map(|(lang, text)| (lang, text.as_str()))
    }
}

impl<const N: usize> From<[(Lang, &str); N]> for LocalizedText {
    fn from(texts: [(Lang, &str); N]) -> Self {
        Self(texts.into_iter().map(|(lang, text)| (lang, text.to_owned())).collect())
    }
}

impl FromIterator<(Lang, String)> for LocalizedText {
    fn from_iter<I: IntoIterator<Item = (Lang, String)>>(texts: I) -> Self {
        Self(texts.into_iter().collect())
    }
}

/// The language of `available` that an `Accept-Language` header likes best, else `default`.
#[must_use]
pub fn negotiate(accept_language: &str, available: &[Lang], default: &Lang) -> Lang {
    let mut wishes: Vec<(Lang, f32)> = accept_language
        .split(',')
        .take(ACCEPT_ENTRIES_MAX)
        .filter_map(|entry| {
            let mut parts = entry.split(';');
            let lang = parts.next()?.parse().ok()?;
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
            (weight > 0.0).then_some((lang, weight))
        })
        .collect();
    // Stable: among equals the header's own order counts.
    wishes.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    for (wish, _) in &wishes {
        let best = available
            .iter()
            .find(|lang| *lang == wish)
            .or_else(|| available.iter().find(|lang| lang.primary() == wish.primary()));
        if let Some(lang) = best {
            return lang.clone();
        }
    }
    default.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_canonical() {
        for (given, tag) in [("ZH_cn", "zh-CN"), ("EN", "en"), ("sr-LATN-rs", "sr-Latn-RS"), (" yue ", "yue")]
        {
            assert_eq!(given.parse::<Lang>().map(|lang| lang.to_string()), Ok(tag.to_owned()));
        }
        for given in ["", "e", "e1", "中文", "en-", "-en", "en-toolongpart", "x".repeat(40).as_str()] {
            assert_eq!(given.parse::<Lang>(), Err(InvalidLang), "{given}");
        }
    }

    #[test]
    fn a_missing_translation_falls_back() {
        let fr: Lang = "fr".parse().expect("a tag");
        let text = LocalizedText::from([(Lang::en(), "Hello"), (Lang::zh_cn(), "你好")]);
        assert_eq!(text.get(&Lang::en(), &Lang::zh_cn()), "Hello");
        assert_eq!(text.get(&"en-GB".parse().expect("a tag"), &Lang::zh_cn()), "Hello");
        assert_eq!(text.get(&fr, &Lang::en()), "Hello");
        assert_eq!(text.get(&fr, &fr), "你好");
        assert_eq!(LocalizedText::from([(Lang::en(), "Hi")]).get(&Lang::zh_cn(), &Lang::zh_cn()), "Hi");
        assert_eq!(LocalizedText::default().get(&fr, &fr), "");
    }

    #[test]
    fn the_header_chooses_among_what_there_is() {
        let both = [Lang::zh_cn(), Lang::en()];
        let pick = |header: &str| negotiate(header, &both, &Lang::zh_cn()).to_string();
        assert_eq!(pick("en-US,en;q=0.9,zh;q=0.8"), "en");
        assert_eq!(pick("fr, zh-TW;q=0.2, en;q=0.7"), "en");
        assert_eq!(pick("zh-TW"), "zh-CN");
        assert_eq!(pick("en;q=0, fr"), "zh-CN");
        assert_eq!(pick("\u{0}, ;;q=NaN, *"), "zh-CN");
    }
}
