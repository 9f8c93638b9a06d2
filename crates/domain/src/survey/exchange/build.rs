//! What both importers write with: the report, names, and a survey that grows.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::html;
use super::keys::Keys;
use super::node::Shared;
use super::report::{Item, Reason, Report};
use crate::expression::CHARACTERS_MAX;
use crate::id::SurveyId;
use crate::locale::{Lang, LocalizedText};
use crate::survey::{
    Ask, Cells, HiddenField, Key, LABEL_CHARS_MAX, NAME_CHARS_MAX, NpsBands, Page, Paging, QUESTIONS_MAX,
    Scale, Source, Survey, Taking,
};

/// A survey being built.
pub(super) struct Build {
    pub survey: Survey,
    pub report: Shared,
    /// Names of questions.
    pub questions: Keys,
    /// Names of pages.
    pub pages: Keys,
    /// Names of option values, over all questions: one value has one name, so that answers of two questions compare.
    pub options: Keys,
    /// Names of hidden fields.
    pub hidden: Keys,
    /// Names of computed values.
    pub computed: Keys,
    /// Names of endings.
    pub endings: Keys,
    /// Languages met.
    pub languages: BTreeSet<Lang>,
}

impl Build {
    pub fn new(id: SurveyId, default_language: Lang) -> Self {
        let languages = [default_language.clone()].into();
        let survey = Survey {
            id,
            name: String::new(),
            default_language,
            languages: Vec::new(),
            title: LocalizedText::default(),
            intro: LocalizedText::default(),
            paging: Paging::PageByPage,
            pages: Vec::new(),
            random_pages: false,
            hidden: Vec::new(),
            computed: Vec::new(),
            rules: Vec::new(),
            endings: Vec::new(),
            quotas: Vec::new(),
            thank_you: LocalizedText::default(),
            notice: LocalizedText::default(),
            nps_bands: NpsBands::default(),
            taking: Taking::default(),
        };
        Self {
            survey,
            report: Rc::new(RefCell::new(Report::default())),
            questions: Keys::default(),
            pages: Keys::default(),
            options: Keys::default(),
            hidden: Keys::default(),
            computed: Keys::default(),
            endings: Keys::default(),
            languages,
        }
    }

    pub fn kept(&self, source: &str, kind: &str, target: impl Into<String>, reason: Reason) {
        self.report.borrow_mut().kept(source, kind, target, reason);
    }

    pub fn changed(&self, source: &str, kind: &str, target: impl Into<String>, reason: Reason) {
        self.report.borrow_mut().changed(source, kind, target, reason);
    }

    pub fn left_out(&self, source: &str, kind: &str, reason: Reason) {
        self.report.borrow_mut().left_out(source, kind, reason);
    }

    /// One language's text as plain text within its limit.
    pub fn plain(&self, text: &str, max: usize, path: &str, kind: &str) -> String {
        let (text, marked) = html::plain(text);
        if marked {
            self.changed(path, kind, kind, Reason::PlainText);
        }
        if text.chars().count() <= max {
            return text;
        }
        self.changed(path, kind, kind, Reason::Shortened(max.to_string()));
        text.chars().take(max).collect()
    }

    /// A text in the default language.
    pub fn say(&self, text: impl Into<String>) -> LocalizedText {
        [(self.survey.default_language.clone(), text.into())].into_iter().collect()
    }

    /// The hidden field of a foreign name, made if there is none.
    pub fn hidden_field(&mut self, foreign: &str) -> (Key, bool) {
        if let Some((_, key)) = self.hidden.find(foreign) {
            return (key.clone(), false);
        }
        let key = self.hidden.key(foreign);
        self.survey.hidden.push(HiddenField { id: key.clone(), default: None });
        (key, true)
    }

    /// Whether it has all the questions that a survey may have.
    pub fn is_full(&self) -> bool {
        self.survey.questions().count() >= QUESTIONS_MAX
    }

    /// The page being filled.
    pub fn page(&mut self) -> &mut Page {
        self.survey.pages.last_mut().expect("a page is begun before anything is put on it")
    }

