//! Questions as the template wants them: every decision made, only text left to write.

use std::fmt;

use touchstone_domain::link::Item;
use touchstone_domain::locale::{Lang, LocalizedText};
use touchstone_domain::response::{Answer, question_of};
use touchstone_domain::survey::{Ask, OTHER, Page, Question, Scale, Survey, TEXT_CHARS_DEFAULT};

use super::FormView;
use super::words::Words;

/// A text with its language when that is not the page's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    pub text: &'a str,
    pub lang: Option<&'a str>,
}

impl<'a> Said<'a> {
    pub fn of(text: &'a LocalizedText, lang: &Lang, survey: &Survey) -> Self {
        match text.entry(lang, &survey.default_language) {
            Some((said_in, text)) => Self { text, lang: (said_in != lang).then_some(said_in.as_str()) },
            None => Self { text: "", lang: None },
        }
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn filter(self, keep: impl FnOnce(&Self) -> bool) -> Self {
        if keep(&self) { self } else { Self { text: "", lang: None } }
    }

    /// This text, or the page's own words where the survey has none.
    fn or(self, words: Words, own: &'a str, lang: &Lang) -> Self {
        if !self.is_empty() {
            return self;
        }
        let foreign = words.tag().split('-').next() != Some(lang.primary());
        Self { text: own, lang: foreign.then_some(words.tag()) }
    }
}

/// Written escaped, in an element of its own when the language is another one.
impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = askama::filters::escape(self.text, askama::filters::Html).map_err(|_| fmt::Error)?;
        match self.lang {
            Some(lang) => write!(f, "<span lang=\"{lang}\">{text}</span>"),
            None => write!(f, "{text}"),
        }
    }
}

impl askama::filters::HtmlSafe for Said<'_> {}

/// The questions of one page of the survey.
pub(super) struct Section<'a> {
    pub title: Said<'a>,
    pub fields: Vec<FieldView<'a>>,
}

/// One question.
pub(super) struct FieldView<'a> {
    /// The name of its form field.
    pub name: String,
    /// Its element's id.
    pub anchor: String,
    pub title: Said<'a>,
    pub help: Said<'a>,
    pub optional: bool,
    pub error: Option<String>,
    pub input: Input<'a>,
}

