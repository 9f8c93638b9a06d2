//! Terms: what texts are found by, in any language, on any database.
//!
//! A word of letters and digits is one term; writing without spaces (Chinese, Japanese, Korean) gives one
//! term for every two neighbouring characters, so that a phrase is found without a dictionary. A term is kept
//! as the 64-bit FNV-1a hash of its field and text (public domain, Fowler, Noll and Vo), which never changes.
//! Two texts may share a hash: whoever finds something by a term looks at the text again with [`contains`].

use unicode_normalization::UnicodeNormalization;

/// Most terms of one text; what stands further behind is not found.
pub const TERMS_MAX: usize = 400;
/// Characters that count of a long word.
const WORD_CHARS_MAX: usize = 32;
/// Longest beginning of a word in a name that is a term of its own.
const BEGINNING_CHARS_MAX: usize = 8;

/// A text as it is compared: NFKC, lower case, one space between words.
#[must_use]
pub fn normalised(text: &str) -> String {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text holds what was searched for, which [`normalised`] made plain.
#[must_use]
pub fn contains(text: &str, wanted: &str) -> bool {
    normalised(text).contains(wanted)
}

/// The terms of a field's text, sorted.
#[must_use]
pub fn terms(field: &str, text: &str) -> Vec<i64> {
    let mut found = in_order(field, text);
    found.truncate(TERMS_MAX);
    sorted(found)
}

/// All terms that were ever kept of a text, for taking them away: once, a stretch of writing without spaces gave as many
/// as it had characters.
#[must_use]
pub fn terms_ever(field: &str, text: &str) -> Vec<i64> {
    sorted(in_order(field, text))
}

fn in_order(field: &str, text: &str) -> Vec<i64> {
    let mut found = Vec::new();
    for run in runs(&normalised(text)) {
        match run {
            Run::Word(word) => found.push(hash(field, word)),
            Run::Script(characters) => found.extend(pairs(characters).map(|pair| hash(field, pair))),
        }
        if found.len() >= TERMS_MAX {
            break;
        }
    }
    found
}

/// The terms a search for this text needs; none when it is too short to be found by terms: a single
/// character of writing without spaces stands in too many texts.
#[must_use]
pub fn wanted(field: &str, text: &str) -> Vec<i64> {
    let lone = |run: &Run<'_>| matches!(run, Run::Script(characters) if characters.chars().nth(1).is_none());
    if runs(&normalised(text)).any(|run| lone(&run)) { Vec::new() } else { terms(field, text) }
}

/// The terms of a name: every character of writing without spaces, and the beginnings of words.
#[must_use]
pub fn name_terms(field: &str, name: &str) -> Vec<i64> {
    let mut found = Vec::new();
    for run in runs(&normalised(name)) {
        match run {
            Run::Word(word) => found.extend(beginnings(word).map(|beginning| hash(field, beginning))),
            Run::Script(characters) => found.extend(singles(characters).map(|one| hash(field, one))),
        }
    }
    found.truncate(TERMS_MAX);
    sorted(found)
}

/// The terms a search for a part of a name needs.
#[must_use]
pub fn wanted_of_name(field: &str, text: &str) -> Vec<i64> {
    let mut found = Vec::new();
    for run in runs(&normalised(text)) {
        match run {
            Run::Word(word) => found.extend(beginnings(word).last().map(|longest| hash(field, longest))),
            Run::Script(characters) => found.extend(singles(characters).map(|one| hash(field, one))),
        }
    }
    sorted(found)
}

/// The term of a value that is only found whole.
#[must_use]
pub fn whole(field: &str, value: &str) -> i64 {
    hash(field, value)
}

enum Run<'a> {
    Word(&'a str),
    Script(&'a str),
}

/// Stretches of one kind; what separates words is left out.
fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        rest = &rest[start..];
        let is_script = rest.starts_with(has_no_spaces);
        let is_other = |letter: char| !letter.is_alphanumeric() || has_no_spaces(letter) != is_script;
        let (run, after) = rest.split_at(rest.find(is_other).unwrap_or(rest.len()));
        rest = after;
        Some(if is_script { Run::Script(run) } else { Run::Word(shortened(run)) })
    })
}

