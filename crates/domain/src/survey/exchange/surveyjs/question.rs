//! A question of SurveyJS as one of ours, or as several.

use super::names::Variable;
use super::{Importer, Outer, Pending, Slot};
use crate::locale::LocalizedText;
use crate::survey::exchange::cel::{Code, Literal, Type};
use crate::survey::exchange::node::Node;
use crate::survey::exchange::report::Reason;
use crate::survey::{Ask, LABEL_CHARS_MAX, Question};

/// What a question became.
pub(super) struct Part {
    /// Behind the question's own name, when it became several.
    pub suffix: Option<String>,
    /// Its own heading, when it became several.
    pub title: Option<LocalizedText>,
    pub ask: Ask,
    /// How expressions read it; none for what has no answer.
    pub kind: Option<Type>,
    /// The values of yes and no.
    pub truths: Option<(Literal, Literal)>,
    /// Whether it alone, as part of several, needs an answer.
    pub required: bool,
    pub rows: Vec<(String, crate::survey::Key, Type)>,
    pub waits: Vec<(super::List, super::choices::Choices)>,
}

impl Part {
    pub fn new(ask: Ask, kind: Type) -> Self {
        Self {
            suffix: None,
            title: None,
            ask,
            kind: Some(kind),
            truths: None,
            required: false,
            rows: Vec::new(),
            waits: Vec::new(),
        }
    }

    pub fn without_answer(ask: Ask) -> Self {
        Self { kind: None, ..Self::new(ask, Type::Record) }
    }
}

const APPEARANCE: [&str; 58] = [
    "state",
    "width",
    "minWidth",
    "maxWidth",
    "colSpan",
    "startWithNewLine",
    "indent",
    "titleLocation",
    "descriptionLocation",
    "showNumber",
    "errorLocation",
    "renderAs",
    "useDisplayValuesInDynamicTexts",
    "hideNumber",
    "colCount",
    "itemComponent",
    "placeholder",
    "allowClear",
    "searchEnabled",
    "searchMode",
    "textWrapEnabled",
    "inputFieldComponent",
    "closeOnSelect",
    "hideSelectedItems",
    "separateSpecialChoices",
    "placeHolder",
    "autocomplete",
    "inputSize",
    "size",
    "textUpdateMode",
    "rows_",
    "autoGrow",
    "allowResize",
    "acceptCarriageReturn",
    "inputTextAlignment",
    "dataList",
    "imageFit",
    "imageHeight",
    "imageWidth",
    "minImageWidth",
    "minImageHeight",
    "maxImageWidth",
    "maxImageHeight",
    "showLabel",
    "contentMode",
    "swapOrder",
    "scaleColorMode",
    "rateColorMode",
    "rateDescriptionLocation",
    "displayRateDescriptionsAsExtremeItems",
    "displayMode",
    "otherText",
    "otherPlaceholder",
    "otherPlaceHolder",
    "otherErrorText",
    "selectAllText",
    "defaultDisplayValue",
    "requiredErrorText",
];

const NOTHING: [&str; 26] = [
    "readOnly",
    "correctAnswer",
    "defaultValue",
    "defaultValueExpression",
    "resetValueIf",
    "setValueIf",
    "setValueExpression",
    "valueName",
    "bindings",
    "showCommentArea",
    "hasComment",
    "commentText",
    "commentPlaceholder",
    "showSelectAllItem",
    "hasSelectAll",
    "choicesByUrl",
    "choiceValuesFromQuestion",
    "choiceTextsFromQuestion",
    "hideIfChoicesEmpty",
    "randomize",
    "randomizeCategory",
    "storeOthersAsComment",
    "allowCustomChoices",
    "createCustomChoiceText",
    "valuePropertyName",
    "visibleIndex",
];

impl Importer {
    /// Reads a question and puts what it became on the page.
    pub(super) fn question(&mut self, node: Node<'_>, kind: &str, outer: &[Outer]) {
        self.questions_seen += 1;
        let name =
            node.text("name").map_or_else(|| format!("question{}", self.questions_seen), str::to_owned);
        let page = self.build.survey.pages.len() - 1;
        self.places.insert(name.to_lowercase(), page);
        if node.switch("visible") == Some(false) && node.peek("visibleIf").is_none() {
            let (key, _) = self.build.hidden_field(&name);
            self.names.add_plain(&name, format!("hidden.{key}"), Type::Text);
            let target = format!("hidden.{key}");
            self.build.changed(node.path(), kind, target, Reason::NeverShown(key.to_string()));
            return;
        }
        if kind == "expression" {
            self.expression(&node, &name, outer);
            return;
        }
        let parts = match self.parts(&node, kind) {
            Ok(parts) => parts,
            Err(reason) => {
                self.build.left_out(node.path(), kind, reason);
                return;
            }
        };
        let conditional =
            !outer.is_empty() || ["visibleIf", "enableIf"].iter().any(|name| node.peek(name).is_some());
        let contained = !outer.is_empty();
        let title = self.title(&node, &name);
        let help = self.label(&node, "description");
        let several = parts.len() > 1 || parts.iter().any(|part| part.suffix.is_some());
        let mut targets = Vec::new();
        let (mut first, mut nearest) = (None, "");
        for part in parts {
            let foreign =
                part.suffix.as_ref().map_or_else(|| name.clone(), |suffix| format!("{name}.{suffix}"));
            let key = self.build.questions.field(&foreign.replace('.', "_"));
            let mut question =
                Question::new(key.clone(), part.title.unwrap_or_else(|| title.clone()), part.ask);
            question.required = part.required;
            nearest = question.ask.name();
            if targets.is_empty() {
                question.help.clone_from(&help);
            }
            let place = self.push(question, outer);
            first.get_or_insert(place);
            if let Some(kind) = part.kind {
                let code = Code::atom(format!("answers.{key}"), kind);
                self.names.add(
                    &foreign,
                    Variable { code, conditional, contained, page: Some(page), truths: part.truths },
                );
                for (row, row_key, kind) in part.rows {
                    let code = Code::atom(format!("answers.{key}.{row_key}"), kind);
                    self.names.add(
                        &format!("{name}.{row}"),
                        Variable { code, conditional, contained, page: Some(page), truths: None },
                    );
                }
            }
            for (list, choices) in &part.waits {
                self.wait(place, *list, choices);
            }
            self.for_each_choice(&node, place, &part.waits);
            self.asked(&node, place, several);
            targets.push(format!("questions.{key}"));
        }
        if several && self.names.find(&name).is_none() && !targets.is_empty() {
            // All parts together are there when one of them is; only that can be asked of them.
            let code =
                Code::atom(format!("answers.{}", targets[0].trim_start_matches("questions.")), Type::Record);
            self.names.add(&name, Variable { code, conditional, contained, page: Some(page), truths: None });
        }
        self.tell(&node, kind, (&name, nearest), &targets);
        if let Some(place) = first {
            self.validators(&node, place, several);
        }
        self.rest(&node);
        node.finish(&self.build.report);
    }

