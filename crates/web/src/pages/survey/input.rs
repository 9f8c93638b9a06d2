//! How each kind of question is answered on the page, without a script.

use std::borrow::Cow;
use std::collections::BTreeMap;

use touchstone_domain::link::Item;
use touchstone_domain::response::{Answer, CONTACT_CHARS_MAX, Cell};
use touchstone_domain::survey::{
    Ask, Cells, Choice, Contact, ContactPart, FileField, Key, Matrix, NumberField, OTHER, Question, Ranking,
    Scale, Shape, Slider, TEXT_CHARS_DEFAULT, YesNo, scale_words,
};

use super::field::Builder;
use super::said::Said;
use super::words;

/// The longest number, day, time or address that is taken; real ones are far shorter.
const LINE_CHARS_MAX: u32 = 256;

/// How it is answered.
pub(super) enum Input<'a> {
    /// Numbers, faces or stars side by side.
    Marks { marks: Marks<'a>, low: Said<'a>, high: Said<'a> },
    /// Five faces, each with a word.
    Faces { options: Vec<Face<'a>> },
    /// Marks for each item or row.
    Rows { rows: Vec<Row<'a>>, low: Said<'a>, high: Said<'a> },
    /// A list of options.
    Options {
        kind: &'static str,
        class: &'static str,
        options: Vec<OptionView<'a>>,
        other: Option<Other<'a>>,
    },
    /// Options that open from one line.
    Dropdown { options: Vec<OptionView<'a>>, other: Option<Other<'a>> },
    /// A place for each option.
    Ranking { rows: Vec<Place<'a>>, places: usize },
    /// Columns to choose from for each row.
    Matrix { kind: &'static str, class: &'static str, columns: Vec<Said<'a>>, rows: Vec<MatrixRow<'a>> },
    /// A number, and a line to draw it on where there is a script.
    Slider { line: Line<'a>, slider: &'a Slider, low: Said<'a>, high: Said<'a> },
    /// One line.
    Line(Line<'a>),
    /// Several lines.
    Area { text: Cow<'a, str>, chars_max: u32 },
    /// Who and where.
    Contact { parts: Vec<Part<'a>> },
    /// Files.
    File { sent: Vec<Sent<'a>>, accept: &'static str, multiple: bool, can_add: bool, hint: String },
    /// Nothing: it is only read.
    Nothing,
}

/// Numbers to choose from, in one of three looks.
pub(super) struct Marks<'a> {
    pub name: String,
    pub look: Look,
    /// The class that says how many there are.
    pub class: &'static str,
    pub options: Vec<Mark<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Number,
    Star,
    Face,
}

pub(super) struct Mark<'a> {
    pub value: u8,
    pub checked: bool,
    /// Which of the five faces.
    pub face: u8,
    /// What a screen reader hears instead of the number.
    pub label: Cow<'a, str>,
}

pub(super) struct Face<'a> {
    pub value: u8,
    pub checked: bool,
    pub label: Said<'a>,
}

pub(super) struct Row<'a> {
    pub legend: Said<'a>,
    pub marks: Marks<'a>,
    pub error: Option<String>,
}

pub(super) struct OptionView<'a> {
    pub value: &'a str,
    pub checked: bool,
    pub label: Said<'a>,
    pub image: Option<&'a str>,
    pub exclusive: bool,
}

pub(super) struct Other<'a> {
    pub checked: bool,
    pub text: &'a str,
    pub chars_max: u32,
}

pub(super) struct Place<'a> {
    pub name: String,
    pub anchor: String,
    pub label: Said<'a>,
    pub image: Option<&'a str>,
    pub place: usize,
}

pub(super) struct MatrixRow<'a> {
    pub name: String,
    pub legend: Said<'a>,
    pub cells: Vec<OptionView<'a>>,
    pub error: Option<String>,
}

/// A field of one line.
pub(super) struct Line<'a> {
    pub kind: &'static str,
    /// Attributes of the element, each a name with a value from a fixed list or a number.
    pub attributes: Vec<(&'static str, Cow<'a, str>)>,
    pub text: Cow<'a, str>,
    pub chars_max: u32,
    /// What is counted, behind the field.
    pub measure: Said<'a>,
}

