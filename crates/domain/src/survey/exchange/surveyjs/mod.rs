//! SurveyJS (`survey-core` 3): pages of questions and panels, expressions between braces.
//!
//! The document is read once; questions get their names first, and every expression is kept for the end,
//! when all names are known.

mod choices;
mod compare;
mod expression;
mod functions;
mod grids;
mod kinds;
mod logic;
mod names;
mod question;
mod root;
mod texts;
mod translate;
mod triggers;
mod validators;

use std::collections::HashMap;

use serde_json::Value;

use super::build::Build;
use super::cel::Literal;
use super::keys::Keys;
use super::node::Node;
use super::report::{Item, Reason};
use crate::id::SurveyId;
use crate::locale::{Lang, LocalizedText};
use crate::survey::{Key, Page, QUESTIONS_MAX, Survey};
use names::Names;

/// The most panels within each other.
const PANELS_MAX: usize = 20;

/// Where a translated condition goes.
#[derive(Debug, Clone)]
enum Slot {
    /// When a page is asked.
    Page(usize),
    /// When a question is asked: its page and place.
    Question(usize, usize),
    /// When it needs an answer.
    Required(usize, usize),
    /// When an option, row or column is offered: which list, and which of it.
    Choice(usize, usize, List, Key),
    /// What its answer has to meet, and what is said otherwise.
    Check(usize, usize, LocalizedText),
    /// When an ending is shown.
    Ending(usize),
}

impl Slot {
    /// The first page whose answers come too late for a condition in this place.
    fn until(&self) -> usize {
        match self {
            Self::Page(page) => *page,
            Self::Question(page, _)
            | Self::Required(page, _)
            | Self::Choice(page, ..)
            | Self::Check(page, ..) => page + 1,
            Self::Ending(_) => usize::MAX,
        }
    }

    /// Whether something is seen only while its condition holds.
    fn shows(&self) -> bool {
        matches!(self, Self::Page(_) | Self::Question(..) | Self::Choice(..))
    }
}

/// The options, rows or columns of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Options,
    Rows,
    Columns,
}

/// An expression that waits until all names are known.
#[derive(Debug, Clone)]
struct Pending {
    slot: Slot,
    source: String,
    path: String,
    /// What `{item}` stands for.
    item: Option<Literal>,
    /// Whether it says when something can be answered rather than seen.
    enables: bool,
}

/// Which answers are forgotten when their question is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clears {
    /// None, before the end.
    Never,
    /// Those of questions with a condition of their own.
    Own,
    /// Those within a hidden panel or page, too.
    Within,
}

/// A condition of a panel or page around a question.
#[derive(Debug, Clone)]
struct Outer {
    source: String,
    path: String,
    enables: bool,
}

/// The import of one document.
struct Importer {
    build: Build,
    names: Names,
    rows: Keys,
    pending: Vec<Pending>,
    /// Where pages and questions stand, for triggers.
    places: HashMap<String, usize>,
    /// Options copied from other questions: the place, its source and mode.
    copied: Vec<choices::Copied>,
    questions_seen: usize,
    /// Values worked out: their name here and there, the expression and where it stands.
    computed_sources: Vec<(Key, String, String, String)>,
    /// Which hidden answers are forgotten there as well.
    clears: Clears,
}

/// Reads a document.
pub(super) fn import(id: SurveyId, document: &Value) -> (Survey, Vec<Item>) {
    let root = Node::of(document, "").expect("the caller looked that it is an object");
    let mut importer = Importer {
        build: Build::new(id, texts::default_language(document)),
        names: Names::default(),
        rows: Keys::default(),
        pending: Vec::new(),
        places: HashMap::new(),
        copied: Vec::new(),
        questions_seen: 0,
        computed_sources: Vec::new(),
        clears: Clears::Never,
    };
    let name = importer.root(&root);
    let pages = root.list("pages");
    let bare = ["elements", "questions"];
    let own = bare.iter().any(|name| root.peek(name).is_some());
    if own {
        importer.begin_page("page1");
        for name in bare {
            importer.elements(&root, name, &[], 0);
        }
    }
    for (number, (value, path)) in pages.into_iter().enumerate() {
        match Node::of(value, &path) {
            Some(node) => importer.page(node, number),
            None => importer.build.left_out(&path, "page", Reason::Unknown),
        }
    }
    importer.copy_options();
    importer.logic(&root);
    importer.recall();
    importer.tidy();
    root.finish(&importer.build.report);
    importer.build.finish(&name)
}

