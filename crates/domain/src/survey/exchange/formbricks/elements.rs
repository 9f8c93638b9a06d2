//! Which kind of question an element becomes.

use serde_json::Value;

use super::super::cel::{Code, Literal, OptionNames, Type};
use super::super::keys::option_key;
use super::super::node::Node;
use super::super::report::Reason;
use super::{Importer, Known};
use crate::survey::{
    Ask, Cells, Check, Choice, Consent, Contact, ContactPart, DateField, FILE_KB_MAX, FILES_MAX, FileField,
    Key, LABEL_CHARS_MAX, Matrix, MultipleChoice, NumberField, OTHER, QUESTIONS_MAX, Question, Ranking,
    Rating, Scale, Shape, SingleChoice, Source, TEXT_CHARS_DEFAULT, TEXT_CHARS_MAX, TextField,
};

const APPEARANCE: [&str; 17] = [
    "placeholder",
    "isColorCodingEnabled",
    "colorCoding",
    "buttonLabel",
    "backButtonLabel",
    "dismissButtonLabel",
    "insightsEnabled",
    "isDraft",
    "otherOptionPlaceholder",
    "format",
    "displayType",
    "buttonExternal",
    "ctaButtonLabel",
    "isCTAClickRequired",
    "html",
    "scale",
    "range",
];

/// A question as read.
struct Made {
    ask: Ask,
    kind: Option<Type>,
    options: Vec<(Literal, Key)>,
}

impl Made {
    fn new(ask: Ask, kind: Type) -> Self {
        Self { ask, kind: Some(kind), options: Vec::new() }
    }
}

impl Importer {
    /// Reads an element and puts its question on a page.
    pub(super) fn element(&mut self, node: Node<'_>, page: usize) {
        let kind = node.text("type").unwrap_or_default().to_owned();
        if self.build.is_full() {
            self.build.left_out(node.path(), &kind, Reason::Limited(QUESTIONS_MAX.to_string()));
            return;
        }
        let foreign =
            node.text("id").map_or_else(|| format!("question{}", self.known.len() + 1), str::to_owned);
        self.places.entry(foreign.clone()).or_insert(page);
        let title = self.label(&node, "headline");
        let made = match self.made(&node, &kind) {
            Ok(made) => made,
            Err(reason) => {
                self.build.left_out(node.path(), &kind, reason);
                return;
            }
        };
        let key = self.build.questions.field(&foreign);
        let default = self.build.survey.default_language.clone();
        let title = if title.exact(&default).is_some() { title } else { self.build.say(foreign.clone()) };
        let mut question = Question::new(key.clone(), title, made.ask);
        question.help = self.label(&node, "subheader");
        question.required = node.flag("required") && !matches!(question.ask, Ask::Statement);
        if let Some(kind) = made.kind {
            let code = Code::atom(format!("answers.{key}"), kind);
            self.known.insert(foreign.clone(), Known { code, options: made.options });
        }
        self.rules_of(&node, &mut question);
        let alike = kind == question.ask.name()
            || matches!(
                kind.as_str(),
                "openText"
                    | "multipleChoiceSingle"
                    | "multipleChoiceMulti"
                    | "pictureSelection"
                    | "fileUpload"
                    | "contactInfo"
                    | "address"
            );
        let target = format!("questions.{key}");
        if key.as_str() != foreign {
            self.build.changed(node.path(), &kind, target, Reason::Renamed(key.to_string()));
        } else if alike {
            self.build.kept(node.path(), &kind, target, Reason::Same);
        } else {
            self.build.changed(node.path(), &kind, target, Reason::Nearest(question.ask.name().to_owned()));
        }
        self.push(page, question);
        let report = &self.build.report;
        node.leave_out(report, &APPEARANCE, &Reason::Appearance);
        node.leave_out(
            report,
            &["imageUrl", "videoUrl", "buttonUrl", "allowedFileExtensions"],
            &Reason::NoCounterpart,
        );
        node.finish(report);
    }

    fn made(&mut self, node: &Node<'_>, kind: &str) -> Result<Made, Reason> {
        let ends = |importer: &mut Self| Scale {
            low: importer.label(node, "lowerLabel"),
            high: importer.label(node, "upperLabel"),
        };
        Ok(match kind {
            "openText" => open_text(self, node),
            "multipleChoiceSingle" => self.single(node, "choices"),
            "multipleChoiceMulti" => self.multiple(node, "choices"),
            "pictureSelection" if node.flag("allowMulti") => self.multiple(node, "choices"),
            "pictureSelection" => self.single(node, "choices"),
            "ranking" => self.ranking(node),
            "nps" => Made::new(Ask::Nps(ends(self)), Type::Number),
            "csat" if most(node) == 5 => Made::new(Ask::Csat(ends(self)), Type::Number),
            "ces" if most(node) == 7 => Made::new(Ask::Ces(ends(self)), Type::Number),
            "rating" | "csat" | "ces" => {
                let shape = match node.text("scale") {
                    Some("smiley") => Shape::Emoji,
                    Some("star") => Shape::Star,
                    _ => Shape::Number,
                };
                let rating = Rating { shape, min: 1, max: most(node), scale: ends(self) };
                Made::new(Ask::Rating(rating), Type::Number)
            }
            "cta" => Made { ask: Ask::Statement, kind: None, options: Vec::new() },
            "consent" => {
                let label = self.label(node, "label");
                let label = if label.is_empty() { self.label(node, "headline") } else { label };
                Made::new(Ask::Consent(Consent { label }), Type::Bool)
            }
            "date" => Made::new(Ask::Date(DateField::default()), Type::Date),
            "fileUpload" => self.files(node),
            "matrix" => self.matrix(node)?,
            "address" => self.contact(node, &ADDRESS)?,
            "contactInfo" => self.contact(node, &CONTACT)?,
            _ => return Err(Reason::NoCounterpart),
        })
    }

