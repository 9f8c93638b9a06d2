//! Whether a survey makes sense and keeps its limits, asked before it is saved.

use std::collections::HashMap;

use super::{Ask, Choice, FaultKind, Faults, OTHER, Question, Survey, TEXT_CHARS_MAX};
use crate::field::FieldError;
use crate::locale::LocalizedText;

/// The longest name of a survey.
pub const NAME_CHARS_MAX: usize = 200;
/// The most languages of a survey.
pub const LANGUAGES_MAX: usize = 50;
/// The most pages of a survey.
pub const PAGES_MAX: usize = 100;
/// The most questions of a survey, over all pages.
pub const QUESTIONS_MAX: usize = 200;
/// The most options of a question.
pub const CHOICES_MAX: usize = 200;
/// The longest heading, question or option.
pub const LABEL_CHARS_MAX: usize = 500;
/// The longest introduction, thank-you or notice.
pub const PROSE_CHARS_MAX: usize = 4_000;
/// The longest name of a touchpoint.
pub const TOUCHPOINT_CHARS_MAX: usize = 100;

/// Everything that keeps a survey from being saved; empty when nothing does.
#[must_use]
pub fn check(survey: &Survey) -> Vec<FieldError> {
    let mut checker = Checker { survey, faults: Faults::default() };
    checker.frame();
    checker.pages();
    checker.faults.into_vec().into_iter().map(FieldError::from).collect()
}

struct Checker<'s> {
    survey: &'s Survey,
    faults: Faults,
}