impl Importer {
    fn lang(&self) -> Lang {
        self.build.survey.default_language.clone()
    }

    fn begin_page(&mut self, name: &str) -> usize {
        let id = self.build.pages.key(name);
        let at = self.build.survey.pages.len();
        self.places.insert(name.to_lowercase(), at);
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

    fn page(&mut self, node: Node<'_>, number: usize) {
        let name = node.text("name").map_or_else(|| format!("page{}", number + 1), str::to_owned);
        let at = self.begin_page(&name);
        let id = self.build.survey.pages[at].id.clone();
        let target = format!("pages.{id}");
        if id.as_str() == name {
            self.build.kept(node.path(), "page", &target, Reason::Same);
        } else {
            self.build.changed(node.path(), "page", &target, Reason::Renamed(id.to_string()));
        }
        self.build.survey.pages[at].title = self.label(&node, "title");
        let random = node.text("questionOrder") == Some("random");
        self.build.survey.pages[at].random_questions |= random;
        for (name, enables) in [("visibleIf", false), ("enableIf", true)] {
            if let Some(source) = node.text(name) {
                let (source, path) = (source.to_owned(), node.at(name));
                self.pending.push(Pending { slot: Slot::Page(at), source, path, item: None, enables });
            }
        }
        let outer = self.outer(&node, true);
        self.statement(&node, "description", &[]);
        self.elements(&node, "elements", &outer, 0);
        self.elements(&node, "questions", &outer, 0);
        if node.switch("visible") == Some(false) {
            self.build.left_out(&node.at("visible"), "visible", Reason::NoCounterpart);
        }
        self.leave_panel(&node);
        node.finish(&self.build.report);
    }

    /// The conditions of a page or panel, for the questions in it. Those of a page stand on the page itself
    /// and only tell that its questions may be hidden.
    fn outer(&self, node: &Node<'_>, of_page: bool) -> Vec<Outer> {
        let conditions = [("visibleIf", false), ("enableIf", true)];
        let found = conditions.into_iter().filter_map(|(name, enables)| {
            let source = node.text(name)?;
            let source = if of_page { String::new() } else { source.to_owned() };
            Some(Outer { source, path: node.at(name), enables })
        });
        found.collect()
    }

    fn elements(&mut self, node: &Node<'_>, name: &'static str, outer: &[Outer], depth: usize) {
        for (value, path) in node.list(name) {
            let Some(element) = Node::of(value, &path) else {
                self.build.left_out(&path, "element", Reason::Unknown);
                continue;
            };
            if self.build.is_full() {
                self.build.left_out(&path, "element", Reason::Limited(QUESTIONS_MAX.to_string()));
                continue;
            }
            match element.text("type").unwrap_or("text") {
                "panel" if depth < PANELS_MAX => self.panel(element, outer, depth),
                "panel" => self.build.left_out(&path, "panel", Reason::Limited(PANELS_MAX.to_string())),
                kind => self.question(element, kind, outer),
            }
        }
    }

    fn panel(&mut self, node: Node<'_>, outer: &[Outer], depth: usize) {
        let page = format!("pages.{}", self.build.page().id);
        if node.switch("visible") == Some(false) {
            self.build.left_out(node.path(), "panel", Reason::NoCounterpart);
            return;
        }
        self.build.changed(node.path(), "panel", page, Reason::Flattened);
        if let Some(name) = node.text("name") {
            self.places.insert(name.to_lowercase(), self.build.survey.pages.len() - 1);
        }
        let outer: Vec<Outer> = outer.iter().cloned().chain(self.outer(&node, false)).collect();
        self.statement(&node, "title", &outer);
        self.elements(&node, "elements", &outer, depth + 1);
        if node.text("questionOrder") == Some("random") {
            self.build.left_out(&node.at("questionOrder"), "questionOrder", Reason::NoCounterpart);
        }
        self.leave_panel(&node);
        node.finish(&self.build.report);
    }

    /// A heading or text of a page or panel, as a statement.
    fn statement(&mut self, node: &Node<'_>, name: &'static str, outer: &[Outer]) {
        let text = self.label(node, name);
        let help = if name == "title" { self.label(node, "description") } else { LocalizedText::default() };
        let title = if text.is_empty() { help.clone() } else { text.clone() };
        if title.is_empty() {
            return;
        }
        let wish = node.text("name").unwrap_or("text").to_owned();
        let id = self.build.questions.fresh(&format!("{wish}_text"));
        let mut question = crate::survey::Question::new(id, title, crate::survey::Ask::Statement);
        if !text.is_empty() {
            question.help = help;
        }
        self.push(question, outer);
    }

    /// Puts a question on the page, under the conditions around it.
    fn push(&mut self, question: crate::survey::Question, outer: &[Outer]) -> (usize, usize) {
        let page = self.build.survey.pages.len() - 1;
        let place = self.build.page().questions.len();
        self.build.page().questions.push(question);
        for Outer { source, path, enables } in outer.iter().filter(|outer| !outer.source.is_empty()) {
            self.pending.push(Pending {
                slot: Slot::Question(page, place),
                source: source.clone(),
                path: path.clone(),
                item: None,
                enables: *enables,
            });
        }
        (page, place)
    }

    fn leave_panel(&self, node: &Node<'_>) {
        const APPEARANCE: [&str; 22] = [
            "state",
            "width",
            "minWidth",
            "maxWidth",
            "colSpan",
            "innerIndent",
            "indent",
            "startWithNewLine",
            "showNumber",
            "showQuestionNumbers",
            "questionStartIndex",
            "questionTitleLocation",
            "questionTitleWidth",
            "questionErrorLocation",
            "gridLayoutColumns",
            "allowAdaptiveActions",
            "navigationTitle",
            "navigationDescription",
            "navigationButtonsVisibility",
            "showNavigationButtons",
            "questionTitlePattern",
            "titleLocation",
        ];
        let report = &self.build.report;
        node.leave_out(report, &APPEARANCE, &Reason::Appearance);
        let nothing = [
            "requiredIf",
            "isRequired",
            "requiredErrorText",
            "readOnly",
            "timeLimit",
            "maxTimeToFinish",
            "visibleIndex",
        ];
        node.leave_out(report, &nothing, &Reason::NoCounterpart);
        node.get("type");
    }

    /// Pages without questions are not asked anyway; a rule that went to one goes on with the next.
    fn tidy(&mut self) {
        let survey = &mut self.build.survey;
        let empty: Vec<_> = survey
            .pages
            .iter()
            .filter(|page| page.questions.is_empty())
            .map(|page| page.id.clone())
            .collect();
        for id in empty {
            let Some(at) = survey.pages.iter().position(|page| page.id == id) else { continue };
            let next = survey.pages.get(at + 1).map(|page| page.id.clone());
            let before = at.checked_sub(1).map(|before| survey.pages[before].id.clone());
            survey.rules.retain_mut(|rule| {
                if rule.after.as_ref() == Some(&id) {
                    rule.after.clone_from(&before);
                }
                match (&mut rule.then, &next) {
                    (crate::survey::Then::SkipTo { page }, Some(next)) if *page == id => *page = next.clone(),
                    (crate::survey::Then::SkipTo { page }, None) if *page == id => {
                        rule.then = crate::survey::Then::End { ending: None };
                    }
                    _ => {}
                }
                true
            });
            survey.pages.remove(at);
        }
    }
}