pub(super) struct Part<'a> {
    pub name: String,
    pub anchor: String,
    pub label: &'static str,
    pub line: Line<'a>,
    pub error: Option<String>,
}

pub(super) struct Sent<'a> {
    pub id: String,
    pub name: &'a str,
    pub size: String,
}

impl Input<'_> {
    pub fn has(&self, look: Look) -> bool {
        match self {
            Self::Faces { .. } => look == Look::Face,
            Self::Marks { marks, .. } => marks.look == look,
            Self::Rows { rows, .. } => rows.first().is_some_and(|row| row.marks.look == look),
            _ => false,
        }
    }

    /// The pictures that the page fetches.
    pub fn images(&self) -> Vec<&str> {
        match self {
            Self::Options { options, .. } => options.iter().filter_map(|option| option.image).collect(),
            Self::Ranking { rows, .. } => rows.iter().filter_map(|row| row.image).collect(),
            _ => Vec::new(),
        }
    }
}

impl<'a> Builder<'_, 'a> {
    pub fn input(&self, question: &'a Question, parts: &BTreeMap<&str, String>) -> Input<'a> {
        let key = question.id.as_str();
        let answer = self.walk.answer(key);
        match &question.ask {
            Ask::Nps(scale) | Ask::Ces(scale) => self.scale(question, Shape::Number, scale, answer),
            Ask::Csat(scale) => self.faces(scale, answer),
            Ask::Rating(rating) if scale_words::is_satisfaction(rating) => self.faces(&rating.scale, answer),
            Ask::Rating(rating) => self.scale(question, rating.shape, &rating.scale, answer),
            Ask::ItemRating(_) => self.items(question, answer),
            Ask::SingleChoice(choice) => {
                let (options, other) = self.options(question, answer);
                match choice.dropdown {
                    true => Input::Dropdown { options, other },
                    false => Input::Options { kind: "radio", class: pictures(&options), options, other },
                }
            }
            Ask::MultipleChoice(_) => {
                let (options, other) = self.options(question, answer);
                Input::Options { kind: "checkbox", class: pictures(&options), options, other }
            }
            Ask::Ranking(ranking) => self.ranking(question, ranking, answer),
            Ask::Matrix(matrix) => self.matrix(question, matrix, answer, parts),
            Ask::Slider(slider) => Input::Slider {
                line: self.line(question, &[("inputmode", "decimal"), ("dir", "ltr")], answer),
                slider,
                low: self.said(&slider.scale.low),
                high: self.said(&slider.scale.high),
            },
            Ask::Text(field) => match field.multiline {
                true => Input::Area { text: self.typed(key, answer), chars_max: field.chars_max },
                false => Input::Line(Line { chars_max: field.chars_max, ..self.line(question, &[], answer) }),
            },
            Ask::Number(NumberField { decimals, measure, .. }) => {
                let keys = if *decimals == 0 { "numeric" } else { "decimal" };
                let line = self.line(question, &[("inputmode", keys), ("dir", "ltr")], answer);
                Input::Line(Line { measure: self.said(measure), ..line })
            }
            Ask::Date(field) => {
                let mut line = Line { kind: "date", ..self.line(question, &[], answer) };
                let ends = [("min", field.min), ("max", field.max)];
                let ends = ends.into_iter().filter_map(|(name, end)| Some((name, end?.to_string().into())));
                line.attributes.extend(ends);
                Input::Line(line)
            }
            Ask::Time => Input::Line(Line { kind: "time", ..self.line(question, &[], answer) }),
            Ask::Email => {
                let purpose = [("autocomplete", "email"), ("dir", "ltr")];
                Input::Line(Line { kind: "email", ..self.line(question, &purpose, answer) })
            }
            Ask::Phone => {
                let purpose = [("autocomplete", "tel"), ("dir", "ltr")];
                Input::Line(Line { kind: "tel", ..self.line(question, &purpose, answer) })
            }
            Ask::Contact(contact) => self.contact(question, contact, answer, parts),
            Ask::YesNo(words) => self.yes_no(words, answer),
            Ask::Consent(consent) => {
                let checked = answer == Some(&Answer::Flag(true));
                let label = self.said(&consent.label);
                let options =
                    vec![OptionView { value: "yes", checked, label, image: None, exclusive: false }];
                Input::Options { kind: "checkbox", class: "", options, other: None }
            }
            Ask::File(field) => self.file(question, field),
            Ask::Statement => Input::Nothing,
        }
    }

    /// What was typed and refused, else the answer as text.
    fn typed(&self, field: &str, answer: Option<&Answer>) -> Cow<'a, str> {
        if let Some(typed) = self.form.typed.get(field) {
            return Cow::Borrowed(typed);
        }
        match answer {
            Some(Answer::Text(text)) => Cow::Owned(text.clone()),
            Some(Answer::Score(score)) => Cow::Owned(score.to_string()),
            Some(Answer::Number(number)) => Cow::Owned(number.to_string()),
            _ => Cow::Borrowed(""),
        }
    }

    fn line(
        &self,
        question: &'a Question,
        attributes: &[(&'static str, &'static str)],
        answer: Option<&Answer>,
    ) -> Line<'a> {
        Line {
            kind: "text",
            attributes: attributes.iter().map(|(name, value)| (*name, Cow::Borrowed(*value))).collect(),
            text: self.typed(question.id.as_str(), answer),
            chars_max: LINE_CHARS_MAX,
            measure: Said::default(),
        }
    }

    fn ends(&self, ask: &Ask, scale: &'a Scale) -> (Said<'a>, Said<'a>) {
        let (low, high) = self.words.ends(ask);
        (
            self.said(&scale.low).or(self.words, low, self.lang),
            self.said(&scale.high).or(self.words, high, self.lang),
        )
    }

    fn scale(
        &self,
        question: &'a Question,
        shape: Shape,
        scale: &'a Scale,
        answer: Option<&Answer>,
    ) -> Input<'a> {
        let (low, high) = self.ends(&question.ask, scale);
        let (min, max) = question.ask.range().unwrap_or((0, 10));
        let chosen = match answer {
            Some(Answer::Score(score)) => Some(*score),
            _ => None,
        };
        let ends = Some((&low, &high));
        Input::Marks {
            marks: self.marks(format!("a.{}", question.id), shape, (min, max), chosen, ends),
            low,
            high,
        }
    }

    fn marks(
        &self,
        name: String,
        shape: Shape,
        (min, max): (u8, u8),
        chosen: Option<u8>,
        ends: Option<(&Said<'a>, &Said<'a>)>,
    ) -> Marks<'a> {
        let look = match shape {
            // No stars cannot be drawn as a star to press.
            Shape::Star if min > 0 => Look::Star,
            Shape::Emoji => Look::Face,
            Shape::Star | Shape::Number => Look::Number,
        };
        let end = |value: u8| match ends {
            Some((low, _)) if value == min => format!(" {}", low.text),
            Some((_, high)) if value == max => format!(" {}", high.text),
            _ => String::new(),
        };
        let mark = |value: u8| Mark {
            value,
            checked: chosen == Some(value),
            face: 1 + scale_words::face(value, min, max),
            label: match look {
                Look::Number => Cow::Owned(end(value)),
                Look::Star | Look::Face => Cow::Owned(self.words.number_of(value, max) + &end(value)),
            },
        };
        let class = match max - min {
            0..6 => "",
            6 => "s7",
            7 => "s8",
            8..10 => "s10",
            _ => "s11",
        };
        Marks { name, look, class, options: (min..=max).map(mark).collect() }
    }

    fn faces(&self, scale: &'a Scale, answer: Option<&Answer>) -> Input<'a> {
        let options = (1_u8..)
            .zip(self.words.satisfaction())
            .map(|(value, word)| {
                let own = match value {
                    1 => self.said(&scale.low),
                    5 => self.said(&scale.high),
                    _ => Said::default(),
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
        let row = |(at, item): (usize, &'a Item)| Row {
            legend: Said::plain(&*item.name),
            marks: self.marks(format!("a.{}.{at}", question.id), Shape::Star, (1, 5), rating(item), None),
            error: None,
        };
        let rows = self.form.items.iter().enumerate().map(row).collect();
        Input::Rows { rows, low: Said::default(), high: Said::default() }
    }

    fn option(&self, choice: &'a Choice, chosen: &[Key]) -> OptionView<'a> {
        OptionView {
            value: choice.id.as_str(),
            checked: chosen.contains(&choice.id),
            label: self.said(&choice.label),
            image: choice.image.as_deref(),
            exclusive: choice.exclusive,
        }
    }

    fn options(
        &self,
        question: &'a Question,
        answer: Option<&Answer>,
    ) -> (Vec<OptionView<'a>>, Option<Other<'a>>) {
        let key = question.id.as_str();
        let other_offered = question.ask.choices().is_some_and(|(_, other)| other);
        let chosen = match answer {
            Some(Answer::Options { options, .. }) => &options[..],
            _ => &[],
        };
        let options = self.walk.options(key).into_iter().map(|choice| self.option(choice, chosen)).collect();
        // Own words are the respondent's, whatever is in force.
        let words = match self.form.draft.answers.get(key) {
            Some(Answer::Options { other, .. }) => other.as_deref(),
            _ => None,
        };
        let typed = self.form.typed.get(&format!("{key}.other")).map(String::as_str);
        let other = other_offered.then(|| Other {
            checked: chosen.iter().any(|id| *id == *OTHER),
            text: typed.or(words).unwrap_or_default(),
            chars_max: TEXT_CHARS_DEFAULT,
        });
        (options, other)
    }

    fn ranking(&self, question: &'a Question, ranking: &'a Ranking, answer: Option<&Answer>) -> Input<'a> {
        let key = question.id.as_str();
        let ranked = match answer {
            Some(Answer::Ranked { ranked }) => &ranked[..],
            _ => &[],
        };
        let options = self.walk.options(key);
        let places = ranking.places.map_or(options.len(), |places| places as usize).min(options.len());
        let row = |choice: &'a Choice| {
            let typed =
                self.form.typed.get(&format!("{key}.{}", choice.id)).map(|place| place.parse().unwrap_or(0));
            let held = ranked.iter().position(|id| *id == choice.id).map_or(0, |at| at + 1);
            Place {
                name: format!("a.{key}.{}", choice.id),
                anchor: format!("q-{key}--{}", choice.id),
                label: self.said(&choice.label),
                image: choice.image.as_deref(),
                place: typed.unwrap_or(held),
            }
        };
        Input::Ranking { rows: options.into_iter().map(row).collect(), places }
    }

    fn matrix(
        &self,
        question: &'a Question,
        matrix: &'a Matrix,
        answer: Option<&Answer>,
        parts: &BTreeMap<&str, String>,
    ) -> Input<'a> {
        let key = question.id.as_str();
        let cell = |row: &Choice| match answer {
            Some(Answer::Rows { rows }) => rows.get(&row.id),
            _ => None,
        };
        let rows = self.walk.rows(key);
        let error = |row: &Choice| parts.get(row.id.as_str()).cloned();
        if let Cells::Rating(rating) = &matrix.cells {
            let row = |row: &'a Choice| Row {
                legend: self.said(&row.label),
                marks: self.marks(
                    format!("a.{key}.{}", row.id),
                    rating.shape,
                    (rating.min, rating.max),
                    match cell(row) {
                        Some(Cell::Score(score)) => Some(*score),
                        _ => None,
                    },
                    None,
                ),
                error: error(row),
            };
            let (low, high) = self.ends(&question.ask, &rating.scale);
            return Input::Rows { rows: rows.into_iter().map(row).collect(), low, high };
        }
        let columns = self.walk.columns(key);
        let row = |row: &'a Choice| MatrixRow {
            name: format!("a.{key}.{}", row.id),
            legend: self.said(&row.label),
            cells: columns
                .iter()
                .map(|column| match cell(row) {
                    Some(Cell::Options(chosen)) => self.option(column, chosen),
                    _ => self.option(column, &[]),
                })
                .collect(),
            error: error(row),
        };
        Input::Matrix {
            kind: if matches!(matrix.cells, Cells::Single { .. }) { "radio" } else { "checkbox" },
            // More columns than these cannot stand side by side.
            class: match columns.len() {
                2 => "grid c2",
                3 => "grid c3",
                4 => "grid c4",
                5 => "grid c5",
                _ => "",
            },
            rows: rows.into_iter().map(row).collect(),
            columns: columns.iter().map(|column| self.said(&column.label)).collect(),
        }
    }

    fn contact(
        &self,
        question: &'a Question,
        contact: &'a Contact,
        answer: Option<&Answer>,
        parts: &BTreeMap<&str, String>,
    ) -> Input<'a> {
        let key = question.id.as_str();
        let part = |part: &'a ContactPart| {
            let typed = self.form.typed.get(&format!("{key}.{}", part.name()));
            let held = match answer {
                Some(Answer::Contact { contact }) => contact.get(part).cloned().unwrap_or_default(),
                _ => String::new(),
            };
            let (kind, purpose) = purpose(*part);
            let mut attributes = vec![("autocomplete", Cow::Borrowed(purpose))];
            if kind != "text" {
                attributes.push(("dir", Cow::Borrowed("ltr")));
            }
            let text = typed.map_or(Cow::Owned(held), |typed| Cow::Borrowed(typed.as_str()));
            let chars_max = u32::try_from(CONTACT_CHARS_MAX).unwrap_or(u32::MAX);
            Part {
                name: format!("a.{key}.{}", part.name()),
                anchor: format!("q-{key}--{}", part.name()),
                label: self.words.part(*part),
                line: Line { kind, attributes, text, chars_max, measure: Said::default() },
                error: parts.get(part.name()).cloned(),
            }
        };
        Input::Contact { parts: contact.parts.iter().map(part).collect() }
    }

    fn yes_no(&self, words: &'a YesNo, answer: Option<&Answer>) -> Input<'a> {
        let option = |value, flag, text, own| OptionView {
            value,
            checked: answer == Some(&Answer::Flag(flag)),
            label: self.said(text).or(self.words, own, self.lang),
            image: None,
            exclusive: false,
        };
        let options = vec![
            option("yes", true, &words.yes, self.words.yes()),
            option("no", false, &words.no, self.words.no()),
        ];
        Input::Options { kind: "radio", class: "two", options, other: None }
    }

    fn file(&self, question: &'a Question, field: &'a FileField) -> Input<'a> {
        let sent = self.form.draft.files_of(&question.id);
        Input::File {
            accept: if field.images_only { "image/jpeg,image/png,image/gif,image/webp" } else { "" },
            multiple: field.files_max > 1,
            can_add: sent.len() < usize::from(field.files_max),
            hint: self.words.files_hint(field.images_only, field.files_max, field.size_max_kb),
            sent: sent
                .iter()
                .map(|file| Sent {
                    id: file.id.to_string(),
                    name: &file.name,
                    size: words::size(file.size.div_ceil(1024)),
                })
                .collect(),
        }
    }
}

fn pictures(options: &[OptionView<'_>]) -> &'static str {
    if options.iter().any(|option| option.image.is_some()) { "pics" } else { "" }
}

/// The keyboard that a part of the contact details wants, and its purpose by WCAG 1.3.5.
fn purpose(part: ContactPart) -> (&'static str, &'static str) {
    match part {
        ContactPart::Name => ("text", "name"),
        ContactPart::FirstName => ("text", "given-name"),
        ContactPart::LastName => ("text", "family-name"),
        ContactPart::Email => ("email", "email"),
        ContactPart::Phone => ("tel", "tel"),
        ContactPart::Company => ("text", "organization"),
        ContactPart::Address => ("text", "street-address"),
        ContactPart::Street => ("text", "address-line1"),
        ContactPart::City => ("text", "address-level2"),
        ContactPart::Region => ("text", "address-level1"),
        ContactPart::PostalCode => ("text", "postal-code"),
        ContactPart::Country => ("text", "country-name"),
    }
}