    /// Options, whether own words can be given, and the values by which conditions name them.
    fn options(
        &mut self,
        node: &Node<'_>,
        name: &'static str,
        rows: bool,
    ) -> (Vec<Choice>, bool, Vec<(Literal, Key)>) {
        let (mut all, mut other, mut values) = (Vec::new(), false, Vec::new());
        for (value, path) in node.list(name) {
            // Older rows and columns are texts without an id.
            let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
            let label = value.get("label").unwrap_or(value);
            let label = self.text(label, LABEL_CHARS_MAX, &path, name);
            let default = self.build.survey.default_language.clone();
            let words = label.exact(&default).unwrap_or_default().to_owned();
            let id = id.unwrap_or_else(|| words.clone());
            if id == OTHER && !rows {
                other = true;
                values.push((Literal::Text(OTHER.to_owned()), OTHER.parse().expect("a word of letters")));
                continue;
            }
            let key =
                if rows { self.build.options.field(&id) } else { option_key(&mut self.build.options, &id) };
            if key.as_str() != id {
                self.build.changed(&path, name, format!("options.{key}"), Reason::Renamed(key.to_string()));
            }
            let label = if words.is_empty() { self.build.say(id.clone()) } else { label };
            let mut choice =
                Choice { exclusive: id == "none", fixed: id == "none", ..Choice::new(key.clone(), label) };
            if let Some(image) = value.get("imageUrl").and_then(Value::as_str) {
                if image.starts_with("https://") {
                    choice.image = Some(image.to_owned());
                } else {
                    self.build.left_out(&format!("{path}.imageUrl"), "imageUrl", Reason::Address);
                }
            }
            values.push((Literal::Text(id), key.clone()));
            if !words.is_empty() {
                values.push((Literal::Text(words), key));
            }
            all.push(choice);
        }
        (all, other, values)
    }

    /// Whether the order is random; the last option may keep its place.
    fn shuffled(node: &Node<'_>, options: &mut [Choice]) -> bool {
        match node.text("shuffleOption") {
            Some("all") => true,
            Some("exceptLast") => {
                if let Some(last) = options.last_mut() {
                    last.fixed = true;
                }
                true
            }
            _ => false,
        }
    }

    fn single(&mut self, node: &Node<'_>, name: &'static str) -> Made {
        let (mut options, other, values) = self.options(node, name, false);
        let random_options = Self::shuffled(node, &mut options);
        let dropdown = node.text("displayType") == Some("dropdown");
        let ask = Ask::SingleChoice(SingleChoice { options, other, dropdown, random_options });
        let names = std::rc::Rc::new(OptionNames { options: values.clone(), other });
        Made { ask, kind: Some(Type::Choice(names)), options: values }
    }

    fn multiple(&mut self, node: &Node<'_>, name: &'static str) -> Made {
        let (mut options, other, values) = self.options(node, name, false);
        let random_options = Self::shuffled(node, &mut options);
        let ask = Ask::MultipleChoice(MultipleChoice {
            options,
            other,
            random_options,
            ..MultipleChoice::default()
        });
        let names = std::rc::Rc::new(OptionNames { options: values.clone(), other });
        Made { ask, kind: Some(Type::Choices(names)), options: values }
    }

    fn ranking(&mut self, node: &Node<'_>) -> Made {
        let (mut options, other, values) = self.options(node, "choices", false);
        if other {
            self.build.left_out(&node.at("choices"), OTHER, Reason::NoCounterpart);
        }
        let random_options = Self::shuffled(node, &mut options);
        let names = std::rc::Rc::new(OptionNames { options: values.clone(), other: false });
        let ask = Ask::Ranking(Ranking { options, places: None, random_options });
        Made { ask, kind: Some(Type::Choices(names)), options: values }
    }

    fn matrix(&mut self, node: &Node<'_>) -> Result<Made, Reason> {
        let (mut rows, _, row_values) = self.options(node, "rows", true);
        let (columns, _, values) = self.options(node, "columns", false);
        if rows.is_empty() || columns.is_empty() {
            return Err(Reason::NoCounterpart);
        }
        let random_rows = Self::shuffled(node, &mut rows);
        // There a needed matrix needs all of its rows.
        let every_row = node.flag("required");
        let ask = Ask::Matrix(Matrix { rows, cells: Cells::Single { columns }, random_rows, every_row });
        let mut made = Made::new(ask, Type::Record);
        made.options = row_values.into_iter().chain(values).collect();
        Ok(made)
    }