    fn tell(&self, node: &Node<'_>, kind: &str, (name, nearest): (&str, &str), targets: &[String]) {
        let target = targets.join(", ");
        let alike = matches!(
            (kind, nearest),
            ("radiogroup" | "dropdown" | "buttongroup" | "imagepicker", "single_choice")
                | ("checkbox" | "tagbox" | "imagepicker", "multiple_choice")
                | ("text", "text" | "number" | "date" | "time" | "email" | "phone" | "slider")
                | ("comment", "text")
                | ("rating", "rating")
                | ("boolean", "yes_no")
                | ("html", "statement")
        ) || kind == nearest;
        if targets.len() > 1 {
            self.build.changed(node.path(), kind, &target, Reason::Split(target.clone()));
        } else if alike {
            self.build.kept(node.path(), kind, &target, Reason::Same);
        } else {
            self.build.changed(node.path(), kind, &target, Reason::Nearest(nearest.to_owned()));
        }
        if targets.len() == 1 && targets[0] != format!("questions.{name}") {
            let key = target.trim_start_matches("questions.").to_owned();
            self.build.changed(&node.at("name"), "name", target, Reason::Renamed(key));
        }
    }

    /// A question without a heading is headed by its name.
    fn title(&mut self, node: &Node<'_>, name: &str) -> LocalizedText {
        let title = self.label(node, "title");
        let default = self.lang();
        if title.exact(&default).is_some_and(|text| !text.trim().is_empty()) {
            return title;
        }
        self.build.say(name.chars().take(LABEL_CHARS_MAX).collect::<String>())
    }

    /// When it is asked and needs an answer.
    fn asked(&mut self, node: &Node<'_>, (page, place): (usize, usize), several: bool) {
        let slots = [
            ("visibleIf", Slot::Question(page, place), false),
            ("enableIf", Slot::Question(page, place), true),
            ("requiredIf", Slot::Required(page, place), false),
        ];
        for (name, slot, enables) in slots {
            if let Some(source) = node.text(name) {
                let (source, path) = (source.to_owned(), node.at(name));
                self.pending.push(Pending { slot, source, path, item: None, enables });
            }
        }
        let question = &mut self.build.survey.pages[page].questions[place];
        let answerable = !matches!(question.ask, Ask::Statement);
        if node.flag("isRequired") {
            // Of a question that became several, one answer was enough there.
            if several {
                self.build.left_out(&node.at("isRequired"), "isRequired", Reason::NoCounterpart);
            } else {
                question.required = answerable;
            }
        }
    }

    /// What else questions say.
    fn rest(&self, node: &Node<'_>) {
        let report = &self.build.report;
        node.get("visible");
        node.leave_out(report, &APPEARANCE, &Reason::Appearance);
        node.leave_out(
            report,
            &[
                "waitForUpload",
                "storeDataAsText",
                "clearIfInvisible",
                "choicesLazyLoadEnabled",
                "choicesLazyLoadPageSize",
            ],
            &Reason::Behaviour,
        );
        node.leave_out(report, &NOTHING, &Reason::NoCounterpart);
    }

    /// A value shown to the respondent: a computed value, and a statement that recalls it.
    fn expression(&mut self, node: &Node<'_>, name: &str, outer: &[Outer]) {
        let id = self.build.computed.field(name);
        let source = node.text("expression").unwrap_or_default().to_owned();
        if source.is_empty() {
            self.build.left_out(node.path(), "expression", Reason::NoCounterpart);
            return;
        }
        self.computed_sources.push((id.clone(), name.to_owned(), source, node.at("expression")));
        let title = self.title(node, name);
        let key = self.build.questions.fresh(&format!("{id}_shown"));
        let mut question = Question::new(key.clone(), title, Ask::Statement);
        question.help = self.build.say(format!("{{{name}}}"));
        let place = self.push(question, outer);
        self.asked(node, place, false);
        let target = format!("computed.{id}, questions.{key}");
        self.build.changed(node.path(), "expression", &target, Reason::Split(target.clone()));
        let format = [
            "format",
            "displayStyle",
            "currency",
            "maximumFractionDigits",
            "minimumFractionDigits",
            "useGrouping",
            "precision",
        ];
        node.leave_out(&self.build.report, &format, &Reason::Appearance);
        node.get("description");
        self.rest(node);
    }
}
