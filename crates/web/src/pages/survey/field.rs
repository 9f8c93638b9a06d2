//! Questions as the template wants them: every decision made, only text left to write.

use std::collections::BTreeMap;

use touchstone_domain::locale::{Lang, LocalizedText};
use touchstone_domain::response::question_of;
use touchstone_domain::survey::{Ask, FaultKind, Question, Screen, Walk};

use super::FormView;
use super::input::Input;
use super::said::Said;
use super::words::Words;

/// The questions of one page of the survey.
pub(super) struct Section<'a> {
    /// The id of its title's element.
    pub anchor: String,
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
    /// Whether the page is shown again for its sake, and begins with it.
    pub appeared: bool,
    pub input: Input<'a>,
}

impl FieldView<'_> {
    /// The ids that describe the group to a screen reader.
    pub fn described_by(&self) -> String {
        let help = (!self.help.is_empty()).then(|| format!("{}-help", self.anchor));
        let error = self.error.is_some().then(|| format!("{}-error", self.anchor));
        [help, error].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// The questions that stand on a screen.
pub(super) fn sections<'a>(
    screen: &Screen<'a>,
    form: &FormView<'a>,
    lang: &'a Lang,
    words: Words,
) -> Vec<Section<'a>> {
    let walk = form.walk;
    // When nothing is required, saying of each question that it is optional would only be noise.
    let mut questions = screen.pages.iter().flat_map(|(_, questions)| questions);
    let any_required = questions.any(|question| walk.is_required(question.id.as_str()));
    let builder = Builder { form, walk, lang, words, any_required };
    screen
        .pages
        .iter()
        .map(|(page, questions)| Section {
            anchor: format!("p-{}", page.id),
            title: builder.said(&page.title),
            fields: questions.iter().map(|question| builder.field(question)).collect(),
        })
        .collect()
}

/// What the parts of a page are made with.
pub(super) struct Builder<'b, 'a> {
    pub form: &'b FormView<'a>,
    pub walk: &'b Walk<'a>,
    pub lang: &'a Lang,
    pub words: Words,
    any_required: bool,
}

impl<'a> Builder<'_, 'a> {
    pub fn said(&self, text: &'a LocalizedText) -> Said<'a> {
        Said::recalled(text, self.lang, self.form.survey, Some(self.walk))
    }

    fn field(&self, question: &'a Question) -> FieldView<'a> {
        let key = &question.id;
        let faults: Vec<(&str, &FaultKind)> = self
            .form
            .faults
            .iter()
            .filter(|fault| question_of(fault) == Some(key.as_str()))
            .map(|fault| (fault.field.splitn(3, '.').nth(2).unwrap_or_default(), &fault.kind))
            .collect();
        let parts: BTreeMap<&str, String> = faults
            .iter()
            .filter(|(part, _)| !part.is_empty())
            .map(|(part, kind)| (*part, self.fault(question, part, kind)))
            .collect();
        let error = faults.first().map(|(part, kind)| match (&question.ask, parts.get(part)) {
            (Ask::Contact(contact), Some(message)) => {
                let named = contact.parts.iter().find(|known| known.name() == *part);
                let label = named.map_or("", |part| self.words.part(*part));
                format!("{label}: {message}")
            }
            _ => self.fault(question, "", kind),
        });
        FieldView {
            name: format!("a.{key}"),
            anchor: format!("q-{key}"),
            title: self.said(&question.title),
            help: self.said(&question.help),
            optional: self.any_required
                && !self.walk.is_required(key.as_str())
                && !matches!(question.ask, Ask::Statement),
            error,
            appeared: self.form.faults.is_empty() && self.form.appeared.first() == Some(key),
            input: self.input(question, &parts),
        }
    }

    /// What to do about an answer, or about a part of the contact details as of a question of its own.
    fn fault(&self, question: &'a Question, part: &str, kind: &FaultKind) -> String {
        let ask = match (&question.ask, part) {
            (Ask::Contact(_), "email") if *kind != FaultKind::Required => &Ask::Email,
            (Ask::Contact(_), "phone") if *kind != FaultKind::Required => &Ask::Phone,
            (ask, _) => ask,
        };
        let option = match kind {
            FaultKind::Exclusive { option } => {
                let key = question.id.as_str();
                let options = self.walk.options(key).into_iter().chain(self.walk.columns(key));
                options
                    .into_iter()
                    .find(|choice| choice.id == **option)
                    .map(|choice| self.said(&choice.label))
            }
            _ => None,
        };
        self.words.fault(kind, ask, option.as_ref().map(|option| &*option.text))
    }
}