    fn contact(&mut self, node: &Node<'_>, fields: &[(&'static str, ContactPart)]) -> Result<Made, Reason> {
        let mut parts = Vec::new();
        for (name, part) in fields {
            let Some(field) = node.object(name) else { continue };
            if field.switch("show").unwrap_or(true) && !parts.contains(part) {
                parts.push(*part);
            }
            field.leave_out(&self.build.report, &["placeholder"], &Reason::Appearance);
            if field.flag("required") && !node.flag("required") {
                self.build.left_out(&field.at("required"), "required", Reason::NoCounterpart);
            }
            field.finish(&self.build.report);
        }
        if parts.is_empty() {
            return Err(Reason::NoCounterpart);
        }
        Ok(Made::new(Ask::Contact(Contact { parts }), Type::Record))
    }

    fn files(&mut self, node: &Node<'_>) -> Made {
        let files_max = if node.flag("allowMultipleFiles") { FILES_MAX } else { 1 };
        let size_max_kb =
            node.count("maxSizeInMB").map_or(5_120, |megabytes| megabytes.saturating_mul(1_024));
        if size_max_kb > FILE_KB_MAX {
            let limit = Reason::Limited(format!("{FILE_KB_MAX} kB"));
            self.build.changed(&node.at("maxSizeInMB"), "maxSizeInMB", "size_max_kb", limit);
        }
        let size_max_kb = size_max_kb.clamp(1, FILE_KB_MAX);
        Made::new(Ask::File(FileField { images_only: false, files_max, size_max_kb }), Type::Record)
    }

    /// Rules that an answer has to keep.
    fn rules_of(&mut self, node: &Node<'_>, question: &mut Question) {
        let Some(validation) = node.object("validation") else { return };
        let any = validation.text("logic") == Some("or");
        for (value, path) in validation.list("rules") {
            let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
            let code = format!("answers.{}", question.id);
            let params = value.get("params").cloned().unwrap_or_default();
            let holds = if any { None } else { super::logic::rule(kind, &params, &code, &question.ask) };
            let Some(holds) = holds else {
                self.build.left_out(&path, kind, Reason::NoCounterpart);
                continue;
            };
            let given =
                value.get("customErrorMessage").map(|text| self.text(text, LABEL_CHARS_MAX, &path, kind));
            let chinese = self.build.survey.default_language.primary() == "zh";
            let general = if chinese { "请检查这个回答。" } else { "Please check this answer." };
            let message = given.filter(|text| !text.is_empty()).unwrap_or_else(|| self.build.say(general));
            self.build.kept(
                &path,
                kind,
                format!("questions.{}.checks", question.id),
                Reason::Translated(holds.clone()),
            );
            question.checks.push(Check { holds: Source(holds), message });
        }
        validation.finish(&self.build.report);
    }
}

const ADDRESS: [(&str, ContactPart); 6] = [
    ("addressLine1", ContactPart::Street),
    ("addressLine2", ContactPart::Address),
    ("city", ContactPart::City),
    ("state", ContactPart::Region),
    ("zip", ContactPart::PostalCode),
    ("country", ContactPart::Country),
];

const CONTACT: [(&str, ContactPart); 5] = [
    ("firstName", ContactPart::FirstName),
    ("lastName", ContactPart::LastName),
    ("email", ContactPart::Email),
    ("phone", ContactPart::Phone),
    ("company", ContactPart::Company),
];

/// The greatest number of a scale.
fn most(node: &Node<'_>) -> u8 {
    node.count("range")
        .and_then(|range| u8::try_from(range).ok())
        .filter(|range| (2..=10).contains(range))
        .unwrap_or(5)
}

fn open_text(importer: &mut Importer, node: &Node<'_>) -> Made {
    let limit = node.object("charLimit");
    let max = limit.as_ref().filter(|limit| limit.flag("enabled")).and_then(|limit| limit.count("max"));
    if let Some(limit) = &limit
        && limit.peek("min").is_some()
        && limit.flag("enabled")
    {
        importer.build.left_out(&limit.at("min"), "charLimit", Reason::NoCounterpart);
    }
    let multiline = node.flag("longAnswer");
    match node.text("inputType").unwrap_or("text") {
        "number" => {
            Made::new(Ask::Number(NumberField { decimals: 6, ..NumberField::default() }), Type::Number)
        }
        "email" => Made::new(Ask::Email, Type::Text),
        "phone" => Made::new(Ask::Phone, Type::Text),
        kind => {
            if kind == "url" {
                let nearest = Reason::Nearest("text".to_owned());
                importer.build.changed(&node.at("inputType"), "inputType", "text", nearest);
            }
            let chars_max = max.filter(|max| *max > 0).unwrap_or(TEXT_CHARS_DEFAULT).min(TEXT_CHARS_MAX);
            Made::new(Ask::Text(TextField { chars_max, multiline }), Type::Text)
        }
    }
}
