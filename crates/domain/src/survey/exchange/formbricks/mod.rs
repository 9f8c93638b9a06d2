//! Formbricks: a survey of blocks, or of the older list of questions. Written from the format's published
//! description alone.

mod elements;
mod endings;
mod logic;
mod texts;

use std::collections::HashMap;

use serde_json::Value;

use super::build::Build;
use super::cel::{Code, Literal, Type};
use super::node::Node;
use super::report::{Item, Reason};
use crate::id::SurveyId;
use crate::locale::LocalizedText;
use crate::survey::{Key, Page, Question, Survey};

/// The import of one document.
struct Importer {
    build: Build,
    /// Questions, hidden fields and variables as conditions read them, by their ids there.
    known: HashMap<String, Known>,
    /// The place of the page that holds a block or question.
    places: HashMap<String, usize>,
    /// Logic lists with the page they belong to, until all names are known.
    logic: Vec<(usize, Value, String)>,
    /// Where a page goes on without a rule that fits.
    fallbacks: Vec<(usize, String, String)>,
    variables: Vec<Variable>,
}

#[derive(Debug, Clone)]
struct Known {
    code: Code,
    /// Options by the names under which values may stand: their ids and labels.
    options: Vec<(Literal, Key)>,
}

/// A variable, and how far it is worked out.
struct Variable {
    id: String,
    key: Key,
    code: Code,
}

/// Reads a document.
pub(super) fn import(id: SurveyId, document: &Value) -> (Survey, Vec<Item>) {
    let root = Node::of(document, "").expect("the caller looked that it is an object");
    let mut importer = Importer {
        build: Build::new(id, texts::default_language(document)),
        known: HashMap::new(),
        places: HashMap::new(),
        logic: Vec::new(),
        fallbacks: Vec::new(),
        variables: Vec::new(),
    };
    let name = root.text("name").unwrap_or_default().to_owned();
    importer.frame(&root);
    importer.fields(&root);
    for (value, path) in root.list("blocks") {
        if let Some(node) = Node::of(value, &path) {
            importer.block(node);
        }
    }
    for (value, path) in root.list("questions") {
        if let Some(node) = Node::of(value, &path) {
            importer.old_question(node);
        }
    }
    importer.endings(&root);
    importer.rules();
    importer.recall();
    importer.build.survey.pages.retain(|page| !page.questions.is_empty());
    root.finish(&importer.build.report);
    importer.build.finish(&name)
}

const ELSEWHERE: [&str; 44] = [
    "id",
    "createdAt",
    "updatedAt",
    "status",
    "type",
    "environmentId",
    "workspaceId",
    "projectId",
    "createdBy",
    "creator",
    "displayOption",
    "displayLimit",
    "displayPercentage",
    "autoClose",
    "delay",
    "segment",
    "triggers",
    "styling",
    "projectOverwrites",
    "productOverwrites",
    "workspaceOverwrites",
    "surveyClosedMessage",
    "singleUse",
    "pin",
    "resultShareKey",
    "showLanguageSwitch",
    "followUps",
    "recaptcha",
    "isVerifyEmailEnabled",
    "isSingleResponsePerEmailEnabled",
    "isBackButtonHidden",
    "isCaptureIpEnabled",
    "isAutoProgressingEnabled",
    "inlineTriggers",
    "verifyEmail",
    "redirectUrl",
    "thankYouCard",
    "metadata",
    "slug",
    "customHeadScripts",
    "customHeadScriptsMode",
    "displayCount",
    "languageSwitch",
    "publishOn",
];

impl Importer {
    fn frame(&mut self, root: &Node<'_>) {
        self.languages(root);
        if let Some(card) = root.object("welcomeCard").filter(|card| card.flag("enabled")) {
            self.build.survey.title = self.label(&card, "headline");
            let html = self.prose(&card, "html");
            let subheader = self.prose(&card, "subheader");
            self.build.survey.intro = if html.is_empty() { subheader } else { html };
            self.build.kept("welcomeCard", "welcomeCard", "title, intro", Reason::Same);
            let report = &self.build.report;
            let looks = ["buttonLabel", "timeToFinish", "showResponseCount"];
            card.leave_out(report, &looks, &Reason::Appearance);
            card.leave_out(report, &["fileUrl", "videoUrl"], &Reason::NoCounterpart);
            card.finish(report);
        }
        let taking = &mut self.build.survey.taking;
        taking.responses_max = root.count("autoComplete").filter(|count| *count > 0);
        taking.again_after_days = root.count("recontactDays").filter(|days| (1..=3_650).contains(days));
        let instant = |name| root.text(name).and_then(|text| text.parse().ok());
        taking.opens_at = instant("runOnDate");
        taking.closes_at = instant("closeOnDate");
        let taken = [
            ("autoComplete", "taking.responses_max"),
            ("recontactDays", "taking.again_after_days"),
            ("runOnDate", "taking.opens_at"),
            ("closeOnDate", "taking.closes_at"),
        ];
        for (name, target) in taken {
            if root.peek(name).is_some_and(|value| *value != 0) {
                self.build.kept(name, name, target, Reason::Same);
            }
        }
        root.leave_out(&self.build.report, &ELSEWHERE, &Reason::Behaviour);
    }