impl Checker<'_> {
    fn frame(&mut self) {
        let survey = self.survey;
        if survey.name.trim().is_empty() {
            self.faults.add("name", FaultKind::Required);
        } else if survey.name.chars().count() > NAME_CHARS_MAX {
            self.faults.add("name", FaultKind::TooLong { max: NAME_CHARS_MAX });
        }
        if survey.languages.len() > LANGUAGES_MAX {
            self.faults.add("languages", FaultKind::TooMany { max: LANGUAGES_MAX });
        }
        if !survey.languages.contains(&survey.default_language) {
            let expected = "the default language among the languages";
            self.faults.add("languages", FaultKind::Expected { expected });
        }
        let languages =
            survey.languages.iter().enumerate().map(|(at, lang)| (format!("languages[{at}]"), lang.as_str()));
        self.unique(languages);
        self.text("title", &survey.title, LABEL_CHARS_MAX, true);
        self.text("intro", &survey.intro, PROSE_CHARS_MAX, false);
        self.text("thank_you", &survey.thank_you, PROSE_CHARS_MAX, false);
        self.text("notice", &survey.notice, PROSE_CHARS_MAX, false);
        if survey.nps_bands.passive_max > 9 {
            self.faults.add("nps_bands.passive_max", FaultKind::OutOfRange { min: 1, max: 9 });
        } else if survey.nps_bands.detractor_max >= survey.nps_bands.passive_max {
            let max = i64::from(survey.nps_bands.passive_max) - 1;
            self.faults.add("nps_bands.detractor_max", FaultKind::OutOfRange { min: 0, max });
        }
    }

    fn pages(&mut self) {
        let survey = self.survey;
        if survey.pages.is_empty() {
            self.faults.add("pages", FaultKind::TooFew { min: 1 });
        }
        if survey.pages.len() > PAGES_MAX {
            self.faults.add("pages", FaultKind::TooMany { max: PAGES_MAX });
        }
        if survey.questions().count() > QUESTIONS_MAX {
            self.faults.add("pages", FaultKind::TooMany { max: QUESTIONS_MAX });
            return;
        }
        self.unique(
            survey.pages.iter().enumerate().map(|(at, page)| (format!("pages[{at}].id"), page.id.as_str())),
        );
        self.unique(survey.pages.iter().enumerate().flat_map(|(page_at, page)| {
            page.questions.iter().enumerate().map(move |(at, question)| {
                (format!("pages[{page_at}].questions[{at}].id"), question.id.as_str())
            })
        }));
        for (page_at, page) in survey.pages.iter().take(PAGES_MAX).enumerate() {
            let path = format!("pages[{page_at}]");
            self.text(&format!("{path}.title"), &page.title, LABEL_CHARS_MAX, false);
            if page.questions.is_empty() {
                self.faults.add(format!("{path}.questions"), FaultKind::TooFew { min: 1 });
            }
            for (at, question) in page.questions.iter().enumerate() {
                self.question(&format!("{path}.questions[{at}]"), question);
            }
        }
    }

    fn question(&mut self, path: &str, question: &Question) {
        self.text(&format!("{path}.title"), &question.title, LABEL_CHARS_MAX, true);
        self.text(&format!("{path}.help"), &question.help, LABEL_CHARS_MAX, false);
        if let Some(touchpoint) = &question.touchpoint {
            if touchpoint.trim().is_empty() {
                self.faults.add(format!("{path}.touchpoint"), FaultKind::Required);
            } else if touchpoint.chars().count() > TOUCHPOINT_CHARS_MAX {
                let max = TOUCHPOINT_CHARS_MAX;
                self.faults.add(format!("{path}.touchpoint"), FaultKind::TooLong { max });
            }
        }
        match &question.ask {
            Ask::Nps(scale) | Ask::Csat(scale) | Ask::Ces(scale) | Ask::ItemRating(scale) => {
                self.text(&format!("{path}.low"), &scale.low, LABEL_CHARS_MAX, false);
                self.text(&format!("{path}.high"), &scale.high, LABEL_CHARS_MAX, false);
            }
            Ask::SingleChoice(choice) => self.options(path, &choice.options, choice.other),
            Ask::MultipleChoice(choice) => {
                self.options(path, &choice.options, choice.other);
                let most = choice.options.len() + usize::from(choice.other);
                let most = u32::try_from(most).unwrap_or(u32::MAX);
                let choose_max = choice.choose_max.unwrap_or(most);
                if !(1..=most.max(1)).contains(&choose_max) {
                    let max = i64::from(most.max(1));
                    self.faults.add(format!("{path}.choose_max"), FaultKind::OutOfRange { min: 1, max });
                } else if choice.choose_min.is_some_and(|choose_min| choose_min > choose_max) {
                    let max = i64::from(choose_max);
                    self.faults.add(format!("{path}.choose_min"), FaultKind::OutOfRange { min: 0, max });
                }
            }
            Ask::Text(text) => {
                if !(1..=TEXT_CHARS_MAX).contains(&text.chars_max) {
                    let max = i64::from(TEXT_CHARS_MAX);
                    self.faults.add(format!("{path}.chars_max"), FaultKind::OutOfRange { min: 1, max });
                }
            }
        }
    }

    fn options(&mut self, path: &str, options: &[Choice], other: bool) {
        let path = format!("{path}.options");
        if options.is_empty() {
            self.faults.add(&path, FaultKind::TooFew { min: 1 });
        }
        if options.len() > CHOICES_MAX {
            self.faults.add(&path, FaultKind::TooMany { max: CHOICES_MAX });
            return;
        }
        self.unique(
            options.iter().enumerate().map(|(at, option)| (format!("{path}[{at}].id"), option.id.as_str())),
        );
        for (at, option) in options.iter().enumerate() {
            if other && option.id == *OTHER {
                let expected = "a name other than \"other\", which stands for own words";
                self.faults.add(format!("{path}[{at}].id"), FaultKind::Expected { expected });
            }
            self.text(&format!("{path}[{at}].label"), &option.label, LABEL_CHARS_MAX, true);
        }
    }

    /// A needed text has to exist in the default language; other languages may follow later, and
    /// translations into a language no longer offered may stay, so that taking it away loses nothing.
    fn text(&mut self, path: &str, text: &LocalizedText, max: usize, needed: bool) {
        let default = &self.survey.default_language;
        let blank = text.exact(default).is_none_or(|text| text.trim().is_empty());
        if blank && (needed || !text.is_empty()) {
            self.faults.add(format!("{path}.{default}"), FaultKind::Required);
        }
        if text.iter().count() > LANGUAGES_MAX {
            self.faults.add(path, FaultKind::TooMany { max: LANGUAGES_MAX });
        }
        for (lang, translation) in text.iter() {
            if translation.chars().count() > max {
                self.faults.add(format!("{path}.{lang}"), FaultKind::TooLong { max });
            }
        }
    }

    fn unique<'n>(&mut self, names: impl Iterator<Item = (String, &'n str)>) {
        let mut seen: HashMap<&str, String> = HashMap::new();
        for (path, name) in names {
            match seen.get(name) {
                Some(first) => self.faults.add(path, FaultKind::Duplicate { first: first.clone() }),
                None => {
                    seen.insert(name, path);
                }
            }
        }
    }
}