/// Scripts that are written without spaces between words.
fn has_no_spaces(letter: char) -> bool {
    matches!(u32::from(letter),
        0x0E00..=0x0EFF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF
        | 0xF900..=0xFAFF | 0x20000..=0x323AF)
}

fn shortened(word: &str) -> &str {
    word.char_indices().nth(WORD_CHARS_MAX).map_or(word, |(end, _)| &word[..end])
}

/// Every two neighbouring characters; a lone one stands for itself.
fn pairs(characters: &str) -> impl Iterator<Item = &str> {
    let ends = || characters.char_indices().map(|(at, letter)| at + letter.len_utf8());
    let lone = (ends().count() == 1).then_some(characters);
    let starts = characters.char_indices().map(|(at, _)| at);
    starts.zip(ends().skip(1)).map(|(start, end)| &characters[start..end]).chain(lone)
}

fn singles(characters: &str) -> impl Iterator<Item = &str> {
    characters.char_indices().map(|(at, letter)| &characters[at..at + letter.len_utf8()])
}

/// The beginnings of a word, from one character on.
fn beginnings(word: &str) -> impl Iterator<Item = &str> {
    let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
    ends.take(BEGINNING_CHARS_MAX).map(|end| &word[..end])
}

fn sorted(mut terms: Vec<i64>) -> Vec<i64> {
    terms.sort_unstable();
    terms.dedup();
    terms
}

fn hash(field: &str, text: &str) -> i64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let field = field.bytes().chain(std::iter::once(b':'));
    field.chain(text.bytes()).fold(0xcbf2_9ce4_8422_2325, step).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_by_pairs_and_words_whole() {
        let text = terms("t", "等位太久，汤是凉的！ Service was SLOW");
        for wanted in ["汤是凉", "太久", "service slow", "ｓｌｏｗ"] {
            let needed = super::wanted("t", wanted);
            assert!(!needed.is_empty() && needed.iter().all(|term| text.contains(term)), "{wanted}");
        }
        for other in ["凉汤", "serv", "久汤"] {
            assert!(!super::wanted("t", other).iter().all(|term| text.contains(term)), "{other}");
        }
        assert!(super::wanted("t", "汤").is_empty(), "too short for terms");
        assert_ne!(terms("a", "汤是"), terms("b", "汤是"), "fields are apart");
        assert!(terms("t", "").is_empty() && terms("t", "，！ …").is_empty());
    }

    #[test]
    fn names_are_found_by_characters_and_beginnings() {
        let name = name_terms("n", "王小明 Alexander");
        for wanted in ["王", "小明", "明", "al", "ALEX", "alexander"] {
            let needed = wanted_of_name("n", wanted);
            assert!(!needed.is_empty() && needed.iter().all(|term| name.contains(term)), "{wanted}");
        }
        assert!(contains("王小明 Alexander", &normalised("ALEX")));
        assert!(!contains("王小明 Alexander", "alexandra"));
        assert!(!wanted_of_name("n", "李").iter().all(|term| name.contains(term)));
    }

    #[test]
    fn a_text_has_no_more_terms_than_it_may() {
        let text: String = (0x4e00..0x4e00 + 3_000).filter_map(char::from_u32).collect();
        let (kept, ever) = (terms("t", &text), terms_ever("t", &text));
        assert_eq!((kept.len(), ever.len()), (TERMS_MAX, 2_999));
        assert!(kept.iter().all(|term| ever.contains(term)));
        assert!(super::wanted("t", "一丁").iter().all(|term| kept.contains(term)), "its beginning is found");
    }

    #[test]
    fn hashes_never_change() {
        // FNV-1a of "t:a"; rows in databases hold these numbers.
        assert_eq!(whole("t", "a").cast_unsigned(), 0x564b_d919_43d1_70ae);
    }
}
