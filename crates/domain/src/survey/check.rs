//! Whether a survey makes sense and keeps its limits, asked before it is saved.

use std::collections::HashMap;

use super::{FaultKind, Faults, Key, Program, Question, Survey, Then};
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
/// The most hidden fields, computed values, rules, endings or quotas of a survey.
pub const LOGIC_MAX: usize = 200;
/// The most checks of a question.
pub const CHECKS_MAX: usize = 20;
/// The longest address of a picture or ending.
pub const ADDRESS_CHARS_MAX: usize = 2_000;
/// The longest text that a hidden field holds.
pub const HIDDEN_CHARS_MAX: usize = 500;
/// The most responses or days that a survey is limited to.
const COUNT_MAX: u32 = 1_000_000_000;

/// Everything that keeps a survey from being saved; empty when nothing does.
#[must_use]
pub fn check(survey: &Survey) -> Vec<FieldError> {
    compiled(survey).err().unwrap_or_default()
}

/// The logic of a survey that can be saved, or everything that keeps it from that.
pub(super) fn compiled(survey: &Survey) -> Result<Program, Vec<FieldError>> {
    let mut checker = Checker { survey, faults: Faults::default() };
    checker.frame();
    checker.pages();
    checker.logic();
    let errors: Vec<FieldError> = checker.faults.into_vec().into_iter().map(FieldError::from).collect();
    // What its logic would say of a survey whose parts do not fit would only bury that.
    if errors.is_empty() { Program::compile(survey) } else { Err(errors) }
}

