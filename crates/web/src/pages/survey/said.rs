//! Texts with the language they are in.

use std::borrow::Cow;
use std::fmt;

use touchstone_domain::locale::{Lang, LocalizedText};
use touchstone_domain::survey::{Survey, Walk};

use super::words::Words;

/// A text with its language when that is not the page's.
#[derive(Debug, Clone, Default)]
pub(super) struct Said<'a> {
    pub text: Cow<'a, str>,
    pub lang: Option<&'a str>,
}

impl<'a> Said<'a> {
    /// A text of the survey as it stands there.
    pub fn of(text: &'a LocalizedText, lang: &Lang, survey: &Survey) -> Self {
        match text.entry(lang, &survey.default_language) {
            Some((said_in, text)) => {
                Self { text: Cow::Borrowed(text), lang: (said_in != lang).then_some(said_in.as_str()) }
            }
            None => Self::default(),
        }
    }

    /// The same with what it recalls of the answers.
    pub fn recalled(text: &'a LocalizedText, lang: &Lang, survey: &Survey, walk: Option<&Walk<'a>>) -> Self {
        match (text.entry(lang, &survey.default_language), walk) {
            (Some((said_in, text)), Some(walk)) => {
                let lang = (said_in != lang).then_some(said_in.as_str());
                Self { text: walk.recall(text, said_in), lang }
            }
            _ => Self::of(text, lang, survey),
        }
    }

    /// A text that has no language of its own.
    pub fn plain(text: impl Into<Cow<'a, str>>) -> Self {
        Self { text: text.into(), lang: None }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn filter(self, keep: impl FnOnce(&Self) -> bool) -> Self {
        if keep(&self) { self } else { Self::default() }
    }

    /// This text, or the page's own words where the survey has none.
    pub fn or(self, words: Words, own: &'a str, lang: &Lang) -> Self {
        if !self.is_empty() {
            return self;
        }
        let foreign = words.tag().split('-').next() != Some(lang.primary());
        Self { text: Cow::Borrowed(own), lang: foreign.then_some(words.tag()) }
    }
}

/// Written escaped, in an element of its own when the language is another one.
impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = askama::filters::escape(&*self.text, askama::filters::Html).map_err(|_| fmt::Error)?;
        match self.lang {
            Some(lang) => write!(f, "<span lang=\"{lang}\" dir=\"auto\">{text}</span>"),
            None => write!(f, "{text}"),
        }
    }
}

impl askama::filters::HtmlSafe for Said<'_> {}