    /// Hidden fields and variables.
    fn fields(&mut self, root: &Node<'_>) {
        if let Some(fields) = root.object("hiddenFields") {
            fields.get("enabled");
            for (value, path) in fields.list("fieldIds") {
                let Some(id) = value.as_str() else { continue };
                let key = self.build.hidden.field(id);
                self.build.survey.hidden.push(crate::survey::HiddenField { id: key.clone(), default: None });
                self.know(id, format!("hidden.{key}"), Type::Text);
                self.named(&path, "hiddenField", id, (&key, "hidden"));
            }
            fields.finish(&self.build.report);
        }
        for (value, path) in root.list("variables") {
            let Some(node) = Node::of(value, &path) else { continue };
            let Some(id) = node.text("id") else { continue };
            let name = node.text("name").unwrap_or(id);
            let key = self.build.computed.field(name);
            let number = node.text("type") == Some("number");
            let kind = if number { Type::Number } else { Type::Text };
            let value = node.get("value").and_then(|value| match value {
                Value::Number(number) => number.as_f64().map(Literal::Number),
                Value::String(text) => Some(Literal::Text(text.clone())),
                _ => None,
            });
            let code = match value {
                Some(Literal::Number(value)) if number => {
                    Code::number(super::cel::number(value), super::cel::Binding::Atom)
                }
                Some(Literal::Text(text)) if !number => Code::atom(super::cel::quoted(&text), Type::Text),
                _ if number => Code::number("0", super::cel::Binding::Atom),
                _ => Code::atom("''", Type::Text),
            };
            self.know(id, format!("computed.{key}"), kind);
            self.variables.push(Variable { id: id.to_owned(), key: key.clone(), code: code.sure() });
            self.build.changed(&path, "variable", format!("computed.{key}"), Reason::FromAnswers);
            node.finish(&self.build.report);
        }
    }

    fn know(&mut self, id: &str, text: String, kind: Type) {
        self.known.insert(id.to_owned(), Known { code: Code::atom(text, kind), options: Vec::new() });
    }

    /// Tells of an item that has a name.
    fn named(&self, path: &str, kind: &str, foreign: &str, (key, list): (&Key, &str)) {
        let target = format!("{list}.{key}");
        if key.as_str() == foreign {
            self.build.kept(path, kind, target, Reason::Same);
        } else {
            self.build.changed(path, kind, target, Reason::Renamed(key.to_string()));
        }
    }

    fn begin_page(&mut self, foreign: &str) -> usize {
        let at = self.build.survey.pages.len();
        let id = self.build.pages.key(foreign);
        self.places.insert(foreign.to_owned(), at);
        self.build.survey.pages.push(Page {
            id,
            title: LocalizedText::default(),
            show_when: None,
            random_questions: false,
            fixed: false,
            questions: Vec::new(),
        });
        at
    }

    fn block(&mut self, node: Node<'_>) {
        let foreign = node
            .text("id")
            .map_or_else(|| format!("block{}", self.build.survey.pages.len() + 1), str::to_owned);
        let at = self.begin_page(&foreign);
        let key = self.build.survey.pages[at].id.clone();
        self.named(node.path(), "block", &foreign, (&key, "pages"));
        for (value, path) in node.list("elements") {
            if let Some(element) = Node::of(value, &path) {
                self.element(element, at);
            }
        }
        self.wait(&node, at);
        let report = &self.build.report;
        node.leave_out(report, &["name", "buttonLabel", "backButtonLabel"], &Reason::Appearance);
        node.finish(report);
    }

    /// A question of the older form stands on a page of its own.
    fn old_question(&mut self, node: Node<'_>) {
        let foreign =
            node.text("id").map_or_else(|| format!("q{}", self.build.survey.pages.len() + 1), str::to_owned);
        let at = self.begin_page(&foreign);
        self.wait(&node, at);
        self.element(node, at);
    }

    /// Keeps the logic until all names are known.
    fn wait(&mut self, node: &Node<'_>, page: usize) {
        for (value, path) in node.list("logic") {
            self.logic.push((page, value.clone(), path));
        }
        if let Some(to) = node.text("logicFallback") {
            self.fallbacks.push((page, to.to_owned(), node.at("logicFallback")));
        }
    }

    fn push(&mut self, page: usize, question: Question) {
        self.build.survey.pages[page].questions.push(question);
    }
}