pub(super) struct Checker<'s> {
    pub(super) survey: &'s Survey,
    pub(super) faults: Faults,
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
        let checks = format!("{path}.checks");
        self.count(&checks, question.checks.len(), CHECKS_MAX);
        for (at, check) in question.checks.iter().take(CHECKS_MAX).enumerate() {
            self.text(&format!("{checks}[{at}].message"), &check.message, LABEL_CHARS_MAX, true);
        }
        self.ask(path, &question.ask);
    }

    /// What logic refers to has to exist; whether its conditions make sense is for the compiled logic to say.
    fn logic(&mut self) {
        let survey = self.survey;
        let lists = [
            ("hidden", survey.hidden.len()),
            ("computed", survey.computed.len()),
            ("rules", survey.rules.len()),
            ("endings", survey.endings.len()),
            ("quotas", survey.quotas.len()),
        ];
        for (name, count) in lists {
            self.count(name, count, LOGIC_MAX);
        }
        self.unique(names("hidden", survey.hidden.iter().map(|hidden| &hidden.id)));
        self.unique(names("computed", survey.computed.iter().map(|computed| &computed.id)));
        self.unique(names("endings", survey.endings.iter().map(|ending| &ending.id)));
        self.unique(names("quotas", survey.quotas.iter().map(|quota| &quota.id)));
        for (at, hidden) in survey.hidden.iter().enumerate() {
            if hidden.default.as_ref().is_some_and(|text| text.chars().count() > HIDDEN_CHARS_MAX) {
                self.faults
                    .add(format!("hidden[{at}].default"), FaultKind::TooLong { max: HIDDEN_CHARS_MAX });
            }
        }
        for (at, rule) in survey.rules.iter().enumerate() {
            self.rule(&format!("rules[{at}]"), rule.after.as_ref(), &rule.then);
        }
        for (at, ending) in survey.endings.iter().enumerate() {
            let path = format!("endings[{at}]");
            self.text(&format!("{path}.title"), &ending.title, LABEL_CHARS_MAX, false);
            self.text(&format!("{path}.text"), &ending.text, PROSE_CHARS_MAX, false);
            self.text(
                &format!("{path}.link_label"),
                &ending.link_label,
                LABEL_CHARS_MAX,
                ending.link.is_some(),
            );
            self.address(&format!("{path}.link"), ending.link.as_deref());
        }
        for (at, quota) in survey.quotas.iter().enumerate() {
            let path = format!("quotas[{at}]");
            if quota.name.trim().is_empty() {
                self.faults.add(format!("{path}.name"), FaultKind::Required);
            } else if quota.name.chars().count() > NAME_CHARS_MAX {
                self.faults.add(format!("{path}.name"), FaultKind::TooLong { max: NAME_CHARS_MAX });
            }
            self.within(&format!("{path}.limit"), i64::from(quota.limit), 1, i64::from(COUNT_MAX));
            self.ending(&format!("{path}.ending"), quota.ending.as_ref());
        }
        let taking = &survey.taking;
        if taking.opens_at.zip(taking.closes_at).is_some_and(|(opens, closes)| opens >= closes) {
            let expected = "an instant after opens_at";
            self.faults.add("taking.closes_at", FaultKind::Expected { expected });
        }
        if let Some(max) = taking.responses_max {
            self.within("taking.responses_max", i64::from(max), 1, i64::from(COUNT_MAX));
        }
        if let Some(days) = taking.again_after_days {
            self.within("taking.again_after_days", i64::from(days), 1, 3_650);
        }
    }

    fn rule(&mut self, path: &str, after: Option<&Key>, then: &Then) {
        let survey = self.survey;
        let page = |key: &Key| survey.pages.iter().position(|page| page.id == *key);
        if let Some(after) = after.filter(|after| page(after).is_none()) {
            self.unknown(&format!("{path}.after"), after);
        }
        match then {
            Then::SkipTo { page: to } => match page(to) {
                None => self.unknown(&format!("{path}.then.page"), to),
                // Going back would ask for ever; order at random has no "later" but for fixed pages.
                Some(to) if after.and_then(page).is_some_and(|after| to <= after) => {
                    let expected = "a page behind the one that is left";
                    self.faults.add(format!("{path}.then.page"), FaultKind::Expected { expected });
                }
                Some(_) => {}
            },
            Then::End { ending } => self.ending(&format!("{path}.then.ending"), ending.as_ref()),
            Then::Set { field, .. } => {
                let hidden = survey.hidden.iter().any(|hidden| hidden.id == *field);
                if !hidden && survey.question(field.as_str()).is_none() {
                    self.unknown(&format!("{path}.then.field"), field);
                }
            }
        }
    }

    fn ending(&mut self, path: &str, key: Option<&Key>) {
        if let Some(key) = key.filter(|key| !self.survey.endings.iter().any(|ending| ending.id == **key)) {
            self.unknown(path, key);
        }
    }

    fn unknown(&mut self, path: &str, key: &Key) {
        self.faults.add(path, FaultKind::Unknown { given: key.to_string() });
    }

    pub(super) fn count(&mut self, path: &str, count: usize, max: usize) {
        if count > max {
            self.faults.add(path, FaultKind::TooMany { max });
        }
    }

    pub(super) fn within(&mut self, path: &str, value: i64, min: i64, max: i64) {
        if !(min..=max).contains(&value) {
            self.faults.add(path, FaultKind::OutOfRange { min, max });
        }
    }

    /// Pictures and endings are fetched by the respondent's browser, over `https` alone.
    pub(super) fn address(&mut self, path: &str, address: Option<&str>) {
        let Some(address) = address else { return };
        let plain = !address.chars().any(|character| character.is_control() || character.is_whitespace());
        if address.chars().count() > ADDRESS_CHARS_MAX {
            self.faults.add(path, FaultKind::TooLong { max: ADDRESS_CHARS_MAX });
        } else if !plain || address.strip_prefix("https://").is_none_or(str::is_empty) {
            self.faults.add(path, FaultKind::Expected { expected: "an address that begins with https://" });
        }
    }

    /// A needed text has to exist in the default language; other languages may follow later, and
    /// translations into a language no longer offered may stay, so that taking it away loses nothing.
    pub(super) fn text(&mut self, path: &str, text: &LocalizedText, max: usize, needed: bool) {
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

    pub(super) fn unique<'n>(&mut self, names: impl Iterator<Item = (String, &'n str)>) {
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

/// The paths and names of a list, for [`Checker::unique`].
pub(super) fn names<'n>(
    list: &str,
    keys: impl Iterator<Item = &'n Key>,
) -> impl Iterator<Item = (String, &'n str)> {
    keys.enumerate().map(move |(at, key)| (format!("{list}[{at}].id"), key.as_str()))
}