/// How it is answered.
pub(super) enum Input<'a> {
    /// Numbers side by side.
    Scale { class: &'static str, options: Vec<Number>, low: Said<'a>, high: Said<'a> },
    /// Five faces, each with a word.
    Faces { options: Vec<Face<'a>> },
    /// Stars for each item.
    Items { rows: Vec<Row<'a>> },
    /// A list of options.
    Options { kind: &'static str, options: Vec<OptionView<'a>>, other: Option<Other<'a>> },
    /// One line.
    Line { text: &'a str, chars_max: u32 },
    /// Several lines.
    Area { text: &'a str, chars_max: u32 },
}

pub(super) struct Number {
    pub value: u8,
    pub checked: bool,
    /// What a screen reader hears besides the number.
    pub end: Option<String>,
}

pub(super) struct Face<'a> {
    pub value: u8,
    pub checked: bool,
    pub label: Said<'a>,
}

pub(super) struct Row<'a> {
    pub name: String,
    pub item: &'a str,
    pub stars: Vec<Star>,
}

pub(super) struct Star {
    pub value: u8,
    pub checked: bool,
    pub label: String,
}

pub(super) struct OptionView<'a> {
    pub value: &'a str,
    pub checked: bool,
    pub label: Said<'a>,
}

pub(super) struct Other<'a> {
    pub checked: bool,
    pub text: &'a str,
    pub chars_max: u32,
}

impl FieldView<'_> {
    /// The ids that describe the group to a screen reader.
    pub fn described_by(&self) -> String {
        let help = (!self.help.is_empty()).then(|| format!("{}-help", self.anchor));
        let error = self.error.is_some().then(|| format!("{}-error", self.anchor));
        [help, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The pages' questions that the respondent sees.
pub(super) fn sections<'a>(
    pages: &'a [Page],
    form: &FormView<'a>,
    lang: &'a Lang,
    words: Words,
) -> Vec<Section<'a>> {
    let builder = Builder { form, lang, words, any_required: pages_require(pages) };
    pages
        .iter()
        .map(|page| Section {
            title: Said::of(&page.title, lang, form.survey),
            fields: page
                .questions
                .iter()
                .filter(|question| question.is_shown(form.items))
                .map(|question| builder.field(question))
                .collect(),
        })
        .filter(|section| !section.fields.is_empty())
        .collect()
}

/// When nothing is required, saying of each question that it is optional would only be noise.
fn pages_require(pages: &[Page]) -> bool {
    pages.iter().flat_map(|page| &page.questions).any(|question| question.required)
}

struct Builder<'b, 'a> {
    form: &'b FormView<'a>,
    lang: &'a Lang,
    words: Words,
    any_required: bool,
}

impl<'a> Builder<'_, 'a> {
    fn said(&self, text: &'a LocalizedText) -> Said<'a> {
        Said::of(text, self.lang, self.form.survey)
    }

    fn field(&self, question: &'a Question) -> FieldView<'a> {
        let key = &question.id;
        let fault = self.form.faults.iter().find(|fault| question_of(fault) == Some(key.as_str()));
        FieldView {
            name: format!("a.{key}"),
            anchor: format!("q-{key}"),
            title: self.said(&question.title),
            help: self.said(&question.help),
            optional: self.any_required && !question.required,
            error: fault.map(|fault| self.words.fault(&fault.kind, &question.ask)),
            input: self.input(question),
        }
    }

    fn input(&self, question: &'a Question) -> Input<'a> {
        let answer = self.form.draft.answers.get(&question.id);
        match &question.ask {
            Ask::Nps(scale) => self.scale("s11", &question.ask, scale, answer),
            Ask::Ces(scale) => self.scale("s7", &question.ask, scale, answer),
            Ask::Csat(scale) => self.faces(scale, answer),
            Ask::ItemRating(_) => self.items(question, answer),
            Ask::SingleChoice(_) => self.options("radio", question, answer),
            Ask::MultipleChoice(_) => self.options("checkbox", question, answer),
            Ask::Text(field) => {
                let text = match (self.form.typed.get(question.id.as_str()), answer) {
                    (Some(typed), _) => typed.as_str(),
                    (None, Some(Answer::Text(text))) => text.as_str(),
                    _ => "",
                };
                let chars_max = field.chars_max;
                if field.multiline {
                    Input::Area { text, chars_max }
                } else {
                    Input::Line { text, chars_max }
                }
            }
            _ => Input::Line { text: "", chars_max: TEXT_CHARS_DEFAULT },
        }
    }

    fn ends(&self, ask: &Ask, scale: &'a Scale) -> (Said<'a>, Said<'a>) {
        let (low, high) = self.words.ends(ask);
        (
            self.said(&scale.low).or(self.words, low, self.lang),
            self.said(&scale.high).or(self.words, high, self.lang),
        )
    }

    fn scale(&self, class: &'static str, ask: &Ask, scale: &'a Scale, answer: Option<&Answer>) -> Input<'a> {
        let (low, high) = self.ends(ask, scale);
        let (min, max) = ask.range().unwrap_or((0, 10));
        let options = (min..=max)
            .map(|value| Number {
                value,
                checked: answer == Some(&Answer::Score(value)),
                end: match value {
                    _ if value == min => Some(low.text.to_owned()),
                    _ if value == max => Some(high.text.to_owned()),
                    _ => None,
                },
            })
            .collect();
        Input::Scale { class, options, low, high }
    }

    fn faces(&self, scale: &'a Scale, answer: Option<&Answer>) -> Input<'a> {
        let options = (1_u8..)
            .zip(self.words.satisfaction())
            .map(|(value, word)| {
                let own = match value {
                    1 => self.said(&scale.low),
                    5 => self.said(&scale.high),
                    _ => Said { text: "", lang: None },
                };
                let label = own.or(self.words, word, self.lang);
                Face { value, checked: answer == Some(&Answer::Score(value)), label }
            })
            .collect();
        Input::Faces { options }
    }

    fn items(&self, question: &'a Question, answer: Option<&Answer>) -> Input<'a> {
        let rating = |item: &Item| match answer {
            Some(Answer::Items { items }) => items.get(&item.id).copied(),
            _ => None,
        };
        let star = |value: u8, rating: Option<u8>| Star {
            value,
            checked: rating == Some(value),
            label: self.words.number_of(value, 5),
        };
        let row = |(at, item): (usize, &'a Item)| Row {
            name: format!("a.{}.{at}", question.id),
            item: &item.name,
            stars: (1..=5).map(|value| star(value, rating(item))).collect(),
        };
        Input::Items { rows: self.form.items.iter().enumerate().map(row).collect() }
    }

    fn options(&self, kind: &'static str, question: &'a Question, answer: Option<&'a Answer>) -> Input<'a> {
        let (choices, other_offered) = question.ask.choices().unwrap_or((&[], false));
        let (chosen, words) = match answer {
            Some(Answer::Options { options, other }) => (&options[..], other.as_deref()),
            _ => (&[][..], None),
        };
        let is_chosen = |id: &str| chosen.iter().any(|key| *key == *id);
        let options = choices
            .iter()
            .map(|choice| OptionView {
                value: choice.id.as_str(),
                checked: is_chosen(choice.id.as_str()),
                label: self.said(&choice.label),
            })
            .collect();
        let typed = self.form.typed.get(&format!("{}.other", question.id)).map(String::as_str);
        let other = other_offered.then(|| Other {
            checked: is_chosen(OTHER),
            text: typed.or(words).unwrap_or_default(),
            chars_max: TEXT_CHARS_DEFAULT,
        });
        Input::Options { kind, options, other }
    }
}