    /// Closes the survey: its languages, and a name and title in any case.
    pub fn finish(mut self, name: &str) -> (Survey, Vec<Item>) {
        let default = self.survey.default_language.clone();
        let name = if name.trim().is_empty() { "Survey" } else { name.trim() };
        self.survey.name = name.chars().take(NAME_CHARS_MAX).collect();
        if self.survey.title.exact(&default).is_none() {
            self.survey.title.set(default.clone(), name.chars().take(LABEL_CHARS_MAX).collect::<String>());
        }
        self.survey.languages = std::iter::once(default.clone())
            .chain(self.languages.iter().filter(|lang| **lang != default).cloned())
            .collect();
        let Self { survey, report, .. } = self;
        let items = report.take().into_items();
        (survey, items)
    }
}

/// Two conditions as one.
pub(super) fn both(one: Option<Source>, other: Option<Source>) -> Option<Source> {
    join(one, other, "&&")
}

/// Two conditions of which one is enough.
pub(super) fn either(one: Option<Source>, other: Option<Source>) -> Option<Source> {
    join(one, other, "||")
}

fn join(one: Option<Source>, other: Option<Source>, with: &str) -> Option<Source> {
    match (one, other) {
        (Some(one), Some(other)) if one == other => Some(one),
        // Too long to be saved already, which is what will be said of it: with more of them it would only grow.
        (Some(one), Some(_)) if one.0.chars().count() > CHARACTERS_MAX => Some(one),
        (Some(one), Some(other)) => Some(Source(format!("({one}) {with} ({other})"))),
        (one, other) => one.or(other),
    }
}

/// Calls `change` with every text that respondents read and where it stands.
pub(super) fn each_text(survey: &mut Survey, change: &mut dyn FnMut(&str, &mut LocalizedText)) {
    change("title", &mut survey.title);
    change("intro", &mut survey.intro);
    change("thank_you", &mut survey.thank_you);
    change("notice", &mut survey.notice);
    for ending in &mut survey.endings {
        let path = format!("endings.{}", ending.id);
        change(&path, &mut ending.title);
        change(&path, &mut ending.text);
        change(&path, &mut ending.link_label);
    }
    for page in &mut survey.pages {
        change(&format!("pages.{}", page.id), &mut page.title);
        for question in &mut page.questions {
            let path = format!("questions.{}", question.id);
            change(&path, &mut question.title);
            change(&path, &mut question.help);
            for check in &mut question.checks {
                change(&path, &mut check.message);
            }
            each_label(&mut question.ask, &mut |text| change(&path, text));
        }
    }
}

fn each_label(ask: &mut Ask, change: &mut dyn FnMut(&mut LocalizedText)) {
    match ask {
        Ask::Nps(scale) | Ask::Csat(scale) | Ask::Ces(scale) | Ask::ItemRating(scale) => {
            each_end(scale, change);
        }
        Ask::Rating(rating) => each_end(&mut rating.scale, change),
        Ask::Slider(slider) => each_end(&mut slider.scale, change),
        Ask::SingleChoice(choice) => choice.options.iter_mut().for_each(|option| change(&mut option.label)),
        Ask::MultipleChoice(choice) => choice.options.iter_mut().for_each(|option| change(&mut option.label)),
        Ask::Ranking(ranking) => ranking.options.iter_mut().for_each(|option| change(&mut option.label)),
        Ask::Matrix(matrix) => {
            matrix.rows.iter_mut().for_each(|row| change(&mut row.label));
            match &mut matrix.cells {
                Cells::Single { columns } | Cells::Multiple { columns } => {
                    columns.iter_mut().for_each(|column| change(&mut column.label));
                }
                Cells::Rating(rating) => each_end(&mut rating.scale, change),
            }
        }
        Ask::Number(number) => change(&mut number.measure),
        Ask::YesNo(words) => {
            change(&mut words.yes);
            change(&mut words.no);
        }
        Ask::Consent(consent) => change(&mut consent.label),
        Ask::Text(_)
        | Ask::Date(_)
        | Ask::Time
        | Ask::Email
        | Ask::Phone
        | Ask::Contact(_)
        | Ask::File(_) => {}
        Ask::Statement => {}
    }
}

fn each_end(scale: &mut Scale, change: &mut dyn FnMut(&mut LocalizedText)) {
    change(&mut scale.low);
    change(&mut scale.high);
}
